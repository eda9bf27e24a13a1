"""Where on a page a QR code or barcode may lie: a quick look at a small picture of it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box

MAX_REGIONS = 6
_SIDE = 700  # an A4 page is looked at with 60 dpi: modules blur into gray, and gray is what is measured
_WINDOW = 11  # 4.7 mm there: holds a text line and its gap, so that text averages out light
_MARGIN = 10
# Measured on 28 scanned letters and on symbols drawn into one: 99 % of a letter stays below 0.35
# mean darkness but for its seal, signature and bold words; the middle of a code lies between 0.41 and 0.73.
_MIN_DARKNESS, _MAX_DARKNESS = 0.36, 0.85
_MIN_DEVIATION = 0.1
# The same letters gave 111 dark places: bold words are less than 12 pixels high, seals and signatures fill
# less than 0.63 of their rectangle; codes fill 0.74 to 0.97.
_MIN_SIDE = 10
_MIN_FILL = 0.68


def _shrink(gray: NDArray[np.uint8], factor: float) -> NDArray[np.float32]:
    size = (max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor)))
    # Every other pixel is enough for a mean over five: INTER_AREA on all of them costs twice the time.
    sample = gray[::2, ::2] if factor < 0.25 else gray
    return np.asarray(cv2.resize(sample, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _dark_uneven(small: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Marks pixels whose surroundings are about half dark and uneven."""
    paper = float(np.percentile(small[::4, ::4], 85))
    # The darkest place, not a percentile: one small code may be all the ink of a page.
    ink = float(cv2.blur(small, (3, 3)).min())
    if paper - ink < 24:
        return np.zeros(small.shape, dtype=np.uint8)
    darkness = np.clip((paper - small) / (paper - ink), 0, 1).astype(np.float32)
    mean = cv2.blur(darkness, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REPLICATE)
    square = cv2.sqrBoxFilter(darkness, cv2.CV_32F, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REPLICATE)
    uneven = square - mean * mean > _MIN_DEVIATION**2
    return np.asarray((mean > _MIN_DARKNESS) & (mean < _MAX_DARKNESS) & uneven, dtype=np.uint8)


def _filled_rectangle(contour: NDArray[np.int32]) -> bool:
    """Whether the outline is about a rectangle, upright or not, and large enough."""
    (_, sides, _) = cv2.minAreaRect(contour)
    # The outline runs through the middles of its pixels: one pixel is missing each way.
    across, down = sides[0] + 1, sides[1] + 1
    area = cv2.contourArea(contour) + cv2.arcLength(contour, True) / 2 + 1
    return min(across, down) >= _MIN_SIDE and area >= _MIN_FILL * across * down


def find_symbol_regions(gray: NDArray[np.uint8]) -> tuple[Box, ...]:
    """Parts of the page that may hold a symbol, the largest first, at most `MAX_REGIONS`."""
    height, width = gray.shape
    factor = min(1.0, _SIDE / max(height, width))
    closed = cv2.morphologyEx(_dark_uneven(_shrink(gray, factor)), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outlines = [np.asarray(contour, dtype=np.int32) for contour in contours]
    places = [cv2.boundingRect(outline) for outline in outlines if _filled_rectangle(outline)]
    places.sort(key=lambda place: -place[2] * place[3])
    return tuple(
        Box(
            max(0, int((left - _MARGIN) / factor)),
            max(0, int((top - _MARGIN) / factor)),
            min(width, int((left + across + _MARGIN) / factor) + 1),
            min(height, int((top + down + _MARGIN) / factor) + 1),
        )
        for left, top, across, down in places[:MAX_REGIONS]
    )
