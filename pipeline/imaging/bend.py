"""How the lines of a sheet that did not lie flat are bent, measured on the feet of their letters."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components, find_ink, reduce_to
from pipeline.imaging.working_copy import text_components as letter_sized

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_WORKING_DPI = 100.0
_NARROWEST_PX = 64
_GAP_MM = 4.5
"""Letters closer than this stand on one line; words of a justified line are."""
_SMALLEST, _LARGEST = 0.6, 2.2
"""Letters in shares of the common height: marks and dots are smaller, headings larger."""
_LEAST_X_MM = 1.0
_FEWEST_ON_LINE = 4
_FEWEST_LETTERS = 60
_FEWEST_LINES = 3
_MOST_LETTERS = 4_000
_ACROSS, _DOWN = 6, 2
"""Degrees of the surface: a sheet bends in a wave or two across, and little differently further down."""
_STIFFEST, _SOFTEST = 1e-4, 1e-6
"""A surface that may bend freely from the first round on settles on letters of two lines taken for one."""
_ROUNDS = 8
_GRAIN_PX = 0.4
"""Whole pixels alone leave feet so far off their line."""
_MOST_LEFT = 0.7
_STEEPEST = 0.4
_ROWS, _COLUMNS = 9, 17


@dataclass(frozen=True, slots=True)
class Bend:
    """Shifts down at even places from edge to edge, and how far feet stand off their lines; pixels."""

    drops: Floats
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class _Feet:
    """The lower ends of letters in pixels, the line each stands on, and the surface's terms at each."""

    x: Floats
    y: Floats
    line: Numbers
    terms: Floats

    def those(self, chosen: NDArray[np.bool_]) -> "_Feet":
        return _Feet(self.x[chosen], self.y[chosen], self.line[chosen], self.terms[chosen])


def measure_bend(gray: Pixels, dpi: float, least_mm: float = 0.6) -> Bend | None:
    """What would make the lines level; None when they are off by less than `least_mm`, do not become level,
    or are too few."""
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    height, width = copy.pixels.shape
    if min(height, width) < _NARROWEST_PX:
        return None
    feet = _feet(copy)
    if feet is None:
        return None
    surface = _fit(feet)
    drops = feet.terms @ surface
    low, high = np.percentile(drops, (3, 97))
    if high - low < copy.px(least_mm):
        return None
    before, after = _off_level(feet, np.zeros(len(feet.y))), _held_out(feet)
    if after > _MOST_LEFT * before:
        return None
    grid = _on_grid(feet, surface, width, height)
    if _steepness(grid, width, height) > _STEEPEST:
        return None
    factor = dpi / copy.dpi
    return Bend(grid * factor, before * factor, after * factor)


def measure_unevenness(gray: Pixels, dpi: float) -> float | None:
    """How far letters' feet commonly stand off level lines, in pixels; None where lines are too few."""
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    feet = _feet(copy) if min(copy.pixels.shape) >= _NARROWEST_PX else None
    return None if feet is None else _off_level(feet, np.zeros(len(feet.y))) * dpi / copy.dpi


