"""Noise on a page: the grain of a weak sensor and the specks of a bad copy, each with what takes it off."""

import cv2
import numpy as np

from pipeline.imaging.working_copy import Pixels

_MM_PER_INCH = 25.4
_TILE_MM = 10.0
_CLEANEST = 20
"""Specks are everywhere, dots of letters and leaders only where something is printed: the percentile of the
page's tiles that is looked at."""
_SPECK_DEPTH = 40
_REACH_PX = 5
_NEAR_PX = 1.5
_COLOR_SIGMAS = 5.0


def count_specks(gray: Pixels, dpi: float) -> float:
    """Specks on a square centimetre of the cleanest fifth of the page, seen at about 150 dpi."""
    tile = max(1, round(_TILE_MM * dpi / _MM_PER_INCH))
    rows, columns = gray.shape[0] // tile, gray.shape[1] // tile
    if not rows or not columns:
        return 0.0
    far = cv2.absdiff(gray, cv2.medianBlur(gray, 3))
    _, specks = cv2.threshold(far, _SPECK_DEPTH, 255, cv2.THRESH_BINARY)
    whole = specks[: rows * tile, : columns * tile]
    shares = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return float(np.percentile(shares, _CLEANEST)) * tile * tile


def without_specks(gray: Pixels) -> Pixels:
    """The page with each pixel at the middle value of its neighbours. Gives a new picture."""
    return np.asarray(cv2.medianBlur(gray, 3), np.uint8)


def without_grain(gray: Pixels, noise: float) -> Pixels:
    """The page smoothed within paper and within ink, never across an edge. Gives a new picture.

    `noise` is the standard deviation of paper, 0 to 1.
    """
    return np.asarray(cv2.bilateralFilter(gray, _REACH_PX, _COLOR_SIGMAS * 255 * noise, _NEAR_PX), np.uint8)
