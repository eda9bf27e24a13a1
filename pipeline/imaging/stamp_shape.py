"""How much a picture looks like the words of a secrecy level, letter by letter, print over it or not."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from domain.page import SecrecyLevel
from pipeline.imaging.level_drawings import NAMES, RIVAL, WORDS_FOLDER, Letter, Plane, numbers, word_at
from pipeline.imaging.stamp_line import LEAST_INK, turn_levelled
from pipeline.imaging.stamp_tones import Ink, all_ink, pale_ink
from pipeline.imaging.working_copy import Pixels

_COARSE_PX, _FINE_PX = 112, 224
"""Widths the picture is looked at in: strokes are two pixels wide in the first."""
_NARROWEST, _LOWEST = 0.38, 0.3
"""The words take up more of the picture's width and height than these shares."""
_STEP = 1.08
_FINE_STEPS = (0.96, 1.0, 1.04)
_AS_LIKE = 0.1
_TURNS = (-4.0, 4.0)
"""Print under a stamp may have levelled the picture by its own lines."""
_DOUBTFUL = 0.35
_RIVALLED = 0.5
_LEAST_STRIKING = {
    SecrecyLevel.MAT: (0.62, 0.71),
    SecrecyLevel.TOI_MAT: (0.61, 0.72),
    SecrecyLevel.TUYET_MAT: (0.57, 0.7),
}
"""The weakest letter's and the mean: the fewer letters, the sooner they are found by chance."""
_OFF_CENTRE = 0.13
"""A lone word stands in the middle of its frame; MẶT TRƯỚC has its MẶT on one side."""
_ROUGHEST = 0.2
_REACH = 3
"""Fine pixels a whole word may lie from where the coarse look found it."""
_SWAY, _HOP = 2, 1
"""Fine pixels a letter may stand aside or above its place: fonts differ."""
_LEAST_SEEN = 0.25
"""Of a letter's strokes or paper: where print leaves less, what is left counts for less."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far the strokes of the level's letters are inked and the paper between them is not, -1 to 1."""

    level: SecrecyLevel
    weakest: float
    """Of the letter that is least like itself: another word has one that is not there."""
    mean: float
    centre: float = 0.5
    """Where the middle of the words is, as a share of the picture's width."""

    @property
    def is_striking(self) -> bool:
        """Each letter stands where it should: a stamp, whatever an OCR engine makes of it."""
        if self.level is SecrecyLevel.MAT and abs(self.centre - 0.5) > _OFF_CENTRE:
            return False
        weakest, mean = _LEAST_STRIKING[self.level]
        return self.weakest >= weakest and self.mean >= mean


NO_LIKENESS = Likeness(SecrecyLevel.MAT, -1.0, -1.0)


def _peak(ink: Plane, contrast: Plane) -> tuple[float, int, int]:
    """Where a contrast fits best, and how well."""
    fit = cv2.matchTemplate(ink, contrast, cv2.TM_CCORR)
    _, best, _, (x, y) = cv2.minMaxLoc(fit)
    return best, x, y


def _part(ink: Plane, left: int, top: int, shape: tuple[int, ...], reach: tuple[int, int]) -> Plane:
    """The ink within reach of a box of that shape; `ink` is padded by what it can reach over its edge."""
    across, down = reach
    rows = slice(max(0, top - down), top + shape[0] + down)
    return ink[rows, max(0, left - across) : left + shape[1] + across]


_Rough = tuple[float, int, int, int, int]
"""Fit, number of the drawing, width, x and y."""


def _look(ink: Plane, folder: Path, name: str) -> _Rough | None:
    """The best place of those words in any face at any width; None when they do not fit in."""
    found: list[_Rough] = []
    height = ink.shape[0]
    for number in numbers(folder, name):
        width = float(_COARSE_PX)
        while width >= _NARROWEST * _COARSE_PX:
            contrast = word_at(folder, number, int(width)).contrast
            if _LOWEST * height <= contrast.shape[0] <= height:
                best, x, y = _peak(ink, contrast)
                found.append((best, number, int(width), x, y))
            width /= _STEP
    return max(found, default=None)


