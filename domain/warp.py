"""How a sheet that did not lie flat bends the lines of its page, and the way there and back."""

import math
from dataclasses import dataclass

from domain.geometry import Box, Point, Size

_ROUNDS = 12
"""Each round of the way back leaves a fifth or less of the error, at slopes that are accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warp:
    """Small shifts down the straightened page that would lie level again on a flat sheet."""

    drops: tuple[tuple[float, ...], ...]
    """By how many pixels of the straightened page what stands at a place of the flat page lies lower on it.
    Places lie evenly from edge to edge, row by row; between them the shift runs straight."""
    bend_px: float
    """How far the letters' feet stood off level lines, in pixels of the straightened page."""
    left_px: float
    """The same of the flat page, on lines that the shifts were not drawn from."""

    def on_page(self, point: Point, size: Size) -> Point:
        """Where a point of the flat page stands on the straightened page of `size`."""
        return Point(point.x, point.y + self._drop(point.x, point.y, size))

    def on_flat(self, point: Point, size: Size) -> Point:
        """Where a point of the straightened page stands on the flat page."""
        y = point.y
        for _ in range(_ROUNDS):
            y = point.y - self._drop(point.x, y, size)
        return Point(point.x, y)

    def box_on_page(self, box: Box, size: Size) -> Box:
        """The box moved as its middle is: a line keeps its height, however far its ends hang down."""
        middle = _middle(box)
        return _moved(box, self.on_page(middle, size).y - middle.y)

    def box_on_flat(self, box: Box, size: Size) -> Box:
        """The box of the straightened page moved to the flat page as its middle is."""
        middle = _middle(box)
        return _moved(box, self.on_flat(middle, size).y - middle.y)

    def _drop(self, x: float, y: float, size: Size) -> float:
        rows, columns = len(self.drops), len(self.drops[0])
        row, down = _place(y / size.height, rows)
        column, across = _place(x / size.width, columns)
        upper, lower = self.drops[row], self.drops[min(row + 1, rows - 1)]
        right = min(column + 1, columns - 1)
        above = upper[column] + across * (upper[right] - upper[column])
        below = lower[column] + across * (lower[right] - lower[column])
        return above + down * (below - above)


def _place(share: float, count: int) -> tuple[int, float]:
    """The place before a share of a side, and how far it is to the next one; beyond the edge the edge."""
    at = min(max(share, 0.0), 1.0) * (count - 1)
    before = min(math.floor(at), max(0, count - 2))
    return before, at - before


def _middle(box: Box) -> Point:
    return Point((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def _moved(box: Box, down: float) -> Box:
    return Box(box.left, box.top + down, box.right, box.bottom + down)
