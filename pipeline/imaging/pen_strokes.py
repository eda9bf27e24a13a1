"""Finds what was written by hand: signatures, coloured ink between print, numbers where one is due."""

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, enclosing
from domain.layout import Region, RegionKind
from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components

_SIGNATURE_WIDE_MM = (10.0, 80.0)
_SIGNATURE_HIGH_MM = (6.0, 38.0)
_SIGNATURE_FILL = 0.22
_SIGNATURE_FROM = 0.25
"""Nobody signs at the head of a page: titles in large letters stand there."""
_PEN_MM = 1.3
"""No pen's stroke is thicker."""
_JOINED_MM = 1.6
_WORDS_JOINED_MM = 5.0
_WRITTEN_HIGH_MM = (1.8, 14.0)
_WRITTEN_WIDE_MM = 2.5
_MOST_COLORED = 0.7
"""Share of all ink beyond which colour tells nothing: the page itself is printed in blue."""
_DIGIT_HIGH_MM = (1.9, 14.0)
_DIGIT_WIDE_MM = 25.0
_FRAGMENTS_MM = 3.0
_BESIDE_SEAL_MM = 15.0
_MOST_REGIONS = 120


def colored_writing(
    ink: Pixels, dark: Pixels, seals: tuple[Region, ...], copy: WorkingCopy
) -> tuple[Region, ...]:
    """Signatures and writing in coloured ink; nothing on a page that is printed in it."""
    left, top, width, height = cv2.boundingRect(ink)
    if not width or cv2.countNonZero(ink) > _MOST_COLORED * max(1, cv2.countNonZero(dark)):
        return ()
    across = 2 * round(copy.px(_WORDS_JOINED_MM) / 2) + 1
    # What is spread for joining must not be cut off at the edge, or boxes would come out too small.
    part = np.pad(ink[top : top + height, left : left + width], across)
    left, top = left - across, top - across
    for seal in seals:
        box = seal.box
        part[_slice(box.top - top, box.bottom - top), _slice(box.left - left, box.right - left)] = 0
    side = 2 * round(copy.px(_JOINED_MM) / 2) + 1
    joined = components(np.asarray(cv2.dilate(part, np.ones((side, side), np.uint8)), np.uint8))
    signed = _signature_like(joined, copy, grown=side - 1)
    found = [
        _region(RegionKind.SIGNATURE, joined, int(one), 0.8, side // 2) for one in np.flatnonzero(signed)
    ]
    part[joined.mask_of(signed) > 0] = 0
    words = components(np.asarray(cv2.dilate(part, np.ones((3, across), np.uint8)), np.uint8))
    written = _between(words.height - 2, _WRITTEN_HIGH_MM, copy)
    written &= words.width - across >= copy.px(_WRITTEN_WIDE_MM)
    written[0] = False
    found += [
        _region(RegionKind.HANDWRITING, words, int(one), 0.7, across // 2, 1)
        for one in np.flatnonzero(written)
    ]
    return tuple(_moved(region, left, top) for region in found[:_MOST_REGIONS])


def dark_signatures(
    pieces: Components, ink: Pixels, seals: tuple[Region, ...], copy: WorkingCopy
) -> tuple[Region, ...]:
    """Large thin scrawls in dark ink; beside a seal they are surer."""
    signed = _signature_like(pieces, copy, grown=0)
    signed &= pieces.area <= _SIGNATURE_FILL * pieces.width * pieces.height
    signed &= pieces.top >= _SIGNATURE_FROM * ink.shape[0]
    signed &= ~pieces.touching_edge()
    found: list[Box] = []
    for one in np.flatnonzero(signed)[:_MOST_REGIONS]:
        region = _region(RegionKind.SIGNATURE, pieces, int(one), 0.5, 0)
        if _is_thin(pieces, int(one), copy):
            found.append(region.box)
    joined = _joined(found, copy.px(_FRAGMENTS_MM))
    return tuple(
        Region(RegionKind.SIGNATURE, box, 0.8 if _beside(box, seals, copy) else 0.5) for box in joined
    )


def _beside(box: Box, seals: tuple[Region, ...], copy: WorkingCopy) -> bool:
    return any(_near(box, seal.box, copy.px(_BESIDE_SEAL_MM)) for seal in seals)


def _joined(boxes: list[Box], gap: float) -> list[Box]:
    """Boxes that lie together as one."""
    joined: list[Box] = []
    for box in boxes:
        near = [other for other in joined if _near(box, other, gap)]
        joined = [other for other in joined if other not in near]
        joined.append(enclosing([*near, box]))
    return joined


def written_in(pieces: Components, places: tuple[Box, ...], copy: WorkingCopy) -> tuple[Region, ...]:
    """The places that hold strokes as high as a digit, each with the strokes whole."""
    high = _between(pieces.height, _DIGIT_HIGH_MM, copy) & (pieces.width <= copy.px(_DIGIT_WIDE_MM))
    high[0] = False
    x, y = pieces.left + pieces.width / 2, pieces.top + pieces.height / 2
    found = []
    for place in places[:_MOST_REGIONS]:
        inside = high & (x >= place.left) & (x < place.right) & (y >= place.top) & (y < place.bottom)
        boxes = [
            _region(RegionKind.HANDWRITING, pieces, int(one), 0.6, 0).box for one in np.flatnonzero(inside)
        ]
        if boxes:
            found.append(Region(RegionKind.HANDWRITING, enclosing(boxes), 0.6))
    return tuple(found)


def _signature_like(pieces: Components, copy: WorkingCopy, *, grown: int) -> NDArray[np.bool_]:
    fits = _between(pieces.width - grown, _SIGNATURE_WIDE_MM, copy)
    fits &= _between(pieces.height - grown, _SIGNATURE_HIGH_MM, copy)
    fits[0] = False
    return fits


def _between(length: NDArray[np.int32], bounds: tuple[float, float], copy: WorkingCopy) -> NDArray[np.bool_]:
    return np.asarray((length >= copy.px(bounds[0])) & (length <= copy.px(bounds[1])), np.bool_)


def _is_thin(pieces: Components, piece: int, copy: WorkingCopy) -> bool:
    """Whether no part of the piece is thicker than a pen's stroke."""
    top, left = pieces.top[piece], pieces.left[piece]
    window = pieces.labels[top : top + pieces.height[piece], left : left + pieces.width[piece]]
    mine = np.pad((window == piece).astype(np.uint8), 1)
    side = max(3, round(copy.px(_PEN_MM)))
    thick = cv2.erode(mine, np.ones((side, side), np.uint8), borderValue=0)
    return cv2.countNonZero(thick) <= 0.02 * float(pieces.area[piece])


def _region(
    kind: RegionKind, pieces: Components, piece: int, score: float, grown: int, grown_down: int | None = None
) -> Region:
    """The region of a piece that was dilated by so many pixels on every side."""
    down = grown if grown_down is None else grown_down
    left, top = int(pieces.left[piece]) + grown, int(pieces.top[piece]) + down
    right = int(pieces.left[piece] + pieces.width[piece]) - grown
    bottom = int(pieces.top[piece] + pieces.height[piece]) - down
    return Region(kind, Box(left, top, max(left + 1, right), max(top + 1, bottom)), score)


def _moved(region: Region, right: int, down: int) -> Region:
    box = region.box
    return Region(
        region.kind, Box(box.left + right, box.top + down, box.right + right, box.bottom + down), region.score
    )


def _near(one: Box, other: Box, gap: float) -> bool:
    apart_x = max(one.left, other.left) - min(one.right, other.right)
    apart_y = max(one.top, other.top) - min(one.bottom, other.bottom)
    return apart_x <= gap and apart_y <= gap


def _slice(start: float, end: float) -> slice:
    return slice(max(0, round(start)), max(0, round(end)))
