"""Takes the rows of dots, dashes and rules off a form, on which values stand and over which OCR stumbles."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.working_copy import Pixels

_MM_PER_INCH = 25.4
_STROKE_MM = 1.0
"""Strokes up to so thick are seen; whatever is thicker is no leader and its edges do not matter."""
_FAINTEST = 20
_SHARE_OF_INK = 0.3
"""A dot of 0.35 mm keeps about half of a letter's blackness at 180 dpi."""
_HIGHEST_MM = 0.85
_LONGEST_MM = 3.2
_CLEAR_ABOVE_MM = 2.0
_CLEAR_BELOW_MM = 0.8
_CLEAR_BESIDE_MM = 0.6
_LEAST_PITCH_MM = 0.5
_WIDEST_GAP_MM = 2.6
_LEAST_RUN = 5
"""Four dots in a row may be an ellipsis that ends a sentence."""
_LEAST_REST = 3
_LEAST_RULE_MM = 8.0
_RULE_HIGH_MM = 0.6


@dataclass(frozen=True, slots=True)
class _Scale:
    """Lengths on paper as whole pixels of the view."""

    dpi: float

    def px(self, millimetres: float) -> float:
        return millimetres * self.dpi / _MM_PER_INCH

    def whole(self, millimetres: float) -> int:
        return max(1, round(self.px(millimetres)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """Small pieces of ink by their upright boxes; right and bottom lie outside."""

    left: NDArray[np.int32]
    top: NDArray[np.int32]
    right: NDArray[np.int32]
    bottom: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.left)

    @property
    def width(self) -> NDArray[np.int32]:
        return np.asarray(self.right - self.left, np.int32)

    @property
    def height(self) -> NDArray[np.int32]:
        return np.asarray(self.bottom - self.top, np.int32)

    @property
    def across(self) -> NDArray[np.float64]:
        """Where the centres lie, from the left."""
        return np.asarray((self.left + self.right) / 2, np.float64)

    @property
    def down(self) -> NDArray[np.float64]:
        """Where the centres lie, from the top."""
        return np.asarray((self.top + self.bottom) / 2, np.float64)

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "_Pieces":
        return _Pieces(
            left=self.left[chosen],
            top=self.top[chosen],
            right=self.right[chosen],
            bottom=self.bottom[chosen],
        )


def _pieces_of(boxes: NDArray[np.int32]) -> _Pieces:
    """Pieces from rows of left, top, width, height."""
    left, top, width, height = (np.ascontiguousarray(boxes[:, k], np.int32) for k in range(4))
    return _Pieces(left=left, top=top, right=left + width, bottom=top + height)


def _joined(parts: list[_Pieces]) -> _Pieces:
    return _Pieces(
        left=np.concatenate([part.left for part in parts]),
        top=np.concatenate([part.top for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        bottom=np.concatenate([part.bottom for part in parts]),
    )


def _find_strokes(gray: Pixels, scale: _Scale) -> tuple[Pixels, Pixels]:
    """The page as if nothing thin were on it, and 255 where something thin is."""
    side = 2 * scale.whole(_STROKE_MM / 2) + 1
    paper = np.asarray(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)
    depth = cv2.subtract(paper, gray)
    counts = cv2.calcHist([depth], [0], None, [256], [0, 256]).ravel()
    grain = int(np.searchsorted(np.cumsum(counts), 0.5 * counts.sum()))
    levels = np.arange(256)
    inked = counts * (levels >= min(200, grain + 2 * _FAINTEST))
    mean = float((inked * levels).sum() / max(1.0, float(inked.sum())))
    threshold = max(grain + _FAINTEST, round(grain + _SHARE_OF_INK * (mean - grain)))
    _, strokes = cv2.threshold(depth, threshold, 255, cv2.THRESH_BINARY)
    return paper, np.asarray(strokes, np.uint8)


def _with_clear_paper(strokes: Pixels, scale: _Scale) -> Pixels:
    """The strokes that have clear paper a letter's height above and a little below."""
    high = scale.whole(_HIGHEST_MM)
    above, below = scale.whole(_CLEAR_ABOVE_MM), scale.whole(_CLEAR_BELOW_MM)
    # An anchor must lie in its kernel: the kernel reaches the pixel itself, and is empty near it.
    beside = scale.whole(_CLEAR_BESIDE_MM)
    over = cv2.dilate(strokes, np.ones((above, 2*beside+1), np.uint8))
    under = cv2.dilate(strokes, np.ones((below, 2*beside+1), np.uint8))
    over = np.roll(over, high+above//2, axis=0); under=np.roll(under, -high-below//2, axis=0)
    return np.asarray(cv2.subtract(cv2.subtract(strokes, over), under), np.uint8)
