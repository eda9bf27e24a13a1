"""Dates as Vietnamese papers write them, old forms included, as ISO 8601."""

import re
from datetime import date

from pipeline.reading.near_match import fold
from pipeline.reading.validators.checked import DASHES, DIGIT, Checked, digits_of
from pipeline.reading.validators.spelled import spelled_date

_EARLIEST = 1850
_WORDY = re.compile(
    rf"(?:NGAY\W{{0,3}}(?P<day>{DIGIT}{{1,2}})\W{{0,3}})THANG\W{{0,3}}(?P<month>{DIGIT}{{1,2}})\W{{0,3}}"
    rf"NAM\W{{0,3}}(?P<year>{DIGIT}{{4}}|{DIGIT}{{2}}\b)"
)
# With a separator, or as eight digits in a row.
_SHORT = re.compile(
    rf"(?<![\w])(?P<day>{DIGIT}{{1,2}})\s?(?P<sign>[/.\-])\s?(?P<month>{DIGIT}{{1,2}})\s?(?P=sign)\s?"
    rf"(?P<year>{DIGIT}{{4}}|{DIGIT}{{2}})(?![\w])"
)
_RUN = re.compile(r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})(?!\d)")
_MONTH = re.compile(rf"(?<![\w])(?P<month>{DIGIT}{{1,2}})\s?[/.\-]\s?(?P<year>{DIGIT}{{4}})(?![\w])")
_YEAR = re.compile(r"(?<![\w/])(?P<year>(?:1[89]|20)\d{2})(?![\w/])")


def read_date(text: str, latest: date | None = None) -> Checked | None:
    """The first date in the text; of an old paper it may be a month or a year alone.

    A day that no calendar has, one after `latest`, and a year of two digits are faults.
    """
    plain = text.translate(DASHES)
    # Letters keep their case where a digit is due: a small l is a one, a capital L is none.
    found = _WORDY.search(_fold_words(plain))
    if found is None:
        found = _SHORT.search(plain) or _RUN.search(plain)
    if found is not None:
        parts = [digits_of(found[name]) for name in ("day", "month", "year")]
        numbers = tuple(int(digits) for digits, _ in parts)
        return _whole(numbers[0], numbers[1], numbers[2], any(mended for _, mended in parts), latest)
    if (spelled := spelled_date(plain)) is not None:
        return _whole(*spelled, False, latest)
    return _part(plain, latest)


def _fold_words(text: str) -> str:
    """Words folded, so that NGAY is found without its marks; what may stand for digits is left alone."""
    parts = re.split(r"(\W+)", re.sub(r"(?i)(ngày|tháng|năm)", r" \1 ", text))
    return "".join(fold(part) if len(part) > 2 and not part[0].isdigit() else part for part in parts)


def _whole(day: int, month: int, year: int, mended: bool, latest: date | None) -> Checked:
    if year < 100:
        # 76 on an old paper is 1976; nobody but the reader of the paper knows for sure.
        this = latest.year % 100 if latest is not None else 30
        value, _ = _iso(day, month, year + (2000 if year <= this else 1900))
        return Checked(value, mended, "năm chỉ có hai chữ số")
    value, held = _iso(day, month, year)
    if held is None:
        return Checked(value, mended, "không có ngày này trong lịch")
    if year < _EARLIEST:
        return Checked(value, mended, "năm quá xa")
    if latest is not None and held > latest:
        return Checked(value, mended, "ngày ở tương lai")
    return Checked(value, mended)


def _iso(day: int, month: int, year: int) -> tuple[str, date | None]:
    try:
        held = date(year, month, day)
    except ValueError:
        return f"{year:04}-{month:02}-{day:02}", None
    return held.isoformat(), held


def _part(text: str, latest: date | None) -> Checked | None:
    if (found := _MONTH.search(text)) is not None:
        (month, one), (year, other) = digits_of(found["month"]), digits_of(found["year"])
        fault = "" if 1 <= int(month) <= 12 else "không có tháng này"
        return Checked(f"{year}-{int(month):02}", one or other, fault)
    if (found := _YEAR.search(text)) is not None:
        late = latest is not None and int(found["year"]) > latest.year
        return Checked(found["year"], fault="năm ở tương lai" if late else "")
    return None
