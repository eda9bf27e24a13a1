"""Levels one line of red letters and cuts it out, black on white, for an OCR engine to read."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from pipeline.imaging.working_copy import Pixels, WorkingCopy

_LEAST_RED = 28
_STEEPEST_DEG = 28
_PICTURE_LETTER_PX = 44.0
_MOST_POINTS = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """A levelled line: its crop, the clockwise turn that levelled it, and how like a stamp it is (more is better)."""

    picture: Pixels
    angle_deg: float
    likeness: float


def _levelling_angle(mask: NDArray[np.bool_]) -> float:
    """The clockwise turn at which the red gathers most in rows: frames and the ends of capitals do."""
    y, x = np.nonzero(mask)
    step = -(-len(x) // _MOST_POINTS)
    x, y = x[::step].astype(np.float32), y[::step].astype(np.float32)
    best_deg, best = 0.0, -1.0
    for angle_deg in range(-_STEEPEST_DEG, _STEEPEST_DEG + 1):
        sin, cos = np.sin(np.deg2rad(angle_deg)), np.cos(np.deg2rad(angle_deg))
        down = x * np.float32(sin) + y * np.float32(cos)
        counts = np.bincount((down - down.min()).astype(np.int32)).astype(np.float64)
        gathered = float(np.square(np.convolve(counts, (0.25, 0.5, 0.25))).sum())
        if gathered > best:
            best_deg, best = float(angle_deg), gathered
    return best_deg


def _turned(crop: Pixels, angle_deg: float) -> Pixels:
    """The crop turned clockwise in a picture large enough to hold all of it."""
    height, width = crop.shape
    cos, sin = abs(np.cos(np.deg2rad(angle_deg))), abs(np.sin(np.deg2rad(angle_deg)))
    size = (int(width * cos + height * sin) + 1, int(width * sin + height * cos) + 1)
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle_deg, 1.0)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    return np.asarray(cv2.warpAffine(crop, matrix, size), np.uint8)


def _without_rules(red: Pixels, mask: Pixels) -> Pixels:
    """The redness without strokes as long as a frame's sides."""
    height, width = mask.shape
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, max(9, int(0.45 * width))), np.uint8))
    upright = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((max(9, int(0.75 * height)), 1), np.uint8))
    rules = cv2.dilate(cv2.max(across, upright), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.subtract(red, rules * np.uint8(255)), np.uint8)


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
    left, right = _longest_run(mask[top:bottom].any(axis=0), max(copy.px(2.5), 0.8 * height))
    width = right - left
    if not copy.px(8) <= width <= copy.px(78) or width < 1.1 * height:
        return None
    return Box(left, top, right, bottom)


def _drawn(red: Pixels, mask: Pixels, letters: Box) -> Pixels:
    """The letters black on white, with a margin, as high as an OCR engine likes them."""
    margin = round(0.3 * letters.height)
    rows = slice(int(letters.top), int(letters.bottom))
    columns = slice(int(letters.left), int(letters.right))
    strokes = red[rows, columns]
    full = max(1.0, float(np.percentile(strokes[mask[rows, columns] > 0], 60)))
    black = cv2.convertScaleAbs(strokes, alpha=255 / full)
    padded = cv2.copyMakeBorder(255 - black, *[margin] * 4, cv2.BORDER_CONSTANT, value=(255,))
    enlarge = _PICTURE_LETTER_PX * 1.5 / letters.height
    how = cv2.INTER_CUBIC if enlarge > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(padded, None, fx=enlarge, fy=enlarge, interpolation=how), np.uint8)


def level_line(red: WorkingCopy, box: Box) -> LevelLine | None:
    """The line of letters inside the box of a redness picture; None when its shape is not a stamp's."""
    height, width = red.pixels.shape
    rows = slice(max(0, int(box.top)), min(height, int(box.bottom) + 1))
    columns = slice(max(0, int(box.left)), min(width, int(box.right) + 1))
    side = 2 * round(red.px(0.2)) + 1
    crop = np.asarray(
        cv2.morphologyEx(red.pixels[rows, columns], cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)),
        np.uint8,
    )
    mask = crop > _LEAST_RED
    if np.count_nonzero(mask) < red.px(1.0) ** 2:
        return None
    angle_deg = _levelling_angle(mask)
    level = _turned(crop, angle_deg)
    letters = _without_rules(level, np.asarray(level > _LEAST_RED, np.uint8))
    letter_mask = np.asarray(letters > _LEAST_RED, np.uint8)
    extent = _extent(letter_mask, red)
    if extent is None:
        return None
    return LevelLine(
        picture=_drawn(letters, letter_mask, extent),
        angle_deg=angle_deg,
        likeness=extent.height / red.px(1.0),
    )
