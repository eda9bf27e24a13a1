"""The text of ruled tables: which words stand in which cell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.geometry import Box
from domain.layout import Cell, Table
from domain.text import Line, Word
from pipeline.reading.rows import line_of, rows_of

_RULES = "|[]¦"
"""What a table's rules are read as."""


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell and its printed lines."""

    cell: Cell
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def cell_texts(table: Table, words: Sequence[Word]) -> tuple[CellText, ...]:
    """Every cell of the table with the words whose centres lie in it, block 0."""
    held: dict[int, list[Word]] = {}
    for word in words:
        number = _cell_at(table, word.box)
        if number is not None:
            held.setdefault(number, []).append(word)
    return tuple(CellText(cell, _cell_lines(held.get(number, ()))) for number, cell in enumerate(table.cells))


def inside(box: Box, tables: Sequence[Table]) -> bool:
    """Whether the centre of the box lies in one of the tables."""
    return any(_holds(table.box, box) for table in tables)


def table_lines(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line]:
    """The lines with those of each table taken apart and put row by row, cell by cell.

    A row of a table is a text block of its own. Words in a table but in no cell of it stay where they were.
    """
    made = list(lines)
    for table in tables:
        made = _one_table(made, table)
    return made


def _one_table(lines: Sequence[Line], table: Table) -> list[Line]:
    block = max((line.block for line in lines), default=0)
    words: list[Word] = []
    kept: list[Line] = []
    place = 0
    for line in lines:
        here = [word for word in line.words if _cell_at(table, word.box) is not None]
        rest = [word for word in line.words if _cell_at(table, word.box) is None]
        if here and not words:
            place = len(kept) + bool(rest)
        words += here
        if rest:
            kept.append(line if not here else line_of(rest, line.block))
    cells = cell_texts(table, words)
    found = [replace(line, block=block + 1 + one.cell.row) for one in cells for line in one.lines]
    return [*kept[:place], *found, *kept[place:]]


def _cell_lines(words: Sequence[Word]) -> tuple[Line, ...]:
    bare = [word for word in map(_without_rules, words) if word is not None]
    rows = rows_of([(place, line_of((word,), 0)) for place, word in enumerate(bare)])
    return tuple(line_of(row.words, 0) for row in rows)


def _without_rules(word: Word) -> Word | None:
    """The word without the rules read at its ends; None when it is nothing else."""
    text = word.text.strip(_RULES)
    # Square brackets round a word are print.
    bare = word.text.strip("|¦") if word.text.startswith("[") and word.text.endswith("]") else text
    return replace(word, text=bare) if bare else None


def _cell_at(table: Table, box: Box) -> int | None:
    if not _holds(table.box, box):
        return None
    for number, cell in enumerate(table.cells):
        if _holds(cell.box, box):
            return number
    return None


def _holds(outer: Box, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return outer.left <= x < outer.right and outer.top <= y < outer.bottom
