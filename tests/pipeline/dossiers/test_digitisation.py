"""LƯU ẢNH and SỐ HÓA are two states, and a rule stands behind each (SPEC C1, J14)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.dossier import (
    ComponentLink,
    CopyFinding,
    CopyKind,
    DigitisationFacts,
    DigitisationState,
    Enclosure,
)
from domain.errors import ConfigError
from pipeline.dossiers.digitisation import COPY_NAMES, digitisation_state, load_digitisation_rules
from pipeline.papers.catalog import load_papers

DAY = date(2026, 11, 27)
IMAGE, DIGITISED, ENCLOSED = DigitisationState.IMAGE, DigitisationState.DIGITISED, DigitisationState.ENCLOSED


def copy(kind: CopyKind, confidence: float = 1.0) -> CopyFinding:
    return CopyFinding(kind=kind, confidence=confidence, rule="thử")


READY = DigitisationFacts(day=DAY, type_code="GKS", copy=copy(CopyKind.ORIGINAL), is_signed=True)


def test_a_signed_original_with_all_its_facts_is_digitised() -> None:
    found = digitisation_state(READY)
    assert (found.state, found.is_due) == (DIGITISED, True)
    assert "TT 01/2023" in found.source


@pytest.mark.parametrize("kind", [CopyKind.PAPER_COPY, CopyKind.SHOWN])
@pytest.mark.parametrize("listed", [None, True])
@pytest.mark.parametrize("is_result", [False, True])
def test_a_photocopy_stays_an_image(kind: CopyKind, listed: bool | None, is_result: bool) -> None:
    component = ComponentLink(code="tp01", rule="thử", is_result=is_result)
    facts = replace(READY, copy=copy(kind), to_digitise=listed, component=component)
    found = digitisation_state(facts)
    assert (found.state, found.is_due) == (IMAGE, False)


OWN_RULE = """\
accepted_copies = ["ban_chinh"]
least_sure = 0.9

[[rule]]
procedures = ["1.001193"]
components = ["tp02"]
copies = ["ban_sao_giay"]
digitise = true
reason = "theo quyết định thử"
valid_from = 2026-01-01
valid_to = 2026-12-31
source = "QĐ thử"

[[rule]]
copies = ["ban_sao_giay"]
digitise = false
reason = "bản sao giấy"
source = "thử"
"""


def test_a_photocopy_is_digitised_only_where_a_rule_says_so_and_while_it_is_in_force(tmp_path: Path) -> None:
    file = tmp_path / "digitisation.toml"
    file.write_text(OWN_RULE)
    rules = load_digitisation_rules(file)
    facts = replace(
        READY,
        copy=copy(CopyKind.PAPER_COPY),
        procedure="1.001193",
        component=ComponentLink(code="tp02", rule="thử"),
    )
    assert digitisation_state(facts, rules).state is DIGITISED
    assert digitisation_state(replace(facts, day=date(2027, 1, 1)), rules).state is IMAGE
    assert digitisation_state(replace(facts, day=date(2025, 12, 31)), rules).state is IMAGE
    assert digitisation_state(replace(facts, procedure="2.000635"), rules).state is IMAGE
    assert digitisation_state(replace(facts, component=None), rules).state is IMAGE


@pytest.mark.parametrize("type_code", ["PBI", "STT", "BLAI", "GNT", "GKS"])
def test_an_enclosure_is_never_digitised(type_code: str) -> None:
    enclosure = Enclosure(kind="bien_lai", name="Biên lai", rule="thử")
    found = digitisation_state(replace(READY, type_code=type_code, enclosure=enclosure, to_digitise=True))
    assert (found.state, found.is_due) == (ENCLOSED, False)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"copy": None}, "chưa rõ loại bản"),
        ({"copy": copy(CopyKind.ORIGINAL, 0.6)}, "chưa chắc"),
        ({"missing": ("Ngày cấp", "Cơ quan cấp")}, "còn thiếu: ngày cấp, cơ quan cấp"),
        ({"is_signed": False}, "chưa ký số"),
    ],
)
def test_what_is_due_and_not_ready_stays_an_image_and_says_why(change: dict[str, object], told: str) -> None:
    found = digitisation_state(replace(READY, **change))  # type: ignore[arg-type]  # one field each
    assert (found.state, found.is_due) == (IMAGE, True)
    assert told in found.reason


@pytest.mark.parametrize(
    "change",
    [
        {"to_digitise": False},
        {"expires": date(2026, 11, 26)},
        {"type_code": "CCCD"},
        {"type_code": "TKKS"},
        {"type_code": "UNKNOWN"},
    ],
)
def test_what_no_rule_calls_for_stays_an_image(change: dict[str, object]) -> None:
    found = digitisation_state(replace(READY, **change))  # type: ignore[arg-type]  # one field each
    assert (found.state, found.is_due) == (IMAGE, False)
    assert found.reason


def test_the_list_of_the_procedure_and_its_result_call_for_it() -> None:
    listed = replace(READY, type_code="TKKS", to_digitise=True)
    result = replace(READY, type_code="QD", component=ComponentLink(code="kq01", rule="thử", is_result=True))
    assert digitisation_state(listed).state is digitisation_state(result).state is DIGITISED


def test_validity_that_lasts_till_today_counts() -> None:
    assert digitisation_state(replace(READY, expires=DAY)).state is DIGITISED


def test_every_kind_of_copy_has_its_name() -> None:
    assert COPY_NAMES.keys() == set(CopyKind)


def test_shipped_rules_name_types_there_are() -> None:
    known = {paper.code for paper in load_papers().papers}
    named = {code for rule in load_digitisation_rules().rules for code in rule.types or ()}
    assert named <= known
    assert all(rule.reason and rule.source for rule in load_digitisation_rules().rules)


@pytest.mark.parametrize(
    "change",
    [
        ('copies = ["ban_sao_giay"]', 'copies = ["ban_la"]'),
        ("digitise = true", "digitise = 1"),
        ("components", "component"),
        ('reason = "bản sao giấy"', ""),
        ("least_sure", "sure"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, change: tuple[str, str]) -> None:
    file = tmp_path / "digitisation.toml"
    file.write_text(OWN_RULE.replace(*change))
    with pytest.raises(ConfigError, match=r"digitisation\.toml"):
        load_digitisation_rules(file)
