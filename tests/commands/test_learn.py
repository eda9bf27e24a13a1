"""`sohoa learn` and its subcommands on a small office."""

import pytest

from tests.conftest import CommandLine
from tests.office import open_office
from tests.settled import LEAVE, SURVEY, settle_many

pytest.importorskip("sklearn")


@pytest.fixture
def settled(sohoa: CommandLine) -> CommandLine:
    """An office with settled papers of two local forms."""
    office = open_office(sohoa.home)
    settle_many(office, 14, 5, (SURVEY, LEAVE))
    office.ledger.close()
    return sohoa


def test_model_is_learned_shown_accepted_and_gone_back_from(settled: CommandLine) -> None:
    assert settled("learn") == 0
    assert "chỉ quy tắc tiêu đề" in settled.out
    assert "thêm mô hình này" in settled.out
    assert "sohoa learn accept" in settled.err
    (model,) = settled.json("learn", "show")
    assert (model["standing"], model["accepted_by"]) == ("candidate", None)
    assert [one["name"] for one in model["outcomes"]] == ["rules", "candidate"]
    assert {one["code"] for one in model["types"]} == {"PB", "CT"}
    assert settled("learn", "accept", model["id"]) == 0
    assert "đang dùng" in settled.err
    assert settled("learn", "accept", model["id"]) == 5
    (used,) = settled.json("learn", "show")
    assert used["standing"] == "in-use"
    assert settled("learn", "rollback") == 0
    assert "chỉ quy tắc tiêu đề" in settled.err
    assert settled("learn", "rollback") == 5


def test_office_without_settled_papers_is_told_what_is_missing(sohoa: CommandLine) -> None:
    assert sohoa("learn") == 5
    assert "too few settled papers" in sohoa.err
    assert sohoa("learn", "show") == 0
    assert sohoa("learn", "accept", "khong-co") == 4
