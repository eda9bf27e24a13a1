"""Boxes, page operations and the affine maps they amount to.

Pixel coordinates run right and down from the top left corner; a pixel's centre
lies at +0.5. Angles are degrees; positive turns the picture clockwise as seen.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def turned(self, quarter_turns: int) -> "Size":
        return Size(self.height, self.width) if quarter_turns % 2 else self


@dataclass(frozen=True, slots=True)
class Dpi:
    """Dots per inch across and down."""

    x: float
    y: float

    def turned(self, quarter_turns: int) -> "Dpi":
        return Dpi(self.y, self.x) if quarter_turns % 2 else self


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels: left <= right, top <= bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return self.width * self.height

    def shared_area(self, other: "Box") -> float:
        """Square pixels that both boxes hold."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def scaled(self, x: float, y: float | None = None) -> "Box":
        """The box on a page drawn `x` times as wide and `y` (else `x`) times as high."""
        y = x if y is None else y
        return Box(self.left * x, self.top * y, self.right * x, self.bottom * y)


def enclosing(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds them all; ValueError for none."""
    held = tuple(boxes)
    return Box(
        min(box.left for box in held),
        min(box.top for box in held),
        max(box.right for box in held),
        max(box.bottom for box in held),
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """Turns the page clockwise by whole quarter turns (0 to 3)."""

    quarter_turns: int


@dataclass(frozen=True, slots=True)
class Skew:
    """Turns the page clockwise by a small angle about its centre; the page keeps its size."""

    angle_deg: float


@dataclass(frozen=True, slots=True)
class Crop:
    """Keeps the part inside `box` (pixels of the page as it is before this operation)."""

    box: Box


@dataclass(frozen=True, slots=True)
class Stretch:
    """Multiplies width and height, so that a fax's oblong pixels become square."""

    x: float
    y: float


Operation = Turn | Skew | Crop | Stretch


@dataclass(frozen=True, slots=True)
class Affine:
    """x' = a x + b y + c;  y' = d x + e y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, after: "Affine") -> "Affine":
        """The map that applies `self` first and `after` second."""
        return Affine(
            after.a * self.a + after.b * self.d,
            after.a * self.b + after.b * self.e,
            after.a * self.c + after.b * self.f + after.c,
            after.d * self.a + after.e * self.d,
            after.d * self.b + after.e * self.e,
            after.d * self.c + after.e * self.f + after.f,
        )

    def apply(self, point: Point) -> Point:
        return Point(
            self.a * point.x + self.b * point.y + self.c,
            self.d * point.x + self.e * point.y + self.f,
        )

    def inverse(self) -> "Affine":
        """The map back; ZeroDivisionError for a map that flattens the plane."""
        det = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / det, -self.b / det, -self.d / det, self.a / det
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))


IDENTITY = Affine(1, 0, 0, 0, 1, 0)


def scale(x: float, y: float) -> Affine:
    """The map that multiplies both coordinates."""
    return Affine(x, 0, 0, 0, y, 0)


def _turn(size: Size, quarter_turns: int) -> Affine:
    match quarter_turns % 4:
        case 1:
            return Affine(0, -1, size.height, 1, 0, 0)
        case 2:
            return Affine(-1, 0, size.width, 0, -1, size.height)
        case 3:
            return Affine(0, 1, 0, -1, 0, size.width)
        case _:
            return IDENTITY


def _rotation_about_centre(size: Size, angle_deg: float) -> Affine:
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    cx, cy = size.width / 2, size.height / 2
    return Affine(cos, -sin, cx - cos * cx + sin * cy, sin, cos, cy - sin * cx - cos * cy)


def apply_operation(size: Size, operation: Operation) -> tuple[Affine, Size]:
    """The map of one operation on a page of `size` pixels, and the size after it."""
    match operation:
        case Turn(quarter_turns):
            return _turn(size, quarter_turns), size.turned(quarter_turns)
        case Skew(angle_deg):
            return _rotation_about_centre(size, angle_deg), size
        case Crop(box):
            width, height = round(box.width), round(box.height)
            return Affine(1, 0, -box.left, 0, 1, -box.top), Size(width, height)
        case Stretch(x, y):
            stretched = Size(round(size.width * x), round(size.height * y))
            return scale(stretched.width / size.width, stretched.height / size.height), stretched


def resolution(dpi: Dpi, operations: tuple[Operation, ...]) -> Dpi:
    """The resolution of the straightened page, from that of the source."""
    for operation in operations:
        match operation:
            case Turn(quarter_turns):
                dpi = dpi.turned(quarter_turns)
            case Stretch(x, y):
                dpi = Dpi(dpi.x * x, dpi.y * y)
            case _:
                pass
    return dpi


def transform(size: Size, operations: tuple[Operation, ...]) -> tuple[Affine, Size]:
    """The map from source pixels to pixels of the straightened page, and that page's size."""
    whole = IDENTITY
    for operation in operations:
        step, size = apply_operation(size, operation)
        whole = whole.then(step)
    return whole, size
