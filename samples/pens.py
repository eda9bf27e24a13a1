"""Marks made by hand: signatures in pen, round stamps of agencies."""

import math
import random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from domain.geometry import Point
from samples.fonts import Face, load_font

FINER = 3
"""Masks are drawn this many times larger and scaled down, which smooths their edges."""

STAMP_RED = (206, 30, 42)
STAMP_MM = 36.0
RIM = 0.358
"""Where the middle of a stamp's letters runs, from the centre, as a share of its width."""
SPACED = 1.06


def _smooth(points: list[Point], steps: int) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    ends = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            weights = (
                -0.5 * t + t * t - 0.5 * t**3,
                1 - 2.5 * t * t + 1.5 * t**3,
                0.5 * t + 2 * t * t - 1.5 * t**3,
                -0.5 * t * t + 0.5 * t**3,
            )
            four = (p0, p1, p2, p3)
            curve.append(
                Point(
                    sum(w * p.x for w, p in zip(weights, four, strict=True)),
                    sum(w * p.y for w, p in zip(weights, four, strict=True)),
                )
            )
    return curve


def _initial(rng: random.Random, x: float) -> list[Point]:
    """A tall first letter with a loop."""
    lean, foot = rng.uniform(0.02, 0.09), rng.uniform(0.36, 0.44)
    return [
        Point(x - rng.uniform(0.02, 0.07), rng.uniform(0.12, 0.24)),
        Point(x + lean, rng.uniform(0.01, 0.05)),
        Point(x + 0.01, 0.28),
        Point(x - rng.uniform(0.04, 0.09), foot),
        Point(x - 0.09, foot - rng.uniform(0.08, 0.14)),
        Point(x + 0.06, 0.22),
        Point(x + rng.uniform(0.12, 0.20), rng.uniform(0.12, 0.18)),
    ]


def _oval(rng: random.Random, x: float) -> list[Point]:
    """A wide loop gone round nearly twice."""
    across, down = rng.uniform(0.10, 0.15), rng.uniform(0.13, 0.18)
    start = rng.uniform(0.6, 1.4)
    return [
        Point(
            x + 0.05 + across * math.cos(start + turn * 0.9) * (1 - 0.04 * turn),
            0.23 + down * math.sin(start + turn * 0.9) * (1 - 0.05 * turn),
        )
        for turn in range(11)
    ]


def _letters(rng: random.Random, x: float) -> list[Point]:
    """A running row, round or pointed, that gets smaller towards its end."""
    points = [Point(x, 0.27)]
    pointed = rng.random() < 0.5
    count = rng.randint(3, 7)
    for number in range(count):
        tall = rng.uniform(0.06, 0.20) * (1.15 - number / count)
        width = rng.uniform(0.05, 0.09)
        points.append(Point(x + width * 0.4, 0.27 - tall))
        if not pointed:
            points.append(Point(x + width * 0.75, 0.25 - tall / 2))
        points.append(Point(x + width * 0.55, 0.27 + rng.uniform(0.0, 0.06)))
        x += width
    return points


def _flourish(rng: random.Random, x: float) -> list[Point]:
    """Where the pen runs out: back beneath the name, or up and away."""
    if rng.random() < 0.6:
        return [
            Point(min(x + 0.12, 0.95), rng.uniform(0.14, 0.22)),
            Point(min(x + 0.16, 0.98), rng.uniform(0.25, 0.30)),
            Point(0.5, rng.uniform(0.35, 0.41)),
            Point(rng.uniform(0.15, 0.3), 0.44),
            Point(0.5, 0.41),
            Point(rng.uniform(0.7, 0.9), rng.uniform(0.34, 0.39)),
        ]
    return [
        Point(min(x + 0.10, 0.9), 0.30),
        Point(min(x + 0.22, 0.95), rng.uniform(0.10, 0.2)),
        Point(min(x + 0.30, 0.98), rng.uniform(0.04, 0.12)),
    ]


def _strokes(rng: random.Random) -> list[list[Point]]:
    """What the pen draws without lifting, in a box of 1 x 0.5."""
    first = rng.uniform(0.11, 0.17)
    opening = _initial(rng, first) if rng.random() < 0.6 else _oval(rng, first)
    letters = _letters(rng, first + rng.uniform(0.08, 0.16))
    return [opening, letters + _flourish(rng, letters[-1].x)]


