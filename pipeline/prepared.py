"""Does to the pixels that are read what a page's preparation says."""

import numpy as np
from numpy.typing import NDArray

from domain.page import Page
from domain.preparation import PreparationStep, Treatment
from pipeline.frame import PageFrame
from pipeline.imaging.folds import without_folds
from pipeline.imaging.grain import without_grain, without_specks
from pipeline.imaging.pale_print import with_faint_print, without_soft_print
from pipeline.imaging.shading import without_shading
from pipeline.imaging.stamp_ink import without_stamp_ink
from pipeline.sheet import sheet_alone


def prepared(page: Page, frame: PageFrame, dpi: float) -> NDArray[np.uint8]:
    """The page in gray at `dpi` without red ink and table, after every step.

    The frame's own view of a scan without a step.
    """
    view = sheet_alone(page, frame.plain(page, dpi))
    for step in page.preparation.steps if page.preparation else ():
        view = _after(step, view, page, frame, dpi)
    return view


def _after(
    step: PreparationStep, view: NDArray[np.uint8], page: Page, frame: PageFrame, dpi: float
) -> NDArray[np.uint8]:
    match step.treatment:
        case Treatment.STAMP_INK:
            x, y = view.shape[1] / page.size.width, view.shape[0] / page.size.height
            places = tuple(box.scaled(x, y) for box in step.where)
            return without_stamp_ink(view, frame.color(page, dpi), places)
        case Treatment.EVEN_FOLDS:
            return without_folds(view, dpi)
        case Treatment.EVEN_LIGHT:
            return without_shading(view, dpi)
        case Treatment.SMOOTH_GRAIN:
            return without_grain(view, step.value)
        case Treatment.CLEAR_SPECKS:
            return without_specks(view)
        case Treatment.CLEAR_BACK_PRINT:
            return without_soft_print(view, dpi)
        case Treatment.DARKEN_FAINT_PRINT:
            return with_faint_print(view, frame.color(page, dpi), dpi)
