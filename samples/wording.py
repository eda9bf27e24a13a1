"""Dates, numbers and areas in the words of Vietnamese papers."""

from datetime import date

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def spell_below_hundred(number: int) -> str:
    """0 to 99 in words."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if ones == 0:
        return head
    if ones == 1 and tens > 1:
        return f"{head} mốt"
    return f"{head} lăm" if ones == 5 else f"{head} {DIGITS[ones]}"


def spell_year(year: int) -> str:
    """A year of four digits in words."""
    thousands, rest = divmod(year, 1000)
    hundreds, rest = divmod(rest, 100)
    words = f"{DIGITS[thousands]} nghìn {DIGITS[hundreds]} trăm"
    if rest == 0:
        return words
    return f"{words} linh {DIGITS[rest]}" if rest < 10 else f"{words} {spell_below_hundred(rest)}"


def spell_date(day: date) -> str:
    """Ngày mười lăm, tháng bảy, năm hai nghìn không trăm hai mươi lăm."""
    return (
        f"Ngày {spell_below_hundred(day.day)}, tháng {spell_below_hundred(day.month)}, "
        f"năm {spell_year(day.year)}"
    )


def short_date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """ngày 05 tháng 02 năm 2026: a day below 10 and the months 1 and 2 get a zero (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def area(square_metres: float) -> str:
    """1234.5 as 1.234,5 m²."""
    return f"{square_metres:,.1f}".translate(str.maketrans(",.", ".,")) + " m²"
