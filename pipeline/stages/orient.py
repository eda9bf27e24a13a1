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
    """Margin of the engine's answer over its next best from which it stands alone."""
    vote_counts: float = 0.2
    engine_counts: float = 0.3
    """A vote and an answer that say the same need no more than these."""


def build(options: OrientOptions, tools: Tools) -> PageRun:
    def turns_of(page: Page, frame: PageFrame) -> int | None:
        vote = vote_orientation(frame.plain(page, options.vote_dpi), options.vote_dpi)
        if vote.confidence >= SURE:
            return vote.quarter_turns
        view = frame.plain(page, options.engine_dpi)
        turns, margin = tools.ocr(options.engine).orientation(raster_of(view), options.engine_dpi)
        agreed = turns == vote.quarter_turns and vote.confidence >= options.vote_counts
        return turns if margin >= (options.engine_counts if agreed else options.engine_sure) else None

    def orient(page: Page, frame: PageFrame) -> Page:
        turns = turns_of(page, frame)
        if turns is None:
            return page.flagged(Flag.ORIENTATION_UNSURE)
        return replace(page, operations=(*page.operations, Turn(turns))) if turns else page

    return orient


STAGE = PageStage(
    name="orient",
    version="2",
    options=OrientOptions,
    build=build,
    libraries=("opencv-python",),
    models=lambda options, tools: (tools.ocr(options.engine).version,),
)
