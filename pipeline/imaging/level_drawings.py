"""The words of the secrecy levels, drawn in the faces of stamps, to be laid over a picture of ink."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import SecrecyLevel
from pipeline.imaging.working_copy import Pixels

WORDS_FOLDER = Path(__file__).with_name("level_words")
"""Drawn by samples/level_words.py: each pixel of a letter holds the letter's number."""

NAMES = {"mat": SecrecyLevel.MAT, "toi-mat": SecrecyLevel.TOI_MAT, "tuyet-mat": SecrecyLevel.TUYET_MAT}
RIVAL = "khan"
"""KHẨN, ô 10b: the other short word of the decree's stamps, a stamp of which looks most like MẬT."""

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Letter:
    left: int
    contrast: Plane


@dataclass(frozen=True, slots=True)
class Word:
    """A level's words at some width; a contrast laid over ink gives the strokes' share less the paper's."""

    level: SecrecyLevel
    contrast: Plane
    letters: tuple[Letter, ...]


def _contrast(stroke: Plane, paper: Plane) -> Plane:
    return np.asarray(stroke / max(1.0, stroke.sum()) - paper / max(1.0, paper.sum()), np.float32)


@cache
def _drawings(folder: Path) -> tuple[tuple[str, Pixels], ...]:
    """The words by name, each in every face."""
    return tuple(
        (path.stem.partition("-")[2], np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8))
        for path in sorted(folder.glob("*.png"))
    )


@cache
def numbers(folder: Path, name: str) -> tuple[int, ...]:
    """Which drawings show the words of that name."""
    return tuple(number for number, (one, _) in enumerate(_drawings(folder)) if one == name)


@cache
def word_at(folder: Path, number: int, width: int) -> Word:
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
        Letter(left, _contrast(stroke[:, left:right], paper[:, left:right])) for left, right in spans
    )
    return Word(NAMES.get(name, SecrecyLevel.MAT), _contrast(stroke, paper), letters)
