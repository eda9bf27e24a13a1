"""The picture of a line as the network wants it: where the ink is, in pieces it can hold, 32 pixels high."""

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.raster import Mode, Raster

Gray = NDArray[np.uint8]
Mask = NDArray[np.bool_]

HEIGHT = 32
STEP = 4
"""Pixels of the network's picture that one step of its answer stands for."""
MAX_WIDTH = 1024
"""The network counts 256 steps and fails on one more."""
PIECE_WIDTH = 800
"""Where a line is cut when it can be: lines as wide as those it was trained on are read best."""
LEAST_HEIGHT = 6
"""Letters lower than this have no marks to tell."""
_LEAST_CONTRAST = 40
_MARGIN = 0.08
_APART = 0.1
"""Paper between lines, as a share of their height; less lies between a letter and its mark."""


def gray_of(raster: Raster) -> Gray:
    """The pixels in gray, without the padding of the rows."""
    channels = 1 if raster.mode is Mode.GRAY else 3
    row = raster.width * channels
    needed = raster.stride * (raster.height - 1) + row
    flat = np.frombuffer(raster.data.cast("B"), np.uint8, needed)
    rows = np.lib.stride_tricks.as_strided(flat, (raster.height, row), (raster.stride, 1), writeable=False)
    if channels == 1:
        return np.ascontiguousarray(rows)
    colours = np.ascontiguousarray(rows).reshape(raster.height, raster.width, 3)
    return np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), np.uint8)


def find_ink(gray: Gray) -> Mask:
    """Where the ink is; nowhere when the darkest and the lightest differ too little to be ink and paper."""
    calm = cv2.medianBlur(gray, 3) if min(gray.shape) >= 3 * LEAST_HEIGHT else gray
    _level, dark = cv2.threshold(calm, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    ink = np.asarray(dark, np.bool_)
    if not ink.any() or ink.all():
        return np.zeros(gray.shape, np.bool_)
    if float(calm[~ink].mean()) - float(calm[ink].mean()) < _LEAST_CONTRAST:
        return np.zeros(gray.shape, np.bool_)
    return ink


def bounds(flags: Mask) -> tuple[int, int] | None:
    """First and one past the last place that is set; None when none is."""
    places = np.flatnonzero(flags)
    return None if places.size == 0 else (int(places[0]), int(places[-1]) + 1)


def with_margin(span: tuple[int, int], height: int, limit: int) -> tuple[int, int]:
    """The span and a little paper on both sides, within the picture."""
    margin = max(1, round(_MARGIN * height))
    return max(span[0] - margin, 0), min(span[1] + margin, limit)


def widest_gap(columns: Mask, start: int, stop: int) -> tuple[int, int] | None:
    """The widest run of columns without ink between `start` and `stop`; None when there is none."""
    free = np.concatenate(([False], ~columns[start:stop], [False]))
    edges = np.flatnonzero(free[1:] != free[:-1])
    if edges.size == 0:
        return None
    starts, stops = edges[::2], edges[1::2]
    widest = int(np.argmax(stops - starts))
    return start + int(starts[widest]), start + int(stops[widest])


def find_rows(ink: Mask) -> tuple[int, int] | None:
    """First and one past the last row of the line; None when there is none worth reading.

    What touches the upper or lower edge apart from the line is what is left of a neighbour.
    """
    flags = np.concatenate(([False], ink.any(axis=1), [False]))
    edges = np.flatnonzero(flags[1:] != flags[:-1])
    bands = [(int(top), int(bottom)) for top, bottom in zip(edges[::2], edges[1::2], strict=True)]
    if not bands:
        return None
    main = max(range(len(bands)), key=lambda number: int(ink[slice(*bands[number])].sum()))
    apart = _APART * (bands[main][1] - bands[main][0])
    first, last = 0, len(bands) - 1
    if first < main and bands[0][0] == 0 and bands[1][0] - bands[0][1] >= apart:
        first += 1
    if last > main and bands[last][1] == len(ink) and bands[last][0] - bands[last - 1][1] >= apart:
        last -= 1
    return bands[first][0], bands[last][1]


def cut_pieces(ink: Mask, most: int) -> tuple[tuple[int, int], ...]:
    """Spans of columns at most `most` wide that hold all the ink, cut at the gaps.

    A gap as wide as the line is high always cuts: the network joins the words on both sides of it.
    Where there is no gap (a rule under the line) the cut falls where there is least ink.
    """
    columns = np.asarray(ink.any(axis=0), np.bool_)
    flags = np.concatenate(([False], columns, [False]))
    edges = np.flatnonzero(flags[1:] != flags[:-1])
    parts: list[tuple[int, int]] = []
    for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if parts and left - parts[-1][1] < len(ink):
            parts[-1] = (parts[-1][0], right)
        else:
            parts.append((left, right))
    return tuple(piece for part in parts for piece in _cut_part(ink, columns, part, most))


def _cut_part(ink: Mask, columns: Mask, part: tuple[int, int], most: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    start, end = part
    while end - start > most:
        low, high = start + most // 2, start + most
        gap = widest_gap(columns, low, high)
        if gap is None:
            place = low + int(np.argmin(ink[:, low:high].sum(axis=0)))
            gap = place, place
        pieces.append((start, max(gap[0], start + 1)))
        start = max(gap[1], start + 1)
    return [*pieces, (start, end)]


def tensor_of(gray: Gray) -> NDArray[np.float32]:
    """The picture as the network was trained on it: 32 high, three equal channels, white is 1."""
    height, width = gray.shape
    wide = min(max(round(width * HEIGHT / height), HEIGHT), MAX_WIDTH)
    wide = -(-wide // STEP) * STEP
    method = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    small = cv2.resize(gray, (wide, HEIGHT), interpolation=method)
    plane = np.asarray(small, np.float32) / 255
    return np.ascontiguousarray(np.broadcast_to(plane, (1, 3, HEIGHT, wide)))
