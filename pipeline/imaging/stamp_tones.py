"""The ink of a levelled picture: all of it, or what is paler than the print across it."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.imaging.level_drawings import Plane
from pipeline.imaging.stamp_line import LEAST_INK
from pipeline.imaging.working_copy import Pixels

_PALEST, _SPAN = 0.25, 0.35
"""A stamp may be half as dark as the print over it."""
_BLACKEST = 0.8
"""Of the darkest ink: what may be print over a paler stamp."""
_LEAST_PRINTED, _MOST_PRINTED = 0.05, 0.6
"""Of the picture."""
_FAINTEST, _LEAST_PALE_PX = 20, 30
_PALEST_ALONE, _SPAN_ALONE = 0.3, 0.4


@dataclass(frozen=True, slots=True)
class Ink:
    """What a picture shows: 0 for paper to 1 for ink, and 1 where that can be seen, 0 under print."""

    ink: Plane
    seen: Plane | None = None
    """None for all of it."""

    def at_width(self, width: int) -> "Ink":
        return Ink(_resized(self.ink, width), None if self.seen is None else _resized(self.seen, width))

    def padded(self, margin: int) -> "Ink":
        seen = None if self.seen is None else np.pad(self.seen, margin, constant_values=1)
        return Ink(np.pad(self.ink, margin), seen)

    @property
    def neutral(self) -> Plane:
        """The ink, where nothing is seen halfway to paper."""
        return self.ink if self.seen is None else self.ink + np.float32(0.5) * (1 - self.seen)


def _resized(plane: Plane, width: int) -> Plane:
    scale = width / plane.shape[1]
    size = (width, max(6, round(plane.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, size, interpolation=how), np.float32)


def _share(levelled: Pixels, full: float, palest: float, span: float) -> Plane:
    share = (levelled / np.float32(full) - np.float32(palest)) / np.float32(span)
    return np.asarray(np.clip(share, 0, 1), np.float32)


def all_ink(levelled: Pixels) -> Ink:
    """Print counts as ink of the stamp."""
    return Ink(_share(levelled, float(np.percentile(levelled[levelled > LEAST_INK], 60)), _PALEST, _SPAN))


def pale_ink(levelled: Pixels) -> Ink | None:
    """The ink that is paler than the darkest, as a stamp may be with black print across it."""
    darkest = float(np.percentile(levelled[levelled > LEAST_INK], 90))
    # The blurred edges of print are as pale as a stamp.
    printed = cv2.dilate(np.asarray(levelled > _BLACKEST * darkest, np.uint8), np.ones((3, 3), np.uint8))
    pale = levelled[(levelled > _FAINTEST) & (printed == 0)]
    if not _LEAST_PRINTED < float(printed.mean()) < _MOST_PRINTED or len(pale) < _LEAST_PALE_PX:
        return None
    seen = np.asarray(1 - printed, np.float32)
    return Ink(_share(levelled, float(np.percentile(pale, 75)), _PALEST_ALONE, _SPAN_ALONE) * seen, seen)
