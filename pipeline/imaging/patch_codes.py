"""Patch codes: four wide or narrow bars on the separator sheets of document scanners (Kodak A-61599)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.barcode import Barcode, Decoder, Symbology
from domain.geometry import Point

# Wide (0.20 in) and narrow (0.08 in) bars from the edge of the sheet inwards, 0.80 in in all.
# T reads 3 from behind and 1 reads 6: only the edge it lies at says which it is.
BARS = {"1": "WWNN", "2": "WNNW", "3": "WNWN", "4": "NWWN", "T": "NWNW", "6": "NNWW"}
"""Each patch code by its wide and narrow bars, from the edge inwards."""
_PATTERNS = {bars: name for name, bars in BARS.items()}
_BARS = 4
_UNITS = 10  # narrow bars in the whole of a symbol

_SIDE = 900  # an A4 page is looked at with 77 dpi: narrow bars are 6 pixels
_MIN_UNIT_PX = 1.8
_PAGES_LONG = 300  # narrow bars in the long side of a page at the most: an A4 sheet lying on A2; bars of
# barcodes are a quarter as wide and less
_MIN_LENGTH = 9.0  # in narrow bars; the shortest bars that scanners take are 0.75 in
_MIN_FILL = 0.86
_STEPS_PX = 1.2  # the sides of a bar that lies a little aslant are stairs
_WIDE = 1.7  # the limit between narrow (1) and wide (2.5)
_TOLERANCE, _TOLERANCE_PX = 0.4, 0.8  # of a width: in narrow bars, and pixels besides
_UNEVEN, _UNEVEN_PX = 0.2, 1.0  # between bars of one width; bars of EAN/UPC are one, two and three wide
_MAX_TILT = math.sin(math.radians(2))
_QUIET_FROM, _QUIET_TO = 0.4, 6.0  # narrow bars off the outer sides: print may lie there, but no fifth bar
_BAR_INK, _MAX_BAR = 0.7, 0.5  # a fifth bar is dark over most of its length, and half as wide as a narrow one
_NEARER = 0.6  # an edge is the symbol's own when it is so much nearer than the edge opposite
_MAX_BARS = 400


@dataclass(frozen=True, slots=True)
class _Bar:
    """A dark rectangle, long and straight, in pixels of the small picture."""

    x: float
    y: float
    length: float
    width: float
    along: tuple[float, float]
    """Unit vector along the bar, pointing right or, when upright, down."""

    def offset(self, other: "_Bar") -> tuple[float, float]:
        """How far `other` lies along this bar and across it."""
        dx, dy = other.x - self.x, other.y - self.y
        ax, ay = self.along
        return dx * ax + dy * ay, dy * ax - dx * ay

    def is_beside(self, other: "_Bar") -> bool:
        """Whether both are parallel and most of each lies beside the other."""
        tilt = abs(self.along[0] * other.along[1] - self.along[1] * other.along[0])
        shift, _ = self.offset(other)
        longer, shorter = max(self.length, other.length), min(self.length, other.length)
        return tilt < _MAX_TILT and shorter > 0.6 * longer and abs(shift) < 0.3 * longer


def _dark(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    paper, ink = float(np.percentile(small[::4, ::4], 85)), float(cv2.blur(small, (3, 3)).min())
    if paper - ink < 48:
        return np.zeros(small.shape, dtype=np.uint8)
    return np.asarray(small < (paper + ink) / 2, dtype=np.uint8)


def _bar(outline: NDArray[np.int32]) -> _Bar | None:
    (x, y), sides, angle_deg = cv2.minAreaRect(outline)
    # The outline runs through the middles of its pixels: one pixel is missing each way.
    across, down = sides[0] + 1, sides[1] + 1
    turn = math.radians(angle_deg if across >= down else angle_deg + 90)
    ax, ay = math.cos(turn), math.sin(turn)
    if (ax, ay) < (-ax, -ay) and abs(ax) > 1e-6:
        ax, ay = -ax, -ay
    length, width = max(across, down), min(across, down)
    area = cv2.contourArea(outline) + cv2.arcLength(outline, True) / 2 + 1
    if length < 3 * width or area < _MIN_FILL * length * (width - _STEPS_PX):
        return None
    return _Bar(x=x, y=y, length=length, width=area / length, along=(ax, ay))


def _bars(dark: NDArray[np.uint8], least: float) -> list[_Bar]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    longest = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    wanted = (longest >= least * _MIN_LENGTH) & (
        stats[:, cv2.CC_STAT_AREA] >= least * least * _MIN_LENGTH * _MIN_FILL
    )
    wanted[0] = False
    places = np.flatnonzero(wanted)
    if not _BARS <= len(places) <= _MAX_BARS:
        return []
    found: list[_Bar] = []
    for place in places:
        left, top, across, down, _ = (int(value) for value in stats[place])
        piece = np.asarray(labels[top : top + down, left : left + across] == place, dtype=np.uint8)
        outlines, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(left, top))
        bar = _bar(np.asarray(outlines[0], dtype=np.int32))
        if bar is not None:
            found.append(bar)
    return found


def _unit(bars: tuple[_Bar, ...]) -> float:
    """The width of a narrow bar by the width of the whole."""
    first, last = bars[0], bars[-1]
    return (first.offset(last)[1] + (first.width + last.width) / 2) / _UNITS


def _is_even(widths: list[float], unit: float) -> bool:
    return not widths or max(widths) - min(widths) <= _UNEVEN * unit + _UNEVEN_PX


def _letters(bars: tuple[_Bar, ...], unit: float) -> str | None:
    """`NWNW` for four bars in order; None when their widths and spaces are no patch code's."""
    if min(bar.length for bar in bars) < _MIN_LENGTH * unit:
        return None
    spaces = [one.offset(other)[1] - (one.width + other.width) / 2 for one, other in pairwise(bars)]
    wide = [bar.width for bar in bars if bar.width > _WIDE * unit]
    narrow = [bar.width for bar in bars if bar.width <= _WIDE * unit]
    allowed = _TOLERANCE * unit + _TOLERANCE_PX
    fits = (
        all(abs(width - unit) <= allowed for width in spaces + narrow)
        and all(abs(width - 2.5 * unit) <= allowed for width in wide)
        and all(_is_even(widths, unit) for widths in (spaces, narrow, wide))
    )
    return "".join("W" if bar.width > _WIDE * unit else "N" for bar in bars) if fits else None


