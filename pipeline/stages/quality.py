"""Measures a page's picture and marks what a person should know: blank, blurred, faint."""

from dataclasses import dataclass, replace

from domain.page import Flag, Page, Quality
from pipeline.frame import PageFrame
from pipeline.imaging.blankness import BLANK, blank_score
from pipeline.imaging.quality import measure_letters, measure_quality
from pipeline.legibility import BLURRED, FAINT, TOO_SMALL_DPI
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class QualityOptions:
    measure_dpi: float = 150.0
    least_sharpness: float = BLURRED
    least_contrast: float = FAINT
    least_letter_dpi: float = TOO_SMALL_DPI
    surely_large_dpi: float = 100.0
    """Letters that seem smaller on the small copy are measured again, on all of the page's own pixels."""


def build(options: QualityOptions, _tools: Tools) -> PageRun:
    def quality(page: Page, frame: PageFrame) -> Page:
        measured = _measured(page, frame, options)
        page = replace(page, quality=measured)
        # Not the view without red ink: a red stamp alone is something on the page.
        if blank_score(frame.gray(page, options.measure_dpi), options.measure_dpi) >= BLANK:
            return page.flagged(Flag.BLANK)
        if measured.letter_dpi is not None and measured.letter_dpi < options.least_letter_dpi:
            page = page.flagged(Flag.TOO_SMALL)
        if measured.sharpness < options.least_sharpness:
            page = page.flagged(Flag.BLURRED)
        if measured.contrast < options.least_contrast:
            page = page.flagged(Flag.FAINT)
        return page

    return quality


def _measured(page: Page, frame: PageFrame, options: QualityOptions) -> Quality:
    view = frame.plain(page, options.measure_dpi)
    measured = measure_quality(view, options.measure_dpi)
    if measured.letter_dpi is None:
        return measured
    enlarged = page.size.height / view.shape[0]
    letter_dpi = measured.letter_dpi * enlarged
    if measured.letter_dpi < options.surely_large_dpi:
        letter_dpi = measure_letters(frame.plain(page), page.dpi.y) or letter_dpi
    return replace(measured, letter_dpi=letter_dpi)


STAGE = PageStage(
    name="quality", version="2", options=QualityOptions, build=build, libraries=("opencv-python",)
)
