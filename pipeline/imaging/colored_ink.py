"""Parts coloured ink, which stamps are made and hands write with, from black print and tinted paper."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.imaging.stamp import redness
from pipeline.imaging.working_copy import Pixels

_LEAST_RED = 28
_LEAST_BLUE = 28


@dataclass(frozen=True, slots=True)
class ColoredInk:
    """Masks of a page: 1 where the ink has that colour."""

    red: Pixels
    blue: Pixels
    """Blue and violet."""


def colored_ink(rgb: Pixels) -> ColoredInk:
    """The coloured ink of a page; nothing for a gray one."""
    if rgb.ndim == 2:
        return ColoredInk(np.zeros_like(rgb), np.zeros_like(rgb))
    _, red = cv2.threshold(redness(rgb), _LEAST_RED, 1, cv2.THRESH_BINARY)
    _, blue = cv2.threshold(_blueness(rgb), _LEAST_BLUE, 1, cv2.THRESH_BINARY)
    return ColoredInk(np.asarray(red, np.uint8), np.asarray(blue, np.uint8))


def _blueness(rgb: Pixels) -> Pixels:
    """How much a pixel's blue outdoes its red and green, more than the paper's does."""
    red, green, blue = cv2.split(rgb)
    excess = np.asarray(cv2.subtract(blue, cv2.min(red, green)), np.uint8)
    # What is redder than it is blue is a stamp's red or purple.
    excess = np.asarray(cv2.subtract(excess, cv2.subtract(red, blue)), np.uint8)
    tint = int(np.median(excess[::8, ::8]))
    return np.asarray(cv2.subtract(excess, np.full_like(excess, tint)), np.uint8)