def _groups(bars: list[_Bar]) -> Iterator[tuple[_Bar, ...]]:
    """Every four neighbouring bars, from left to right or from the top down."""
    for first in bars:
        behind = [
            (first.offset(other)[1], place) for place, other in enumerate(bars) if first.is_beside(other)
        ]
        nearest = sorted(offset for offset in behind if offset[0] > 0)[: _BARS - 1]
        if len(nearest) == _BARS - 1:
            yield (first, *(bars[place] for _, place in nearest))


def _is_last(dark: NDArray[np.uint8], bar: _Bar, unit: float, side: int) -> bool:
    """Whether no bar follows on that side of `bar`, -1 for lower offsets; beyond the page is paper."""
    ax, ay = bar.along
    along = np.linspace(-0.4, 0.4, 32) * bar.length
    across = side * (bar.width / 2 + np.arange(_QUIET_FROM, _QUIET_TO, 0.1) * unit)
    columns = np.rint(bar.x + along[:, None] * ax - across[None, :] * ay).astype(int)
    rows = np.rint(bar.y + along[:, None] * ay + across[None, :] * ax).astype(int)
    height, width = dark.shape
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    ink = np.where(inside, dark[rows.clip(0, height - 1), columns.clip(0, width - 1)], 0).mean(axis=0)
    return bool(np.count_nonzero(ink > _BAR_INK) * 0.1 < _MAX_BAR)


def _corners(bars: tuple[_Bar, ...]) -> tuple[Point, Point, Point, Point]:
    """Clockwise from the corner at the start of the first bar's outer side, as seen with that bar on top."""
    first, last = bars[0], bars[-1]
    (ax, ay), half = first.along, max(bar.length for bar in bars) / 2
    out, inn = -first.width / 2, last.width / 2
    a, b = (
        Point(bar.x + along * half * ax - across * ay, bar.y + along * half * ay + across * ax)
        for bar, across, along in ((first, out, -1), (first, out, 1))
    )
    c, d = (
        Point(bar.x + along * half * ax - across * ay, bar.y + along * half * ay + across * ax)
        for bar, across, along in ((last, inn, 1), (last, inn, -1))
    )
    return a, b, c, d


def _edge_distances(bars: tuple[_Bar, ...], shape: tuple[int, ...]) -> tuple[float, float]:
    """From the first bar to the edge of the page before it, and from the last to the edge behind it."""
    height, width = shape[:2]
    first, last = bars[0], bars[-1]
    if abs(first.along[0]) >= abs(first.along[1]):
        before, behind = sorted((first.y, last.y))
        distances = before, height - behind
        return distances if first.y <= last.y else distances[::-1]
    before, behind = sorted((first.x, last.x))
    distances = before, width - behind
    return distances if first.x <= last.x else distances[::-1]


def _payload(letters: str, before: float, behind: float) -> tuple[str, bool]:
    """What the symbol is, and whether it is read from its last bar; both names where no edge is its own."""
    ahead, back = _PATTERNS[letters], _PATTERNS[letters[::-1]]
    if min(before, behind) > _NEARER * max(before, behind) and ahead != back:
        return "/".join(sorted((f"PATCH{ahead}", f"PATCH{back}"))), False
    return (f"PATCH{ahead}", False) if before <= behind else (f"PATCH{back}", True)


def read_patch_codes(gray: NDArray[np.uint8]) -> tuple[Barcode, ...]:
    """The patch codes of a page, each read from the edge of the page that it lies at.

    The payload is PATCH and the code's name; one in the middle that could be either of two names both.
    """
    factor = min(1.0, _SIDE / max(gray.shape))
    small = gray
    if factor < 1:
        size = max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor))
        small = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    found: list[Barcode] = []
    dark = _dark(small)
    least = max(_MIN_UNIT_PX, max(dark.shape) / _PAGES_LONG)
    for bars in _groups(_bars(dark, least)):
        unit = _unit(bars)
        letters = _letters(bars, unit) if unit >= least else None
        if letters not in _PATTERNS:
            continue
        if not (_is_last(dark, bars[0], unit, -1) and _is_last(dark, bars[-1], unit, 1)):
            continue
        payload, from_behind = _payload(letters, *_edge_distances(bars, small.shape))
        a, b, c, d = (Point(corner.x / factor, corner.y / factor) for corner in _corners(bars))
        corners = (c, d, a, b) if from_behind else (a, b, c, d)
        found.append(
            Barcode(symbology=Symbology.PATCH, payload=payload, corners=corners, decoder=Decoder.SOHOA)
        )
    return tuple(found)
