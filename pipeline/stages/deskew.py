"""Levels the text lines of a page by fractions of a degree."""

from dataclasses import dataclass, replace

from domain.geometry import Skew
from domain.page import Page
from pipeline.frame import PageFrame
from pipeline.imaging.skew import estimate_skew
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class DeskewOptions:
    limit_deg: float = 20.0
    least_deg: float = 0.05
    """A smaller skew is left alone: it is below what can be measured."""
    least_confidence: float = 0.2
    measure_dpi: float = 150.0


def build(options: DeskewOptions, _tools: Tools) -> PageRun:
    def deskew(page: Page, frame: PageFrame) -> Page:
        view = frame.plain(page, options.measure_dpi)
        skew = estimate_skew(view, options.measure_dpi, options.limit_deg)
        if skew.confidence < options.least_confidence or abs(skew.angle_deg) < options.least_deg:
            return page
        return replace(page, operations=(*page.operations, Skew(round(skew.angle_deg, 3))))

    return deskew


STAGE = PageStage(
    name="deskew", version="2", options=DeskewOptions, build=build, libraries=("opencv-python",)
)
