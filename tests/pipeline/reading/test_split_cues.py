"""Cues are found at the beginnings of lines and columns, and only where they may stand."""

from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipeline.reading.split_cues import CueRole, find_cues, load_split_rules
from tests.packaged import RULES
from tests.pipeline.reading.printed import PAGE, across, page, printed


def test_the_motto_is_found_in_the_right_column() -> None:
    head = across(printed("ỦY BAN NHÂN DÂN", 100, 80), printed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 450, 80))
    assert find_cues(page(head), PAGE, RULES) == {CueRole.MOTTO}


def test_misread_letters_are_forgiven() -> None:
    line = printed("CHỨNG THỤC BẢN SAO DÚNG VƠI BẢN CHÍNH", 300, 700)
    assert CueRole.CERTIFIED in find_cues(page(line), PAGE, RULES)


def test_a_motto_low_on_a_page_is_part_of_a_form_inside() -> None:
    line = printed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300, 700)
    assert find_cues(page(line), PAGE, RULES) == frozenset()


def test_words_inside_a_sentence_are_no_cue() -> None:
    line = printed("theo quy định tại Phụ lục kèm theo Quyết định này", 100, 200)
    assert find_cues(page(line), PAGE, RULES) == frozenset()


def test_the_phrases_of_the_law_are_all_there() -> None:
    rules = load_split_rules()
    assert {cue.role for cue in rules.cues} == set(CueRole)
    assert rules.is_linked("G22.99.08-260921-896048")
    assert not rules.is_linked("H13.16-250715-0001")
    assert "GCN" in rules.types_of(CueRole.CONTINUES)


@pytest.mark.parametrize(
    "text", ["", "cue = 3", '[[cue]]\nrole = "nonsense"\nphrases = []\nwithin = 1.0\n', "not toml"]
)
def test_a_file_that_does_not_fit_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "splitting.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"splitting\.toml (is|lacks|has)"):
        load_split_rules(path)
