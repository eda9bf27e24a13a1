"""Finds ruled tables: rules that meet, the rows and columns between them, cells that span several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.layout import Cell, Table
from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components

_LEVEL_MM = 9.0
_UPRIGHT_MM = 5.0
"""A row of one line of print is as high as this; no letter is."""
_THICKEST_MM = 1.5
_BREAK_MM = 0.5
_LEAST_WIDTH_MM = 25.0
_LEAST_HEIGHT_MM = 8.0
_LEAST_CELL_MM = 2.5
"""Rules closer than this are one: the double rule of a frame."""
_DRAWN = 0.6
"""Share of a cell's side that must be ruled; less is a stroke that ends there."""
_MOST_TABLES = 20
_MOST_CELLS = 3_000
"""A page of squared paper has about 2500 squares."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Masks of a page: 1 on level and on upright rules."""

    level: Pixels
    upright: Pixels

    @property
    def both(self) -> Pixels:
        return np.asarray(cv2.bitwise_or(self.level, self.upright), np.uint8)


def find_rules(ink: Pixels, copy: WorkingCopy) -> Rules:
    """The straight rules of an ink mask, broken ones joined."""
    gap = 2 * round(copy.px(_BREAK_MM) / 2) + 1
    masks = []
    for across in (True, False):
        length = max(3, round(copy.px(_LEVEL_MM if across else _UPRIGHT_MM)))
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _bar(gap, across=across))
        # Skew that is left lets a rule step from one row of pixels to the next.
        thick = cv2.dilate(joined, _bar(3, across=not across))
        ruled = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _bar(length, across=across))
        solid = 2 * round(copy.px(_THICKEST_MM) / 2) + 3
        # A photograph or a black bar is as thick as it is long.
        block = cv2.morphologyEx(ruled, cv2.MORPH_OPEN, _bar(solid, across=not across))
        masks.append(np.asarray(cv2.subtract(ruled, block), np.uint8))
    return Rules(*masks)


def find_tables(rules: Rules, copy: WorkingCopy) -> tuple[Table, ...]:
    """The tables that the rules draw, from the top, in pixels of the copy."""
    if not cv2.countNonZero(rules.level) or not cv2.countNonZero(rules.upright):
        return ()
    # Labelling a whole page costs 13 ms; a table reaches no further up and down than its upright rules.
    _, start, _, tall = cv2.boundingRect(rules.upright)
    start, end = max(0, start - 2), start + tall + 2
    rules = Rules(rules.level[start:end], rules.upright[start:end])
    pieces = components(np.asarray(cv2.dilate(rules.both, np.ones((3, 3), np.uint8)), np.uint8))
    large = (pieces.width >= copy.px(_LEAST_WIDTH_MM)) & (pieces.height >= copy.px(_LEAST_HEIGHT_MM))
    large[0] = False
    found = np.flatnonzero(large)
    order = found[np.argsort(-pieces.area[found], kind="stable")][:_MOST_TABLES]
    tables = (_table(int(piece), pieces, rules, copy, start) for piece in order)
    return tuple(sorted((one for one in tables if one), key=lambda one: (one.box.top, one.box.left)))


def _bar(length: int, *, across: bool) -> Pixels:
    return np.ones((1, length) if across else (length, 1), np.uint8)


def _table(piece: int, pieces: Components, rules: Rules, copy: WorkingCopy, start: int) -> Table | None:
    left, top = int(pieces.left[piece]), int(pieces.top[piece])
    right, bottom = left + int(pieces.width[piece]), top + int(pieces.height[piece])
    mine = (pieces.labels[top:bottom, left:right] == piece).astype(np.uint8)
    level, upright = (mask[top:bottom, left:right] & mine for mask in (rules.level, rules.upright))
    apart = copy.px(_LEAST_CELL_MM)
    downs = _positions(level, 1, copy.px(_LEVEL_MM), apart)
    acrosses = _positions(upright, 0, copy.px(_UPRIGHT_MM), apart)
    squares = (len(downs) - 1) * (len(acrosses) - 1)
    if min(len(downs), len(acrosses)) < 2 or not 2 <= squares <= _MOST_CELLS:
        return None
    sides = _Sides(level, upright, downs, acrosses, copy.px(0.8))
    top += start
    cells = tuple(_cells(sides, left, top))
    if len(cells) < 2:
        return None
    return Table(Box(left + acrosses[0], top + downs[0], left + acrosses[-1], top + downs[-1]), cells)


def _positions(mask: Pixels, axis: int, least: float, apart: float) -> list[int]:
    """Where rules lie along the other axis: lines of the mask that are drawn for a rule's length."""
    drawn = np.flatnonzero(mask.sum(axis=axis, dtype=np.int64) >= least)
    if not len(drawn):
        return []
    groups = np.split(drawn, np.flatnonzero(np.diff(drawn) > apart) + 1)
    return [int(group[0] + group[-1]) // 2 for group in groups]


class _Sides:
    """Which sides of the squares between the rules' positions are drawn."""

    def __init__(
        self, level: Pixels, upright: Pixels, downs: Sequence[int], acrosses: Sequence[int], reach: float
    ) -> None:
        self.downs, self.acrosses = downs, acrosses
        width = max(1, round(reach))
        across, down = np.diff(acrosses), np.diff(downs)
        near_down = [_band(level, place, width).any(axis=0) for place in downs]
        near_across = [_band(upright.T, place, width).any(axis=0) for place in acrosses]
        sums_down = np.cumsum(np.pad(np.array(near_down), ((0, 0), (1, 0))), axis=1)
        sums_across = np.cumsum(np.pad(np.array(near_across), ((0, 0), (1, 0))), axis=1)
        #: [row boundary, column] and [row, column boundary].
        self.below: NDArray[np.bool_] = np.diff(sums_down[:, acrosses], axis=1) >= _DRAWN * across
        self.beside: NDArray[np.bool_] = (np.diff(sums_across[:, downs], axis=1) >= _DRAWN * down).T


def _band(mask: Pixels, place: int, width: int) -> Pixels:
    return mask[max(0, place - width) : place + width + 1]


def _cells(sides: _Sides, left: int, top: int) -> Iterator[Cell]:
    """Cells row by row; each takes the squares to its right and below that no rule parts from it."""
    rows, columns = len(sides.downs) - 1, len(sides.acrosses) - 1
    taken = np.zeros((rows, columns), np.bool_)
    for row in range(rows):
        for column in range(columns):
            if taken[row, column]:
                continue
            wide, high = _span(sides, taken, row, column)
            taken[row : row + high, column : column + wide] = True
            yield Cell(
                row=row,
                column=column,
                row_span=high,
                column_span=wide,
                box=Box(
                    left + sides.acrosses[column],
                    top + sides.downs[row],
                    left + sides.acrosses[column + wide],
                    top + sides.downs[row + high],
                ),
            )


def _span(sides: _Sides, taken: NDArray[np.bool_], row: int, column: int) -> tuple[int, int]:
    rows, columns = taken.shape
    wide = high = 1
    while column + wide < columns and not sides.beside[row, column + wide] and not taken[row, column + wide]:
        wide += 1
    across = slice(column, column + wide)
    while (
        row + high < rows
        and not sides.below[row + high, across].any()
        and not taken[row + high, across].any()
    ):
        high += 1
    return wide, high
