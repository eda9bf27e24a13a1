"""Tesseract's TSV becomes lines and words."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import OcrFailed
from domain.geometry import Box, Size
from domain.text import PageText
from ocr_models.tsv import parse_tsv

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
PAGE = (
    "1\t1\t0\t0\t0\t0\t0\t0\t400\t300\t-1\t\n"
    "4\t1\t1\t1\t1\t0\t10\t20\t200\t30\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t10\t20\t60\t30\t96.061195\tHồ\n"
    "5\t1\t1\t1\t1\t2\t80\t22\t40\t28\t88\tsơ\n"
    "5\t1\t1\t1\t1\t3\t130\t22\t4\t28\t95\t \n"
    "4\t1\t2\t1\t1\t0\t10\t80\t200\t30\t-1\t\n"
    "5\t1\t2\t1\t1\t1\t10\t80\t60\t30\t50.5\tsố\n"
)
SIZE = Size(400, 300)


def _parse(tsv: str, size: Size = SIZE) -> PageText:
    return parse_tsv(tsv, size=size, engine="test", dpi=300)


def test_words_are_gathered_into_lines_and_blocks() -> None:
    page = _parse(PAGE)

    assert page.text == "Hồ sơ\n\nsố"
    assert [line.block for line in page.lines] == [1, 2]
    assert page.lines[0].box == Box(10, 20, 120, 50)
    assert page.words[0].confidence == pytest.approx(0.96061195)


def test_the_header_of_the_program_changes_nothing() -> None:
    assert _parse(HEADER + PAGE) == _parse(PAGE)


def test_windows_line_ends_change_nothing() -> None:
    assert _parse(PAGE.replace("\n", "\r\n")) == _parse(PAGE)


def test_words_without_text_and_lines_without_words_are_dropped() -> None:
    tsv = "4\t1\t1\t1\t1\t0\t1\t2\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t1\t2\t9\t9\t95\t   \n"

    assert _parse(tsv).lines == ()
    assert _parse("").lines == ()


def test_decomposed_letters_become_nfc() -> None:
    tsv = "5\t1\t1\t1\t1\t1\t1\t2\t9\t9\t95\t" + unicodedata.normalize("NFD", "Việt")

    assert _parse(tsv).text == "Việt"


def test_boxes_are_cut_to_the_picture() -> None:
    tsv = "5\t1\t1\t1\t1\t1\t-3\t290\t500\t40\t95\tchữ\n5\t1\t1\t1\t1\t2\t401\t10\t5\t5\t95\tngoài"

    assert [word.box for word in _parse(tsv).words] == [Box(0, 290, 400, 300)]


def test_confidence_stays_between_nothing_and_one() -> None:
    tsv = (
        "5\t1\t1\t1\t1\t1\t1\t1\t5\t5\t100.4\tmột\n"
        "5\t1\t1\t1\t1\t2\t9\t1\t5\t5\t-1\thai\n5\t1\t1\t1\t1\t3\t9\t1\t5\t5\tnan\tba"
    )

    assert [(word.text, word.confidence) for word in _parse(tsv).words] == [("một", 1.0)]


@pytest.mark.parametrize("tsv", ["5\t1\t1", "no table", "5\t1\t1\t1\t1\t1\tx\t2\t9\t9\t95\tchữ"])
def test_anything_else_is_refused(tsv: str) -> None:
    with pytest.raises(OcrFailed, match="row 1"):
        _parse(tsv)


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=20), st.integers(-50, 500), st.integers(0, 500))
def test_no_word_leaves_the_picture_or_holds_a_control_character(text: str, left: int, width: int) -> None:
    if "\n" in text:
        text = text.replace("\n", " ")
    page = _parse(f"5\t1\t1\t1\t1\t1\t{left}\t0\t{width}\t9\t95\t{text}")

    for word in page.words:
        assert 0 <= word.box.left < word.box.right <= SIZE.width
        assert word.text == unicodedata.normalize("NFC", word.text).strip()
        assert not any(unicodedata.category(letter) == "Cc" for letter in word.text)
