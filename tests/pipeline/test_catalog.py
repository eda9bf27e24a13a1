"""The catalogue of stages and the recipe agree with the files on disk."""

import sys
from dataclasses import is_dataclass
from pathlib import Path

import pytest

import pipeline.stages
from domain.codec import canonical
from domain.errors import ConfigError
from domain.task import Segment
from pipeline.catalog import RECIPE, STAGE_NAMES, load_stage
from pipeline.stage import BatchStage, DocumentStage, PageStage

PAGE_SEGMENTS, BATCH_SEGMENTS = {Segment.READ}, {Segment.LINK}


def test_every_stage_file_is_in_the_recipe_once() -> None:
    files = [Path(place).glob("*.py") for place in pipeline.stages.__path__]
    names = sorted(file.stem for found in files for file in found if file.stem != "__init__")
    assert sorted(STAGE_NAMES) == names
    assert set(RECIPE) == set(Segment)


@pytest.mark.parametrize("name", STAGE_NAMES)
def test_stage_bears_its_name_and_options_that_can_be_hashed(name: str) -> None:
    stage = load_stage(name)
    assert stage.name == name
    assert is_dataclass(stage.options)
    assert canonical(stage.options()) == canonical(stage.options())


@pytest.mark.parametrize("segment", Segment)
def test_stages_of_a_segment_have_its_scope(segment: Segment) -> None:
    wanted = (
        PageStage if segment in PAGE_SEGMENTS else BatchStage if segment in BATCH_SEGMENTS else DocumentStage
    )
    assert all(isinstance(load_stage(name), wanted) for name in RECIPE[segment])


def test_gate_comes_before_anything_that_reads_or_remembers() -> None:
    names = RECIPE[Segment.READ]
    costly = [name for name in names if getattr(load_stage(name), "remembers", None) is not None]
    assert {"codes", "ocr"} <= set(costly)
    assert all(names.index("gate") < names.index(name) for name in costly)


def test_only_signing_is_not_repeatable() -> None:
    stages = [load_stage(name) for name in STAGE_NAMES]
    assert [stage.name for stage in stages if not getattr(stage, "repeatable", True)] == ["sign"]


def test_unknown_stage_is_refused_before_anything_is_imported() -> None:
    with pytest.raises(ConfigError, match=r"no stage 'os\.path'"):
        load_stage("os.path")
    assert "pipeline.stages.os" not in sys.modules
