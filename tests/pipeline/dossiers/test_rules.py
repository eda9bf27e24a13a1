"""An office lays rules for its dossiers over the packaged ones; what does not fit is refused."""

import re
from pathlib import Path

import pytest

from domain.dossier import CopyKind
from domain.errors import ConfigError
from pipeline.overlay import PACKAGED
from tests.packaged import DATA
from tests.pipeline.test_office_data import office

RULE = (
    '[[rule]]\ntypes = ["{}"]\ncopies = ["ban_sao_giay"]\ndigitise = true\n'
    'reason = "theo quyết định của tỉnh"\n'
    'valid_from = 2026-01-01\nsource = "QĐ thử"\n'
)


def test_a_rule_of_digitising_of_the_office_stands_before_the_packaged_ones(tmp_path: Path) -> None:
    rules = office(tmp_path, digitisation=RULE.format("GKS")).dossiers.digitisation
    assert rules.rules[0].reason == "theo quyết định của tỉnh"
    assert rules.rules[0].fact.origin == "SOHOA_HOME/data/digitisation.toml"
    assert rules.rules[1:] == DATA.dossiers.digitisation.rules
    assert rules.accepted == DATA.dossiers.digitisation.accepted


def test_kinds_of_copy_that_are_taken_can_be_others(tmp_path: Path) -> None:
    rules = office(tmp_path, digitisation='accepted_copies = ["ban_chinh"]\n').dossiers.digitisation
    assert rules.accepted == {CopyKind.ORIGINAL}
    assert (rules.rules, rules.least_sure) == (DATA.dossiers.digitisation.rules, 0.9)


def test_a_rule_for_a_type_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="GKSS"):
        office(tmp_path, digitisation=RULE.format("GKSS"))


def test_a_mark_of_copies_of_the_office_decides_first(tmp_path: Path) -> None:
    own = (
        '[[mark]]\nkind = "ban_chup_doi_chieu"\nphrases = ["ĐÃ ĐỐI CHIẾU BẢN CHÍNH"]\nwithin = 1.0\n'
        'confidence = 0.95\nname = "dấu đã đối chiếu"\nsource = "QĐ của phường"\n'
    )
    marks = office(tmp_path, copies=own).dossiers.copies
    assert (marks[0].kind, marks[1:]) == (CopyKind.COMPARED_CAPTURE, DATA.dossiers.copies)


def test_an_enclosure_is_replaced_added_and_taken_out_by_its_kind(tmp_path: Path) -> None:
    own = (
        '[[enclosure]]\nkind = "bien_lai"\nname = "Biên lai"\ntypes = ["BLAI"]\nsource = "thử"\n'
        '[[enclosure]]\nkind = "bia_cung"\nname = "Bìa cứng"\ntypes = ["BGN"]\nsource = "thử"\n'
        '[[enclosure]]\nkind = "phieu_so_thu_tu"\ndisabled = true\n'
    )
    found = {rule.kind: rule for rule in office(tmp_path, enclosures=own).dossiers.enclosures}
    before = {rule.kind for rule in DATA.dossiers.enclosures}
    assert found.keys() == before - {"phieu_so_thu_tu"} | {"bia_cung"}
    assert (found["bien_lai"].name, found["bien_lai"].types) == ("Biên lai", frozenset({"BLAI"}))


def test_a_fact_and_the_template_of_the_result_code_can_be_the_office_s_own(tmp_path: Path) -> None:
    own = (
        '[[entry]]\nkey = "trich_yeu"\nlabel = "Trích yếu"\nfields = ["trich_yeu"]\nlongest = 500\n'
        'source = "thử"\n[result_code]\ntemplate = "{type}/{seq:04d}"\nsource = "QĐ của tỉnh"\n'
    )
    before, rules = DATA.dossiers.metadata, office(tmp_path, metadata=own).dossiers.metadata
    assert [entry.key for entry in rules.entries] == [entry.key for entry in before.entries]
    assert next(entry.longest for entry in rules.entries if entry.key == "trich_yeu") == 500
    assert (rules.code_template, rules.owner) == ("{type}/{seq:04d}", before.owner)
    assert {fact.origin for fact in rules.facts} == {PACKAGED, "SOHOA_HOME/data/metadata.toml"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("copies", '[[mark]]\nkind = "ban_la"\n'),
        ("copies", "mark = []\n"),
        ("enclosures", '[[enclosure]]\nkind = "a"\nname = "b"\nsource = "c"\ngroups = ["x"]\n'),
        ("enclosures", '[[enclosure]]\nkind = "a"\nname = "b"\nsource = "c"\nmost_words = -1\n'),
        ("enclosures", '[[enclosure]]\nkind = "khong_co"\ndisabled = true\n'),
        ("digitisation", "least_sure = 2\n"),
        ("digitisation", '[[rule]]\nreason = "x"\nsource = "y"\n'),
        ("digitisation", '[[rule]]\ndigitise = true\nreason = "x"\n'),
        ("digitisation", 'accepted_copies = ["ban_la"]\n'),
        ("metadata", '[result_code]\ntemplate = "{secret}"\nsource = "x"\n'),
        ("metadata", '[result_code]\ntemplate = "{seq:xyz}"\nsource = "x"\n'),
        ("metadata", '[owner]\npersons = ["ho_ten"]\n'),
        ("metadata", '[[entry]]\nkey = "a"\nlabel = "b"\nsource = "c"\nkind = "số"\n'),
    ],
)
def test_a_rule_for_dossiers_that_does_not_fit_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(str(tmp_path / name))):
        office(tmp_path, **{name: text})