def _feet(copy: WorkingCopy) -> _Feet | None:
    pieces = components(find_ink(copy).mask)
    letters = _letters(pieces, copy)
    if letters is None:
        return None
    mask = pieces.mask_of(letters)
    bridged = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, max(3, round(copy.px(_GAP_MM)))), np.uint8))
    lines = components(np.asarray(bridged, np.uint8)).labels
    inked = np.flatnonzero(mask)
    owner = np.zeros(len(letters), np.int64)
    owner[pieces.labels.ravel()[inked]] = lines.ravel()[inked]
    chosen = np.flatnonzero(letters)
    chosen = chosen[np.bincount(owner[chosen])[owner[chosen]] >= _FEWEST_ON_LINE]
    chosen = chosen[:: -(-len(chosen) // _MOST_LETTERS) or 1]
    _names, line = np.unique(owner[chosen], return_inverse=True)
    if len(chosen) < _FEWEST_LETTERS or line.max() + 1 < _FEWEST_LINES:
        return None
    x = (pieces.left + pieces.width / 2)[chosen].astype(np.float64)
    y = (pieces.top + pieces.height)[chosen].astype(np.float64)
    height, width = mask.shape
    return _Feet(x, y, line.astype(np.int64), _terms(2 * x / width - 1, 2 * y / height - 1))


def _letters(pieces: Components, copy: WorkingCopy) -> NDArray[np.bool_] | None:
    sized = letter_sized(pieces, copy)
    tall = pieces.height[sized & (pieces.height >= copy.px(_LEAST_X_MM))]
    if len(tall) < _FEWEST_LETTERS:
        return None
    common = float(np.median(tall))
    letters: NDArray[np.bool_] = sized & (pieces.height >= _SMALLEST * common)
    letters &= pieces.height <= _LARGEST * common
    return letters


def _terms(x: Floats, y: Floats) -> Floats:
    """The surface's terms; none is constant across, since no line tells how far down it should stand."""
    across, down = legendre.legvander(x, _ACROSS)[:, 1:], legendre.legvander(y, _DOWN)
    return np.asarray((across[:, :, None] * down[:, None, :]).reshape(len(x), -1), np.float64)


def _stiffness() -> Floats:
    across, down = np.arange(1, _ACROSS + 1), np.arange(_DOWN + 1)
    return np.asarray(((across[:, None] ** 2 + 2 * down[None, :] ** 2) ** 2).ravel(), np.float64)


def _fit(feet: _Feet) -> Floats:
    """The surface over which the feet of every line stand most level; descenders count less and less."""
    weights: Floats = np.ones(len(feet.y))
    surface: Floats = np.zeros(feet.terms.shape[1])
    for stiffness in np.geomspace(_STIFFEST, _SOFTEST, _ROUNDS):
        y, terms = _about_line(feet, weights, feet.y), _about_line(feet, weights, feet.terms)
        weighted = terms * weights[:, None]
        normal = weighted.T @ terms + np.diag(stiffness * _stiffness() * weights.sum())
        surface = np.asarray(np.linalg.solve(normal, weighted.T @ y), np.float64)
        off = np.abs(y - terms @ surface)
        scale = max(_GRAIN_PX, 1.48 * float(np.median(off)))
        weights = np.asarray(1 / (1 + (off / (2 * scale)) ** 4), np.float64)
    return np.asarray(surface, np.float64)


def _about_line(feet: _Feet, weights: Floats, values: Floats) -> Floats:
    """The values less their weighted mean on each line."""
    columns = values.reshape(len(weights), -1)
    total = np.bincount(feet.line, weights)
    total[total == 0] = 1.0
    means = [np.bincount(feet.line, weights * column, len(total)) / total for column in columns.T]
    return np.asarray((columns - np.stack(means, 1)[feet.line]).reshape(values.shape), np.float64)


def _off_level(feet: _Feet, drops: Floats) -> float:
    """How far a foot commonly stands off the middle of its line, once the drops are taken away."""
    level = feet.y - drops
    order = np.lexsort((level, feet.line))
    counts = np.bincount(feet.line)
    begins = np.cumsum(counts) - counts
    middles = level[order][begins + counts // 2]
    return float(np.percentile(np.abs(level - middles[feet.line]), 68))


def _held_out(feet: _Feet) -> float:
    """How far feet stand off level over a surface drawn from the other half of the lines."""
    even = feet.line % 2 == 0
    off = []
    for half in (even, ~even):
        surface = _fit(feet.those(~half))
        told = feet.those(half)
        _names, line = np.unique(told.line, return_inverse=True)
        told = _Feet(told.x, told.y, line.astype(np.int64), told.terms)
        off.append(_off_level(told, told.terms @ surface))
    return float(np.sqrt(np.mean(np.square(off))))


def _on_grid(feet: _Feet, surface: Floats, width: int, height: int) -> Floats:
    """The surface at even places; beyond the letters it runs on straight across: terms run wild there."""
    places = np.linspace(0, width, _COLUMNS)
    x = np.clip(places, *np.percentile(feet.x, (1, 99)))
    y = np.clip(np.linspace(0, height, _ROWS), *np.percentile(feet.y, (1, 99)))
    step = 0.01 * width
    inwards = np.where(places < x, step, np.where(places > x, -step, 0.0))
    at_edge, within = (
        _drops_at(surface, 2 * there / width - 1, 2 * y / height - 1) for there in (x, x + inwards)
    )
    # Held level there, the drops would be wrong up to the place inside the letters that is next to the edge.
    return np.asarray(at_edge + (at_edge - within) * np.abs(places - x) / step, np.float64)


def _drops_at(surface: Floats, x: Floats, y: Floats) -> Floats:
    across, down = np.meshgrid(x, y)
    return np.asarray((_terms(across.ravel(), down.ravel()) @ surface).reshape(across.shape), np.float64)


def _steepness(grid: Floats, width: int, height: int) -> float:
    across = np.abs(np.diff(grid, axis=1)).max() / (width / (_COLUMNS - 1))
    down = np.abs(np.diff(grid, axis=0)).max() / (height / (_ROWS - 1))
    return float(max(across, down))


def flattened(pixels: Pixels, drops: Floats) -> Pixels:
    """The picture with what stands `drops` too low at even places from edge to edge raised by as much."""
    height, width = pixels.shape[:2]
    shift = drop_at_pixels(drops, width, height).astype(np.float32)
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    rows = shift + np.arange(height, dtype=np.float32)[:, None]
    drawn = cv2.remap(pixels, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, np.uint8)


def drop_at_pixels(drops: Floats, width: int, height: int) -> Floats:
    """The drops at each pixel of a picture, straight between their places."""
    return np.asarray(_tents(height, drops.shape[0]) @ drops @ _tents(width, drops.shape[1]).T, np.float64)


def _tents(length: int, count: int) -> Floats:
    """The share each of `count` even places has in each pixel; all of it where there is one."""
    at = (np.arange(length) + 0.5) / length * (count - 1)
    return np.asarray(np.maximum(0.0, 1 - np.abs(at[:, None] - np.arange(count))), np.float64)
