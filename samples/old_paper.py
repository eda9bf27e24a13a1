"""What copying and years made of old papers: carbon, pins, stencils, brown and folded sheets.

Arrays are as in samples.effects; sizes follow from A4: the picture's width is 210 mm.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.effects import Pixels

CARBON, THIN_PAPER = (72, 62, 148), (240, 234, 214)
BROWN = (170, 132, 88)
STENCIL_INK, STENCIL_PAPER = (44, 46, 62), (226, 218, 200)
_WIDTH_MM, _WIDTH_INCHES = 210.0, 210.0 / 25.4

Plane = NDArray[np.float32]


def carbon_copy(image: Pixels, strength: float, seed: int) -> Pixels:
    """A copy from down the pile: blue-violet strokes, softer and paler as `strength` (0 to 1) grows."""
    px_per_mm = image.shape[1] / _WIDTH_MM
    ink = cv2.GaussianBlur(_ink(image), (0, 0), (0.05 + 0.2 * strength) * px_per_mm)
    pressed = ink * (1 - 0.6 * strength * _patches(image, 25, seed))
    # Where hands and the roller rubbed, carbon came off on the whole sheet.
    rubbed = 0.10 * strength * _patches(image, 40, seed + 1)
    return _laid(np.maximum(pressed, rubbed).astype(np.float32), CARBON, THIN_PAPER)


def print_with_pins(image: Pixels, pins_per_inch: float) -> Pixels:
    """Letters made of round dots on a grid, black on white, as a needle printer makes them."""
    height, width = image.shape[:2]
    pitch = width / _WIDTH_INCHES / pins_per_inch
    across, down = int(width / pitch), int(height / pitch)
    struck = cv2.resize(_ink(image), (across, down), interpolation=cv2.INTER_AREA) > 0.33
    rows, columns = np.nonzero(struck)
    dots = np.zeros((height, width), dtype=np.uint8)
    shift = 4
    radius = round(0.43 * pitch * 2**shift)
    for row, column in zip(rows, columns, strict=True):
        centre = (round((column + 0.5) * pitch * 2**shift), round((row + 0.5) * pitch * 2**shift))
        cv2.circle(dots, centre, radius, 215, cv2.FILLED, cv2.LINE_AA, shift)
    return cast(Pixels, np.repeat(255 - dots[:, :, None], 3, axis=2))


def stencil(image: Pixels, strength: float, seed: int) -> Pixels:
    """Printed through a waxed stencil: strokes blotted here, broken there, more so with `strength`."""
    px_per_mm = image.shape[1] / _WIDTH_MM
    ink = cv2.GaussianBlur(_ink(image), (0, 0), 0.12 * px_per_mm)
    wanted = 0.38 + strength * (0.30 * (_patches(image, 12, seed) - 0.5) + 0.45 * _grain(image, 0.1, seed))
    printed = np.clip((ink - wanted) * 6 + 0.5, 0, 1)
    spots = np.clip((_grain(image, 0.12, seed + 1) - 0.62 + 0.04 * strength) * 20, 0, 1)
    return _laid(np.maximum(printed, spots).astype(np.float32), STENCIL_INK, STENCIL_PAPER)


def brown_with_age(image: Pixels, strength: float, seed: int) -> Pixels:
    """Paper gone brown with pale ink, water stains and two folds; `strength` from 0 (new) to 1 (brown)."""
    height, width = image.shape[:2]
    white = np.full(3, 255, dtype=np.float32)
    paper = white + np.float32(strength) * (np.array(BROWN, dtype=np.float32) - white)
    faded = 1 - (1 - image.astype(np.float32) / 255) * np.float32(1 - 0.45 * strength)
    light = 1 - np.float32(0.25 * strength) * _patches(image, 45, seed)
    light *= 1 - np.float32(0.3 * strength) * _stains(image, seed)
    aged = faded * paper * light[:, :, None]
    for row in (height / 3, 2 * height / 3):
        aged += _fold(np.abs(np.arange(height, dtype=np.float32) - np.float32(row)), width, strength)[
            :, None, None
        ]
    aged += _fold(np.abs(np.arange(width, dtype=np.float32) - np.float32(width / 2)), width, strength)[
        None, :, None
    ]
    return cast(Pixels, np.clip(aged + 0.5, 0, 255).astype(np.uint8))


def _ink(image: Pixels) -> Plane:
    """How dark each place is, 0 to 1."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return cast(Plane, 1 - gray / np.float32(255))


def _laid(ink: Plane, colour: tuple[int, int, int], paper: tuple[int, int, int]) -> Pixels:
    share = ink[:, :, None]
    mixed = share * np.array(colour, dtype=np.float32) + (1 - share) * np.array(paper, dtype=np.float32)
    return cast(Pixels, (mixed + 0.5).astype(np.uint8))


def _patches(image: Pixels, size_mm: float, seed: int) -> Plane:
    """A soft field of 0 to 1 whose patches are about so wide."""
    height, width = image.shape[:2]
    cells = size_mm / _WIDTH_MM * width
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0, 1, (2 + round(height / cells), 2 + round(width / cells))).astype(np.float32)
    return np.clip(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1).astype(
        np.float32
    )


def _grain(image: Pixels, size_mm: float, seed: int) -> Plane:
    """Noise of grains so wide; its standard deviation is 0.2."""
    height, width = image.shape[:2]
    noise = np.random.default_rng(seed).standard_normal((height, width), dtype=np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), max(0.5, size_mm / _WIDTH_MM * width))
    return (soft * (0.2 / float(soft.std()))).astype(np.float32)


def _stains(image: Pixels, seed: int) -> Plane:
    """Dried puddles: a shade each, darkest at its rim; 0 to 1."""
    height, width = image.shape[:2]
    rng = np.random.default_rng(seed)
    wet = np.zeros((height, width), dtype=np.uint8)
    for _ in range(4):
        centre = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        axes = (int(rng.uniform(0.06, 0.2) * width), int(rng.uniform(0.05, 0.15) * width))
        cv2.ellipse(wet, centre, axes, rng.uniform(0, 180), 0, 360, (255,), cv2.FILLED)
    soft = cv2.GaussianBlur(wet, (0, 0), width / 200).astype(np.float32) / 255
    return (0.4 * soft + 0.6 * 4 * soft * (1 - soft)).astype(np.float32)


def _fold(distance_px: Plane, width: int, strength: float) -> Plane:
    """What a crease adds along its way: a dark line with a worn, paler rim."""
    mm = distance_px * np.float32(_WIDTH_MM / width)
    crease = -90 * np.exp(-((mm / 0.25) ** 2)) + 35 * np.exp(-(((mm - 0.9) / 0.5) ** 2))
    return cast(Plane, np.float32(strength) * crease)
