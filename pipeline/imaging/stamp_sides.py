"""Finds frames of a stamp over print by their upright sides, which lines of print do not cut."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from pipeline.imaging.working_copy import Pixels, WorkingCopy

_LEAST_MM, _HIGHEST_MM = 5.5, 27.0
"""Of a side: capitals of print are lower, and its lines stand further apart."""
_THICKEST_MM, _WIDEST_MM = 3.0, 8.0
_LEAST_ACROSS_MM, _MOST_ACROSS_MM = 8.0, 95.0
_LEAST_SHAPE = 1.1
"""Width by height."""
_STEEPEST = 0.14
_MOST_STROKES, _MOST_PAIRS = 48, 200
"""A page full of tables must not cost more than others; the highest come first."""
_LEAST_RULED = 0.82
"""Of the worse of the two rules between the sides; print alone inks as much now and then."""
MOST_FRAMES = 4
_SAMPLES = 40
_MOST_RISE_PX = 12
_ALIKE = 0.02
_SAME = 0.7

_Plane = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SidedFrame:
    """A frame that may slope, in pixels of the picture searched."""

    centre: tuple[float, float]
    width: float
    height: float
    angle_deg: float
    """The clockwise turn that levels it."""

    @property
    def box(self) -> Box:
        """The upright box about it."""
        sin, cos = (abs(turn(math.radians(self.angle_deg))) for turn in (math.sin, math.cos))
        across, down = (self.width * cos + self.height * sin) / 2, (self.width * sin + self.height * cos) / 2
        x, y = self.centre
        return Box(x - across, y - down, x + across, y + down)

    def cut_out(self, view: Pixels, margin: float) -> Pixels:
        """The levelled part of the view inside the frame and its margin; white where the view ends."""
        size = (round(self.width + 2 * margin), round(self.height + 2 * margin))
        turned = cv2.getRotationMatrix2D(self.centre, -self.angle_deg, 1.0)
        turned[:, 2] += np.array(size) / 2 - np.array(self.centre)
        return np.asarray(cv2.warpAffine(view, turned, size, borderValue=255), np.uint8)

    def scaled(self, factor: float) -> "SidedFrame":
        x, y = self.centre
        return SidedFrame(
            centre=(x * factor, y * factor),
            width=self.width * factor,
            height=self.height * factor,
            angle_deg=self.angle_deg,
        )


def _sides(mask: Pixels, copy: WorkingCopy) -> NDArray[np.int64]:
    """Middle, top and bottom of upright strokes as high as a stamp's frame, one a row."""
    least = max(6, round(copy.px(_LEAST_MM)))
    wide = cv2.dilate(mask, np.ones((1, 3), np.uint8))
    column = np.ones((least, 1), np.uint8)
    # Pixels that begin an upright run of that length; each run is as much longer as it has of them.
    begins = cv2.erode(wide, column, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    # Labelling a whole page costs five times as much as going around the little that is left.
    outlines, _ = cv2.findContours(begins, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = np.array([cv2.boundingRect(one) for one in outlines], np.int64).reshape(-1, 4)
    left, top, width, height = boxes.T
    bottom = top + height - 1 + least
    fits = (bottom - top <= copy.px(_HIGHEST_MM)) & (width <= copy.px(_WIDEST_MM))
    thick = width > copy.px(_THICKEST_MM)
    # Print that touches a side is one piece with it: the side is its left or its right end.
    found = np.concatenate(
        [
            np.stack((x, top, bottom), axis=1)[fits & which]
            for x, which in ((left + width // 2, ~thick), (left + 1, thick), (left + width - 2, thick))
        ]
    )
    longest = np.argsort(found[:, 1] - found[:, 2], kind="stable")[:_MOST_STROKES]
    return np.asarray(found[longest], np.int64)


def _pairs(sides: NDArray[np.int64], copy: WorkingCopy) -> tuple[_Plane, _Plane]:
    """Sides that may belong together, the left and the right ones."""
    one, other = np.meshgrid(np.arange(len(sides)), np.arange(len(sides)), indexing="ij")
    left, right = sides[one.ravel()].astype(np.float64), sides[other.ravel()].astype(np.float64)
    across = right[:, 0] - left[:, 0]
    lower = np.minimum(left[:, 2] - left[:, 1], right[:, 2] - right[:, 1])
    higher = np.maximum(left[:, 2] - left[:, 1], right[:, 2] - right[:, 1])
    fits = (across >= copy.px(_LEAST_ACROSS_MM)) & (across <= copy.px(_MOST_ACROSS_MM))
    fits &= (across >= _LEAST_SHAPE * lower) & (higher <= 1.8 * lower)
    rise = np.abs((right[:, 1] + right[:, 2]) - (left[:, 1] + left[:, 2])) / 2
    fits &= rise <= _STEEPEST * across + 0.3 * lower
    return left[fits][:_MOST_PAIRS], right[fits][:_MOST_PAIRS]


def sided_frames(mask: Pixels, copy: WorkingCopy) -> list[SidedFrame]:
    """A few frames, the most surely ruled first; `mask` is 1 where the copy has ink."""
    left, right = _pairs(_sides(mask, copy), copy)
    if not len(left):
        return []
    tall = np.asarray(cv2.dilate(mask, np.ones((3, 1), np.uint8)), np.uint8)
    across = right[:, 0] - left[:, 0]
    highest, lowest = np.maximum(left[:, 1], right[:, 1]), np.minimum(left[:, 2], right[:, 2])
    rises = np.arange(-_MOST_RISE_PX, _MOST_RISE_PX + 1, 2, dtype=np.float64)
    # Print that touches a side lengthens it: rules are looked for inwards from its ends.
    inwards = np.arange(0, 0.4, 0.06)[None, :] * (lowest - highest)[:, None] - 1
    middle_top, middle_bottom = (left[:, 1] + right[:, 1]) / 2, (left[:, 2] + right[:, 2]) / 2
    tops, bottoms = middle_top[:, None] + inwards, middle_bottom[:, None] - inwards
    pair = np.arange(len(left))
    inked = [_ruled_about(tall, left[:, 0], across, middles, rises) for middles in (tops, bottoms)]
    score = np.minimum(inked[0].max(axis=1), inked[1].max(axis=1))
    score[np.abs(rises)[None, :] > _STEEPEST * across[:, None]] = 0.0
    # A pixel aside counts, so that several rises fit alike: the middle one is that of the frame.
    alike = score >= score.max(axis=1)[:, None] - _ALIKE
    best = np.rint((alike * np.arange(len(rises))).sum(axis=1) / alike.sum(axis=1)).astype(np.intp)
    top = tops[pair, inked[0][pair, :, best].argmax(axis=1)]
    bottom = bottoms[pair, inked[1][pair, :, best].argmax(axis=1)]
    columns = (score[pair, best], left[:, 0] + across / 2, across, top, bottom, rises[best] / across)
    is_frame = (score[pair, best] >= _LEAST_RULED) & (bottom - top >= copy.px(_LEAST_MM))
    guesses = np.stack(columns, axis=1)[is_frame]
    return _apart(guesses[np.argsort(-guesses[:, 0], kind="stable")])


def _ruled_about(mask: Pixels, left: _Plane, across: _Plane, middles: _Plane, rises: _Plane) -> _Plane:
    """The inked share of a rule through each middle of a pair at each rise, a pixel aside counting."""
    share = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    x = np.rint(left[:, None] + across[:, None] * share).astype(np.intp)[:, None, None, :]
    y = np.rint(middles[:, :, None, None] + rises[None, None, :, None] * (share - 0.5)).astype(np.intp)
    rows, columns = mask.shape
    inked = mask[y.clip(0, rows - 1), x.clip(0, columns - 1)]
    return np.asarray(inked.mean(axis=3, dtype=np.float32), np.float64)


def _apart(guesses: _Plane) -> list[SidedFrame]:
    """The first frames of which none is most of another."""
    found: list[SidedFrame] = []
    for _, x, across, top, bottom, slope in guesses.tolist():
        frame = SidedFrame(
            centre=(x, (top + bottom) / 2),
            width=across * math.hypot(1, slope),
            height=bottom - top,
            angle_deg=-math.degrees(math.atan(slope)),
        )
        if len(found) < MOST_FRAMES and not any(_is_same(frame, other) for other in found):
            found.append(frame)
    return found


def _is_same(one: SidedFrame, other: SidedFrame) -> bool:
    wide = (one.width + other.width) / 2 - abs(one.centre[0] - other.centre[0])
    high = (one.height + other.height) / 2 - abs(one.centre[1] - other.centre[1])
    shared = max(0.0, min(wide, one.width, other.width)) * max(0.0, min(high, one.height, other.height))
    return shared > _SAME * max(one.width * one.height, other.width * other.height)
