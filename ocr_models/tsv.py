"""Tesseract's TSV output as lines and words."""

import math
import unicodedata
from dataclasses import dataclass

from domain.errors import OcrFailed
from domain.geometry import Box, Size, enclosing
from domain.text import Line, PageText, Word

_COLUMNS = 12  # level page block paragraph line word left top width height confidence text
_WORD_LEVEL = 5


@dataclass(frozen=True, slots=True)
class _Row:
    line: tuple[int, int, int, int]
    """Page, block, paragraph and line number: what words of one line share."""
    word: Word

    @property
    def block(self) -> int:
        return self.line[1]


def _clean(text: str) -> str:
    """NFC without control characters: a line feed inside a word would break the layers built on it."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()


def _row(cells: list[str], size: Size) -> _Row | None:
    text = _clean(cells[11])
    confidence = float(cells[10])
    left, top, width, height = (int(cell) for cell in cells[6:10])
    right, bottom = min(left + width, size.width), min(top + height, size.height)
    left, top = max(left, 0), max(top, 0)
    if not text or confidence < 0 or not math.isfinite(confidence) or right <= left or bottom <= top:
        return None
    box = Box(left, top, right, bottom)
    page, block, paragraph, line = (int(cell) for cell in cells[1:5])
    return _Row((page, block, paragraph, line), Word(text, box, min(confidence / 100, 1.0)))


def _line(rows: list[_Row]) -> Line:
    words = tuple(row.word for row in rows)
    return Line(words, enclosing(word.box for word in words), rows[0].block)


def parse_tsv(tsv: str, *, size: Size, engine: str, dpi: float) -> PageText:
    """The words of tesseract's TSV, with or without its header line; boxes are cut to `size`.

    Words without text are dropped, and lines without words. OcrFailed for text that is no such table.
    """
    lines: list[list[_Row]] = []
    for number, record in enumerate(tsv.split("\n")):
        cells = record.rstrip("\r").split("\t", _COLUMNS - 1)
        if cells == [""] or (number == 0 and cells[0] == "level"):
            continue
        try:
            row = _row(cells, size) if int(cells[0]) == _WORD_LEVEL else None
        except (ValueError, IndexError) as error:
            raise OcrFailed(
                f"row {number + 1} of tesseract's answer is not the table it should be ({len(cells)} cells); "
                "check that the installed tesseract is version 5"
            ) from error
        if row is None:
            continue
        if lines and lines[-1][0].line == row.line:
            lines[-1].append(row)
        else:
            lines.append([row])
    return PageText(tuple(_line(rows) for rows in lines), engine, dpi)
