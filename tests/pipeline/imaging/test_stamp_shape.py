from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.page import SecrecyLevel
from pipeline.imaging.level_drawings import WORDS_FOLDER
from pipeline.imaging.stamp_line import turn_levelled
from pipeline.imaging.stamp_shape import NO_LIKENESS, likeness
from pipeline.imaging.working_copy import Pixels
from samples.box_stamps import BoxStamp, Frame, draw_box_stamp
from samples.fonts import Face
from samples.level_words import FACES, WORDS, draw_word

DPI = 150


def ink_of(words: str, *, frame: Frame = Frame.SINGLE, face: Face = Face.SERIF_BOLD) -> Pixels:
    mask = draw_box_stamp(BoxStamp(words=words, capital_mm=4.0, frame=frame, face=face), DPI)
    return np.asarray(80 * mask, np.uint8)


def crossed(ink: Pixels) -> Pixels:
    """The ink with a line of print across the letters."""
    printed = ink.copy()
    at = (0, round(0.65 * ink.shape[0]))
    cv2.putText(printed, "phuong Ben Sao xac nhan ba", at, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 80, 2)
    return printed


@pytest.mark.parametrize("level", list(SecrecyLevel))
@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("face", [Face.SERIF_BOLD, Face.SANS_BOLD])
def test_each_level_looks_like_itself(level: SecrecyLevel, frame: Frame, face: Face) -> None:
    seen = likeness(ink_of(level.value, frame=frame, face=face))
    assert seen.level is level
    assert seen.weakest > 0.7
    assert seen.is_striking


@pytest.mark.parametrize("face", [Face.SERIF, Face.SANS])
@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_letters_of_another_weight_are_still_worth_reading(level: SecrecyLevel, face: Face) -> None:
    assert likeness(ink_of(level.value, face=face)).weakest > 0.5


@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_print_across_the_letters_takes_none_of_their_ink_away(level: SecrecyLevel) -> None:
    assert likeness(crossed(ink_of(level.value))).weakest > 0.57


@pytest.mark.parametrize(
    "words",
    ["HỎA TỐC", "HỎA TỐC HẸN GIỜ", "THƯỢNG KHẨN", "ĐÃ THU PHÍ", "SAO Y", "SAO Y BẢN CHÍNH", "BẢN SAO"],
)
def test_other_stamps_are_not_worth_reading(words: str) -> None:
    assert likeness(ink_of(words)).weakest < 0.5
    assert not likeness(ink_of(words)).is_striking


@pytest.mark.parametrize("face", [Face.SERIF_BOLD, Face.SANS_BOLD])
def test_khan_is_more_like_khan_than_like_mat(face: Face) -> None:
    assert not likeness(ink_of("KHẨN", face=face)).is_striking


def test_word_at_one_side_of_its_frame_is_not_alone() -> None:
    assert not likeness(ink_of("MẶT TRƯỚC")).is_striking


@pytest.mark.parametrize("turn_deg", [-4.0, 4.0])
def test_picture_levelled_by_the_print_under_a_stamp_is_turned_to_the_stamp(turn_deg: float) -> None:
    assert likeness(turn_levelled(ink_of("TUYỆT MẬT"), turn_deg)).is_striking


@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_stamp_paler_than_the_print_across_it_is_told_by_what_print_leaves(level: SecrecyLevel) -> None:
    ink = np.asarray(ink_of(level.value) // 2, np.uint8)
    for baseline in (0.45, 0.75):
        at = (0, round(baseline * ink.shape[0]))
        cv2.putText(ink, "phuong Ben Sao xac nhan ba", at, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 80, 2)
    assert likeness(ink).is_striking


def test_letters_of_a_typewriter_are_alike_on_the_whole() -> None:
    assert likeness(ink_of("TUYỆT MẬT", face=Face.TYPEWRITER)).weakest > 0.4


def test_bare_paper_has_no_likeness() -> None:
    assert likeness(np.zeros((60, 200), np.uint8)) == NO_LIKENESS
    assert not likeness(np.full((60, 200), 80, np.uint8)).is_striking


def test_words_are_read_from_the_folder_given(tmp_path: Path) -> None:
    for face in FACES:
        for name in WORDS:
            cv2.imwrite(str(tmp_path / f"{face}-{name}.png"), draw_word("SAO", FACES[face]))
    assert not likeness(ink_of("TUYỆT MẬT"), tmp_path).is_striking


@pytest.mark.parametrize("face", list(FACES))
@pytest.mark.parametrize("name", list(WORDS))
def test_drawings_are_those_of_the_fonts(face: str, name: str) -> None:
    kept = cv2.imread(str(WORDS_FOLDER / f"{face}-{name}.png"), cv2.IMREAD_GRAYSCALE)
    assert kept is not None
    assert np.array_equal(kept, draw_word(WORDS[name], FACES[face]))
