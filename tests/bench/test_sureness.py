"""How far words marked sure are right, page by page and side by side."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.page_sides import Side
from bench.readers import Reading, ReadWord
from bench.sureness import ALL, ConfidenceBin, confidence_bins, sureness_of
from bench.sureness_table import bins_table, sure_words_table
from bench.true_pages import TruePage

TRUTH = "một hai ba bốn"


def page(corpus: str, side: Side) -> TruePage:
    return TruePage(
        corpus=corpus,
        document=f"{corpus} {side}",
        name=f"{corpus} {side}",
        damage="clean",
        side=side,
        picture=Path("none.png"),
        lines=(TRUTH,),
        orders=(TRUTH,),
    )


def read(text: str, confidence: float, *, flagged: bool = False) -> Reading:
    words = tuple(ReadWord(word, confidence) for word in text.split())
    return Reading(text=text, cpu_s=1.0, words=words, flagged=flagged)


def test_only_words_marked_sure_count_and_sides_stay_apart() -> None:
    pages = [page("a", Side.TUNING), page("a", Side.TUNING), page("a", Side.REPORTING)]
    readings = [read("một hai ba bà", 0.95), read("một hai ba ba", 0.94), read(TRUTH, 0.99)]
    found = {(one.corpus, one.side): one for one in sureness_of("sohoa-full", pages, readings)}
    tuning, reporting = found["a", Side.TUNING], found["a", Side.REPORTING]
    assert (tuning.words, tuning.sure_words, tuning.sure_right) == (8, 4, 0.75)
    assert tuning.wrong_unflagged == pytest.approx(1 / 8)
    assert (reporting.sure_right, reporting.wrong_unflagged) == (1.0, 0.0)


def test_wrong_words_of_a_page_that_asks_for_a_new_scan_are_flagged() -> None:
    pages = [page("a", Side.TUNING), page("b", Side.TUNING)]
    readings = [read("một mười", 0.97, flagged=True), read("một mười", 0.97)]
    found = {one.corpus: one for one in sureness_of("sohoa-full", pages, readings)}
    assert (found["a"].sure_right, found["a"].wrong_unflagged) == (0.5, 0.0)
    assert (found["b"].sure_right, found["b"].wrong_unflagged) == (0.5, 0.5)
    assert (found[ALL].words, found[ALL].wrong_unflagged) == (4, 0.25)


def test_without_a_sure_word_nothing_is_said_of_them() -> None:
    (whole, own) = sureness_of("sohoa-full", [page("a", Side.TUNING)], [read(TRUTH, 0.5)])
    assert (whole.corpus, own.corpus) == (ALL, "a")
    assert (own.sure_words, own.sure_right, own.wrong_unflagged) == (0, None, 0.0)
    assert "| sohoa-full | a | tuning | 4 | .000 | - | 0.00% |" in sure_words_table([own])


def test_a_reader_that_does_not_say_how_sure_it_is_has_no_figures() -> None:
    assert sureness_of("peer", [page("a", Side.TUNING)], [Reading(text=TRUTH, cpu_s=1.0)]) == ()


def test_bins_of_both_sides_stand_beside_each_other() -> None:
    pages = [page("a", Side.TUNING), page("a", Side.REPORTING)]
    found = sureness_of("sohoa-full", pages, [read(TRUTH, 0.97), read("một", 0.2)])
    table = bins_table(found, "sohoa-full").splitlines()
    assert table[2] == "| 0.20 to 0.25 | - | - | - | 1 | .200 | 1.000 |"
    assert table[3] == "| 0.95 to 1.00 | 4 | .970 | 1.000 | - | - | - |"


def test_words_are_binned_by_confidence() -> None:
    low, high = confidence_bins([(0.1, False), (0.3, True), (1.0, True)], bins=2)
    assert low == ConfidenceBin(low=0.0, high=0.5, words=2, mean_confidence=0.2, right=0.5)
    assert (high.low, high.high, high.words, high.right) == (0.5, 1.0, 1, 1.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_word_is_in_one_bin(words: list[tuple[float, bool]]) -> None:
    assert sum(one.words for one in confidence_bins(words)) == len(words)
