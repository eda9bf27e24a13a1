"""Which secrecy level the words of a stamp name."""

import re
import unicodedata

from domain.page import SecrecyLevel

# Digits an OCR engine gives for a stamp's capitals.
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "4": "A", "7": "T", "Đ": "D", "đ": "D"})
_OTHER_SECRETS = frozenset({"BAO", "BI"})
_TOI, _TUYET, _MAT = "TOI", "TUYET", "MAT"
# Syllables one letter from MAT that are words of their own.
_NOT_MAT = frozenset(("MAI", "MAY", "MAN", "MAU", "MAM", "MAC", "MAO", "MAP", "MOT", "MUT", "MET", "MIT"))
_NOT_MAT |= frozenset(("CAT", "DAT", "HAT", "BAT", "VAT", "SAT", "GAT", "TAT", "LAT"))
# Words of their own that differ from MẬT in marks alone: face, eye, lost, cool.
_OTHER_MARKS = frozenset(("MẶT", "MẮT", "MẤT", "MÁT"))
_SURE = 0.9
_MOST_AROUND = 5


def _folded(words: str) -> tuple[str, ...]:
    """Capitals without marks, word by word; what is neither letter nor lookalike parts words."""
    plain = unicodedata.normalize("NFD", words.translate(_LOOKALIKES).upper())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(re.findall(r"[A-Z]+", letters))


def _misread(word: str, wanted: str) -> int:
    """Letters to change, add or drop to get `wanted`."""
    return _misreadings(word, wanted, free_ends=False)[-1]


def _misread_amid(letters: str, wanted: str) -> int:
    """As `_misread` for the best stretch of the letters."""
    return min(_misreadings(letters, wanted, free_ends=True))


def _misreadings(word: str, wanted: str, *, free_ends: bool) -> list[int]:
    """What `wanted` takes after each letter of the word; with free ends, letters before it count nothing."""
    row = list(range(len(wanted) + 1))
    ends = [row[-1]]
    for i, letter in enumerate(word, 1):
        diagonal, row[0] = row[0], 0 if free_ends else i
        for j, other in enumerate(wanted, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != other))
        ends.append(row[-1])
    return ends


def _is_mat(word: str, before: str | None) -> bool:
    if word == _MAT:
        return True
    if before is not None and word.startswith("M") and (before == _TOI or _misread(before, _TUYET) <= 1):
        return len(word) <= 4
    return 3 <= len(word) <= 4 and word not in _NOT_MAT and _misread(word, _MAT) == 1


def _run_together(word: str) -> SecrecyLevel | None:
    if len(word) >= 5 and _misread(word, _TOI + _MAT) <= 1:
        return SecrecyLevel.TOI_MAT
    if len(word) >= 7 and _misread(word, _TUYET + _MAT) <= 2:
        return SecrecyLevel.TUYET_MAT
    return None


def _level_after(before: str | None, exact: bool) -> SecrecyLevel | None:
    """The level of a MẬT that stands after the word `before`."""
    if before is None:
        return SecrecyLevel.MAT
    if before in _OTHER_SECRETS:
        return None
    if len(before) <= 4 and _misread(before, _TOI) <= 1:
        return SecrecyLevel.TOI_MAT
    if len(before) >= 4 and _misread(before, _TUYET) <= 2:
        return SecrecyLevel.TUYET_MAT
    # One or two stray letters are a frame's corner; a whole word needs a MẬT without a doubt.
    return SecrecyLevel.MAT if exact or len(before) <= 2 else None


def _level_of_remnant(words: str, tokens: tuple[str, ...]) -> SecrecyLevel | None:
    """The level of a lone word whose marks tell what a lost letter or word was."""
    if len(tokens) != 1:
        return None
    capitals = unicodedata.normalize("NFC", words).upper()
    if "Ệ" in capitals and len(tokens[0]) >= 4 and _misread(tokens[0], _TUYET) <= 1:
        return SecrecyLevel.TUYET_MAT
    if tokens[0] == "MA" and any(sign in capitals for sign in "ÂẬẠ"):
        return SecrecyLevel.MAT
    return None


def secrecy_level(words: str) -> SecrecyLevel | None:
    """The level a stamp's words name, one misread letter forgiven; None for any other stamp."""
    tokens = _folded(words)
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        level = _run_together(token)
        if level is not None:
            return level
        # MẶT TRẬN, MẬT ĐỘ: a stamp's word is its last.
        if _is_mat(token, before) and not any(len(after) >= 3 for after in tokens[index + 1 :]):
            return _level_after(before, exact=token == _MAT)
    return _level_of_remnant(words, tokens)


def level_of_print(words: str, confidence: float) -> SecrecyLevel | None:
    """The level when it is all that a line says, in capitals.

    Ink that is not red may be print: a line that surely has any other word is a heading, and MẤT read
    for sure is no MẬT. What is read unsurely may have letters at its ends that belong to print under the
    stamp.
    """
    letters = "".join(_folded(words))
    is_sure = confidence >= _SURE
    for level, whole, fewest, forgiven in (
        (SecrecyLevel.TUYET_MAT, _TUYET + _MAT, 7, 2),
        (SecrecyLevel.TOI_MAT, _TOI + _MAT, 5, 1),
    ):
        amid = len(letters) <= len(whole) + _MOST_AROUND and not is_sure
        misread = _misread_amid(letters, whole) if amid else _misread(letters, whole)
        if len(letters) >= fewest and misread <= forgiven:
            return level
    if words != words.upper():
        return None
    plain = unicodedata.normalize("NFC", words)
    tokens = tuple(token for token in _folded(words) if len(token) > 1)
    if letters == _MAT or (tokens == (_MAT,) and "Ậ" in plain):
        return None if is_sure and any(other in plain for other in _OTHER_MARKS) else SecrecyLevel.MAT
    is_remnant = "Ậ" in plain and (letters.startswith("MA") or letters[1:] == "AT") and len(letters) <= 3
    return SecrecyLevel.MAT if is_remnant and letters not in _NOT_MAT else None


def says_otherwise(words: str, confidence: float) -> bool:
    """Whether these are surely other words, so that a second look at the place is not needed."""
    letters = "".join(_folded(words))
    nearest = min(_misread(letters, level) for level in (_MAT, _TOI + _MAT, _TUYET + _MAT))
    return confidence >= _SURE and len(letters) >= 4 and nearest >= 4
