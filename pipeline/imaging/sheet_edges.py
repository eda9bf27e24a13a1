"""Finds the corners of a sheet that was photographed on something darker, by its four straight edges."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.working_copy import Pixels, WorkingCopy, reduce_to

Floats = NDArray[np.float64]

_WORKING_DPI = 50.0
_LONGEST_PX, _NARROWEST_PX = 2_000, 64
_LETTERS_MM = 5.0
"""Print and rules narrower than this are paper."""
_SHARES = (25, 50, 75)
"""Where between the darkest and the lightest twentieth paper may part from table, in hundredths."""
_LEAST_AREA = 0.35
_AT_EDGE = 0.02
"""Of the outline: a sheet that runs out of the picture has corners nobody sees."""
_SAMPLES = 48
_SEARCH_MM, _BESIDE_MM = 3.0, 2.0
_STEPS_PX = 2
_STRAIGHT_MM = 0.7
_MOST_CROOKED = 0.2
_DARKER = 0.82
"""The table beside an edge, as a share of the paper within; lids are lighter."""
_DARKER_BEYOND = 0.9
_COLOURED = 24
"""Gray values between colours: no scanner's border is so coloured, and many a table is."""
_LEAST_OFF = 0.004
"""Of the width: corners that are off those of a rectangle by less are a scanned sheet's."""


def find_sheet(color: Pixels, dpi: float, picture: Floats) -> Floats | None:
    """The sheet's corners in pixels of `color`, clockwise from the top left.

    None when there is no table round it, or when it is a rectangle on the black or gray of a scanner.
    `picture` holds the corners of what was photographed: beyond them the page is filling.
    """
    copy = reduce_to(color, dpi, _WORKING_DPI)
    height, width = copy.pixels.shape[:2]
    if min(height, width) < _NARROWEST_PX or max(height, width) > _LONGEST_PX:
        return None
    factor = dpi / copy.dpi
    light = _paleness(copy.pixels)
    within = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(within, np.round(picture / factor).astype(np.int32), (1,))
    for outline in _outlines(WorkingCopy(light, copy.dpi), within):
        corners = _drawn_sharp(outline, light, copy)
        if corners is not None and _is_photograph(corners, light, within, copy):
            return corners * factor
    return None


def _paleness(pixels: Pixels) -> Pixels:
    """How light each place is, and less so the more coloured it is: lit wood is as bright as shaded paper."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    least, most = cv2.min(cv2.min(red, green), blue), cv2.max(cv2.max(red, green), blue)
    colourless = cv2.divide(least, most, scale=255)
    return np.asarray(cv2.multiply(least, colourless, scale=1 / 255), np.uint8)


def _outlines(copy: WorkingCopy, within: Pixels) -> Iterator[Floats]:
    """Rough four-sided outlines of large light places that do not run out of the picture."""
    side = max(3, round(copy.px(_LETTERS_MM)) | 1)
    paper = cv2.morphologyEx(copy.pixels, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    known = paper[within > 0]
    if known.size == 0:
        return
    dark, pale = np.percentile(known[::7], (5, 95))
    margin = cv2.erode(within, np.ones((5, 5), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    for share in _SHARES if dark < _DARKER * pale else ():
        lit = ((paper > dark + (pale - dark) * share / 100) & (within > 0)).astype(np.uint8)
        found, _ = cv2.findContours(lit, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        outline = max(found, key=cv2.contourArea, default=None)
        if outline is None or cv2.contourArea(outline) < _LEAST_AREA * within.sum():
            continue
        at = outline[:, 0, :]
        if np.mean(margin[at[:, 1], at[:, 0]] == 0) > _AT_EDGE:
            continue
        corners = _four_corners(outline)
        if corners is not None:
            yield corners


def _four_corners(outline: NDArray[np.int32]) -> Floats | None:
    """Where the outline's four longest sides meet; folded corners and bites are left out."""
    hull = cv2.convexHull(outline)
    sides = cv2.approxPolyDP(hull, 0.01 * cv2.arcLength(hull, True), True)[:, 0, :].astype(np.float64)
    if len(sides) < 4:
        return None
    lengths = np.hypot(*(np.roll(sides, -1, axis=0) - sides).T)
    longest = np.sort(np.argsort(lengths)[-4:])
    lines = [(sides[k], np.roll(sides, -1, axis=0)[k]) for k in longest]
    return _meeting([(begin, end - begin) for begin, end in lines])


def _meeting(lines: list[tuple[Floats, Floats]]) -> Floats | None:
    """Where each line meets the one before it, clockwise from the top left; None unless that is convex."""
    corners = []
    for (at, along), (from_, before) in zip(lines, lines[-1:] + lines[:-1], strict=True):
        crossing = float(before[0] * along[1] - before[1] * along[0])
        lengths = float(np.hypot(*along) * np.hypot(*before))
        if abs(crossing) < 0.5 * lengths:
            return None
        step = ((at[0] - from_[0]) * along[1] - (at[1] - from_[1]) * along[0]) / crossing
        corners.append(from_ + step * before)
    found = np.array(corners)
    if not cv2.isContourConvex(found.astype(np.float32)):
        return None
    if cv2.contourArea(found.astype(np.float32), oriented=True) < 0:
        found = found[::-1]
    return np.asarray(np.roll(found, -int(np.argmin(found.sum(axis=1))), axis=0), np.float64)


