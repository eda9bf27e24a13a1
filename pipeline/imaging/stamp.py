"""Finds what may be a red secrecy stamp: a few large red capitals on one line, framed or not."""

from dataclasses import dataclass

import cv2
import numpy as np

from domain.geometry import Box
from pipeline.imaging.stamp_line import LevelLine, level_line
from pipeline.imaging.stamp_places import hollow_frames, letter_lines
from pipeline.imaging.working_copy import Pixels, WorkingCopy, components, reduce_to

MOST_CANDIDATES = 6

_WORKING_DPI = 150.0
_LEAST_RED = 28
_LEAST_RED_MM2 = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StampCandidate:
    """A place to read: the crop is levelled, its ink black, all else white."""

    box: Box
    """Where it lies, in pixels of the array searched."""
    picture: Pixels
    levelled: Pixels
    """The strength of all the ink there, frame and print too, levelled."""
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


def _overlap(one: Box, other: Box) -> float:
    """The share of the smaller box that lies in the other."""
    return one.shared_area(other) / max(1.0, min(one.area, other.area))


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
    for place in (*letter_lines(pieces, red), *hollow_frames(pieces, red)):
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
        candidates.append(
            StampCandidate(box=place, picture=line.picture, levelled=line.levelled, angle_deg=line.angle_deg)
        )
    return tuple(candidates)
