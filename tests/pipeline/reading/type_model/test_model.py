"""The model's arithmetic and its file: what it says, and what it refuses to read."""

import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from domain.errors import MissingModel
from pipeline.reading.type_model.model import OTHER, Evidence, Outcome, TypeModel
from pipeline.reading.type_model.model_file import LARGEST_FILE, model_id, read_model, write_model
from pipeline.reading.type_model.signs import PaperSigns
from tests.pki import AT

SIGNS = ("layout:portrait", "title:CAM KET", "title:KHAO SAT", "title:PHIEU")
EVIDENCE = Evidence(
    made_at=AT,
    dossiers=30,
    papers=40,
    held_out_dossiers=10,
    held_out_papers=12,
    types=("PB", "TC"),
    counts=(20, 20),
    calibration_error=0.02,
    outcomes=(Outcome(name="candidate", right=11, wrong=0, asked=1),),
)
MODEL = TypeModel(
    id="",
    types=(OTHER, "PB", "TC"),
    signs=SIGNS,
    weights=np.array([[1, -4, -4, -1], [0, -3, 8, 6], [0, 9, -3, 0]], np.float32),
    intercepts=np.array([2, -1, -1], np.float32),
    temperature=1.0,
    evidence=EVIDENCE,
)


def seen(*words: str, unknown: int = 0) -> PaperSigns:
    return PaperSigns(frozenset(words), frozenset({"layout:portrait"}), unknown)


SURVEY = seen("title:KHAO SAT", "title:PHIEU")


def test_likeliest_type_comes_first_and_other_is_never_named() -> None:
    chances = MODEL.chances(SURVEY)
    assert [one.code for one in chances] == ["PB", "TC"]
    assert 0.9 < chances[0].chance < 1
    assert sum(one.chance for one in chances) < 1


def test_one_known_word_tells_nothing() -> None:
    assert MODEL.chances(seen("title:PHIEU")) == ()


def test_words_that_nobody_knows_make_it_less_sure() -> None:
    strange = replace(SURVEY, unknown=12)
    assert MODEL.chances(strange)[0].chance < MODEL.chances(SURVEY)[0].chance


def test_title_with_a_new_word_is_never_sure() -> None:
    assert MODEL.chances(seen("title:KHAO SAT", "title:PHIEU", "title:DAT DAI"))[0].chance <= 0.75


def test_model_comes_back_from_its_file_under_the_name_of_its_bytes() -> None:
    data = write_model(MODEL)
    read = read_model(data)
    assert read.id == model_id(data)
    assert (read.types, read.signs, read.evidence) == (MODEL.types, MODEL.signs, MODEL.evidence)
    assert read.chances(SURVEY) == MODEL.chances(SURVEY)
    assert write_model(read) == data


def changed(**parts: Any) -> bytes:
    return json.dumps({**json.loads(write_model(MODEL)), **parts}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY\x01\x00",
        b"[" * 100_000,
        b'{"format": NaN}',
        write_model(MODEL)[:-40],
        changed(format="sohoa type model 2"),
        changed(signs=["title:A"] * 4),
        changed(signs=["title:A"]),
        changed(weights=[[1, 2, 3]]),
        changed(weights=[[1, 2]] * 4),
        changed(weights=[[1, 2, 1e9]] * 4),
        changed(intercepts=[1]),
        changed(temperature=0),
        changed(types=["PB"]),
        changed(code="import os"),
        b" " * (LARGEST_FILE + 1),
    ],
)
def test_bytes_that_are_no_model_are_refused(data: bytes) -> None:
    with pytest.raises(MissingModel, match="sohoa learn rollback"):
        read_model(data)


def test_a_paper_costs_less_than_two_milliseconds() -> None:
    signs = tuple(f"title:W{number:04d}" for number in range(4000))
    rng = np.random.default_rng(1)
    large = replace(
        MODEL,
        types=(OTHER, *(f"T{number}" for number in range(99))),
        signs=signs,
        weights=rng.normal(size=(100, 4000)).astype(np.float32),
        intercepts=np.zeros(100, np.float32),
    )
    paper = seen(*signs[:60])
    large.chances(paper)
    began = time.process_time()
    for _ in range(50):
        large.chances(paper)
    assert (time.process_time() - began) / 50 < 0.002
