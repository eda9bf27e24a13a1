"""Print much paler than the page's darkest: shone through from the back, or faint on the front."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.working_copy import Ink, Pixels, WorkingCopy, find_ink, reduce_to

_WORKING_DPI = 150.0
_COARSE_DPI = 75.0
_FRONT_PERCENTILE = 90
_STRONG = 0.62
"""Of the front's depth: darker is the front's own ink. The back of thin paper reaches 0.55."""
_PALE = 0.22
"""Paler than this share of the front's depth nothing spoils reading."""
_ABOVE_GRAIN = 20.0
_SOFT = 0.82
"""Of the front's steepness: measured 0.54 to 0.75 on print from the back, 0.93 and more on faint print."""
_LEAST_RISE = 0.15
_FRONT_RISE = 0.5
_FEWEST = 50
_LEAST_PALE = 0.1
_CHROMA = 24
_ACROSS_MM, _DOWN_MM = 5.0, 1.5
"""Half of the neighbourhood that ink is held against: a word or two of one line."""
_MOST_GAIN = 4.0
_GAIN_STEPS = 32.0


@dataclass(frozen=True, slots=True)
class PalePrint:
    """Areas of pale print as shares of the area of the front's ink."""

    soft: float
    """With blurred edges: the back's."""
    crisp: float
    """With edges like the front's: faint print."""


@dataclass(frozen=True, slots=True)
class _Layers:
    """What is on a page, apart by darkness."""

    ink: Ink
    front: float
    """Depth of the front's ink."""
    strong: Pixels
    """1 on the front's ink."""
    pale: Pixels
    """1 on what is paler, away from the front's ink and its blurred edge."""


def _spread(mask: Pixels, by_px: int) -> Pixels:
    return np.asarray(cv2.dilate(mask, np.ones((2 * by_px + 1, 2 * by_px + 1), np.uint8)), np.uint8)


def _palest(ink: Ink, front: float) -> float:
    """The depth from which on something counts as print: above the paper's grain."""
    return max(_PALE * front, float(np.median(ink.depth[::8, ::8])) + _ABOVE_GRAIN)


def _layers(copy: WorkingCopy, clear_px: int) -> _Layers | None:
    """None for a page with hardly any ink."""
    ink = find_ink(copy)
    inked = ink.depth[::2, ::2][ink.mask[::2, ::2] > 0]
    if not len(inked):
        return None
    front = float(np.percentile(inked, _FRONT_PERCENTILE))
    strong = np.asarray(cv2.threshold(ink.depth, _STRONG * front, 1, cv2.THRESH_BINARY)[1], np.uint8)
    if cv2.countNonZero(strong) < _FEWEST:
        return None
    _, pale = cv2.threshold(ink.depth, _palest(ink, front), 1, cv2.THRESH_BINARY)
    return _Layers(ink, front, strong, np.asarray(cv2.subtract(pale, _spread(strong, clear_px)), np.uint8))


def _steepness(gray: Pixels) -> tuple[NDArray[np.float32], Pixels]:
    """How much of the rise about each pixel is made in one step, and that rise."""
    square = np.ones((5, 5), np.uint8)
    rise = np.asarray(cv2.subtract(cv2.dilate(gray, square), cv2.erode(gray, square)), np.uint8)
    step = np.zeros_like(gray)
    step[:, :-1] = cv2.absdiff(gray[:, 1:], gray[:, :-1])
    step[:-1] = cv2.max(step[:-1], cv2.absdiff(gray[1:], gray[:-1]))
    step = np.asarray(cv2.dilate(step, np.ones((3, 3), np.uint8)), np.uint8)
    return np.asarray(cv2.divide(step, rise, dtype=cv2.CV_32F), np.float32), rise


def _steepest_of_soft(steep: NDArray[np.float32], rise: Pixels, layers: _Layers) -> float:
    """Below it an edge is softer than the front's own; 0 when the front has no edges to tell by."""
    front = (layers.strong > 0) & (rise > _FRONT_RISE * layers.front)
    return _SOFT * float(np.median(steep[front])) if np.count_nonzero(front) >= _FEWEST else 0.0


def measure_pale_print(gray: Pixels, color: Pixels, dpi: float) -> PalePrint:
    """How much pale print of either kind is on a page; coloured ink is none.

    Both are views of the page at `dpi`: gray without red ink, and as it looks.
    """
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    layers = _layers(copy, 2)
    if layers is None:
        return PalePrint(0.0, 0.0)
    strong = cv2.countNonZero(layers.strong)
    if cv2.countNonZero(layers.pale) < _LEAST_PALE * strong:
        # Nearly every page: the dear half of the measure is spared.
        return PalePrint(0.0, 0.0)
    steep, rise = _steepness(copy.pixels)
    pale = cv2.subtract(layers.pale, _coloured(reduce_to(color, dpi, _WORKING_DPI).pixels)) > 0
    seen = pale & (rise > _LEAST_RISE * layers.front)
    if np.count_nonzero(seen) < _FEWEST:
        return PalePrint(0.0, 0.0)
    soft = float((steep[seen] < _steepest_of_soft(steep, rise, layers)).mean())
    share = float(np.count_nonzero(pale)) / strong
    return PalePrint(soft=share * soft, crisp=share * (1 - soft))


def _coloured(color: Pixels) -> Pixels:
    """1 on coloured ink and about it; the paper's own tint is none."""
    if color.ndim == 2:
        return np.zeros(color.shape, np.uint8)
    red, green, blue = cv2.split(color)
    chroma = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    _, found = cv2.threshold(chroma, float(np.median(chroma[::8, ::8])) + _CHROMA, 1, cv2.THRESH_BINARY)
    return _spread(np.asarray(found, np.uint8), 2)


def without_soft_print(gray: Pixels, dpi: float) -> Pixels:
    """The page with paper wherever the front's ink and its edge are not. Gives a new picture."""
    layers = _layers(WorkingCopy(gray, dpi), 1)
    if layers is None:
        return gray.copy()
    cleaned = layers.ink.paper.copy()
    cv2.copyTo(gray, _spread(layers.strong, 1), cleaned)
    return cleaned


def with_faint_print(gray: Pixels, color: Pixels, dpi: float) -> Pixels:
    """The page with faint print as dark as the rest; coloured ink stays as it is. A new picture.

    Both are views of the page at `dpi`: gray without red ink, and as it looks.
    """
    copy = reduce_to(gray, dpi, _COARSE_DPI)
    ink = find_ink(copy)
    inked = ink.depth[ink.mask > 0]
    if not len(inked):
        return gray.copy()
    front = float(np.percentile(inked, _FRONT_PERCENTILE))
    across, down = (2 * round(copy.px(reach)) + 1 for reach in (_ACROSS_MM, _DOWN_MM))
    darkest = cv2.dilate(ink.depth, np.ones((down, across), np.uint8)).astype(np.float32)
    gain = np.where(darkest >= _palest(ink, front), np.clip(front / np.maximum(darkest, 1), 1, _MOST_GAIN), 1)
    gain = cv2.GaussianBlur(gain.astype(np.float32), (0, 0), copy.px(_DOWN_MM / 2))
    size = (gray.shape[1], gray.shape[0])
    steps = cv2.resize((gain * _GAIN_STEPS).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
    paper = cv2.resize(ink.paper, size, interpolation=cv2.INTER_LINEAR)
    depth = cv2.multiply(cv2.subtract(paper, gray), steps, scale=1 / _GAIN_STEPS)
    darker = np.asarray(cv2.subtract(paper, depth), np.uint8)
    cv2.copyTo(gray, _coloured(color), darker)
    return darker
