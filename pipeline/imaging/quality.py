"""How well a page was scanned: sharpness, contrast, noise, ink and the size of its letters."""

import cv2
import numpy as np

from domain.page import Quality
from pipeline.imaging.letter_size import body_dpi, letter_height_px
from pipeline.imaging.working_copy import Ink, Pixels, WorkingCopy, find_ink, reduce_to

_WORKING_DPI = 150.0
_COARSE_DPI = 50.0
_MOST_PIXELS = 20_000_000
"""An A4 page at 400 dpi is 15 million; labelling the letters of 150 million takes a gigabyte."""
_WEAKEST_EDGE = 40
_FEWEST_EDGES = 50
# Measured medians of the steepest step over the whole rise: crisp scans 0.68 to 1, a gaussian of
# 2 px at 200 dpi 0.31, of 4 px 0.21.
_STEEPNESS_OF_BLUR = 0.2
_STEEPNESS_OF_CRISP = 0.7


def _inkiest_rows(ink: Ink) -> slice:
    """The quarter of the page that holds the most ink: enough to measure edges and grain on."""
    height = ink.mask.shape[0]
    count = max(1, height // 4)
    running = np.concatenate(([0], np.cumsum(cv2.reduce(ink.mask, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S))))
    top = int(np.argmax(running[count:] - running[:-count]))
    return slice(top, top + count)


def _sharpness(pixels: Pixels, ink_mask: Pixels, weakest_edge: int) -> float:
    """How much of the rise from ink to paper is made in one step; 1 for a page without edges."""
    if min(pixels.shape) < 2:
        # The quarter of a narrow strip may be a single row: OpenCV refuses what comes of it.
        return 1.0
    square = np.ones((5, 5), np.uint8)
    rise = cv2.subtract(cv2.dilate(pixels, square), cv2.erode(pixels, square))[:-1, :-1]
    across = cv2.absdiff(pixels[:-1, 1:], pixels[:-1, :-1])
    down = cv2.absdiff(pixels[1:, :-1], pixels[:-1, :-1])
    step = cv2.dilate(cv2.max(across, down), np.ones((3, 3), np.uint8))
    strong = (rise > weakest_edge) & (ink_mask[:-1, :-1] > 0)
    if np.count_nonzero(strong) < _FEWEST_EDGES:
        return 1.0
    steepness = float(np.median(step[strong] / rise[strong].astype(np.float32)))
    span = _STEEPNESS_OF_CRISP - _STEEPNESS_OF_BLUR
    return float(np.clip((steepness - _STEEPNESS_OF_BLUR) / span, 0.0, 1.0))


def _noise(pixels: Pixels, ink_mask: Pixels) -> float:
    """Spread of the paper's values about their local mean, away from ink; shading does not count."""
    paper = cv2.dilate(ink_mask, np.ones((7, 7), np.uint8)) == 0
    if not paper.any():
        return 0.0
    grain = cv2.subtract(pixels, cv2.blur(pixels, (7, 7)), dtype=cv2.CV_16S)
    # A mean over 49 pixels that include the pixel itself hides a 98th of its spread: too little to mend.
    return float(np.std(grain[paper]) / 255)


def _contrast(copy: WorkingCopy, ink: Ink) -> float:
    """The paper's gray less that of the darker strokes; thin strokes never reach their true black."""
    inked = copy.pixels[::2, ::2][ink.mask[::2, ::2] > 0]
    if not len(inked):
        return 0.0
    return float(np.clip(np.median(ink.paper[::8, ::8]) - np.percentile(inked, 20), 0, 255) / 255)


def measure_letters(gray: Pixels, dpi: float) -> float | None:
    """Quality.letter_dpi of the picture, made on its own pixels: of a map on its inkiest rows."""
    height_px = letter_height_px(find_ink(WorkingCopy(_inkiest_part(gray, dpi), dpi)).mask)
    return None if height_px is None else body_dpi(height_px)


def _inkiest_part(gray: Pixels, dpi: float) -> Pixels:
    """Rows of at most 20 million pixels, from where the page has most ink."""
    if gray.size <= _MOST_PIXELS:
        return gray
    copy = reduce_to(gray, dpi, _COARSE_DPI)
    top = round(_inkiest_rows(find_ink(copy)).start * gray.shape[0] / copy.pixels.shape[0])
    return gray[top : top + max(1, _MOST_PIXELS // gray.shape[1])]


def measure_quality(gray: Pixels, dpi: float) -> Quality:
    """Measures made at about 150 dpi; a page without ink has contrast 0 and counts as sharp.

    `letter_dpi` is that of `gray`, not of a larger picture it was made from.
    """
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    ink = find_ink(copy)
    rows = _inkiest_rows(ink)
    pixels, ink_mask = copy.pixels[rows], ink.mask[rows]
    # The inkiest rows may hold a code or a picture and no letters.
    height_px = letter_height_px(ink_mask) or letter_height_px(ink.mask)
    return Quality(
        sharpness=_sharpness(pixels, ink_mask, max(_WEAKEST_EDGE, ink.threshold)),
        contrast=_contrast(copy, ink),
        noise=_noise(pixels, ink_mask),
        ink=cv2.countNonZero(ink.mask) / ink.mask.size,
        letter_dpi=None if height_px is None else body_dpi(height_px) * dpi / copy.dpi,
    )
