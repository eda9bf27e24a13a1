"""Names of people, of sexes and of peoples."""

import re
import unicodedata

from pipeline.reading.near_match import fold
from pipeline.reading.validators.checked import Checked

# H'Mông, Y Ê Ban, Thạch Sơn: letters with at most an apostrophe or a hyphen inside.
_SYLLABLE = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)?")
_MOST_SYLLABLES = 8


def read_person(text: str) -> Checked | None:
    """A person's name: two to eight words that begin with capitals; one word is a fault."""
    words = unicodedata.normalize("NFC", text).replace("Ð", "Đ").strip(" .,:;-_|").split()
    if not words or len(words) > _MOST_SYLLABLES or not all(_SYLLABLE.fullmatch(word) for word in words):
        return None
    if not all(word[0].isupper() for word in words):
        return None
    return Checked(" ".join(words), fault="họ tên chỉ có một chữ" if len(words) == 1 else "")


def read_sex(text: str) -> Checked | None:
    """Nam or Nữ."""
    letters = fold(text).strip(" .,:;")
    value = {"NAM": "Nam", "NU": "Nữ"}.get(letters.split()[0] if letters else "")
    return None if value is None else Checked(value)
