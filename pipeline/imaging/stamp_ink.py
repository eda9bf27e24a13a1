"""Takes the ink of coloured stamps off the print they were pressed on."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components, reduce_to

_WORKING_DPI = 75.0
_LEAST_CHROMA = 28
"""Of gray values, on the working copy, where a stroke of 0.5 mm is mixed with its paper."""
_LEAST_INK_MM2 = 15.0
_BRIDGE_MM = 1.0
"""Print that crosses a ring cuts it: gaps up to about so wide are closed."""
_LEAST_SIDE_MM = 11.0
"""Handwriting is no higher."""
_MOST_SIDE_MM = 90.0
_FULLEST = 0.8
"""A ring or a frame is hollow."""
_BLACK_BELOW = 0.5
"""Of the paper's value, in the lightest of the three colours: no coloured ink is so dark in all of them."""
_FAINTEST = 0.12
"""Optical density of coloured ink below which a pixel is left as it is."""
_PURE = 0.25
_DARKEST_PURE = 0.8
_FEWEST = 20
_PAPER_PERCENTILE = 85
_RED, _BLUE = 0, 2
"""Places of the colours that warm and cool inks let through."""


@dataclass(frozen=True, slots=True)
class PressedStamp:
    """A ring or frame of coloured ink, and how much print it lies on."""

    box: Box
    """In pixels of the picture searched."""
    crossed: float
    """Share of the place that its outermost line takes where black print is."""


def _balanced(rgb: Pixels) -> Pixels:
    """The picture with its paper made gray: what all pixels have in common is the paper's tint."""
    paper = np.median(rgb[::8, ::8].reshape(-1, 3), axis=0)
    lightest = float(paper.max())
    scales = [lightest / max(1.0, float(value)) for value in paper]
    if max(scales) < 1.02:
        return rgb
    table = np.clip(np.arange(256)[:, None] * np.array(scales)[None, :], 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(rgb, table.reshape(1, 256, 3)), np.uint8)


def _chroma(rgb: Pixels) -> tuple[Pixels, Pixels]:
    """How red, and how blue or violet, each pixel is; yellow and green are neither."""
    red, green, blue = cv2.split(rgb)
    warm, cool = cv2.subtract(red, green), cv2.subtract(blue, green)
    warm = cv2.min(warm, cv2.subtract(cv2.add(red, np.full_like(red, 24)), blue))
    cool = cv2.max(cool, cv2.subtract(blue, red))
    cool = cv2.min(cool, cv2.subtract(cv2.add(blue, np.full_like(red, 24)), cv2.max(red, green)))
    return np.asarray(warm, np.uint8), np.asarray(cool, np.uint8)


def _rings(pieces: Components, copy: WorkingCopy) -> NDArray[np.intp]:
    least, most = copy.px(_LEAST_SIDE_MM), copy.px(_MOST_SIDE_MM)
    smaller, larger = np.minimum(pieces.width, pieces.height), np.maximum(pieces.width, pieces.height)
    fits = (smaller >= least) & (larger <= most)
    fits &= pieces.area <= _FULLEST * pieces.width * pieces.height
    fits[0] = False
    return np.flatnonzero(fits)


def pressed_stamps(rgb: Pixels, dpi: float) -> tuple[PressedStamp, ...]:
    """The red, blue and violet rings and frames of a page; none for a picture without colour."""
    if rgb.ndim == 2:
        return ()
    copy = reduce_to(rgb, dpi, _WORKING_DPI)
    balanced = _balanced(copy.pixels)
    black: Pixels | None = None
    found: list[PressedStamp] = []
    for chroma in _chroma(balanced):
        _, mask = cv2.threshold(chroma, _LEAST_CHROMA, 1, cv2.THRESH_BINARY)
        if cv2.countNonZero(mask) < _LEAST_INK_MM2 * copy.px(1.0) ** 2:
            continue
        black = _black_print(balanced) if black is None else black
        found += _stamps_of(np.asarray(mask, np.uint8), black, copy)
    factor = dpi / copy.dpi
    return tuple(PressedStamp(one.box.scaled(factor, factor), one.crossed) for one in _outermost(found))