def _drawn_sharp(rough: Floats, light: Pixels, copy: WorkingCopy) -> Floats | None:
    """The corners by lines through the steepest places along each side; None where a side is no edge."""
    lines = []
    for begin, end in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        line = _edge(begin, end, light, copy)
        if line is None:
            return None
        lines.append(line)
    return _meeting(lines)


def _edge(begin: Floats, end: Floats, light: Pixels, copy: WorkingCopy) -> tuple[Floats, Floats] | None:
    """A place on the edge between two rough corners and its direction; None without a straight one."""
    along = (end - begin) / np.hypot(*(end - begin))
    inward = np.array([-along[1], along[0]])
    places = begin + np.linspace(0.04, 0.96, _SAMPLES)[:, None] * (end - begin)
    depth, outside, inside = _beside(places, inward, light, copy)
    best = (inside - outside).argmax(axis=1)
    rows = np.arange(_SAMPLES)
    darker = outside[rows, best] < _DARKER * inside[rows, best]
    if darker.mean() < 1 - _MOST_CROOKED:
        return None
    points = (places + depth[best][:, None] * inward)[darker].astype(np.float32)
    dx, dy, x, y = (float(one) for one in cv2.fitLine(points, cv2.DIST_WELSCH, 0, 0.01, 0.01).ravel())
    astray = np.abs((points[:, 0] - x) * dy - (points[:, 1] - y) * dx)
    if np.mean(astray > copy.px(_STRAIGHT_MM)) > _MOST_CROOKED:
        return None
    # A fitted line has no way round; the outline has.
    forward = 1.0 if dx * along[0] + dy * along[1] > 0 else -1.0
    return np.array([x, y]), forward * np.array([dx, dy])


def _beside(
    places: Floats, inward: Floats, light: Pixels, copy: WorkingCopy
) -> tuple[Floats, Floats, Floats]:
    """Depths inward of the places, and how light it is just outside and just inside of each."""
    beside = max(2, round(_STEPS_PX * copy.px(_BESIDE_MM)))
    search = round(_STEPS_PX * copy.px(_SEARCH_MM))
    depth = np.arange(-search - beside, search + beside) / _STEPS_PX
    seen = places[:, None, :] + depth[None, :, None] * inward
    # Pixel centres lie at +0.5, OpenCV's at 0.
    x, y = (np.ascontiguousarray(seen[:, :, k] - 0.5, np.float32) for k in (0, 1))
    profile = cv2.remap(light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float64)
    total = np.pad(np.cumsum(profile, axis=1), ((0, 0), (1, 0)))
    means = (total[:, beside:] - total[:, :-beside]) / beside
    # The mean that ends at a place, and the one that begins there.
    return depth[beside:-beside] - 0.5 / _STEPS_PX, means[:, : -beside - 1], means[:, beside:-1]


def _is_photograph(corners: Floats, light: Pixels, within: Pixels, copy: WorkingCopy) -> bool:
    """True where all round lies something darker, and corners or colours are not those of a scan."""
    sheet = np.zeros_like(within)
    cv2.fillConvexPoly(sheet, np.round(corners).astype(np.int32), (1,))
    if sheet.sum() < _LEAST_AREA * within.sum():
        return False
    around = cv2.dilate(sheet, np.ones((5, 5), np.uint8))
    beyond = (within > 0) & (around == 0)
    paper = float(np.median(light[sheet > 0]))
    if not beyond.any() or np.percentile(light[beyond], 90) > _DARKER_BEYOND * paper:
        return False
    if _off_rectangle(corners) > _LEAST_OFF:
        return True
    if copy.pixels.ndim == 2:
        return False
    table = copy.pixels[beyond]
    return float(np.median(table.max(axis=1) - table.min(axis=1))) > _COLOURED


def _off_rectangle(corners: Floats) -> float:
    """How far the corners are from those of the nearest rectangle, as a share of its shorter side."""
    middle = corners.mean(axis=0)
    across = corners[1] + corners[2] - corners[0] - corners[3]
    down = corners[2] + corners[3] - corners[0] - corners[1]
    # The best turn of the middle lines, each counting as long as it is.
    turn = np.angle(complex(*across) + complex(*down) * -1j)
    unit = np.array([np.cos(turn), np.sin(turn)])
    sides = np.hypot(*across) / 2 * unit, np.hypot(*down) / 2 * np.array([-unit[1], unit[0]])
    upright = middle + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2 @ np.array(sides)
    return float(np.hypot(*(corners - upright).T).max() / min(np.hypot(*side) for side in sides))
