"""Draws a photographed sheet as it looks from above, on ground that looks like its own paper."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.bend import drop_at_pixels
from pipeline.imaging.working_copy import Pixels, reduce_to

Floats = NDArray[np.float64]

_GROUND_DPI = 20.0
_RIM_MM = 1.0
"""Paper that is painted over with the table: an edge's shade looks like a rule."""


def on_paper(pixels: Pixels, corners: Floats, dpi: float) -> Pixels:
    """The picture, gray or coloured, with all that lies beyond the sheet's corners painted like its paper."""
    sheet = _inside(pixels.shape[:2], corners, _RIM_MM * dpi / 25.4)
    copy = reduce_to(pixels, dpi, _GROUND_DPI)
    height, width = copy.pixels.shape[:2]
    known = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA) == 255
    if not known.any():
        return pixels
    paper = cv2.copyTo(copy.pixels, known.astype(np.uint8))
    lightest = cv2.dilate(paper, np.ones((7, 7), np.uint8))
    _, nearest = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    places = np.zeros(int(nearest.max()) + 1, np.int64)
    places[nearest[known]] = np.flatnonzero(known)
    ground = lightest.reshape(height * width, -1)[places[nearest.ravel()]].reshape(copy.pixels.shape)
    ground = cv2.GaussianBlur(ground, (0, 0), 3)
    large = cv2.resize(ground, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(pixels, sheet, large), np.uint8)


def seen_from_above(pixels: Pixels, to_page: Floats, page: tuple[float, float], drops: Floats) -> Pixels:
    """The flat page, as large as the picture, which shows the straightened page of `page` (width, height).

    `to_page` is the homography between the two, `drops` are in the picture's pixels.
    """
    height, width = pixels.shape[:2]
    x, y = page[0] / width, page[1] / height
    shift = drop_at_pixels(drops, width, height)
    across = (np.arange(width) + 0.5) * x
    down = (shift + (np.arange(height) + 0.5)[:, None]) * y
    columns, rows, scale = (
        (a * across + c).astype(np.float32) + (b * down).astype(np.float32) for a, b, c in to_page
    )
    # Pixel centres lie at +0.5, OpenCV's at 0.
    columns = columns / (scale * np.float32(x)) - np.float32(0.5)
    rows = rows / (scale * np.float32(y)) - np.float32(0.5)
    drawn = cv2.remap(pixels, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, np.uint8)


def _inside(shape: tuple[int, ...], corners: Floats, rim_px: float) -> Pixels:
    """255 within the sheet, but for its rim; else 0."""
    middle = corners.mean(axis=0)
    shorter = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T).min()
    drawn_in = middle + (corners - middle) * max(0.0, 1 - 2 * rim_px / max(1.0, shorter))
    sheet = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(sheet, np.round(drawn_in).astype(np.int32), (255,))
    return sheet