def draw_signature(seed: int, width_mm: float, dpi: int) -> Image.Image:
    """The mask of a pen's signature, half as tall as wide."""
    rng = random.Random(f"signature {seed}")
    width = round(width_mm / 25.4 * dpi)
    scale = width * FINER
    mask = Image.new("L", (scale, scale // 2))
    draw = ImageDraw.Draw(mask)
    nib = 0.45 / 25.4 * dpi * FINER
    slant = rng.uniform(0.06, 0.14)
    for stroke in _strokes(rng):
        before: Point | None = None
        for point in _smooth(stroke, 60):
            here = Point((point.x + slant * (0.3 - point.y)) * scale, point.y * scale)
            # A pen bears down on the way down and lifts on the way up.
            falling = 0.0 if before is None else max(-1.0, min(1.0, (here.y - before.y) / (0.004 * scale)))
            radius = nib * (0.5 + 0.16 * falling)
            draw.ellipse((here.x - radius, here.y - radius, here.x + radius, here.y + radius), fill=225)
            before = here
    return mask.resize((width, width // 2), Image.Resampling.BOX)


def _letters_round(mask: Image.Image, text: str, middle_deg: float, widest_rad: float) -> float:
    """Text along the rim, never wider than `widest_rad`; gives half the angle it takes.

    About -90 degrees (the top) it stands outwards, about 90 (the foot) inwards.
    """
    centre, radius = mask.width / 2, mask.width * RIM
    size = mask.width * 0.088
    spread = load_font(Face.SANS_BOLD, size).getlength(text) * SPACED
    if spread / radius > widest_rad:
        size *= widest_rad * radius / spread
    font = load_font(Face.SANS_BOLD, size)
    below = middle_deg > 0
    edge = round(size * 2.4)
    total = sum(font.getlength(letter) for letter in text) * SPACED
    along = -total / 2
    for letter in text:
        advance = font.getlength(letter) * SPACED
        turn = (along + advance / 2) / radius
        along += advance
        angle = math.radians(middle_deg) + (-turn if below else turn)
        tile = Image.new("L", (edge, edge))
        ImageDraw.Draw(tile).text(
            (edge / 2, edge / 2 + size * 0.36), letter, fill=255, font=font, anchor="ms"
        )
        tile = tile.rotate(-math.degrees(angle) + (90 if below else -90), Image.Resampling.BICUBIC)
        x = round(centre + radius * math.cos(angle) - edge / 2)
        y = round(centre + radius * math.sin(angle) - edge / 2)
        box = (x, y, x + edge, y + edge)
        mask.paste(ImageChops.lighter(mask.crop(box), tile), box)
    return total / 2 / radius


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.382
        angle = math.radians(-90 + 36 * number)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    draw.polygon(corners, fill=255)


def draw_round_stamp(above: str, below: str, seed: int, dpi: int) -> Image.Image:
    """The mask of a round stamp: rings, words along the rim, a star; pressed unevenly and askew."""
    rng = random.Random(f"stamp {seed}")
    size = round(STAMP_MM / 25.4 * dpi)
    large = size * FINER
    mask = Image.new("L", (large, large))
    draw = ImageDraw.Draw(mask)
    for inset, width in ((0.012, 0.018), (0.045, 0.007), (0.235, 0.009)):
        edge = inset * large
        draw.ellipse((edge, edge, large - edge, large - edge), outline=255, width=round(width * large))
    _letters_round(mask, above, -90, math.radians(220))
    half = _letters_round(mask, below, 90, math.radians(85)) + 0.16
    _star(draw, large / 2, large / 2, large * 0.20)
    for angle in (math.pi / 2 - half, math.pi / 2 + half):
        x, y = large * (0.5 + RIM * math.cos(angle)), large * (0.5 + RIM * math.sin(angle))
        _star(draw, x, y, large * 0.03)
    mask = mask.rotate(rng.uniform(-9, 9), Image.Resampling.BICUBIC).resize(
        (size, size), Image.Resampling.BOX
    )
    return ImageChops.multiply(mask, _pressure(seed, size))


def _pressure(seed: int, size: int) -> Image.Image:
    """How well the ink took, place by place: 140 to 235 of 255."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(140, 236, (9, 9), dtype=np.uint8))
    fine = Image.fromarray(rng.integers(170, 256, (size, size), dtype=np.uint8)).filter(
        ImageFilter.GaussianBlur(0.8)
    )
    return ImageChops.multiply(coarse.resize((size, size), Image.Resampling.BICUBIC), fine)
