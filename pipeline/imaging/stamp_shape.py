"""How much a picture looks like the words of a secrecy level, letter by letter, print over it or not."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import SecrecyLevel
from pipeline.imaging.stamp_line import LEAST_INK, turn_levelled
from pipeline.imaging.working_copy import Pixels

WORDS_FOLDER = Path(__file__).with_name("level_words")
"""Drawn by samples/level_words.py: each pixel of a letter holds the letter's number."""

_NAMES = {"mat": SecrecyLevel.MAT, "toi-mat": SecrecyLevel.TOI_MAT, "tuyet-mat": SecrecyLevel.TUYET_MAT}
_RIVAL = "khan"
"""KHẨN, ô 10b: the other short word of the decree's stamps, a stamp of which looks most like MẬT."""
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
_REACH = 3
"""Fine pixels a whole word may lie from where the coarse look found it."""
_SWAY, _HOP = 2, 1
"""Fine pixels a letter may stand aside or above its place: fonts differ."""
_PALEST, _SPAN = 0.25, 0.35
"""A stamp may be half as dark as the print over it."""

_Plane = NDArray[np.float32]


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


@dataclass(frozen=True, slots=True)
class _Letter:
    left: int
    contrast: _Plane


@dataclass(frozen=True, slots=True)
class _Word:
    """A level's words at some width; a contrast laid over ink gives the strokes' share less the paper's."""

    level: SecrecyLevel
    contrast: _Plane
    letters: tuple[_Letter, ...]


def _contrast(stroke: _Plane, paper: _Plane) -> _Plane:
    return np.asarray(stroke / max(1.0, stroke.sum()) - paper / max(1.0, paper.sum()), np.float32)


@cache
def _drawings(folder: Path) -> tuple[tuple[str, Pixels], ...]:
    """The words by name, each in every face."""
    return tuple(
        (path.stem.partition("-")[2], np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8))
        for path in sorted(folder.glob("*.png"))
    )


@cache
def _numbers(folder: Path, name: str) -> tuple[int, ...]:
    """Which drawings show the words of that name."""
    return tuple(number for number, (one, _) in enumerate(_drawings(folder)) if one == name)


