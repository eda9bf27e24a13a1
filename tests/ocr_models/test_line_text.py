"""Steps of the network become letters and words."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_models.line_text import Letter, decode, group

LETTERS = ("", "a", "b", " ", "e\u0323")


def _steps(classes: list[int], sure: float = 0.9) -> NDArray[np.float32]:
    rows = np.full((len(classes), len(LETTERS)), (1 - sure) / (len(LETTERS) - 1), np.float32)
    rows[np.arange(len(classes)), classes] = sure
    return np.log(rows)


def test_equal_neighbours_are_one_letter_and_a_blank_parts_two() -> None:
    letters = decode(_steps([0, 1, 1, 0, 1, 2]), LETTERS)

    assert [(letter.text, letter.start, letter.stop) for letter in letters] == [
        ("a", 1, 3),
        ("a", 4, 5),
        ("b", 5, 6),
    ]
    assert letters[0].confidence == pytest.approx(0.9)


def test_spaces_part_words_and_make_none() -> None:
    words = group(decode(_steps([3, 1, 3, 0, 3, 2, 1, 3]), LETTERS))

    assert [(word.text, word.start, word.stop) for word in words] == [("a", 1, 2), ("ba", 5, 7)]


def test_a_word_is_as_sure_as_its_weakest_letter() -> None:
    (word,) = group((Letter("a", 0, 1, 0.9), Letter("b", 1, 2, 0.4)))

    assert word.confidence == 0.4


def test_words_are_nfc() -> None:
    (word,) = group(decode(_steps([4]), LETTERS))

    assert word.text == "ẹ"


def test_nothing_but_blanks_is_no_word() -> None:
    assert group(decode(_steps([0, 0, 0]), LETTERS)) == ()
