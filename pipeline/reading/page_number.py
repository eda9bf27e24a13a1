"""The number printed on a page: at the middle of the top margin (NĐ 30/2020), else of the bottom one."""

import re

from domain.geometry import Box, Size
from domain.text import PageText

_TOP_SHARE = 0.1
_BOTTOM_SHARE = 0.92
_OFF_CENTRE = 0.12
_SURE = 0.5
_ALONE = re.compile(r"\W{0,2}([1-9]\d{0,3})\W{0,2}")


def page_number(text: PageText, size: Size) -> int | None:
    """The page's printed number; None when there is none, as on a paper's first page."""
    for at_top in (True, False):
        for line in text.lines:
            match = _ALONE.fullmatch(line.text)
            if match and _in_margin(line.box, size, at_top=at_top) and line.words[0].confidence >= _SURE:
                return int(match[1])
    return None


def _in_margin(box: Box, size: Size, *, at_top: bool) -> bool:
    off_centre = abs((box.left + box.right) / 2 - size.width / 2)
    in_margin = box.bottom < _TOP_SHARE * size.height if at_top else box.top > _BOTTOM_SHARE * size.height
    return in_margin and off_centre <= _OFF_CENTRE * size.width
