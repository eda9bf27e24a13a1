"""Sets a page upright: text lines vote; the OCR engine's own detector is asked only when they are unsure."""

from dataclasses import dataclass, replace

from domain.geometry import Turn
from domain.page import Flag, Page
from pipeline.frame import PageFrame
from pipeline.imaging.orientation import SURE, vote_orientation
from pipeline.imaging.pixels import raster_of
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class OrientOptions:
    vote_dpi: float = 150.0
    engine: str = "tesseract"
    engine_dpi: float = 150.0
    engine_sure: float = 2.0
    """Margin of the engine's answer over its next best, below which the page stays as it is."""


def build(options: OrientOptions, tools: Tools) -> PageRun:
    def orient(page: Page, frame: PageFrame) -> Page:
        vote = vote_orientation(frame.plain(page, options.vote_dpi), options.vote_dpi)
        turns = vote.quarter_turns
        if vote.confidence < SURE:
            view = frame.plain(page, options.engine_dpi)
            turns, margin = tools.ocr(options.engine).orientation(raster_of(view), options.engine_dpi)
            if margin < options.engine_sure:
                return page.flagged(Flag.ORIENTATION_UNSURE)
        if turns == 0:
            return page
        return replace(page, operations=(*page.operations, Turn(turns)))

    return orient


STAGE = PageStage(
    name="orient",
    version="1",
    options=OrientOptions,
    build=build,
    libraries=("opencv-python",),
    models=lambda options, tools: (tools.ocr(options.engine).version,),
)
