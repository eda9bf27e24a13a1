"""Scores of a page, reckoned by hand."""

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score import edits_at_best_place, one_form, right_words, score_page, without_marks

WORDS = st.lists(st.text("abcđêế", min_size=1, max_size=5), min_size=1, max_size=12)


def test_words_count_as_often_as_they_stand_there() -> None:
    score = score_page(["số số một hai"], ["số số một hai"], "số một một ba")
    assert (score.recall, score.precision, score.wer) == (0.5, 0.5, 0.5)


def test_letters_are_counted_line_by_line_with_marks_and_without() -> None:
    # Of 10 letters: ế read as e is one edit, gone without marks; đ read as b is one with and without.
    score = score_page(["kết", "đất đai"], ["kết\nđất đai"], "ket\nđất bai")
    assert score.cer == pytest.approx(2 / 10)
    assert score.cer_plain == pytest.approx(1 / 10)
    assert score.page_cer == pytest.approx(2 / 11)


def test_columns_may_be_read_in_either_order() -> None:
    lines = ["SỞ NỘI VỤ", "Số: 12", "CỘNG HÒA", "Độc lập"]
    rows, columns = "SỞ NỘI VỤ CỘNG HÒA Số: 12 Độc lập", "SỞ NỘI VỤ Số: 12 CỘNG HÒA Độc lập"
    for read in (rows, columns):
        score = score_page(lines, [rows, columns], read)
        assert (score.recall, score.cer, score.page_cer) == (1, 0, 0)
    assert score_page(lines, [columns], rows).page_cer > 0
    assert score_page(lines, [columns], rows).cer == 0


def test_what_was_read_besides_costs_precision_and_the_page_but_no_line() -> None:
    score = score_page(["một hai"], ["một hai"], "một hai ~~")
    assert (score.recall, score.cer) == (1, 0)
    assert score.precision == pytest.approx(2 / 3)
    assert score.page_cer == pytest.approx(3 / 7)


def test_page_that_was_not_read_scores_nothing() -> None:
    score = score_page(["một hai"], ["một hai"], "")
    assert (score.recall, score.precision) == (0, 0)
    assert (score.cer, score.cer_plain, score.page_cer, score.wer) == (1, 1, 1, 1)


def test_letters_of_parts_are_those_in_one_piece() -> None:
    text = "Quyết định"
    assert score_page([text], [text], unicodedata.normalize("NFD", text)).recall == 1


def test_quotes_and_dashes_count_as_one_form_for_letters_but_not_for_recall() -> None:
    score = score_page(["“a” – b"], ["“a” – b"], '"a" - b')
    assert (score.cer, score.wer) == (0, 0)
    assert score.recall == pytest.approx(1 / 3)
    assert one_form("‘a’ \n b…") == "'a' b."


def test_marks_of_letters_and_tones_are_taken_off() -> None:
    assert without_marks("Đường Ỷ ở ngữ đ") == "Duong Y o ngu d"


@pytest.mark.parametrize(
    ("line", "text", "edits"),
    [("abc", "xxabcxx", 0), ("abc", "xxacxx", 1), ("abc", "xxabbcxx", 1), ("abc", "", 3)],
)
def test_line_is_held_against_its_best_place(line: str, text: str, edits: int) -> None:
    assert edits_at_best_place(line, text) == edits


@given(WORDS)
def test_reading_that_is_the_truth_is_without_fault(words: list[str]) -> None:
    text = " ".join(words)
    score = score_page([text], [text], text)
    assert (score.recall, score.precision) == (1, 1)
    assert (score.cer, score.cer_plain, score.page_cer, score.wer) == (0, 0, 0, 0)


@given(WORDS, WORDS)
def test_hits_are_the_same_seen_from_both_sides(truth: list[str], read: list[str]) -> None:
    score = score_page([" ".join(truth)], [" ".join(truth)], " ".join(read))
    assert math.isclose(score.recall * len(truth), score.precision * len(read), abs_tol=1e-9)
    assert score.recall == pytest.approx(1 - score.wer)
    assert score.cer <= score.page_cer


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_line_that_stands_in_the_text_costs_nothing(before: str, line: str, after: str) -> None:
    assert edits_at_best_place(line, before + line + after) == 0


def test_words_are_right_where_the_truth_has_them() -> None:
    assert right_words(["một hai ba"], ["một", "hài", "ba", "bốn"]) == (True, False, True, False)
    assert right_words(["hai một", "một hai"], ["một", "hai"]) == (True, True)
