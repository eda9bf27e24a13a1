"""A TrueType font as a PDF needs it: which glyph draws a letter, and how wide it is."""

import struct
from functools import cache
from pathlib import Path

_SHEET_FONT = Path(__file__).with_name("sheet_font.ttf")
"""Arimo, cut to ASCII and Vietnamese by bench/build_sheet_font.py; its licence stands in it."""

_WINDOWS_UNICODE = (3, 1)
_SEGMENTS_FORMAT = 4


class Typeface:
    """One font file; letters it lacks are drawn as its empty box."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._tables = {
            tag.decode("ascii"): data[start : start + length]
            for tag, _check, start, length in struct.iter_unpack(">4sIII", data[12 : 12 + 16 * _u16(data, 4)])
        }
        self._units = _u16(self._tables["head"], 18)
        self._glyphs = dict(self._letters())

    def glyph(self, letter: str) -> int:
        """The number of the letter's glyph, 0 when there is none."""
        return self._glyphs.get(ord(letter), 0)

    def advance(self, letter: str) -> int:
        """How far the letter moves on, in thousandths of the font's size."""
        # Glyphs past the last width have that width.
        place = min(self.glyph(letter), _u16(self._tables["hhea"], 34) - 1)
        return round(_u16(self._tables["hmtx"], 4 * place) * 1000 / self._units)

    def width(self, text: str, size: float) -> float:
        """The width of a line set in that size, in the size's unit."""
        return sum(map(self.advance, text)) * size / 1000

    def box(self) -> tuple[int, int, int, int]:
        """Left, lowest, right and highest point of all glyphs, in thousandths of the size."""
        sides = struct.unpack_from(">4h", self._tables["head"], 36)
        left, low, right, high = (round(side * 1000 / self._units) for side in sides)
        return left, low, right, high

    def _letters(self) -> list[tuple[int, int]]:
        """Letter and glyph, from the segments of the Windows table (OpenType, cmap format 4)."""
        table = self._segments()
        count = _u16(table, 6) // 2
        ends, starts, deltas, offsets = (14, 16 + 2 * count, 16 + 4 * count, 16 + 6 * count)
        found: list[tuple[int, int]] = []
        for number in range(count):
            at = 2 * number
            first, last = _u16(table, starts + at), _u16(table, ends + at)
            delta, offset = _u16(table, deltas + at), _u16(table, offsets + at)
            for letter in range(first, min(last, 0xFFFE) + 1):
                if offset:
                    glyph = _u16(table, offsets + at + offset + 2 * (letter - first))
                    found.append((letter, (glyph + delta) & 0xFFFF if glyph else 0))
                else:
                    found.append((letter, (letter + delta) & 0xFFFF))
        return found

    def _segments(self) -> bytes:
        cmap = self._tables["cmap"]
        for platform, encoding, start in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * _u16(cmap, 2)]):
            if (platform, encoding) == _WINDOWS_UNICODE and _u16(cmap, start) == _SEGMENTS_FORMAT:
                return cmap[start:]
        raise ValueError("the font has no table of letters in format 4")


def _u16(data: bytes, at: int) -> int:
    (value,) = struct.unpack_from(">H", data, at)
    return int(value)


@cache
def sheet_typeface() -> Typeface:
    """The letters that separator sheets are printed in."""
    return Typeface(_SHEET_FONT.read_bytes())
