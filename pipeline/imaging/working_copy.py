"""A page's small copy and its ink mask, on which all measures are made."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# A resolution that lies (72 dpi on a 600 dpi scan) must not make a measure slow.
_LARGEST_AREA = 5_000_000
_MM_PER_INCH = 25.4
# Below this a difference from the paper is JPEG noise or paper grain, in gray values.
_FAINTEST_INK = 24


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A reduced picture with the resolution it has after the reduction."""

    pixels: Pixels
    dpi: float

    def px(self, millimetres: float) -> float:
        """Length on paper as pixels of this copy."""
        return millimetres * self.dpi / _MM_PER_INCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What is darker than the paper around it."""

    depth: Pixels
    """Gray values by which a pixel is darker than its paper."""
    paper: Pixels
    """The paper's gray value at each pixel, as if nothing were printed there."""
    threshold: int
    """The depth above which a pixel counts as ink."""
    mask: Pixels
    """1 where there is ink, else 0."""

    def crossing(self, inside: Pixels, outside: Pixels) -> NDArray[np.float32]:
        """Where between two neighbours the depth falls below the threshold, 0 to 1.

        Ends of ink taken at whole pixels would draw every angle towards 0.
        """
        deep = inside.astype(np.float32)
        part: NDArray[np.float32] = (deep - self.threshold) / np.maximum(deep - outside, np.float32(1))
        return part


def reduce_to(pixels: Pixels, dpi: float, target_dpi: float) -> WorkingCopy:
    """The picture averaged down by a whole factor to `target_dpi` or a little more; else the same array."""
    height, width = pixels.shape[:2]
    factor = max(1, int(1.1 * dpi / target_dpi), math.ceil(math.sqrt(height * width / _LARGEST_AREA)))
    factor = min(factor, height, width)
    if factor == 1:
        return WorkingCopy(pixels, dpi)
    # OpenCV averages whole blocks ten times as fast as broken ones; under one block is lost at two edges.
    whole = pixels[: height // factor * factor, : width // factor * factor]
    size = (width // factor, height // factor)
    small = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
    return WorkingCopy(np.asarray(small, np.uint8), dpi / factor)


def _paper(gray: Pixels, dpi: float) -> Pixels:
    """The brightest values of each neighbourhood of about 7 mm, smoothed."""
    height, width = gray.shape
    step = max(1, round(8 * dpi / 150))
    brightest = cv2.dilate(gray, np.ones((5, 5), np.uint8))
    size = (max(1, width // step), max(1, height // step))
    coarse = cv2.resize(brightest, size, interpolation=cv2.INTER_AREA)
    coarse = cv2.dilate(coarse, np.ones((5, 5), np.uint8))
    coarse = cv2.erode(coarse, np.ones((3, 3), np.uint8))
    coarse = cv2.GaussianBlur(coarse, (5, 5), 0)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _ink_threshold(depth: Pixels) -> int:
    counts = cv2.calcHist([depth], [0], None, [256], [0, 256]).ravel()
    total = counts.sum()
    # Paper grain pushes the brightest neighbour above the common paper: half of all pixels are paper.
    grain = int(np.searchsorted(np.cumsum(counts), 0.5 * total))
    floor = min(200, grain + _FAINTEST_INK)
    ink = counts[floor:]
    if ink.sum() < 1:
        return floor
    mean = float((ink * np.arange(floor, 256)).sum() / ink.sum())
    return max(floor, round(0.5 * (mean + grain)))


def find_ink(copy: WorkingCopy) -> Ink:
    """Separates ink from paper, whatever the paper's tint and shade."""
    paper = _paper(copy.pixels, copy.dpi)
    depth = np.asarray(cv2.subtract(paper, copy.pixels), np.uint8)
    threshold = _ink_threshold(depth)
    _, mask = cv2.threshold(depth, threshold, 1, cv2.THRESH_BINARY)
    return Ink(depth=depth, paper=paper, threshold=threshold, mask=np.asarray(mask, np.uint8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Connected pieces of ink; row 0 of every array is the paper."""

    labels: NDArray[np.int32]
    left: NDArray[np.int32]
    top: NDArray[np.int32]
    width: NDArray[np.int32]
    height: NDArray[np.int32]
    area: NDArray[np.int32]

    def touching_edge(self) -> NDArray[np.bool_]:
        """Which pieces reach the picture's edge, as the shadow around a scanned sheet does."""
        rows, columns = self.labels.shape
        touching: NDArray[np.bool_] = (self.left == 0) | (self.left + self.width == columns)
        touching |= (self.top == 0) | (self.top + self.height == rows)
        return touching

    def mask_of(self, kept: NDArray[np.bool_]) -> Pixels:
        """1 on the pieces kept, else 0."""
        return kept.astype(np.uint8)[self.labels]


def components(mask: Pixels) -> Components:
    """The pieces of a mask that hang together, corners included."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height, area = (np.ascontiguousarray(stats[:, k], np.int32) for k in range(5))
    return Components(
        labels=np.asarray(labels, np.int32), left=left, top=top, width=width, height=height, area=area
    )


def text_components(pieces: Components, copy: WorkingCopy) -> NDArray[np.bool_]:
    """Which pieces have the size of a letter or a word; never the paper, edges, rules, seals or dust."""
    longest, thinnest = copy.px(60), copy.px(0.35)
    kept = (pieces.height <= copy.px(12)) & (pieces.width <= longest)
    kept &= (pieces.height >= max(2.0, copy.px(0.8))) | (pieces.width >= max(2.0, copy.px(0.8)))
    kept &= pieces.area >= thinnest * thinnest
    kept &= pieces.height >= max(2.0, copy.px(0.5))
    kept &= ~pieces.touching_edge()
    kept[0] = False
    return np.asarray(kept, np.bool_)
