"""Arithmetic of pictures on PDF pages: how they are turned, how much they cover, at what resolution."""

import math
from dataclasses import dataclass

from domain.errors import TooLarge
from domain.geometry import Affine, Box, Dpi, Point, Size
from pipeline.sources.limits import Limits

_POINTS_PER_INCH = 72.0
_COVERS_PAGE = 0.95
_OVERHANG = 0.005
_COVERS_MUCH = 0.25
_LEAST_DPI, _USUAL_DPI, _MOST_DPI = 150.0, 300.0, 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page's visible box in points, y upwards (`top` is the lower edge), before its own /Rotate."""

    box: Box
    user_unit: float

    @property
    def width_in(self) -> float:
        return self.box.width * self.user_unit / _POINTS_PER_INCH

    @property
    def height_in(self) -> float:
        return self.box.height * self.user_unit / _POINTS_PER_INCH

    def share(self, placement: Affine) -> float:
        """How much of the page a picture's bounds cover, 0 to 1."""
        bounds = _bounds(placement)
        across = min(bounds.right, self.box.right) - max(bounds.left, self.box.left)
        up = min(bounds.bottom, self.box.bottom) - max(bounds.top, self.box.top)
        return max(across, 0) * max(up, 0) / (self.box.width * self.box.height)

    def is_filled_by(self, placement: Affine) -> bool:
        """Whether a picture covers the page and hardly hangs over its edges."""
        bounds, box = _bounds(placement), self.box
        over_x = max(box.left - bounds.left, bounds.right - box.right)
        over_y = max(box.top - bounds.top, bounds.bottom - box.bottom)
        inside = over_x <= box.width * _OVERHANG and over_y <= box.height * _OVERHANG
        return inside and self.share(placement) >= _COVERS_PAGE

    def placed_dpi(self, placement: Affine, size: Size) -> Dpi:
        """Pixels per inch along the picture's own rows and columns, as it lies on the page."""
        unit_in = self.user_unit / _POINTS_PER_INCH
        width_in = math.hypot(placement.a, placement.d) * unit_in
        height_in = math.hypot(placement.b, placement.e) * unit_in
        return Dpi(size.width / max(width_in, 1e-9), size.height / max(height_in, 1e-9))


def placed_turns(placement: Affine, size: Size) -> int | None:
    """Clockwise quarter turns the placement gives a picture; None when mirrored or skewed by over a pixel."""
    right_x, right_y, up_x, up_y = placement.a, placement.d, placement.b, placement.e
    if abs(right_y) * size.height <= abs(up_y) and abs(up_x) * size.width <= abs(right_x):
        if right_x > 0 and up_y > 0:
            return 0
        return 2 if right_x < 0 and up_y < 0 else None
    if abs(right_x) * size.height <= abs(up_x) and abs(up_y) * size.width <= abs(right_y):
        if right_y < 0 and up_x > 0:
            return 1
        return 3 if right_y > 0 and up_x < 0 else None
    return None


def drawing_dpi(sheet: Sheet, pictures: tuple[tuple[Affine, Size], ...], *, has_marks: bool) -> Dpi:
    """The resolution to draw a page at: that of its large pictures, 150 to 400; 300 without any.

    Text and lines (`has_marks`) are drawn at 300 or more: a coarse background must not blur them.
    """
    large = [
        _along_page(placement, sheet.placed_dpi(placement, size))
        for placement, size in pictures
        if sheet.share(placement) >= _COVERS_MUCH
    ]
    if not large:
        return Dpi(_USUAL_DPI, _USUAL_DPI)
    least = _USUAL_DPI if has_marks else _LEAST_DPI
    across, down = max(dpi.x for dpi in large), max(dpi.y for dpi in large)
    return Dpi(min(max(across, least), _MOST_DPI), min(max(down, least), _MOST_DPI))


def drawing_size(sheet: Sheet, dpi: Dpi, limits: Limits, thing: str) -> Size:
    """Pixels of the drawn page; coarser, down to 150 dpi, where the limits ask for it."""
    width, height = sheet.width_in * dpi.x, sheet.height_in * dpi.y
    shrink = min(
        1.0,
        limits.max_side / max(width, height),
        math.sqrt(limits.max_pixels / (width * height)),
    )
    if shrink < 1 and shrink * min(dpi.x, dpi.y) < _LEAST_DPI:
        raise TooLarge(
            f"{thing} is {sheet.width_in:.0f} x {sheet.height_in:.0f} inches and cannot be drawn at "
            f"{_LEAST_DPI:.0f} dpi within {limits.max_pixels:,} pixels: split the drawing into sheets"
        )
    # Rounding down keeps a shrunk page within the limits; whole pixels otherwise come out a hair off.
    whole = math.floor if shrink < 1 else round
    return Size(max(1, whole(width * shrink)), max(1, whole(height * shrink)))


def _along_page(placement: Affine, dpi: Dpi) -> Dpi:
    return dpi.turned(1) if abs(placement.d) > abs(placement.a) else dpi


def _bounds(placement: Affine) -> Box:
    corners = [placement.apply(Point(x, y)) for x in (0, 1) for y in (0, 1)]
    across, up = [corner.x for corner in corners], [corner.y for corner in corners]
    return Box(min(across), min(up), max(across), max(up))
