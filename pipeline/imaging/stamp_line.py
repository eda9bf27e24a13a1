"""Levels one line of a stamp's letters and cuts it out, black on white, for an OCR engine to read."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from pipeline.imaging.working_copy import Pixels, WorkingCopy

LEAST_INK = 28
"""The strength above which a pixel of the picture given is ink: redness, or darkness scaled to it."""
_STEEPEST_DEG = 28
_PICTURE_LETTER_PX = 44.0
_MOST_POINTS = 2_000
_HAZE = 0.3
_SLANTED_DEG, _SLACK = 6.0, 1.15


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """A levelled line of letters."""

    picture: Pixels
    """Black on white."""
    levelled: Pixels
    """The strength of all ink about the letters, frame and print too."""
    angle_deg: float
    """The clockwise turn that levelled it."""
    letter_mm: float
    """Height of the line with its marks."""


def _gathering(x: NDArray[np.float32], y: NDArray[np.float32], angle_deg: float) -> float:
    """How much points gather in rows after a clockwise turn."""
    sin, cos = np.sin(np.deg2rad(angle_deg)), np.cos(np.deg2rad(angle_deg))
    down = x * np.float32(sin) + y * np.float32(cos)
    counts = np.bincount((down - down.min()).astype(np.int32)).astype(np.float64)
    return float(np.square(np.convolve(counts, (0.25, 0.5, 0.25))).sum())


def _levelling_angle(mask: NDArray[np.bool_]) -> float:
    """The clockwise turn at which the ink gathers most in rows: frames and the ends of capitals do."""
    y, x = np.nonzero(mask)
    step = -(-len(x) // _MOST_POINTS)
    sample = (x[::step].astype(np.float32), y[::step].astype(np.float32))
    best_deg = 0.0
    steps = (np.arange(-_STEEPEST_DEG, _STEEPEST_DEG + 1, 1.5), np.arange(-1.25, 1.26, 0.25))
    for angles in steps:
        scores = [_gathering(*sample, best_deg + float(angle_deg)) for angle_deg in angles]
        best_deg += float(angles[int(np.argmax(scores))])
    return best_deg


def turn_levelled(crop: Pixels, angle_deg: float) -> Pixels:
    """The crop turned clockwise in a picture large enough to hold all of it."""
    height, width = crop.shape
    cos, sin = abs(np.cos(np.deg2rad(angle_deg))), abs(np.sin(np.deg2rad(angle_deg)))
    size = (int(width * cos + height * sin) + 1, int(width * sin + height * cos) + 1)
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle_deg, 1.0)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    return np.asarray(cv2.warpAffine(crop, matrix, size), np.uint8)


def _without_corners(level: Pixels, box: tuple[int, ...], angle_deg: float) -> Pixels:
    """The middle of a levelled crop: the box about a slanted line also holds corners that are none of it."""
    if abs(angle_deg) < _SLANTED_DEG:
        return level
    sin, cos = abs(np.sin(np.deg2rad(angle_deg))), abs(np.cos(np.deg2rad(angle_deg)))
    height, width = box[0], box[1]
    # The box is as wide as `across * cos + down * sin` and as high as `across * sin + down * cos`.
    down = max((height * cos - width * sin) / (cos**2 - sin**2), 0.3 * height)
    across = max((width * cos - height * sin) / (cos**2 - sin**2), 0.5 * width)
    spare_rows = max(0, int((level.shape[0] - _SLACK * down) / 2))
    spare_columns = max(0, int((level.shape[1] - _SLACK * across) / 2))
    rows = slice(spare_rows, level.shape[0] - spare_rows)
    return np.ascontiguousarray(level[rows, spare_columns : level.shape[1] - spare_columns])


def _inside_rules(ruled: NDArray[np.bool_]) -> tuple[int, int]:
    """The stretch between the rules of the first and of the last third."""
    length = len(ruled)
    at = np.flatnonzero(ruled)
    first, last = at[at < length / 3], at[at > 2 * length / 3]
    return (int(first[-1]) + 2 if len(first) else 0), (int(last[0]) - 1 if len(last) else length)


def _without_frame(ink: Pixels, mask: Pixels, break_px: int) -> Pixels:
    """The ink inside a frame, or as it is when there is none.

    A frame's long sides are longer than any stroke of a letter; its short ones as long as these are apart.
    """
    height, width = mask.shape
    across = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, break_px), np.uint8))
    across = cv2.morphologyEx(across, cv2.MORPH_OPEN, np.ones((1, max(9, int(0.5 * width))), np.uint8))
    top, bottom = _inside_rules(np.asarray(across.any(axis=1), np.bool_))
    upright = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((break_px, 1), np.uint8))
    framed = top > 0 and bottom < height
    side = 0.8 * (bottom - top) if framed else 0.7 * height
    upright = cv2.morphologyEx(upright, cv2.MORPH_OPEN, np.ones((max(9, int(side)), 1), np.uint8))
    left, right = _inside_rules(np.asarray(upright.any(axis=0), np.bool_))
    cleared = np.zeros_like(ink)
    cleared[top:bottom, left:right] = ink[top:bottom, left:right]
    return cleared


def _peeled(coverage: NDArray[np.float64], rule: float, clear: float, reach: int, thickest: int) -> int:
    """Where a rule that starts within `reach` has clear paper behind it; 0 when there is none."""
    ruled = np.flatnonzero(coverage[:reach] >= rule)
    if not len(ruled):
        return 0
    behind = np.flatnonzero(coverage[ruled[0] : ruled[0] + thickest] <= clear)
    return int(ruled[0] + behind[0]) if len(behind) else 0


def _without_worn_frame(mask: Pixels) -> Pixels:
    """A levelled mask without a frame of dashes, one side of which may be gone."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return mask
    place = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    inked = cv2.dilate(mask[place], np.ones((3, 3), np.uint8)).astype(np.float64)
    across, down = inked.mean(axis=1), inked.mean(axis=0)
    height = len(across)
    # Letters may be as dense as a worn rule, but rules are thin, and the sides come before all letters.
    thickest = max(5, height // 8)
    sides = max(3, height // 10)
    top, bottom = (_peeled(run, 0.6, 0.35, height // 3, thickest) for run in (across, across[::-1]))
    left, right = (_peeled(run, 0.75, 0.2, sides, thickest) for run in (down, down[::-1]))
    inside = np.zeros_like(mask)
    inner = (slice(top, height - bottom), slice(left, len(down) - right))
    inside[place][inner] = mask[place][inner]
    return inside


def _longest_run(present: NDArray[np.bool_], gap: float) -> tuple[int, int]:
    """Start and end of the longest stretch whose holes are no longer than `gap`."""
    at = np.flatnonzero(present)
    if not len(at):
        return 0, 0
    cuts = np.flatnonzero(np.diff(at) > gap + 1)
    starts = at[np.concatenate(([0], cuts + 1))]
    ends = at[np.concatenate((cuts, [len(at) - 1]))] + 1
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest])


def _extent(mask: Pixels, copy: WorkingCopy) -> Box | None:
    """Where the letters lie in a levelled mask; None when it is no line of a stamp's size."""
    ink_of_rows = np.count_nonzero(mask, axis=1)
    top, bottom = _longest_run(ink_of_rows > 0.02 * max(1, int(ink_of_rows.max())), copy.px(1.2))
    height = bottom - top
    if not copy.px(3.2) <= height <= copy.px(24):
        return None
    ink_of_columns = np.count_nonzero(mask[top:bottom], axis=0)
    left, right = _longest_run(ink_of_columns > 0, max(copy.px(2.5), 0.8 * height))
    width = right - left
    if not copy.px(8) <= width <= copy.px(78) or width < 1.1 * height:
        return None
    return Box(left, top, right, bottom)


def _drawn(ink: Pixels, mask: Pixels, letters: Box) -> Pixels:
    """The letters black on white, with a margin, as high as an OCR engine likes them."""
    margin = round(0.5 * letters.height)
    rows = slice(int(letters.top), int(letters.bottom))
    columns = slice(int(letters.left), int(letters.right))
    strokes = ink[rows, columns]
    full = max(1.0, float(np.percentile(strokes[mask[rows, columns] > 0], 60)))
    # Chroma of JPEG spreads a haze about red strokes: what is weakly red there is paper.
    black = np.clip((strokes - _HAZE * full) * (255 / ((1 - _HAZE) * full)), 0, 255)
    padded = np.pad(255 - black.astype(np.uint8), margin, constant_values=255)
    enlarge = _PICTURE_LETTER_PX * 1.5 / letters.height
    how = cv2.INTER_CUBIC if enlarge > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(padded, None, fx=enlarge, fy=enlarge, interpolation=how), np.uint8)


def level_line(ink: WorkingCopy, box: Box, angle_deg: float | None = None) -> LevelLine | None:
    """The line of letters inside the box of a picture of ink; None when its shape is not a stamp's.

    `angle_deg` is the turn that levels it where that is known.
    """
    height, width = ink.pixels.shape
    rows = slice(max(0, int(box.top)), min(height, int(box.bottom) + 1))
    columns = slice(max(0, int(box.left)), min(width, int(box.right) + 1))
    side = 2 * round(ink.px(0.2)) + 1
    crop = np.asarray(
        cv2.morphologyEx(ink.pixels[rows, columns], cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)),
        np.uint8,
    )
    mask = crop > LEAST_INK
    if np.count_nonzero(mask) < ink.px(1.0) ** 2:
        return None
    if angle_deg is None:
        angle_deg = _levelling_angle(mask)
    if abs(angle_deg) > _STEEPEST_DEG - 1:
        return None  # still rising at the limit: no line at all
    level = turn_levelled(crop, angle_deg)
    letters = _without_frame(level, np.asarray(level > LEAST_INK, np.uint8), max(1, round(ink.px(0.4))))
    letter_mask = np.asarray(letters > LEAST_INK, np.uint8)
    for _ in range(2):
        letter_mask = _without_worn_frame(letter_mask)
    letters = letters * letter_mask
    extent = _extent(letter_mask, ink)
    if extent is None:
        return None
    return LevelLine(
        picture=_drawn(letters, letter_mask, extent),
        levelled=_without_corners(level, crop.shape, angle_deg),
        angle_deg=angle_deg,
        letter_mm=extent.height / ink.px(1.0),
    )
