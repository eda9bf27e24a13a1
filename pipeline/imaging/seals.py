"""Finds stamps by their outline: rings and frames of one colour of ink."""

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.layout import Region, RegionKind
from pipeline.imaging.working_copy import Pixels, WorkingCopy, components

_JOINED_MM = 2.0
"""Ring, letters and star of a seal hang together over gaps like this."""
_SMALLEST_MM = 8.0
_NARROWEST_MM = 15.0
_LARGEST_MM = 90.0
_RIM = 0.87
"""From here outwards, as a share of the half width, lies the outline."""
_RIM_MM = 1.6
_PARTS = 72
_LEAST_OUTLINE = 0.55
"""Share of the outline that shows: print over it and a dry pad leave gaps."""
_MOST_PIECES = 40
_HALF_DRAWN = 60


def find_seals(ink: Pixels, copy: WorkingCopy) -> tuple[Region, ...]:
    """The stamps in a mask of ink of one colour, in pixels of the mask."""
    left, top, width, height = cv2.boundingRect(ink)
    if width < copy.px(_NARROWEST_MM) or height < copy.px(_SMALLEST_MM):
        return ()
    # Outlines show at half the resolution, for a quarter of the cost.
    full = 255 * ink[top : top + height, left : left + width]
    halved = cv2.resize(full, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    part = (halved > _HALF_DRAWN).astype(np.uint8)
    copy = WorkingCopy(part, copy.dpi / 2)
    side = 2 * round(copy.px(_JOINED_MM) / 2) + 1
    pieces = components(np.asarray(cv2.dilate(part, np.ones((side, side), np.uint8)), np.uint8))
    fits = np.maximum(pieces.width, pieces.height) >= copy.px(_NARROWEST_MM)
    fits &= np.minimum(pieces.width, pieces.height) >= copy.px(_SMALLEST_MM)
    fits &= np.maximum(pieces.width, pieces.height) <= copy.px(_LARGEST_MM)
    fits[0] = False
    found = np.flatnonzero(fits)
    seals = []
    for piece in found[np.argsort(-pieces.area[found], kind="stable")][:_MOST_PIECES]:
        row, column = int(pieces.top[piece]), int(pieces.left[piece])
        window = slice(row, row + pieces.height[piece]), slice(column, column + pieces.width[piece])
        down, across = np.nonzero((pieces.labels[window] == piece) & (part[window] > 0))
        points = np.stack((across, down), axis=1).astype(np.float32) + np.array((column, row), np.float32)
        outline = max(_ring(points), _frame(points, copy))
        if outline >= _LEAST_OUTLINE:
            box = _around(points, left, top)
            seals.append(Region(RegionKind.STAMP, box, round(outline, 2)))
    return tuple(sorted(seals, key=lambda seal: (seal.box.top, seal.box.left)))


def _around(points: NDArray[np.float32], left: int, top: int) -> Box:
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(left + 2 * x0, top + 2 * y0, left + 2 * x1 + 2, top + 2 * y1 + 2)


def _ring(points: NDArray[np.float32]) -> float:
    """Share of an ellipse around the points that is drawn."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = (high - low) / 2
    if half.max() > 1.8 * half.min():
        return 0.0
    x, y = ((points - (low + high) / 2) / half).T
    on_rim = np.hypot(x, y) >= _RIM
    turn = np.arctan2(y[on_rim], x[on_rim]) / (2 * np.pi) + 0.5
    outside = np.hypot(x, y) > 1.08
    # Corners beyond the ellipse are no ring's.
    if np.count_nonzero(outside) > 0.02 * len(x):
        return 0.0
    return len(np.unique((turn * _PARTS).astype(np.int32) % _PARTS)) / _PARTS


def _frame(points: NDArray[np.float32], copy: WorkingCopy) -> float:
    """Share of the barest side of a rectangle around the points, turned as they lie, that is drawn."""
    (x, y), (width, height), angle_deg = cv2.minAreaRect(points)
    if min(width, height) < copy.px(_SMALLEST_MM):
        return 0.0
    cos, sin = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    moved = points - np.array((x, y), np.float32)
    across = moved[:, 0] * cos + moved[:, 1] * sin
    down = moved[:, 1] * cos - moved[:, 0] * sin
    rim = copy.px(_RIM_MM)
    shares = []
    for along, away, length, reach in ((across, down, width, height), (down, across, height, width)):
        for sign in (-1, 1):
            near = along[sign * away >= reach / 2 - rim]
            parts = ((near / length + 0.5) * _PARTS).astype(np.int32).clip(0, _PARTS - 1)
            shares.append(len(np.unique(parts)) / _PARTS)
    return min(shares)
