"""Which secrecy level the words of a stamp name."""

import re
import unicodedata

from domain.page import SecrecyLevel

# Digits an OCR engine gives for a stamp's capitals.
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "4": "A", "7": "T", "Đ": "D", "đ": "D"})
_TOI, _TUYET, _MAT = "TOI", "TUYET", "MAT"
_PAPERS, _HIDDEN = "TAILIEU", "BI"
# Syllables one letter from MAT that are words of their own.
_NOT_MAT = frozenset(("MAI", "MAY", "MAN", "MAU", "MAM", "MAC", "MAO", "MAP", "MOT", "MUT", "MET", "MIT"))
_NOT_MAT |= frozenset(("CAT", "DAT", "HAT", "BAT", "VAT", "SAT", "GAT", "TAT", "LAT"))
# Words of their own that differ from MẬT in marks alone: face, eye, lost, cool.
_OTHER_MARKS = frozenset(("MẶT", "MẮT", "MẤT", "MÁT"))
# What even an unsure reading of a crossed MẬT begins with: the A bears the circumflex or the dot.
_BEGINS_LIKE_MAT = re.compile(r"\bM[ÂẬẠ]")
# Print beside the stamp is read with it, in small letters.
_MAT_AFTER_PRINT = re.compile(r"[a-z]M[ÂẬẠ]")
_BEGINS_LIKE_OTHERS = re.compile(r"\bM[ẶẮẤÁ]")
_SURE, _RATHER_SURE = 0.9, 0.6
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


def level_of_print(words: str, confidence: float, *, forgiving: int = 0) -> SecrecyLevel | None:
    """The level when it is all that a line says, in capitals.

    Ink that is not red may be print: a line that surely has any other word is a heading, and MẤT read
    for sure is no MẬT. What is read unsurely may have letters at its ends that belong to print under the
    stamp. `forgiving` is how many letters more of the longer levels may be lost.
    """
    letters = "".join(_folded(words))
    is_sure = confidence >= _SURE
    for level, whole, fewest, forgiven in (
        (SecrecyLevel.TUYET_MAT, _TUYET + _MAT, 7, 2),
        (SecrecyLevel.TOI_MAT, _TOI + _MAT, 5, 1),
    ):
        amid = len(letters) <= len(whole) + _MOST_AROUND and not is_sure
        misread = _misread_amid(letters, whole) if amid else _misread(letters, whole)
        if len(letters) >= fewest and misread <= forgiven + forgiving:
            return level
    if words != words.upper():
        return None
    plain = unicodedata.normalize("NFC", words)
    tokens = tuple(token for token in _folded(words) if len(token) > 1)
    if letters == _MAT or (tokens == (_MAT,) and "Ậ" in plain):
        return None if is_sure and any(other in plain for other in _OTHER_MARKS) else SecrecyLevel.MAT
    is_remnant = "Ậ" in plain and (letters.startswith("MA") or letters[1:] == "AT") and len(letters) <= 3
    return SecrecyLevel.MAT if is_remnant and letters not in _NOT_MAT else None


def is_mark_in_red(words: str) -> bool:
    """Whether these are TÀI LIỆU MẬT or BÍ MẬT in capitals: headings in black, marks of secrecy in red."""
    letters = "".join(_folded(words))
    return words == words.upper() and (letters == _HIDDEN + _MAT or _misread(letters, _PAPERS + _MAT) <= 1)


def says_otherwise(words: str, confidence: float) -> bool:
    """Whether these are other words for sure, so that the place is no stamp and needs no second look.

    MẶT or MẤT differs from MẬT in its marks alone, which no look at the letters' shapes tells: a reading
    that is rather sure of such a word counts.
    """
    tokens = unicodedata.normalize("NFC", words).upper().split()
    if confidence >= _RATHER_SURE and any(token.startswith(tuple(_OTHER_MARKS)) for token in tokens):
        return True
    letters = "".join(_folded(words))
    nearest = min(_misread(letters, level) for level in (_MAT, _TOI + _MAT, _TUYET + _MAT))
    return confidence >= _SURE and len(letters) >= 3 and nearest >= 3


def begins_like_others(words: str) -> bool:
    """Whether a word begins as MẶT, MẮT, MẤT and MÁT do, with their marks."""
    return _BEGINS_LIKE_OTHERS.search(unicodedata.normalize("NFC", words).upper()) is not None


def begins_like_mat(words: str, confidence: float) -> bool:
    """Whether a word begins as MẬT does, with its marks; words read surely are those that they are."""
    if confidence >= _SURE:
        return False
    plain = unicodedata.normalize("NFC", words)
    return any((_BEGINS_LIKE_MAT.search(plain.upper()), _MAT_AFTER_PRINT.search(plain)))


def is_part_of_mat(words: str) -> bool:
    """Whether no letters but some of MẬT are read, which speak for it as much as against it."""
    return "".join(_folded(words)) in _MAT
