"""Words of a page as rows: what stands side by side on the paper, whichever line an OCR engine put it in."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.geometry import Box
from domain.text import Line, Word
from pipeline.reading.heading import box_around

_LEVEL = 0.4
"""Lines that overlap by this share of the lower one's height stand on one row."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words on one level, left to right, and the places of the lines they were read in."""

    words: tuple[Word, ...]
    lines: tuple[int, ...]

    @property
    def box(self) -> Box:
        return box_around(self.words)

    @property
    def letter_height(self) -> float:
        return statistics.median(word.box.height for word in self.words)

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Where no word stands: before the first (from 0), between words, behind the last."""
        found, reach = [(0.0, self.words[0].box.left)], self.words[0].box.right
        for _, word in pairwise(self.words):
            if word.box.left > reach:
                found.append((reach, word.box.left))
            reach = max(reach, word.box.right)
        return (*found, (reach, float("inf")))

    def left_of(self, edge: float) -> tuple[Word, ...]:
        return tuple(word for word in self.words if centre_x(word) < edge)

    def right_of(self, edge: float) -> tuple[Word, ...]:
        return tuple(word for word in self.words if centre_x(word) >= edge)


def rows_of(lines: Sequence[tuple[int, Line]]) -> list[Row]:
    """The rows from the top, out of lines and their places in the reading."""
    ordered = sorted(lines, key=lambda placed: placed[1].box.top + placed[1].box.bottom)
    groups: list[list[tuple[int, Line]]] = []
    for placed in ordered:
        if groups and _level(groups[-1][0][1].box, placed[1].box):
            groups[-1].append(placed)
        else:
            groups.append([placed])
    return [_row(group) for group in groups]


def line_of(words: Sequence[Word], block: int) -> Line:
    """A line out of words that stand in order."""
    return Line(tuple(words), box_around(words), block)


def _row(group: Sequence[tuple[int, Line]]) -> Row:
    words = sorted((word for _, line in group for word in line.words), key=lambda word: word.box.left)
    return Row(tuple(words), tuple(place for place, _ in group))


def _level(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _LEVEL * min(one.height, other.height)


def centre_x(word: Word) -> float:
    """Where the word's middle lies."""
    return (word.box.left + word.box.right) / 2