@cache
def _word(folder: Path, number: int, width: int) -> _Word:
    name, drawn = _drawings(folder)[number]
    height = max(6, round(drawn.shape[0] * width / drawn.shape[1]))
    small = cv2.resize((drawn > 0).astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    # Pixels that are partly stroke say nothing.
    stroke = np.asarray(small > 0.6, np.float32)
    touched = cv2.dilate(np.asarray(small > 0.15, np.uint8), np.ones((3, 3), np.uint8))
    paper = np.asarray(touched == 0, np.float32)
    edges = [0]
    for letter in range(1, int(drawn.max())):
        one, other = (np.flatnonzero((drawn == mark).any(axis=0)) for mark in (letter, letter + 1))
        edges.append(round((int(one[-1]) + int(other[0])) / 2 * width / drawn.shape[1]))
    spans = zip(edges, (*edges[1:], width), strict=True)
    letters = tuple(
        _Letter(left, _contrast(stroke[:, left:right], paper[:, left:right])) for left, right in spans
    )
    return _Word(_NAMES.get(name, SecrecyLevel.MAT), _contrast(stroke, paper), letters)


def _inked(levelled: Pixels, width: int) -> _Plane:
    """0 for paper to 1 for ink, in a picture of that width."""
    full = float(np.percentile(levelled[levelled > LEAST_INK], 60))
    ink = np.clip((levelled / np.float32(full) - np.float32(_PALEST)) / np.float32(_SPAN), 0, 1)
    scale = width / levelled.shape[1]
    size = (width, max(6, round(levelled.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(np.asarray(ink, np.float32), size, interpolation=how), np.float32)


def _peak(ink: _Plane, contrast: _Plane) -> tuple[float, int, int]:
    """Where a contrast fits best, and how well."""
    fit = cv2.matchTemplate(ink, contrast, cv2.TM_CCORR)
    _, best, _, (x, y) = cv2.minMaxLoc(fit)
    return best, x, y


def _part(ink: _Plane, left: int, top: int, shape: tuple[int, ...], reach: tuple[int, int]) -> _Plane:
    """The ink within reach of a box of that shape; `ink` is padded by what it can reach over its edge."""
    across, down = reach
    rows = slice(max(0, top - down), top + shape[0] + down)
    return ink[rows, max(0, left - across) : left + shape[1] + across]


_Rough = tuple[float, int, int, int, int]
"""Fit, number of the drawing, width, x and y."""


def _look(ink: _Plane, folder: Path, name: str) -> _Rough | None:
    """The best place of those words in any face at any width; None when they do not fit in."""
    found: list[_Rough] = []
    height = ink.shape[0]
    for number in _numbers(folder, name):
        width = float(_COARSE_PX)
        while width >= _NARROWEST * _COARSE_PX:
            contrast = _word(folder, number, int(width)).contrast
            if _LOWEST * height <= contrast.shape[0] <= height:
                best, x, y = _peak(ink, contrast)
                found.append((best, number, int(width), x, y))
            width /= _STEP
    return max(found, default=None)


def _look_closer(fine: _Plane, folder: Path, rough: _Rough) -> Likeness:
    """The same drawing at the widths about the one found, letter by letter; `fine` has a margin of _REACH."""
    _, number, width, x, y = rough
    scale = _FINE_PX // _COARSE_PX
    best = (-1.0, 0, 0, 0)
    for step in _FINE_STEPS:
        wide = min(_FINE_PX, round(width * scale * step))
        contrast = _word(folder, number, wide).contrast
        # Coordinates of the margin's corner: what lies _REACH before the place is where the part begins.
        part = _part(fine, scale * x + _REACH, scale * y + _REACH, contrast.shape, (_REACH, _REACH))
        if part.shape[0] >= contrast.shape[0] and part.shape[1] >= contrast.shape[1]:
            fit, right, down = _peak(part, contrast)
            best = max(best, (fit, wide, scale * x + right, scale * y + down))
    _, wide, left, top = best
    if not wide:
        return NO_LIKENESS
    word = _word(folder, number, wide)
    fits = []
    for letter in word.letters:
        part = _part(fine, left + letter.left, top, letter.contrast.shape, (_SWAY, _HOP))
        fits.append(_peak(part, letter.contrast)[0])
    centre = (left - _REACH + wide / 2) / _FINE_PX
    return Likeness(word.level, min(fits), sum(fits) / len(fits), centre)


def likeness(levelled: Pixels, folder: Path = WORDS_FOLDER) -> Likeness:
    """The likest level of what `levelled` shows, the strength of its ink, with the frame if there is one.

    Ink adds and never takes away: under print each letter of a stamp is still all ink.
    """
    found = _likeness(levelled, folder)
    if found.is_striking or found.weakest < _DOUBTFUL:
        return found
    turned = (_likeness(turn_levelled(levelled, angle_deg), folder) for angle_deg in _TURNS)
    return max(found, *turned, key=lambda one: (one.is_striking, one.weakest))


def _likeness(levelled: Pixels, folder: Path) -> Likeness:
    if not (levelled > LEAST_INK).any():
        return NO_LIKENESS
    coarse, fine = _inked(levelled, _COARSE_PX), np.pad(_inked(levelled, _FINE_PX), _REACH)

    def seen(name: str) -> Likeness:
        rough = _look(coarse, folder, name)
        return NO_LIKENESS if rough is None else _look_closer(fine, folder, rough)

    levels = [seen(name) for name in _NAMES]
    best = max(one.weakest for one in levels)
    # MẬT is a part of the longer levels and at least as like.
    likest = max(
        (one for one in levels if one.weakest >= best - _AS_LIKE), key=lambda one: len(one.level.value)
    )
    is_rivalled = likest.level is SecrecyLevel.MAT and likest.weakest >= _RIVALLED
    return NO_LIKENESS if is_rivalled and seen(_RIVAL).weakest > likest.weakest else likest
