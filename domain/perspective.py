"""How a sheet that was photographed from aside stands on its page, and the way there and back."""

from dataclasses import dataclass

from domain.geometry import Box, Point

Row = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Perspective:
    """Four corners on the straightened page, and the upright rectangle that they truly are the corners of."""

    corners: tuple[Point, Point, Point, Point]
    """Pixels of the straightened page, clockwise from the top left; a convex figure."""
    flat: Box
    """The rectangle, in pixels of a flat page of the same size."""

    @property
    def to_page(self) -> tuple[Row, Row, Row]:
        """The homography from pixels of the flat page to those of the straightened page."""
        first, second, third, last = self.corners
        right = Point(second.x - third.x, second.y - third.y)
        foot = Point(last.x - third.x, last.y - third.y)
        # What the corners are short of a parallelogram: Heckbert's map of the unit square.
        short = Point(first.x - second.x + third.x - last.x, first.y - second.y + third.y - last.y)
        area = right.x * foot.y - foot.x * right.y
        across = (short.x * foot.y - foot.x * short.y) / area
        down = (right.x * short.y - short.x * right.y) / area
        rows = (
            (second.x * (1 + across) - first.x, last.x * (1 + down) - first.x, first.x),
            (second.y * (1 + across) - first.y, last.y * (1 + down) - first.y, first.y),
            (across, down, 1.0),
        )
        upper, lower, scale = (self._from_rectangle(row) for row in rows)
        return upper, lower, scale

    def on_page(self, point: Point) -> Point:
        """Where a point of the flat page stands on the straightened page."""
        return _seen(self.to_page, point)

    def on_flat(self, point: Point) -> Point:
        """Where a point of the straightened page stands on the flat page."""
        return _seen(_adjugate(self.to_page), point)

    def box_on_page(self, box: Box) -> Box:
        """The box moved as its middle is, and as much larger as the sheet is there: exactly undone by
        `box_on_flat`, as the bounds of its moved corners would not be."""
        middle = Point((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        wider, higher = _growth(self.to_page, middle)
        return _around(self.on_page(middle), box.width * wider, box.height * higher)

    def box_on_flat(self, box: Box) -> Box:
        """The box of the straightened page on the flat page."""
        middle = self.on_flat(Point((box.left + box.right) / 2, (box.top + box.bottom) / 2))
        wider, higher = _growth(self.to_page, middle)
        return _around(middle, box.width / wider, box.height / higher)

    def _from_rectangle(self, row: Row) -> Row:
        """A row of the unit square's map, made one of the rectangle's."""
        a, b, c = row
        a, b = a / self.flat.width, b / self.flat.height
        return a, b, c - a * self.flat.left - b * self.flat.top


def _seen(rows: tuple[Row, Row, Row], point: Point) -> Point:
    x, y, w = (a * point.x + b * point.y + c for a, b, c in rows)
    return Point(x / w, y / w)


def _growth(rows: tuple[Row, Row, Row], point: Point) -> tuple[float, float]:
    """How many times as wide and as high what lies at a point becomes."""
    x, y, w = (a * point.x + b * point.y + c for a, b, c in rows)
    across, down, scale = rows
    return (across[0] - scale[0] * x / w) / w, (down[1] - scale[1] * y / w) / w


def _around(middle: Point, width: float, height: float) -> Box:
    return Box(middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2)


def _adjugate(rows: tuple[Row, Row, Row]) -> tuple[Row, Row, Row]:
    """The way back; a homography may be off by any factor."""
    (a, b, c), (d, e, f), (g, h, i) = rows
    return (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
