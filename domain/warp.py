"""How a sheet that did not lie flat bends the lines of its page, and the way there and back."""

import math
from dataclasses import dataclass

from domain.geometry import Box, Point, Size
from domain.perspective import Perspective

_ROUNDS = 12
"""Each round of the way back leaves a fifth or less of the error, at slopes that are accepted."""

LEVEL = ((0.0,),)
"""The drops of a page whose lines are straight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warp:
    """From the flat page to the straightened one: small shifts down, then the view from aside."""

    drops: tuple[tuple[float, ...], ...]
    """By how many pixels what stands at a place of the flat page lies lower on the page seen from above.
    Places lie evenly from edge to edge, row by row; between them the shift runs straight."""
    perspective: Perspective | None = None
    """How the sheet was seen from aside; without one the page was seen from above."""
    bend_px: float
    """How far the letters' feet stood off level lines, in pixels of the straightened page."""
    left_px: float
    """The same of the flat page, on lines that the shifts were not drawn from."""

    def on_page(self, point: Point, size: Size) -> Point:
        """Where a point of the flat page stands on the straightened page of `size`."""
        lower = Point(point.x, point.y + self._drop(point.x, point.y, size))
        return lower if self.perspective is None else self.perspective.on_page(lower)

    def on_flat(self, point: Point, size: Size) -> Point:
        """Where a point of the straightened page stands on the flat page."""
        if self.perspective is not None:
            point = self.perspective.on_flat(point)
        return Point(point.x, self._raised(point, size))

    def box_on_page(self, box: Box, size: Size) -> Box:
        """The box moved as its middle is: a line keeps its height, however far its ends hang down."""
        middle = _middle(box)
        lower = _moved(box, self._drop(middle.x, middle.y, size))
        return lower if self.perspective is None else self.perspective.box_on_page(lower)

    def box_on_flat(self, box: Box, size: Size) -> Box:
        """The box of the straightened page moved to the flat page as its middle is."""
        if self.perspective is not None:
            box = self.perspective.box_on_flat(box)
        middle = _middle(box)
        return _moved(box, self._raised(middle, size) - middle.y)

    def _raised(self, point: Point, size: Size) -> float:
        """How far down the flat page stands what the shifts bring to a point."""
        y = point.y
        for _ in range(_ROUNDS):
            y = point.y - self._drop(point.x, y, size)
        return y

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
