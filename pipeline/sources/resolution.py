"""The resolution of a picture: as its header says when that can be believed, else from paper sizes."""

import math

from domain.geometry import Dpi, Size

_LEAST, _MOST = 50.0, 2400.0
_PROGRAM_DEFAULTS = frozenset({72, 96})
_TOLERANCE = 0.03
_A4 = (210 / 25.4, 297 / 25.4)
_PAPERS = (_A4, (148 / 25.4, 210 / 25.4), (297 / 25.4, 420 / 25.4), (53.98 / 25.4, 85.6 / 25.4))
"""A4, A5, A3 and the identity card (ISO/IEC 7810 ID-1), inches, short side first; A4 is tried first."""
_LIKELY_DPI = (90.0, 650.0)
_LEAST_PAPER_IN = 1.0
"""A stamp's width: a picture that says it is smaller is a thumbnail of something larger."""
_ROLL_ASPECT = 2.5
"""No sheet is longer for its width; a fax roll or a till receipt is."""


def resolve_dpi(size: Size, header: Dpi | None, max_page_in: float) -> tuple[Dpi, bool]:
    """The resolution, and whether the header named it (False: reckoned from the nearest paper size)."""
    if header is not None and _believable(size, header, max_page_in):
        return header, True
    dpi = reckon_dpi(size)
    return Dpi(dpi, dpi), False


def _believable(size: Size, header: Dpi, max_page_in: float) -> bool:
    if not all(math.isfinite(value) and _LEAST <= value <= _MOST for value in (header.x, header.y)):
        return False
    short_in, long_in = sorted((size.width / header.x, size.height / header.y))
    if short_in < _LEAST_PAPER_IN:
        return False
    # A roll is as wide as a sheet, whatever its length: taken for one sheet, its letters would be dust.
    if (short_in if _is_roll(size) else long_in) > max_page_in:
        return False
    # 72 and 96 are what programs write when they know nothing: a phone's 960 x 1280 would be a poster.
    if {round(header.x), round(header.y)} <= _PROGRAM_DEFAULTS:
        return short_in <= _A4[0] * (1 + _TOLERANCE) and long_in <= _A4[1] * (1 + _TOLERANCE)
    return True


def reckon_dpi(size: Size) -> float:
    """Dots per inch if the picture shows a whole sheet of the first paper that fits; else of A4's length,
    of a roll A4's width."""
    short, long = sorted((size.width, size.height))
    if _is_roll(size):
        return short / _A4[0]
    aspect = long / short
    for short_in, long_in in _PAPERS:
        if (
            abs(aspect * short_in / long_in - 1) <= _TOLERANCE
            and _LIKELY_DPI[0] <= long / long_in <= _LIKELY_DPI[1]
        ):
            return long / long_in
    return long / _A4[1]


def _is_roll(size: Size) -> bool:
    short, long = sorted((size.width, size.height))
    return long > _ROLL_ASPECT * short
