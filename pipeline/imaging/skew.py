"""The small angle by which a page's text lines are off level."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.working_copy import (
    Components,
    Ink,
    Pixels,
    components,
    find_ink,
    reduce_to,
    text_components,
)

Floats = NDArray[np.float32]
Counts = NDArray[np.int32]

_WORKING_DPI = 100.0
_COARSE_POINTS = 8_000
_FINE_POINTS = 40_000
_FEWEST_POINTS = 250
_PEAK_WIDTH_DEG = 1.2
_SMOOTHING = (0.25, 0.5, 0.25)
_SELF_PAIR = sum(share * share for share in _SMOOTHING)
_NEAR_DEG = 1.6
"""Lines of two columns that meet draw the rough angle up to 1.4 degrees off."""
_GUTTER_MM = 4.0
_GUTTER_INK = 0.12
"""What may stand in a gutter beside the common ink of a column: headings run across it."""
_NARROWEST_COLUMN_MM = 40.0


@dataclass(frozen=True, slots=True)
class SkewEstimate:
    """The clockwise turn that makes the lines level, and how far it stands out: 0 is a guess, 1 is sure."""

    angle_deg: float
    confidence: float


NO_SKEW = SkewEstimate(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class FootPoints:
    """Where ink ends downwards, as most of it does on baselines; pixels from the picture's centre."""

    x: Floats
    y: Floats

    def thinned(self, most: int) -> "FootPoints":
        step = -(-len(self.x) // most)
        return self if step <= 1 else FootPoints(self.x[::step], self.y[::step])


@dataclass(frozen=True, slots=True, kw_only=True)
class RoughSkew:
    """The angle at which lines stand out most, to about 0.3 degrees."""

    angle_deg: float
    excess: float
    """How many more pairs of points share a row than at a common angle: 1 is none more."""
    confidence: float


NO_ROUGH_SKEW = RoughSkew(angle_deg=0.0, excess=1.0, confidence=0.0)


def _shuffled(x: Floats, y: Floats) -> FootPoints:
    # Points lie row by row; a fixed shuffle lets any stride be a fair sample.
    order = np.random.default_rng(0).permutation(len(x))
    return FootPoints(x[order], y[order])


def foot_points(ink: Ink, pieces: Components, kept: NDArray[np.bool_]) -> FootPoints:
    """The lower ends of the strokes in the pieces kept."""
    height, width = ink.mask.shape
    ends = cv2.compare(ink.mask[:-1], ink.mask[1:], cv2.CMP_GT)
    rows, columns = np.divmod(np.flatnonzero(ends), width)
    of_text = kept[pieces.labels[rows, columns]]
    rows, columns = rows[of_text], columns[of_text]
    x = columns.astype(np.float32) - np.float32(width / 2)
    y = rows + ink.crossing(ink.depth[rows, columns], ink.depth[rows + 1, columns]) - np.float32(height / 2)
    return _shuffled(x, y.astype(np.float32))


def foot_points_turned(ink: Ink, pieces: Components, kept: NDArray[np.bool_]) -> FootPoints:
    """The foot points of the picture after one clockwise quarter turn: strokes' ends to the right."""
    height, width = ink.mask.shape
    ends = cv2.compare(ink.mask[:, :-1], ink.mask[:, 1:], cv2.CMP_GT)
    rows, columns = np.divmod(np.flatnonzero(ends), width - 1)
    of_text = kept[pieces.labels[rows, columns]]
    rows, columns = rows[of_text], columns[of_text]
    x = np.float32(height / 2) - rows.astype(np.float32)
    y = columns + ink.crossing(ink.depth[rows, columns], ink.depth[rows, columns + 1]) - np.float32(width / 2)
    return _shuffled(x, y.astype(np.float32))


def _turned(points: FootPoints, angle_deg: float) -> tuple[Floats, Floats]:
    """Across and down once the picture is turned clockwise by the angle."""
    cos, sin = np.float32(np.cos(np.deg2rad(angle_deg))), np.float32(np.sin(np.deg2rad(angle_deg)))
    return points.x * cos - points.y * sin, points.x * sin + points.y * cos


def _columns(points: FootPoints, angle_deg: float, dpi: float) -> Counts:
    """Which column of text each point stands in, from 0.

    Lines of two columns rarely stand level with one another: taken together they draw the angle
    to where they happen to meet, up to a degree off.
    """
    millimetre = dpi / 25.4
    across, _down = _turned(points, angle_deg)
    place = ((across - across.min()) / np.float32(millimetre)).astype(np.int32)
    counts = np.bincount(place)
    dense = counts > _GUTTER_INK * counts[counts > 0].mean()
    edges = np.flatnonzero(np.diff(np.concatenate(([0], dense.astype(np.int8), [0]))))
    begins, ends = edges[2::2], edges[1:-1:2]
    cuts = [0.0, float(len(counts))]
    for number in np.argsort(ends - begins, kind="stable"):
        if begins[number] - ends[number] < _GUTTER_MM:
            break
        middle = float(begins[number] + ends[number]) / 2
        if min(abs(middle - cut) for cut in cuts) >= _NARROWEST_COLUMN_MM:
            cuts.append(middle)
    return np.asarray(np.searchsorted(sorted(cuts)[1:-1], place), np.int32)


def _sharpness(points: FootPoints, columns: Counts, angle_deg: float, bin_px: float) -> float:
    """How much the points of each column gather in rows once the picture is turned clockwise by the angle."""
    _across, down = _turned(points, angle_deg)
    down /= np.float32(bin_px)
    down -= down.min()
    rows = down.astype(np.int32)
    # Columns end to end, and between them rows that stay empty when the counts are smoothed.
    counts = np.bincount(rows + columns * (int(rows.max()) + 3)).astype(np.float64)
    smooth = np.convolve(counts, _SMOOTHING)
    return float(smooth @ smooth)


def _scores(
    points: FootPoints, columns: Counts, angles_deg: NDArray[np.float64], bin_px: float
) -> NDArray[np.float64]:
    return np.array([_sharpness(points, columns, float(angle), bin_px) for angle in angles_deg])


def _summit(angles_deg: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    """The top of the parabola through the best score and its neighbours."""
    best = int(np.argmax(scores))
    if best in (0, len(scores) - 1):
        return float(angles_deg[best])
    before, at, after = scores[best - 1 : best + 2]
    bend = before - 2 * at + after
    shift = 0.0 if bend == 0 else 0.5 * (before - after) / bend
    return float(angles_deg[best] + shift * (angles_deg[1] - angles_deg[0]))


def rough_skew(points: FootPoints, dpi: float, limit_deg: float) -> RoughSkew:
    """Tries every angle within the limit in steps of 0.4 degrees."""
    if len(points.x) < _FEWEST_POINTS:
        return NO_ROUGH_SKEW
    points = points.thinned(_COARSE_POINTS)
    angles = np.arange(-limit_deg, limit_deg + 0.2, 0.4)
    # A point pairs with itself at every angle.
    pairs = _scores(points, np.zeros(len(points.x), np.int32), angles, 4 * dpi / 150) - _SELF_PAIR * len(
        points.x
    )
    best = int(np.argmax(pairs))
    elsewhere = pairs[np.abs(angles - angles[best]) > _PEAK_WIDTH_DEG]
    common = float(np.median(elsewhere))
    excess = float(pairs[best]) / max(1.0, common)
    # Pictures and specks score unevenly too: a peak counts by how far it leaves that unevenness behind.
    # Measured: they stay below 3.3 and 1.3; a letter of a few lines and a seal may pass only one of the two.
    standout = (float(pairs[best]) - common) / max(1e-9, float(np.std(elsewhere)))
    return RoughSkew(
        angle_deg=float(angles[best]),
        excess=excess,
        confidence=float(np.clip(max((standout - 3.3) / 3.0, (excess - 1.35) / 0.4), 0.0, 1.0)),
    )


def refined_skew(points: FootPoints, dpi: float, rough_deg: float) -> float:
    """The angle near `rough_deg` to a few hundredths of a degree."""
    unit = dpi / 150
    points = points.thinned(_FINE_POINTS)
    columns = _columns(points, rough_deg, dpi)
    few = -(-len(points.x) // (2 * _COARSE_POINTS))
    near = np.arange(rough_deg - _NEAR_DEG, rough_deg + _NEAR_DEG + 0.01, 0.1)
    angle = _summit(
        near, _scores(FootPoints(points.x[::few], points.y[::few]), columns[::few], near, 2 * unit)
    )
    nearer = np.arange(angle - 0.15, angle + 0.151, 0.03)
    return _summit(nearer, _scores(points, columns, nearer, unit))


def estimate_skew(gray: Pixels, dpi: float, limit_deg: float = 20.0) -> SkewEstimate:
    """The turn that makes the text level, to some hundredths of a degree; 0 without confidence if no text."""
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    if min(copy.pixels.shape) < 16:
        return NO_SKEW
    ink = find_ink(copy)
    pieces = components(ink.mask)
    points = foot_points(ink, pieces, text_components(pieces, copy))
    rough = rough_skew(points, copy.dpi, limit_deg)
    if rough.confidence == 0.0:
        return NO_SKEW
    angle = refined_skew(points, copy.dpi, rough.angle_deg)
    return SkewEstimate(float(np.clip(angle, -limit_deg, limit_deg)), rough.confidence)
