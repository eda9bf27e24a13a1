"""Typed letters: what was struck is what the truth says."""

import random
import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samples.old_letters import COLUMNS, old_letter
from samples.people import is_invented
from samples.typewriter import strike_tones, type_page

DPI = 60


@given(st.integers(0, 10_000))
def test_letters_fit_a_page_and_are_the_same_for_a_seed(seed: int) -> None:
    lines = old_letter(seed)
    assert lines == old_letter(seed)
    assert max(map(len, lines)) <= COLUMNS
    assert len(lines) <= 38
    assert is_invented(lines[-1].strip())


def test_all_tones_are_struck_or_none() -> None:
    text = "Quyết định của Ủy ban, đường lúa"
    assert strike_tones(text, 0.0, random.Random(1)) == text
    assert strike_tones(text, 1.0, random.Random(1)) == "Quyêt đinh cua Uy ban, đương lua"


def test_the_truth_lacks_the_tones_that_were_not_struck() -> None:
    letter = old_letter(3)
    page = type_page(letter, DPI, 3, missing_tones=0.3)
    typed = [line.text for line in page.lines]
    wanted = [line.strip() for line in letter if line.strip()]
    assert typed != wanted
    assert len(typed) == len(wanted)
    plain = [strike_tones(line, 1.0, random.Random(0)) for line in wanted]
    assert [strike_tones(line, 1.0, random.Random(0)) for line in typed] == plain
    assert all(unicodedata.is_normalized("NFC", line) for line in typed)


def test_ink_lies_in_the_boxes_of_the_lines_alone() -> None:
    page = type_page(old_letter(3), DPI, 3)
    ink = np.asarray(page.image.convert("L")) < 200
    assert ink.any()
    for line in page.lines:
        box = line.box
        ink[int(box.top) - 3 : int(box.bottom) + 4, int(box.left) - 2 : int(box.right) + 3] = False
    assert not ink.any()


def test_strokes_are_of_uneven_force() -> None:
    page = type_page(("nnnnnnnnnnnnnnnnnnnn",), 200, 3)
    gray = np.asarray(page.image.convert("L"), np.int16)
    box = page.lines[0].box
    letters = np.array_split(gray[:, int(box.left) : int(box.right)], 20, axis=1)
    darkest = [int(letter.min()) for letter in letters]
    assert max(darkest) - min(darkest) > 30
