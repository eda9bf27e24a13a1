"""Makes pipeline/pdf/sheet_font.ttf: the letters that separator sheets are printed in, cut out of Arimo."""

import string
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from samples.fonts import Face, find_font

TARGET = Path(__file__).parents[1] / "pipeline/pdf/sheet_font.ttf"
_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_NAMES_KEPT = [0, 1, 2, 5, 13, 14]
"""Copyright and licence stay in the file (OFL 1.1, condition 2)."""


def letters() -> str:
    """Printable ASCII, every letter of Vietnamese, and the signs that go with them."""
    lower = "đ" + "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES)
    return "".join(sorted({*string.printable[:95], *lower, *lower.upper(), *"“”–—…→"}))


def main() -> None:
    """Writes the file anew."""
    font = TTFont(find_font(Face.SANS), recalcTimestamp=False)
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=_NAMES_KEPT, notdef_outline=True, drop_tables=["FFTM"]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters())
    cutter.subset(font)
    font.save(TARGET)


if __name__ == "__main__":
    main()
