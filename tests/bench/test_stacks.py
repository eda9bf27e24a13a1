"""The generator of test stacks, the figures told from it, and that it knows nothing of what is under test."""

import random
from pathlib import Path

import pytest

from bench.stack_figures import Counts, count_stack, figures
from bench.stacks.kinds import load_kinds
from bench.stacks.noise import BAD, CLEAN, read_page
from bench.stacks.papers import set_paper, set_receipt
from bench.stacks.stack import TODAY, Stack, make_stack, make_stacks
from bench.stacks.truth import PageRole
from bench.stacks.wording import Side, Wording, Writer, load_wording
from bench.stacks_bench import measure, report
from domain.errors import UsageError
from domain.page import Flag
from pipeline.papers.catalog import load_papers
from pipeline.reading.page_evidence import evidence_of
from pipeline.reading.splitting import split_stack
from tests.packaged import DATA

_VN_TEXT = Path(__file__).parents[3] / "shared" / "data" / "vn-text"
_SENTENCES = tuple(
    f"{number}. Cơ quan tiếp nhận hồ sơ số {number * 37 % 1000} có trách nhiệm trả lời trong {number} ngày."
    for number in range(1, 200)
)
WORDING = Wording(
    acts=(_SENTENCES,),
    steps=("Bước 1: Công dân nộp hồ sơ tại bộ phận một cửa.",),
    procedures=("Thủ tục cấp bản sao trích lục hộ tịch cho công dân có yêu cầu",),
    components=("Tờ khai theo mẫu",),
)


def writer(seed: int = 1) -> Writer:
    return Writer(random.Random(seed), WORDING)


def stack(seed: int) -> Stack:
    return make_stack(f"test-{seed}", random.Random(seed), WORDING)


def test_there_are_more_types_than_asked_for() -> None:
    assert len({kind.code for kind in load_kinds()}) >= 90


def test_all_but_few_types_of_the_catalog_are_made_and_all_made_are_in_it() -> None:
    made = {kind.code for kind in load_kinds()} | {"GTN"}
    known = {paper.code for paper in load_papers().papers} | {"UNKNOWN"}
    assert made <= known
    # Acts of law and the register lie in no citizen's dossier; envelopes and tickets are made untitled.
    assert known - made == {"LUAT", "ND", "PL", "STDHS", "TT", "PBI", "STT", "PTHU", "UNC"}


def test_equal_seeds_make_equal_stacks() -> None:
    assert stack(5) == stack(5)
    assert stack(5) != stack(6)


@pytest.mark.parametrize("seed", range(12))
def test_truth_covers_every_page_and_every_paper(seed: int) -> None:
    made = stack(seed)
    truth = made.truth
    assert len(made.pages) == len(made.printed) == len(truth.pages)
    assert all(truth.pages_of(paper) for paper in range(len(truth.papers)))
    assert {page.paper for page in truth.pages} - {None} == set(range(len(truth.papers)))
    assert {paper.dossier for paper in truth.papers} == set(range(len(truth.dossiers)))
    for number, page in enumerate(truth.pages):
        assert (page.role is PageRole.BLANK) == made.printed[number].is_blank
        if page.duplicate_of is not None:
            assert made.printed[page.duplicate_of] == made.printed[number]
    assert not any(Flag.BLANK in page.flags and page.text and page.text.lines for page in made.pages)


@pytest.mark.parametrize("kind", load_kinds(), ids=lambda kind: f"{kind.name}")
def test_every_kind_fits_on_its_pages(kind: object) -> None:
    for seed in range(4):
        pages = set_paper(kind, writer(seed))  # type: ignore[arg-type]  # parametrize knows no types
        assert pages
        for page in pages:
            assert page.lines or page.prints
            for line in page.lines:
                assert line.left >= 0
                assert line.top + line.height <= page.height_mm


def test_a_bad_reading_has_more_wrong_words_than_a_clean_one() -> None:
    page = set_receipt("H13.16-250715-0001", None, writer())
    true = {word for line in page.lines for word in line.text.split()}

    def wrong(text: str) -> int:
        return sum(word not in true for word in text.split())

    clean, bad = (
        sum(wrong(read_page(page, damage, random.Random(seed)).text) for seed in range(20))
        for damage in (CLEAN, BAD)
    )
    assert 0 < clean < bad / 3


def test_a_stack_without_errors_of_reading_is_split_right() -> None:
    counts = Counts()
    for seed in range(3):
        made = stack(seed)
        evidence = [evidence_of(page, DATA, TODAY) for page in made.pages]
        count_stack(made.name, made.truth, split_stack(evidence, DATA.splitting), counts)
    found = figures(counts)
    assert found["page_to_paper"] > 0.9
    assert found["pages"] == counts.pages


def test_a_splitting_that_makes_one_paper_of_all_is_told_to_be_wrong() -> None:
    made = stack(3)
    evidence = [evidence_of(page, DATA, TODAY) for page in made.pages]
    lost = [evidence[0], *[type(evidence[0])(words=300) for _ in evidence[1:]]]
    counts = Counts()
    wrong = count_stack(made.name, made.truth, split_stack(lost, DATA.splitting), counts)
    assert len(wrong) >= len(made.truth.papers) - 1
    assert figures(counts)["page_to_paper"] < 0.5
    assert counts.wrong_without_asking > 0


def test_a_folder_without_the_texts_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tthc"):
        load_wording(tmp_path, Side.REPORT)


def test_goals_are_held_on_stacks_of_real_wording() -> None:
    if not _VN_TEXT.is_dir():
        pytest.skip("the texts tthc and vbpl-docs are not beside the checkout (shared/data/vn-text)")
    wording = load_wording(_VN_TEXT, Side.DEVELOPMENT)
    measured = measure(tuple(make_stacks(150, Side.DEVELOPMENT, wording)), Side.DEVELOPMENT)
    found = figures(measured.counts)
    assert found["page_to_paper"] >= 0.98
    assert found["type_accuracy"] >= 0.96
    assert found["linked_split"] == 0
    assert "pages in their paper" in report(measured)
