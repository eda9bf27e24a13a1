"""The orders in which a page's lines are right to read, where their places are known."""

from collections.abc import Sequence

from domain.geometry import Box

PlacedLine = tuple[str, Box]
_SAME_ROW = 0.5
"""Share of the lower line's height by which two lines of a row overlap at least."""


def orders_of(lines: Sequence[PlacedLine]) -> tuple[str, ...]:
    """The text column by column, as the lines were written, and row by row, where that is another order."""
    written = [text for text, _ in lines]
    return tuple(dict.fromkeys(("\n".join(written), "\n".join(_in_rows(lines)))))


def _in_rows(lines: Sequence[PlacedLine]) -> list[str]:
    rows: list[list[PlacedLine]] = []
    for line in sorted(lines, key=lambda one: one[1].top + one[1].bottom):
        if rows and _beside(rows[-1][-1][1], line[1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [text for row in rows for text, _ in sorted(row, key=lambda one: one[1].left)]


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _SAME_ROW * min(one.height, other.height)