def _black_print(balanced: Pixels) -> Pixels:
    """1 where every colour is dark."""
    red, green, blue = cv2.split(balanced)
    lightest = np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)
    limit = _BLACK_BELOW * float(np.median(lightest[::4, ::4]))
    return np.asarray(cv2.threshold(lightest, limit, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)


def _stamps_of(mask: Pixels, black: Pixels, copy: WorkingCopy) -> list[PressedStamp]:
    side = 2 * max(1, round(copy.px(_BRIDGE_MM))) + 1
    near = cv2.dilate(mask, np.ones((side, side), np.uint8))
    # Print that crosses a ring cuts it, and mends it again.
    whole = cv2.max(cv2.dilate(mask, np.ones((3, 3), np.uint8)), cv2.min(near, black))
    pieces = components(np.asarray(whole, np.uint8))
    found = []
    for ring in _rings(pieces, copy):
        left, top = int(pieces.left[ring]), int(pieces.top[ring])
        right, bottom = left + int(pieces.width[ring]), top + int(pieces.height[ring])
        line = pieces.labels[top:bottom, left:right] == ring
        crossed = float(black[top:bottom, left:right][line].mean())
        found.append(PressedStamp(Box(left, top, right, bottom), crossed))
    return found


def _outermost(found: list[PressedStamp]) -> list[PressedStamp]:
    """Without the stars and inner rings of others."""
    kept: list[PressedStamp] = []
    for one in sorted(found, key=lambda one: -one.box.width * one.box.height):
        x, y = (one.box.left + one.box.right) / 2, (one.box.top + one.box.bottom) / 2
        inside = (k.box.left < x < k.box.right and k.box.top < y < k.box.bottom for k in kept)
        if not any(inside):
            kept.append(one)
    return kept


def without_stamp_ink(plain: Pixels, color: Pixels, boxes: tuple[Box, ...]) -> Pixels:
    """`plain` with the print that stamps were pressed on, and without the ink of the stamps. A new picture.

    `color` is the same view as it looks; the boxes are in pixels of both. Inks lie on one another like
    filters: optical densities add, and what is not the stamp's is the print's.
    """
    cleaned = plain.copy()
    for box in boxes:
        top, left = max(0, round(box.top)), max(0, round(box.left))
        where = np.s_[top : round(box.bottom), left : round(box.right)]
        if color.ndim == 3 and cleaned[where].size:
            _lighten(cleaned[where], color[where])
    return cleaned


def _lighten(here: Pixels, seen: Pixels) -> None:
    """Takes the ink that most of a place has off `here`, in place; a signature of another colour stays."""
    paper = np.percentile(seen.reshape(-1, 3)[::7], _PAPER_PERCENTILE, axis=0).astype(np.float32)
    level = float(np.percentile(here, _PAPER_PERCENTILE))
    density = np.maximum(-np.log((seen.astype(np.float32) + 2) / (paper + 2)), 0)
    lowest = density.min(axis=2)
    hue = density.max(axis=2) - lowest
    passing = density.argmin(axis=2)
    clear = (hue > _PURE) & (lowest < _DARKEST_PURE)
    colour = max((_RED, _BLUE), key=lambda one: int(np.count_nonzero(clear & (passing == one))))
    pure = density[clear & (passing == colour)]
    if len(pure) < _FEWEST:
        return
    # Strokes differ in how much ink they carry, not in its colour.
    ink = np.median(pure / np.linalg.norm(pure, axis=1, keepdims=True), axis=0)
    own = (hue > _FAINTEST) & (passing == colour)
    below = level * np.exp(-_print_density(density[own], ink / np.linalg.norm(ink)))
    here[own] = np.maximum(here[own], below.astype(np.uint8))


def _print_density(density: NDArray[np.float32], ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """The density of black print in each pixel, when all else is `ink`, the more or the less of it."""
    gray = np.full(3, 1 / np.sqrt(3), np.float32)
    along = float(ink @ gray)
    on_ink, on_gray = density @ ink, density @ gray
    amount = (on_gray - along * on_ink) / (1 - along * along)
    return np.asarray(np.maximum(amount, 0) / np.sqrt(3), np.float32)
