"""Values in ruled tables whose label heads their column, as the parcels on land certificates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.geometry import Box
from domain.layout import Cell
from domain.text import Word
from pipeline.reading.fields.labels import Label, Wanted, find_labels
from pipeline.reading.fields.sheet import Sheet, text_of
from pipeline.reading.table_text import CellText, cell_texts

# Units and notes behind a label: (m2), (m²), (1); and rows that only number the columns.
_NOTE = re.compile(r"[(\[]?\s*(?:m\s?[2²]|\d{1,2}|ha|nếu có)\s*[)\]]?\W*", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"[(\[]\d{1,2}[)\]]")


@dataclass(frozen=True, slots=True)
class UnderLabel:
    """What stands in the cell under a label."""

    label: Label
    words: tuple[Word, ...]
    due: Box
    """The cell."""
    note: str
    """What the label has behind it: the unit of its column."""
    others: int
    """Cells with more values below in the same column."""


def values_under_labels(sheet: Sheet, wanted: Sequence[Wanted]) -> Iterator[UnderLabel]:
    """Of every column that a label heads the first value below it; table by table, row by row."""
    # In a cell of its own a label needs no colon.
    bare = [replace(one, bare=True) for one in wanted]
    for table in sheet.tables:
        texts = cell_texts(table, sheet.text.words)
        labelled = [(one, _label_of(_words(one), bare)) for one in texts]
        heads = {one.cell for one, found in labelled if found is not None}
        for one, label in labelled:
            if label is not None:
                column = _below(one.cell, texts, heads)
                if column:
                    note = text_of(_words(one)[label.stop :])
                    others = sum(bool(_words(other)) for other in column[1:])
                    yield UnderLabel(label, _words(column[0]), column[0].cell.box, note, others)


def _label_of(words: tuple[Word, ...], wanted: Sequence[Wanted]) -> Label | None:
    """The label that a cell holds with nothing but a unit or a note behind it."""
    found = find_labels(words, wanted)
    if len(found) != 1 or found[0].start != 0:
        return None
    rest = text_of(words[found[0].stop :])
    return found[0] if not rest or _NOTE.fullmatch(rest) else None


def _below(head: Cell, texts: Sequence[CellText], heads: set[Cell]) -> list[CellText]:
    """The cells of the column under its head, down to the next head if there is one."""
    column: list[CellText] = []
    under = [one for one in texts if one.cell.row >= head.row + head.row_span]
    for one in sorted(under, key=lambda text: text.cell.row):
        if (one.cell.column, one.cell.column_span) != (head.column, head.column_span):
            continue
        if one.cell in heads:
            break
        if not _COLUMN_NUMBER.fullmatch(one.text):
            column.append(one)
    return column


def _words(one: CellText) -> tuple[Word, ...]:
    return tuple(word for line in one.lines for word in line.words)
