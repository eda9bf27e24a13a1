"""Numbers, dates and areas read as Vietnamese papers write them."""

from datetime import date

import pytest

from samples.wording import area, long_date, spell_below_hundred, spell_date, spell_year


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (11, "mười một"),
        (25, "hai mươi lăm"),
        (31, "ba mươi mốt"),
    ],
)
def test_small_numbers_follow_the_sound_changes(number: int, words: str) -> None:
    assert spell_below_hundred(number) == words


def test_years_name_the_empty_places() -> None:
    assert spell_year(2004) == "hai nghìn không trăm linh bốn"
    assert spell_year(2000) == "hai nghìn không trăm"
    assert spell_year(1987) == "một nghìn chín trăm tám mươi bảy"


def test_a_date_is_spelled_in_full() -> None:
    spelled = spell_date(date(2025, 7, 15))
    assert spelled == "Ngày mười lăm, tháng bảy, năm hai nghìn không trăm hai mươi lăm"


def test_long_dates_pad_days_and_the_first_two_months() -> None:
    assert long_date(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert long_date(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"


def test_areas_have_points_for_thousands_and_a_decimal_comma() -> None:
    assert area(1234.5) == "1.234,5 m²"
