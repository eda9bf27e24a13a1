"""Tuning and reporting documents: every one stands on one side."""

import json
from pathlib import Path

import pytest

from bench.page_sides import Side, load_sides, side_of
from bench.true_pages import CORPORA, SAMPLES
from domain.errors import ConfigError


def test_about_half_of_each_corpus_is_for_reporting() -> None:
    sides = load_sides()
    for corpus in CORPORA:
        held = [side for (own, _), side in sides.items() if own == corpus]
        assert 0.4 <= held.count(Side.REPORTING) / len(held) <= 0.6


def test_every_sample_paper_has_a_side_and_a_dossier_is_never_torn() -> None:
    files = json.loads((SAMPLES / "truth.json").read_text())["files"]
    sides = load_sides()
    papers = {f"{file['folder']}/{file['paper']}" for file in files}
    assert papers == {document for corpus, document in sides if corpus == "samples"}
    for dossier in {file["folder"] for file in files}:
        assert len({sides["samples", paper] for paper in papers if paper.startswith(f"{dossier}/")}) == 1


def test_document_on_both_sides_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sides.toml"
    file.write_text('[one]\ntuning = ["a", "b"]\nreporting = ["b"]\n')
    with pytest.raises(ConfigError, match="b of one stands twice"):
        load_sides(file)


def test_document_without_a_side_is_named() -> None:
    with pytest.raises(ConfigError, match=r"new of one has no side; add it to accuracy_pages\.toml"):
        side_of({("one", "old"): Side.TUNING}, "one", "new")
