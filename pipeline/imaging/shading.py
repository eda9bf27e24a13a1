"""Uneven light on a page, as photographs and gutters have it: how much there is, and the page without it."""

import cv2
import numpy as np

from pipeline.imaging.working_copy import Pixels, find_ink, reduce_to

_WORKING_DPI = 75.0
_EVEN_PAPER = 250
"""What paper becomes: a little below white, so that grain on it is not cut off on one side."""


def darkest_paper(gray: Pixels, dpi: float) -> float:
    """The darkest twentieth of the page's paper, as a share of the lightest: 1 under even light."""
    paper = _paper(gray, dpi)[::4, ::4]
    dark, light = np.percentile(paper, (5, 95))
    return float(dark / max(1.0, light))


def without_shading(gray: Pixels, dpi: float) -> Pixels:
    """The page as even light shows it: each pixel divided by its paper. Gives a new picture."""
    height, width = gray.shape
    paper = cv2.resize(_paper(gray, dpi), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, paper, scale=_EVEN_PAPER), np.uint8)


def _paper(gray: Pixels, dpi: float) -> Pixels:
    return find_ink(reduce_to(gray, dpi, _WORKING_DPI)).paper
