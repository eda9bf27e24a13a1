"""The number printed on a page: at the middle of the top margin (NĐ 30/2020), else of the bottom one."""

import re
from dataclasses import dataclass

from domain.geometry import Box, Size
from domain.text import PageText
from pipeline.reading.near_match import fold

_TOP_SHARE = 0.1
_BOTTOM_SHARE = 0.92
_OFF_CENTRE = 0.12
_SURE = 0.5
_ALONE = re.compile(r"\W{0,2}([1-9]\d{0,3})\W{0,2}")
# "2/3", "Trang 2", "Trang: 2/3", "Trang 2 trên 3"; a small L or a capital I is read for 1.
_DIGITS = r"[1-9LI][0-9LIO]{0,2}"
_PLACE = re.compile(
    rf"\W{{0,2}}(?P<word>TRANG|TR|PAGE)?\W{{0,3}}(?P<number>{_DIGITS})"
    rf"(?:\s?(?:/|TREN|OF)\s?(?P<total>{_DIGITS}))?\W{{0,2}}"
)
_READ_AS_DIGITS = str.maketrans("LIO", "110")


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Which page of its paper a page says it is, and of how many."""

    number: int
    total: int | None = None


def page_number(text: PageText, size: Size) -> int | None:
    """The page's printed number; None when there is none, as on a paper's first page."""
    for at_top in (True, False):
        for line in text.lines:
            match = _ALONE.fullmatch(line.text)
            if match and _in_margin(line.box, size, at_top=at_top) and line.words[0].confidence >= _SURE:
                return int(match[1])
    return None


def page_place(text: PageText, size: Size) -> PagePlace | None:
    """The printed number with the count of pages that may stand beside it ("2/3", "Trang 2")."""
    for line in text.lines:
        if not (line.words and _at_an_end(line.box, size)) or line.words[0].confidence < _SURE:
            continue
        match = _PLACE.fullmatch(fold(line.text))
        # A number alone is a page's only in the middle; a date's or a table's stands anywhere.
        if match is None or not (match["word"] or match["total"]):
            continue
        number, total = _value(match["number"]), _value(match["total"]) if match["total"] else None
        if total is None or number <= total:
            return PagePlace(number, total)
    alone = page_number(text, size)
    return None if alone is None else PagePlace(alone)


def _value(digits: str) -> int:
    return int(digits.translate(_READ_AS_DIGITS))


def _at_an_end(box: Box, size: Size) -> bool:
    return box.bottom < _TOP_SHARE * size.height or box.top > _BOTTOM_SHARE * size.height


def _in_margin(box: Box, size: Size, *, at_top: bool) -> bool:
    off_centre = abs((box.left + box.right) / 2 - size.width / 2)
    in_margin = box.bottom < _TOP_SHARE * size.height if at_top else box.top > _BOTTOM_SHARE * size.height
    return in_margin and off_centre <= _OFF_CENTRE * size.width
