"""Finds what may be a red secrecy stamp: a few large red capitals on one line, framed or not."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from pipeline.imaging.red_line import LevelLine, level_line
from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components, reduce_to

MOST_CANDIDATES = 6

_WORKING_DPI = 150.0
_LEAST_RED = 28
_LEAST_RED_MM2 = 12.0
_MOST_LETTERS = 160
_MOST_PIECES = 16
_RUNNING_TEXT_MM = 25.0
_TANGENT_OF_SLOPE = math.tan(math.radians(30))


@dataclass(frozen=True, slots=True, kw_only=True)
class StampCandidate:
    """A place to read: the crop is levelled, red ink black, all else white."""

    box: Box
    """Where it lies, in pixels of the array searched."""
    picture: Pixels
    angle_deg: float
    """The clockwise turn that levelled it."""


def redness(rgb: Pixels) -> Pixels:
    """How much a pixel's red outdoes its green; 0 for orange, brown, violet and blue."""
    red, green, blue = cv2.split(rgb)
    excess = np.asarray(cv2.subtract(red, green), np.uint8)
    yellowness, blueness = cv2.subtract(green, blue), cv2.subtract(blue, red)
    # Tinted paper is as red as it is yellow all over: what its pixels have in common is no ink.
    tint = int(np.median(excess[::8, ::8]))
    limit = cv2.convertScaleAbs(excess, alpha=0.8, beta=4)
    excess[(yellowness > limit) | (blueness > 0)] = 0
    return excess - np.minimum(excess, np.uint8(tint))


def _letters(pieces: Components, copy: WorkingCopy) -> NDArray[np.intp]:
    """Pieces as high as a stamp's capitals, alone or two or three run together; the largest first."""
    fits = (pieces.height >= copy.px(3.0)) & (pieces.height <= copy.px(26))
    fits &= (pieces.width >= copy.px(0.6)) & (pieces.width <= copy.px(70))
    fits &= pieces.area >= 0.08 * pieces.width * pieces.height
    fits[0] = False
    found = np.flatnonzero(fits)
    return found[np.argsort(-pieces.height[found], kind="stable")][:_MOST_LETTERS]


