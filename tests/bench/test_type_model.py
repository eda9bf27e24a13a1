"""The bench of the model of paper types: what it hides, and that its table says what was counted."""

import random
from pathlib import Path

import pytest

from bench.machine import ROOT
from bench.stacks.stack import make_stack
from bench.stacks.wording import Side, load_wording
from bench.type_model import Group, Measured, first_pages, parted, report, without_titles
from pipeline.papers.catalog import load_papers
from pipeline.reading.titles import likeliest_by_title
from pipeline.reading.type_model.model import Outcome

VN_TEXT = ROOT.parent / "shared" / "data" / "vn-text"
PAPERS = load_papers()


def test_untaught_types_have_no_title_either() -> None:
    codes = [paper.code for paper in PAPERS.papers]
    untitled, untaught = parted(codes, 1)
    assert untaught < untitled < set(codes)
    assert parted(codes, 1) == (untitled, untaught)
    assert parted(codes, 2) != (untitled, untaught)


def test_type_without_titles_is_not_recognised(vn_text: Path) -> None:
    stack = make_stack("thu", random.Random(4), load_wording(vn_text, Side.DEVELOPMENT))
    bare = without_titles(PAPERS, frozenset(paper.code for paper in PAPERS.papers))
    firsts = [first for _group, _code, first in first_pages((stack,), PAPERS)]
    texts = [(first.page.text, first.page.size) for first in firsts if first.page.text is not None]
    assert any(likeliest_by_title(text, size, PAPERS) for text, size in texts)
    assert not any(likeliest_by_title(text, size, bare) for text, size in texts)


@pytest.fixture
def vn_text() -> Path:
    if not VN_TEXT.is_dir():
        pytest.skip(f"the texts are not there: {VN_TEXT}")
    return VN_TEXT


def test_report_tells_what_was_counted() -> None:
    group = Group(
        name="taught, no title",
        papers=30,
        rules=Outcome(name="rules", right=0, wrong=1, asked=29),
        model=Outcome(name="model", right=20, wrong=2, asked=8),
        proposed=7,
    )
    measured = Measured(
        learned_papers=100,
        types=3,
        signs=50,
        learn_s=1.5,
        calibration_error=0.04,
        ms_a_paper=0.5,
        groups=(group,),
    )
    told = report(measured)
    assert "expected calibration error 0.040" in told
    assert "| taught, no title | 30 | and the model | 20 | 2 | 8 | 7 |" in told
