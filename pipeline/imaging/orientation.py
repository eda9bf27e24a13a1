"""Which quarter turn sets a page's text upright, voted by the shapes of its lines."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.skew import foot_points, foot_points_turned, refined_skew, rough_skew
from pipeline.imaging.working_copy import (
    Pixels,
    components,
    find_ink,
    reduce_to,
    text_components,
)

SURE = 0.4
"""Of 2600 votes on pieces of pages a few words to a few lines large, the wrong ones stayed below 0.35."""

_WORKING_DPI = 100.0
_SKEW_LIMIT_DEG = 16.0
_STRIP_MM = 24.0
_BAND_SHARE = 0.35
_LEAST_INK = 0.04
_LEAST_BAND_MM = 0.9
_MOST_BAND_MM = 7.0
_FEWEST_VOTES = 3
_LEAST_SPREAD = 0.1
_SCORE_OF_CERTAINTY = 6.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class OrientationVote:
    """Clockwise quarter turns to apply, and how sure: from SURE on the vote may stand alone."""

    quarter_turns: int
    confidence: float


NO_VOTE = OrientationVote(0, 0.0)


def _level(letters: Pixels, angle_deg: float) -> Pixels:
    height, width = letters.shape
    # OpenCV turns counter-clockwise; only the direction of lines matters, not the half pixel of the centre.
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle_deg, 1.0)
    return np.asarray(cv2.warpAffine(letters * np.uint8(255), matrix, (width, height)), np.uint8)


def _strip_profiles(level: Pixels, strip_px: int) -> Floats:
    """Share of ink in each row of each upright strip: strips first, rows second."""
    count = max(1, level.shape[1] // strip_px)
    whole = level[:, : count * strip_px]
    means = cv2.resize(whole, (count, level.shape[0]), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(means.T, np.float32) / np.float32(255)


def _line_votes(level: Pixels, px_per_mm: float) -> tuple[Floats, Floats]:
    """For each piece of line: ink above less ink below its band of small letters, and the piece's ink.

    A band is where a strip's rows hold over a third of its blackest row nearby. Vietnamese marks and
    ascenders stand above it, descenders and dots below it; there are more of the first in every Latin script.
    """
    profiles = _strip_profiles(level, max(8, round(_STRIP_MM * px_per_mm)))
    reach = 2 * round(4 * px_per_mm) + 1
    blackest = np.asarray(cv2.dilate(profiles, np.ones((1, reach), np.uint8)), np.float32)
    core = (profiles > _BAND_SHARE * blackest) & (profiles > _LEAST_INK)
    # Strips end to end, each with an empty row at both ends, so that no band runs on into the next.
    edged = np.pad(core, ((0, 0), (1, 1))).ravel()
    ink = np.concatenate(([0.0], np.cumsum(np.pad(profiles, ((0, 0), (1, 1))).ravel(), dtype=np.float64)))
    changes = np.flatnonzero(np.diff(edged.astype(np.int8))) + 1
    tops, bottoms = changes[::2], changes[1::2]
    heights = bottoms - tops
    sized = (heights >= _LEAST_BAND_MM * px_per_mm) & (heights <= _MOST_BAND_MM * px_per_mm)
    tops, bottoms, heights = tops[sized], bottoms[sized], heights[sized]
    window = np.maximum(1, np.rint(0.5 * heights).astype(np.int64))
    row_length = profiles.shape[1] + 2
    strip = tops // row_length
    above = ink[tops] - ink[np.maximum(tops - window, strip * row_length)]
    below = ink[np.minimum(bottoms + window, (strip + 1) * row_length)] - ink[bottoms]
    band = ink[bottoms] - ink[tops]
    votes = (above - below) / (above + below + 0.15 * band)
    return votes.astype(np.float32), band.astype(np.float32)


def _upright_score(level: Pixels, px_per_mm: float) -> float:
    """The mean vote in units of its own error: above 0 is upright, below 0 upside down."""
    votes, weights = _line_votes(level, px_per_mm)
    if len(votes) < _FEWEST_VOTES:
        return 0.0
    mean = float(np.average(votes, weights=weights))
    spread = float(np.average((votes - mean) ** 2, weights=weights)) + _LEAST_SPREAD**2
    votes_that_count = float(weights.sum() ** 2 / (weights**2).sum())
    return mean / math.sqrt(spread / max(1.0, votes_that_count - 2))


def vote_orientation(gray: Pixels, dpi: float) -> OrientationVote:
    """How to turn the page upright, skewed by up to 15 degrees or not; confidence 0 when it holds no text."""
    copy = reduce_to(gray, dpi, _WORKING_DPI)
    if min(copy.pixels.shape) < 32:
        return NO_VOTE
    ink = find_ink(copy)
    pieces = components(ink.mask)
    letters = text_components(pieces, copy)
    across = foot_points(ink, pieces, letters)
    down = foot_points_turned(ink, pieces, letters)
    rough_across = rough_skew(across, copy.dpi, _SKEW_LIMIT_DEG)
    rough_down = rough_skew(down, copy.dpi, _SKEW_LIMIT_DEG)
    turned = rough_down.excess > rough_across.excess
    rough, other = (rough_down, rough_across) if turned else (rough_across, rough_down)
    if rough.confidence == 0.0:
        return NO_VOTE
    angle_deg = refined_skew(down if turned else across, copy.dpi, rough.angle_deg)
    seen = pieces.mask_of(letters)
    level = _level(np.ascontiguousarray(np.rot90(seen, -1)) if turned else seen, angle_deg)
    score = _upright_score(level, copy.px(1.0))
    # Measured: text keeps a ratio of 1.16 and more, pictures and bar codes stay below 1.1.
    direction = (rough.excess / other.excess - 1.05) / 0.2
    certainty = min(1.0, direction, abs(score) / _SCORE_OF_CERTAINTY)
    turns = (1 if turned else 0) + (2 if score < 0 else 0)
    return OrientationVote(turns, max(0.0, certainty))