def _neighbours(pieces: Components, letters: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which letters stand beside each other on a line that may slope by up to 30 degrees."""
    width = pieces.width[letters].astype(np.float64)
    height = pieces.height[letters].astype(np.float64)
    x, foot = pieces.left[letters] + width / 2, pieces.top[letters] + height
    taller = np.maximum.outer(height, height)
    shorter = np.minimum.outer(height, height)
    apart = np.abs(np.subtract.outer(x, x))
    gap = apart - np.add.outer(width, width) / 2
    rise = np.abs(np.subtract.outer(foot, foot))
    beside = (gap <= 0.9 * taller) & (gap > -0.5 * shorter) & (shorter >= 0.5 * taller)
    return np.asarray(beside & (rise <= apart * _TANGENT_OF_SLOPE + 0.3 * taller), np.bool_)


def _chains(beside: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The groups that hang together by neighbourhood."""
    left = np.ones(len(beside), bool)
    groups = []
    while left.any():
        group = np.zeros(len(beside), bool)
        edge = group.copy()
        edge[int(np.argmax(left))] = True
        while edge.any():
            group |= edge
            edge = beside[edge].any(axis=0) & ~group
        left &= ~group
        groups.append(np.flatnonzero(group))
    return groups


def _around(pieces: Components, chosen: NDArray[np.intp], margin: float) -> Box:
    left, top = pieces.left[chosen].min(), pieces.top[chosen].min()
    right = (pieces.left[chosen] + pieces.width[chosen]).max()
    bottom = (pieces.top[chosen] + pieces.height[chosen]).max()
    return Box(float(left) - margin, float(top) - margin, float(right) + margin, float(bottom) + margin)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line was found, and the part of the page to look at for all of it."""

    box: Box
    search: Box


def _in_running_text(pieces: Components, copy: WorkingCopy, box: Box) -> bool:
    """Whether red letters go on beside the box, as they do in print and never about a stamp."""
    letters = (pieces.height >= copy.px(1.2)) & (pieces.height <= copy.px(5)) & (pieces.width <= copy.px(40))
    middle = pieces.top + pieces.height / 2
    level = (middle > box.top) & (middle < box.bottom)
    right, reach = pieces.left + pieces.width, copy.px(60)
    before = (right <= box.left) & (right > box.left - reach)
    after = (pieces.left >= box.right) & (pieces.left < box.right + reach)
    return int(pieces.width[letters & level & (before | after)].sum()) >= copy.px(_RUNNING_TEXT_MM)


def _letter_lines(pieces: Components, copy: WorkingCopy) -> list[_Place]:
    """Groups of letters that together have a stamp's width."""
    letters = _letters(pieces, copy)
    lines = []
    for group in _chains(_neighbours(pieces, letters)):
        chosen = letters[group]
        box = _around(pieces, chosen, 0.0)
        stamp_like = len(group) <= _MOST_PIECES and copy.px(8) <= box.width <= copy.px(80)
        if stamp_like and not _in_running_text(pieces, copy, box):
            # Marks stand above and below; so does the frame, by which the line is levelled.
            lines.append(_Place(box, _around(pieces, chosen, 0.5 * float(np.median(pieces.height[chosen])))))
    return lines


def _frames(pieces: Components, copy: WorkingCopy) -> list[_Place]:
    """Hollow pieces of a stamp's size; a seal is as high as it is wide."""
    hollow = (pieces.width >= copy.px(12)) & (pieces.width <= copy.px(95))
    hollow &= (pieces.height >= copy.px(6)) & (pieces.height <= copy.px(60))
    hollow &= (pieces.width >= 1.2 * pieces.height) & (pieces.area < 0.6 * pieces.width * pieces.height)
    hollow[0] = False
    found = (np.array([index]) for index in np.flatnonzero(hollow))
    return [_Place(_around(pieces, one, 0.0), _around(pieces, one, copy.px(0.5))) for one in found]


def _overlap(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min(one.width * one.height, other.width * other.height)
    return max(0.0, width) * max(0.0, height) / max(1.0, smaller)


def _red_part(mask: Pixels) -> tuple[Pixels, float, float]:
    """The part of a mask that holds anything, and where it starts: labelling a whole page costs 20 ms."""
    left, top, width, height = cv2.boundingRect(mask)
    return mask[top : top + height, left : left + width], float(left), float(top)


def _moved(box: Box, right: float, down: float) -> Box:
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)


def _found_lines(red: WorkingCopy) -> list[tuple[Box, LevelLine]]:
    """Lines of a stamp's shape and their boxes, the highest letters first."""
    _, mask = cv2.threshold(red.pixels, _LEAST_RED, 1, cv2.THRESH_BINARY)
    part, left, top = _red_part(np.asarray(mask, np.uint8))
    side = 2 * round(red.px(0.25)) + 1
    # Black print over the stamp cuts its letters.
    joined = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    pieces = components(np.asarray(joined, np.uint8))
    found = []
    for place in (*_letter_lines(pieces, red), *_frames(pieces, red)):
        line = level_line(red, _moved(place.search, left, top))
        if line is not None:
            found.append((_moved(place.box, left, top), line))
    return sorted(found, key=lambda pair: -pair[1].letter_mm)


def stamp_candidates(rgb: Pixels, dpi: float) -> tuple[StampCandidate, ...]:
    """At most six places to read, the likeliest first; none for a page without red or without colour."""
    if rgb.ndim == 2:
        return ()
    copy = reduce_to(rgb, dpi, _WORKING_DPI)
    red = WorkingCopy(redness(copy.pixels), copy.dpi)
    if np.count_nonzero(red.pixels > _LEAST_RED) < _LEAST_RED_MM2 * red.px(1.0) ** 2:
        return ()
    factor = dpi / copy.dpi
    candidates: list[StampCandidate] = []
    taken: list[Box] = []
    for box, line in _found_lines(red):
        if len(taken) == MOST_CANDIDATES or any(_overlap(box, other) > 0.6 for other in taken):
            continue
        taken.append(box)
        place = Box(box.left * factor, box.top * factor, box.right * factor, box.bottom * factor)
        candidates.append(StampCandidate(box=place, picture=line.picture, angle_deg=line.angle_deg))
    return tuple(candidates)
