"""The stages by name and the segments they form; a stage's module is loaded when it is first used."""

from importlib import import_module
from types import MappingProxyType

from domain.errors import ConfigError
from domain.task import Segment
from pipeline.stage import Stage

RECIPE = MappingProxyType(
    {
        Segment.UNFOLD: ("unfold",),
        Segment.READ: (
            "normalise",
            "orient",
            "deskew",
            "quality",
            "gate",
            "codes",
            "unbend",
            "prepare",
            "ocr",
            "layout",
        ),
        Segment.SPLIT: ("split",),
        Segment.LINK: ("link",),
        Segment.TYPE: ("classify", "extract", "place"),
        Segment.COMPOSE: ("compose",),
        Segment.SIGN: ("sign",),
    }
)
"""Which stages each segment runs, in order. `pipeline/stages/NAME.py` holds each one's STAGE."""

STAGE_NAMES = tuple(name for names in RECIPE.values() for name in names)


def load_stage(name: str) -> Stage:
    """The stage of that name; ConfigError for a name that is none."""
    if name not in STAGE_NAMES:
        raise ConfigError(f"there is no stage {name!r}; the stages are {', '.join(STAGE_NAMES)}")
    stage: Stage = import_module(f"pipeline.stages.{name}").STAGE
    return stage
