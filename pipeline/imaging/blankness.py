"""Whether anything is on a page: dust, holes, shadows and what shines through the sheet are nothing."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.working_copy import (
    Components,
    Ink,
    Pixels,
    WorkingCopy,
    components,
    find_ink,
    reduce_to,
)

BLANK = 0.5

_WORKING_DPI = 100.0
_MARK_MM2 = 0.5
"""Ink that leaves it open whether a page is blank: one printed digit has 1.2 square millimetres and more."""
_SOLID_DEPTH = 0.25
_SOLID_SHARE = 0.5
_MARGIN_MM = 25.0
_FULL_SHARE = 0.01
_DARK = 127


def _marks(pieces: Components, copy: WorkingCopy) -> NDArray[np.bool_]:
    """Pieces that may be writing: no dust, no scanner's streak, no hole, nothing at the paper's edge."""
    rows, columns = pieces.labels.shape
    longer, shorter = np.maximum(pieces.width, pieces.height), np.minimum(pieces.width, pieces.height)
    marks = ~pieces.touching_edge()
    marks[0] = False
    marks &= longer > copy.px(1.0)
    marks &= ~((longer > copy.px(15)) & (pieces.width < copy.px(1)))
    centre_x, centre_y = pieces.left + pieces.width / 2, pieces.top + pieces.height / 2
    from_side = np.minimum(centre_x, columns - centre_x)
    from_end = np.minimum(centre_y, rows - centre_y)
    marks &= np.minimum(from_side, from_end) > copy.px(4)
    # Staples, dog ears and scanners' corner marks.
    marks &= np.maximum(from_side, from_end) > copy.px(10)
    disc = (shorter > copy.px(3.5)) & (longer < copy.px(9)) & (shorter > 0.8 * longer)
    disc &= (pieces.area > 0.68 * pieces.width * pieces.height) & (
        np.minimum(from_side, from_end) < copy.px(_MARGIN_MM)
    )
    return np.asarray(marks & ~disc, np.bool_)


def _score(mark_mm2: float) -> float:
    return _MARK_MM2 / (_MARK_MM2 + mark_mm2)


def _full_page_mm2(ink: Ink, copy: WorkingCopy) -> float:
    """The dark ink inside the margins when there is so much that no closer look is due; else 0."""
    margin = min(int(copy.px(_MARGIN_MM)), (min(ink.mask.shape) - 1) // 2)
    inside = (slice(margin, ink.mask.shape[0] - margin), slice(margin, ink.mask.shape[1] - margin))
    dark = int(np.count_nonzero(ink.depth[inside] > _DARK))
    inked = cv2.countNonZero(ink.mask[inside])
    full = dark > _FULL_SHARE * ink.mask.size and dark > 0.5 * inked
    return dark / copy.px(1.0) ** 2 if full else 0.0


def blank_score(gray: Pixels, dpi: float) -> float:
    """0 for a page full of ink to 1 for a surely blank one; BLANK is the middle.

    Ink counts where it is solid: what shines through the sheet is faint, or dark in spots amid faint.
    """
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    ink = find_ink(copy)
    full_mm2 = _full_page_mm2(ink, copy)
    if full_mm2:
        return _score(full_mm2)
    pieces = components(ink.mask)
    marks = pieces.mask_of(_marks(pieces, copy))
    side = 2 * round(copy.px(1.5)) + 1
    neighbourhoods = cv2.dilate(marks, np.ones((side, side), np.uint8))
    count, labels = cv2.connectedComponents(neighbourhoods)
    deep = np.asarray(ink.depth > _SOLID_DEPTH * ink.paper, np.bool_) & (marks > 0)
    inked = np.bincount(labels[marks > 0], minlength=count)
    solid = np.bincount(labels[deep], minlength=count)
    mark_mm2 = float(solid[solid >= _SOLID_SHARE * np.maximum(inked, 1)].sum()) / copy.px(1.0) ** 2
    return _score(mark_mm2)


def is_blank(gray: Pixels, dpi: float) -> bool:
    """Whether the page counts as blank; a page number, a short note or a stamp is enough to say no."""
    return blank_score(gray, dpi) > BLANK
