"""Lines from edge to edge of a page, of folds or a scanner's dirty glass: found, and evened out."""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.working_copy import Pixels, reduce_to

_WORKING_DPI = 75.0
_MM_PER_INCH = 25.4
_BANDS = 8
"""A line is one when every one of so many bands across the page shows it, and both strips at the edges."""
_STRIP = 0.015
"""Of the page's length: frames of certificates end before it."""
_WIDEST_MM = 7.0
_STRAY_MM = 1.2
"""How far a line may wander from band to band."""
_PLAIN = 8
"""Gray values by which a line differs from the paper beside it; scans without lines stay below 3."""

_Offsets = NDArray[np.float32]


def strongest_fold(gray: Pixels, dpi: float) -> float:
    """Gray values by which the plainest line from edge to edge differs from its paper; 0 without one."""
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    if min(copy.pixels.shape) < 4 * _BANDS:
        return 0.0
    across, down = (_offsets(view, copy.dpi) for view in (copy.pixels, copy.pixels.T))
    return max(float(np.abs(lines).max()) for lines in (across, down))


def without_folds(gray: Pixels, dpi: float) -> Pixels:
    """The page with its lines from edge to edge as light as the paper beside; print on them stays.

    Gives a new picture.
    """
    evened = gray.astype(np.float32)
    if min(gray.shape) >= 4 * _BANDS:
        for offsets, view in ((_offsets(gray, dpi), evened), (_offsets(gray.T, dpi), evened.T)):
            edges = _edges(len(view))
            for band, (start, stop) in enumerate(pairwise(edges)):
                view[start:stop] -= offsets[band]
    return np.asarray(np.clip(evened, 0, 255), np.uint8)


def _edges(length: int) -> list[int]:
    strip = max(1, round(_STRIP * length))
    inner = [strip + (length - 2 * strip) * band // _BANDS for band in range(_BANDS + 1)]
    return [0, *inner, length]


def _offsets(gray: Pixels, dpi: float) -> _Offsets:
    """How much darker (below 0) or lighter each band's columns are where a line runs from top to bottom."""
    edges = _edges(gray.shape[0])
    # Less than half of a column is print: its median is the paper's, or the line's.
    levels = np.stack([_median(gray[start:stop]) for start, stop in pairwise(edges)])
    width = round(2 * _WIDEST_MM * dpi / _MM_PER_INCH)
    beside = np.stack([_running_median(level, width) for level in levels])
    offsets = (levels - beside).astype(np.float32)
    plain = (np.abs(offsets) >= _PLAIN).astype(np.uint8)
    reach = 2 * max(1, round(_STRAY_MM * dpi / _MM_PER_INCH)) + 1
    near = cv2.dilate(plain, np.ones((1, reach), np.uint8))
    everywhere = near.all(axis=0)
    offsets[:, ~everywhere] = 0
    # Along a line of print the median is ink: no more is taken than the strips without print show.
    depth = cv2.dilate(np.abs(offsets[[0, -1]]).max(axis=0, keepdims=True), np.ones((1, reach), np.uint8))
    return np.asarray(np.clip(offsets, -depth, depth), np.float32)


def _median(band: Pixels) -> NDArray[np.float32]:
    return np.asarray(np.median(band, axis=0), np.float32)


def _running_median(level: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    half = max(1, width // 2)
    padded = np.pad(level, half, mode="reflect" if len(level) > half else "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    return np.asarray(np.median(windows, axis=1), np.float32)
