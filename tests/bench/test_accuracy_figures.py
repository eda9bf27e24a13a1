"""Means, intervals and bins over pages that were read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.accuracy_figures import (
    ConfidenceBin,
    Cut,
    PageFigures,
    confidence_bins,
    group_figures,
    recall_interval,
)
from bench.page_sides import Side
from bench.score import Score

PERFECT = Score(recall=1.0, precision=1.0, cer=0.0, cer_plain=0.0, page_cer=0.0, wer=0.0)
SHARES = st.floats(0, 1)


def page(document: str, recall: float, *, side: Side = Side.TUNING, damage: str = "clean") -> PageFigures:
    return PageFigures(
        reader="sohoa",
        corpus="one",
        document=document,
        page=f"{document}-{recall}",
        damage=damage,
        side=side,
        score=replace(PERFECT, recall=recall),
        cpu_s=recall,
        failed=False,
    )


def test_means_are_over_pages_and_sides_stay_apart() -> None:
    pages = [page("a", 0.5), page("a", 1.0), page("b", 0.9), page("c", 0.2, side=Side.REPORTING)]
    tuning, reporting = (one for one in group_figures(pages) if one.cut is Cut.CORPUS)
    assert (tuning.side, tuning.pages, tuning.documents) == (Side.TUNING, 3, 2)
    assert tuning.mean.recall == pytest.approx(0.8)
    assert tuning.cpu_s_a_page == pytest.approx(0.8)
    assert (reporting.side, reporting.pages, reporting.mean.recall) == (Side.REPORTING, 1, 0.2)


def test_pages_are_put_together_by_document_and_by_damage() -> None:
    groups = group_figures([page("a", 0.5), page("a", 1.0, damage="blur"), page("b", 0.9, damage="blur")])
    means = {(one.cut, one.name): one.mean.recall for one in groups}
    assert means == {
        (Cut.CORPUS, "one"): pytest.approx(0.8),
        (Cut.DOCUMENT, "a"): 0.75,
        (Cut.DOCUMENT, "b"): 0.9,
        (Cut.DAMAGE, "clean"): 0.5,
        (Cut.DAMAGE, "blur"): pytest.approx(0.95),
    }


def test_a_single_document_tells_nothing_of_others() -> None:
    assert recall_interval([page("a", 0.5), page("a", 1.0)]) is None


def test_interval_of_two_documents_reaches_from_one_to_the_other() -> None:
    interval = recall_interval([page("a", 0.5), page("b", 1.0)])
    assert interval is not None
    assert (interval.low, interval.high) == (0.5, 1.0)


@given(st.lists(SHARES, min_size=2, max_size=8))
def test_interval_is_the_same_each_time_and_within_what_was_measured(recalls: list[float]) -> None:
    pages = [page(str(number), recall) for number, recall in enumerate(recalls)]
    interval = recall_interval(pages)
    assert interval is not None
    assert interval == recall_interval(pages)
    assert min(recalls) - 1e-9 <= interval.low <= interval.high <= max(recalls) + 1e-9


def test_words_are_binned_by_confidence() -> None:
    low, high = confidence_bins([(0.1, False), (0.3, True), (1.0, True)], bins=2)
    assert low == ConfidenceBin(low=0.0, high=0.5, words=2, mean_confidence=0.2, right=0.5)
    assert (high.low, high.high, high.words, high.right) == (0.5, 1.0, 1, 1.0)


@given(st.lists(st.tuples(SHARES, st.booleans())))
def test_every_word_is_in_one_bin(words: list[tuple[float, bool]]) -> None:
    assert sum(one.words for one in confidence_bins(words)) == len(words)
