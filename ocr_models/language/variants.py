"""The spellings a word may have lost its marks from, and the few signs tesseract cannot print."""

import re
import unicodedata

from ocr_models.language.model import LanguageModel, core_of
from ocr_models.language.syllable import (
    TONES,
    is_syllable,
    key_of,
    place_tone,
    prints_new_style,
    skeleton,
    without_tone,
)

MOST_VARIANTS = 32
"""The longest list of the lexicon has 24."""
_ETH = str.maketrans("Ðð", "Đđ")
_VOWELS = frozenset("aeiouy")
# The snake's years: Tý is the rat's and never follows these stems.
_SNAKE_STEMS = frozenset({"ất", "đinh", "kỷ", "tân", "quý"})
_NO_NAME = "ất"
"""The stem that no person is called by."""
_BEFORE = {
    "ky": frozenset({"kiêng", "đố", "cấm", "tối", "húy", "huý"}),
    "ly": frozenset({"tỉnh", "huyện", "kiết"}),
    "ty": frozenset({"ganh", "suy"}),
}
_AFTER = {"ky": frozenset({"binh", "sĩ"}), "ty": frozenset({"nạn", "hiềm"}), "my": frozenset({"dân"})}
_NUMBER = re.compile(r"\(?\d[\d.,]*")
# What the small raised 2 is read as; "m2" is left, for it may be printed so.
_SQUARE = re.compile(r"(?P<unit>[kdc]?m)(?:[ỶửỬ?*°\u02c6^\"”“’‘']{1,2})(?P<end>[.,;:)]{0,2})")


def variants_of(text: str, model: LanguageModel) -> tuple[str, ...]:
    """Other words of the lexicon with the same letters but for marks, printed in the case of `text`.

    The tone goes where `text` has it: hoà gives hoá, hòa gives hóa.
    """
    before, core, after = core_of(text)
    bare = skeleton(core)
    if not core.isalpha() or not _VOWELS & set(bare) or core in _VOWELS or len(bare) != len(core):
        return ()
    new_style, own = prints_new_style(core), key_of(core)
    found = []
    for key in model.keys_like(bare)[:MOST_VARIANTS]:
        tone = TONES[int(key[-1])] if key[-1].isdigit() else TONES[0]
        letters = key.rstrip("0123456789")
        spelled = place_tone(letters, tone, new_style=new_style)
        if key != own and is_syllable(spelled):
            found.append(before + _in_case_of(core, spelled) + after)
    return tuple(found)


def _in_case_of(printed: str, spelled: str) -> str:
    return "".join(
        sign.upper() if like.isupper() else sign for like, sign in zip(printed, spelled, strict=True)
    )


def marks_apart(one: str, other: str) -> int:
    """How many marks differ: letters by their own mark, and the tone."""
    letters = zip(without_tone(one.lower()), without_tone(other.lower()), strict=False)
    return sum(a != b for a, b in letters) + (key_of(one)[-1] != key_of(other)[-1])


def without_eth(text: str, model: LanguageModel) -> str:
    """Đ for the Icelandic Ð where that makes a word of the lexicon."""
    mended = text.translate(_ETH)
    return mended if mended != text and model.knows(core_of(mended)[1]) else text


def restored(before: str, text: str, after: str, *, is_year: bool = False) -> str | None:
    """ỵ or ² where the words beside it leave no other reading; None everywhere else.

    `is_year`: a year is being named, as in năm Ất Tỵ. Without that Đinh Tý may be a person.
    """
    if _NUMBER.fullmatch(before) and (square := _SQUARE.fullmatch(text)):
        return f"{square['unit']}²{square['end']}"
    start, core, end = core_of(text)
    bare, left, right = skeleton(core), core_of(before)[1], core_of(after)[1]
    if len(core) != 2 or bare[1:] != "y" or (start and before) or (end and right and _AFTER.get(bare)):
        return None
    is_snake = bare == "ty" and core[0].isupper() and left[:1].isupper() and left.lower() in _SNAKE_STEMS
    is_word = core.islower() and (left in _BEFORE.get(bare, ()) or right in _AFTER.get(bare, ()))
    if not ((is_year or left.lower() == _NO_NAME) and is_snake) and not is_word:
        return None
    mark = "Ỵ" if core[1].isupper() else "ỵ"
    return unicodedata.normalize("NFC", f"{start}{core[0]}{mark}{end}")
