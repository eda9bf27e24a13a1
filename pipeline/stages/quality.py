"""Measures a page's picture and marks what a person should know: blank, blurred, faint."""

from dataclasses import dataclass, replace

from domain.page import Flag, Page
from pipeline.frame import PageFrame
from pipeline.imaging.blankness import BLANK, blank_score
from pipeline.imaging.quality import BLURRED, FAINT, measure_quality
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class QualityOptions:
    measure_dpi: float = 150.0
    least_sharpness: float = BLURRED
    least_contrast: float = FAINT


def build(options: QualityOptions, _tools: Tools) -> PageRun:
    def quality(page: Page, frame: PageFrame) -> Page:
        view = frame.plain(page, options.measure_dpi)
        measured = measure_quality(view, options.measure_dpi)
        page = replace(page, quality=measured)
        # Not the view without red ink: a red stamp alone is something on the page.
        if blank_score(frame.gray(page, options.measure_dpi), options.measure_dpi) >= BLANK:
            return page.flagged(Flag.BLANK)
        if measured.sharpness < options.least_sharpness:
            page = page.flagged(Flag.BLURRED)
        if measured.contrast < options.least_contrast:
            page = page.flagged(Flag.FAINT)
        return page

    return quality


STAGE = PageStage(
    name="quality", version="1", options=QualityOptions, build=build, libraries=("opencv-python",)
)
