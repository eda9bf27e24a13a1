"""Holds the spelling of syllables: what is one, its tone, and where the tone is printed."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_models.language.syllable import (
    TONES,
    Tone,
    is_syllable,
    key_of,
    place_tone,
    prints_new_style,
    skeleton,
    tone_of,
    without_tone,
)

WORDLIST = Path(__file__).parents[4] / "shared" / "data" / "vn-text" / "wordlist" / "Viet22K.txt"


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "khuỷu",
        "quyết",
        "QUYẾT",
        "giếng",
        "gì",
        "gìn",
        "giữa",
        "quốc",
        "hoà",
        "hòa",
        "thuỷ",
        "thủy",
        "ương",
        "y",
        "ỷ",
        "yếu",
        "khuya",
        "đường",
        "Ất",
        "tỵ",
        "xoong",
        "oanh",
        "quýt",
        "quạnh",
        "ngoằn",
        "loắt",
        "huếch",
        "huỳnh",
    ],
)
def test_what_is_spelled_as_a_syllable_is_one(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word",
    [
        "internet",
        "qh",
        "ubnd",
        "quyêt",
        "ngiêng",
        "kông",
        "ghà",
        "hoàà",
        "tiêù",
        "lưc",
        "sap",
        "d",
        "b",
        "giề",
        "quuyết",
        "cê",
        "ngê",
        "12",
        "a1",
        "đ",
        "",
    ],
)
def test_what_breaks_the_spelling_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.skipif(not WORDLIST.is_file(), reason="the shared test data is not beside the repository")
def test_nearly_every_word_of_the_word_list_is_made_of_syllables() -> None:
    words = set(re.findall(r"[^\W\d_]+", WORDLIST.read_text(encoding="utf-8").lower()))
    refused = {word for word in words if not is_syllable(word)}
    assert len(words) > 5000
    # English words and slips of the list itself, like "nghiã" and "tiêù".
    assert len(refused) <= 22
    assert {"and", "wind", "buá", "tiêù"} <= refused


@pytest.mark.parametrize(
    ("word", "bare", "tone"),
    [
        ("quyết", "quyêt", Tone.SAC),
        ("Đồng", "Đông", Tone.HUYEN),
        ("bổ", "bô", Tone.HOI),
        ("sửa", "sưa", Tone.HOI),
        ("kỵ", "ky", Tone.NANG),
        ("lễ", "lê", Tone.NGA),
        ("nhân", "nhân", Tone.NGANG),
    ],
)
def test_a_tone_is_told_from_the_letters(word: str, bare: str, tone: Tone) -> None:
    assert without_tone(word) == bare
    assert tone_of(word) is tone
    assert place_tone(bare, tone) == word


def test_two_tone_marks_are_no_tone() -> None:
    assert tone_of("hóà") is None


def test_old_and_new_places_of_a_tone_are_one_word() -> None:
    assert key_of("hòa") == key_of("hoà") == key_of("HOÀ")
    assert key_of("thủy") == key_of("thuỷ")
    assert key_of("hòa") != key_of("hóa")
    assert prints_new_style("hoà")
    assert not prints_new_style("hòa")
    assert not prints_new_style("quý")


@given(st.text(max_size=8))
def test_a_skeleton_has_as_many_letters_as_the_composed_small_text(text: str) -> None:
    assert len(skeleton(text)) == len(unicodedata.normalize("NFC", text).lower().replace("đ", "d"))


@given(
    st.sampled_from(["hoa", "thuy", "quy", "gia", "nghiêng", "khuya", "toan", "ươm", "ai"]),
    st.sampled_from(TONES),
    st.booleans(),
)
def test_a_placed_tone_is_found_again(letters: str, tone: Tone, new_style: bool) -> None:
    word = place_tone(letters, tone, new_style=new_style)
    assert tone_of(word) is tone
    assert without_tone(word) == letters
    assert unicodedata.is_normalized("NFC", word)