def _letter_fit(fine: Ink, letter: Letter, left: int, top: int) -> float:
    """The share of the strokes that is inked less that of the paper, as far as they can be seen."""
    reach = (_SWAY, _HOP)
    ink = _part(fine.ink, left, top, letter.contrast.shape, reach)
    if fine.seen is None:
        return _peak(ink, letter.contrast)[0]
    seen = _part(fine.seen, left, top, letter.contrast.shape, reach)
    shares = []
    for of_letter in (letter.contrast > 0, letter.contrast < 0):
        part = np.asarray(of_letter, np.float32)
        visible = cv2.matchTemplate(seen, part, cv2.TM_CCORR)
        visible = np.maximum(visible, _LEAST_SEEN * max(1.0, float(part.sum())))
        shares.append(cv2.matchTemplate(ink, part, cv2.TM_CCORR) / visible)
    return float((shares[0] - shares[1]).max())


def _look_closer(fine: Ink, folder: Path, rough: _Rough) -> Likeness:
    """The same drawing at the widths about the one found, letter by letter; `fine` has a margin of _REACH."""
    _, number, width, x, y = rough
    scale = _FINE_PX // _COARSE_PX
    best, ink = (-1.0, 0, 0, 0), fine.neutral
    for step in _FINE_STEPS:
        wide = min(_FINE_PX, round(width * scale * step))
        contrast = word_at(folder, number, wide).contrast
        # Coordinates of the margin's corner: what lies _REACH before the place is where the part begins.
        part = _part(ink, scale * x + _REACH, scale * y + _REACH, contrast.shape, (_REACH, _REACH))
        if part.shape[0] >= contrast.shape[0] and part.shape[1] >= contrast.shape[1]:
            fit, right, down = _peak(part, contrast)
            best = max(best, (fit, wide, scale * x + right, scale * y + down))
    _, wide, left, top = best
    if not wide:
        return NO_LIKENESS
    word = word_at(folder, number, wide)
    fits = [_letter_fit(fine, letter, left + letter.left, top) for letter in word.letters]
    centre = (left - _REACH + wide / 2) / _FINE_PX
    return Likeness(word.level, min(fits), sum(fits) / len(fits), centre)


def likeness(levelled: Pixels, folder: Path = WORDS_FOLDER) -> Likeness:
    """The likest level of what `levelled` shows, the strength of its ink, with the frame if there is one.

    Ink adds and never takes away: under print each letter of a stamp is still all ink.
    """
    if not (levelled > LEAST_INK).any():
        return NO_LIKENESS
    found = _likeness(all_ink(levelled), folder)
    if found.is_striking or found.weakest < _DOUBTFUL:
        return found
    doubtful = [all_ink(turn_levelled(levelled, angle_deg)) for angle_deg in _TURNS]
    pale = pale_ink(levelled)
    seen = (_likeness(ink, folder) for ink in (*doubtful, *((pale,) if pale else ())))
    return max(found, *seen, key=lambda one: (one.is_striking, one.weakest))


def _likeness(ink: Ink, folder: Path) -> Likeness:
    coarse, fine = ink.at_width(_COARSE_PX).neutral, ink.at_width(_FINE_PX).padded(_REACH)

    def seen(name: str) -> Likeness:
        rough = _look(coarse, folder, name)
        # The fit is much like the mean of the letters: what is below has a letter that is not there.
        return NO_LIKENESS if rough is None or rough[0] < _ROUGHEST else _look_closer(fine, folder, rough)

    levels = [seen(name) for name in NAMES]
    best = max(one.weakest for one in levels)
    # MẬT is a part of the longer levels and at least as like.
    likest = max(
        (one for one in levels if one.weakest >= best - _AS_LIKE), key=lambda one: len(one.level.value)
    )
    is_rivalled = likest.level is SecrecyLevel.MAT and likest.weakest >= _RIVALLED
    return NO_LIKENESS if is_rivalled and seen(RIVAL).weakest > likest.weakest else likest
