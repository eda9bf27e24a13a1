"""The bench of fields on the official papers, when they are there."""

from pathlib import Path

import pytest

from bench.machine import ROOT
from bench.page_sides import Side, load_sides
from bench.recognition import measure, report
from bench.true_fields import CORPUS, official_papers

FOLDER = ROOT.parent / "shared" / "data" / CORPUS


def test_corpus_that_is_not_there_is_named(tmp_path: Path) -> None:
    measured = measure(tmp_path, frozenset(Side), tmp_path / "kept", tmp_path / "scratch")
    assert measured.fields == ()
    assert f"{CORPUS}: no such folder" in report(measured)


def test_every_official_paper_has_a_side_and_its_labels() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"{CORPUS} is not there: {FOLDER}")
    papers = list(official_papers(FOLDER, load_sides()))
    assert len(papers) == 15
    assert all(paper.file.is_file() for paper in papers)
    by_hand = {paper.name: [field.name for field in paper.fields if field.by_hand] for paper in papers}
    assert by_hand["cv-574"] == ["so_ky_hieu", "ngay_ban_hanh"]
    assert by_hand["tb-11-borndigital"] == []
