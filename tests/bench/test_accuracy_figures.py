"""Means, intervals and bins over pages that were read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.accuracy_figures import (
    Cut,
    PageFigures,
    group_figures,
    mean_interval,
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


def test_letters_have_an_interval_of_their_own() -> None:
    wrong = replace(page("b", 1.0), score=replace(PERFECT, cer=0.25))
    (found,) = (one for one in group_figures([page("a", 1.0), wrong]) if one.cut is Cut.CORPUS)
    assert found.recall_interval is not None
    assert found.cer_interval is not None
    assert (found.recall_interval.low, found.recall_interval.high) == (1.0, 1.0)
    assert (found.cer_interval.low, found.cer_interval.high) == (0.0, 0.25)


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
    assert mean_interval([("a", 0.5), ("a", 1.0)]) is None


def test_interval_of_two_documents_reaches_from_one_to_the_other() -> None:
    interval = mean_interval([("a", 0.5), ("b", 1.0)])
    assert interval is not None
    assert (interval.low, interval.high) == (0.5, 1.0)


@given(st.lists(SHARES, min_size=2, max_size=8))
def test_interval_is_the_same_each_time_and_within_what_was_measured(recalls: list[float]) -> None:
    figures = [(str(number), recall) for number, recall in enumerate(recalls)]
    interval = mean_interval(figures)
    assert interval is not None
    assert interval == mean_interval(figures)
    assert min(recalls) - 1e-9 <= interval.low <= interval.high <= max(recalls) + 1e-9
