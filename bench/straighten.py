"""The page stages that set a page straight, run on one page after the other."""

from dataclasses import dataclass
from pathlib import Path

from app import build_tools
from config import load_settings
from domain.artifact import Artifact, MediaType
from domain.errors import SohoaError
from domain.geometry import Skew, Turn
from domain.ids import sha256_of_text
from domain.page import Flag, Page
from pipeline.catalog import load_stage
from pipeline.frame import PageFrame
from pipeline.sources.page import SourcePage
from pipeline.stage import Ask, PageStage

STAGES = ("normalise", "orient", "deskew")
_ENGINE = "tesseract"
NOWHERE = Artifact(sha256=sha256_of_text("0" * 64), size=0, media_type=MediaType.JPEG)
"""Stages read pixels from the frame, never from the store."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What was done to a page."""

    quarter_turns: int
    """Clockwise, 0 to 3; what the file itself asked for is among them."""
    skew_deg: float
    """Clockwise."""
    is_unsure: bool
    """The page asks a person which way is up."""


class Straightener:
    """Stages with the options of the profiles' defaults; `scratch` is for their files."""

    def __init__(self, scratch: Path) -> None:
        self._tools = build_tools(load_settings(), scratch)
        self._runs = [
            stage.build(stage.options(), self._tools)
            for stage in map(load_stage, STAGES)
            if isinstance(stage, PageStage)
        ]

    def straighten(self, source: SourcePage) -> Laid:
        frame = PageFrame(source)
        page = Page(source=NOWHERE, index=0)
        for run in self._runs:
            result = run(page, frame)
            if isinstance(result, Ask):
                raise SohoaError(f"a stage asked for a person: {result.question.text}")
            page = result
        frame.close()
        turns = sum(step.quarter_turns for step in page.operations if isinstance(step, Turn))
        return Laid(
            quarter_turns=turns % 4,
            skew_deg=sum(step.angle_deg for step in page.operations if isinstance(step, Skew)),
            is_unsure=Flag.ORIENTATION_UNSURE in page.flags,
        )

    def close(self) -> None:
        self._tools.ocr(_ENGINE).close()
