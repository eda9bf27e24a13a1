"""Where a stamp's words may stand among pieces of ink: capitals in a row, and frames of a stamp's size."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from pipeline.imaging.working_copy import Components, WorkingCopy

_MOST_LETTERS = 160
_MOST_PIECES = 16
_RUNNING_TEXT_MM = 25.0
_TANGENT_OF_SLOPE = math.tan(math.radians(30))


def _letters(pieces: Components, copy: WorkingCopy, least_mm: float) -> NDArray[np.intp]:
    """Pieces as high as a stamp's capitals, alone or two or three run together; the largest first."""
    fits = (pieces.height >= copy.px(least_mm)) & (pieces.height <= copy.px(26))
    fits &= (pieces.width >= copy.px(0.6)) & (pieces.width <= copy.px(70))
    fits &= pieces.area >= 0.08 * pieces.width * pieces.height
    fits[0] = False
    found = np.flatnonzero(fits)
    return found[np.argsort(-pieces.height[found], kind="stable")][:_MOST_LETTERS]


def _neighbours(pieces: Components, letters: NDArray[np.intp], widest_gap: float) -> NDArray[np.bool_]:
    """Which letters stand beside each other on a line that may slope by up to 30 degrees."""
    width = pieces.width[letters].astype(np.float64)
    height = pieces.height[letters].astype(np.float64)
    x, foot = pieces.left[letters] + width / 2, pieces.top[letters] + height
    taller = np.maximum.outer(height, height)
    shorter = np.minimum.outer(height, height)
    apart = np.abs(np.subtract.outer(x, x))
    gap = apart - np.add.outer(width, width) / 2
    rise = np.abs(np.subtract.outer(foot, foot))
    beside = (gap <= widest_gap * taller) & (gap > -0.5 * shorter) & (shorter >= 0.5 * taller)
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


def around(pieces: Components, chosen: NDArray[np.intp], margin: float) -> Box:
    left, top = pieces.left[chosen].min(), pieces.top[chosen].min()
    right = (pieces.left[chosen] + pieces.width[chosen]).max()
    bottom = (pieces.top[chosen] + pieces.height[chosen]).max()
    return Box(float(left) - margin, float(top) - margin, float(right) + margin, float(bottom) + margin)


@dataclass(frozen=True, slots=True)
class StampPlace:
    """Where a line was found, and the part of the page to look at for all of it."""

    box: Box
    search: Box
    piece: int = 0
    """The piece of ink that is the frame; 0 for letters."""


def _in_running_text(pieces: Components, copy: WorkingCopy, box: Box) -> bool:
    """Whether red letters go on beside the box, as they do in print and never about a stamp."""
    letters = (pieces.height >= copy.px(1.2)) & (pieces.height <= copy.px(5)) & (pieces.width <= copy.px(40))
    middle = pieces.top + pieces.height / 2
    level = (middle > box.top) & (middle < box.bottom)
    right, reach = pieces.left + pieces.width, copy.px(60)
    before = (right <= box.left) & (right > box.left - reach)
    after = (pieces.left >= box.right) & (pieces.left < box.right + reach)
    return int(pieces.width[letters & level & (before | after)].sum()) >= copy.px(_RUNNING_TEXT_MM)


def letter_lines(
    pieces: Components,
    copy: WorkingCopy,
    *,
    least_mm: float = 3.0,
    widest_gap: float = 0.9,
    amid_text: bool = False,
) -> list[StampPlace]:
    """Groups of letters that together have a stamp's width.

    Letters lower than `least_mm` do not count; `widest_gap`, in heights of a letter, may part two of them.
    Unless `amid_text`, print of the same ink that goes on beside the group shows that it is no stamp.
    """
    letters = _letters(pieces, copy, least_mm)
    lines = []
    for group in _chains(_neighbours(pieces, letters, widest_gap)):
        chosen = letters[group]
        box = around(pieces, chosen, 0.0)
        stamp_like = len(group) <= _MOST_PIECES and copy.px(8) <= box.width <= copy.px(80)
        if stamp_like and (amid_text or not _in_running_text(pieces, copy, box)):
            # Marks stand above and below; so does the frame, by which the line is levelled.
            lines.append(
                StampPlace(box, around(pieces, chosen, 0.5 * float(np.median(pieces.height[chosen]))))
            )
    return lines


def hollow_frames(pieces: Components, copy: WorkingCopy) -> list[StampPlace]:
    """Hollow pieces of a stamp's size; a seal is as high as it is wide."""
    hollow = (pieces.width >= copy.px(12)) & (pieces.width <= copy.px(95))
    hollow &= (pieces.height >= copy.px(6)) & (pieces.height <= copy.px(60))
    hollow &= (pieces.width >= 1.2 * pieces.height) & (pieces.area < 0.6 * pieces.width * pieces.height)
    hollow[0] = False
    return [
        StampPlace(around(pieces, one, 0.0), around(pieces, one, copy.px(0.5)), piece=int(one[0]))
        for one in np.flatnonzero(hollow)[:, None]
    ]
