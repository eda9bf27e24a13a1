"""Sums of money, areas and other measured amounts."""

import re

from pipeline.reading.near_match import fold
from pipeline.reading.validators.checked import Checked
from pipeline.reading.validators.spelled import spelled_number

_MONEY = re.compile(
    r"(?<![\w,.])(\d{1,3}(?:[.,]\d{3})+|\d+)(?:,00?)?\s?(?:đồng|đ|VNĐ|VND)?(?![\w])", re.IGNORECASE
)
_IN_WORDS = re.compile(r"\(?\s*(?:bằng chữ|viết bằng chữ)?\s*:?\s*(?P<words>[^()]*?)\s*đồng", re.IGNORECASE)
_AREA = re.compile(
    r"(?<![\w,.])(\d{1,3}(?:[. ]\d{3})*|\d+)(?:[,.](\d{1,2}))?\s?(?:m\s?[2²]|mét vuông)", re.IGNORECASE
)
_COUNT = re.compile(r"\W*(\d{1,6})(?![\w]|[.,]\d)")


def read_money(text: str) -> Checked | None:
    """A sum in đồng as plain digits; a sum in words beside it must say the same."""
    found = _MONEY.search(text)
    if found is None:
        return None
    value = str(int(re.sub(r"[.,]", "", found[1])))
    words = _spelled(text[found.end() :])
    if words is not None and words != int(value):
        return Checked(value, fault="số tiền bằng số và bằng chữ khác nhau")
    return Checked(value)


def _spelled(text: str) -> int | None:
    found = _IN_WORDS.search(text)
    if found is None:
        return None
    words = [fold(word).strip(".,;:()") for word in found["words"].split()]
    return spelled_number([word for word in words if word and word != "CHAN"])


def read_area(text: str) -> Checked | None:
    """An area in square metres, with a decimal point."""
    found = _AREA.search(text)
    if found is None:
        return None
    whole = str(int(re.sub(r"[. ]", "", found[1])))
    return Checked(f"{whole}.{found[2]}" if found[2] else whole)


def read_count(text: str) -> Checked | None:
    """A whole number that stands first."""
    found = _COUNT.match(text)
    return None if found is None else Checked(str(int(found[1])))
