"""The network's answer as letters, and letters as words."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: seen from step `start` to before `stop`, as sure as the surest of them."""

    text: str
    start: int
    stop: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A word before it has a box: its letters' steps and the confidence of the weakest letter."""

    text: str
    start: int
    stop: int
    confidence: float


def decode(log_probabilities: NDArray[np.float32], letters: tuple[str, ...]) -> tuple[Letter, ...]:
    """The best class of each step; equal neighbours are one letter, the first class (blank) is none."""
    best = log_probabilities.argmax(axis=1)
    sure = np.exp(log_probabilities.max(axis=1)).clip(0.0, 1.0)
    edges = [0, *(np.flatnonzero(best[1:] != best[:-1]) + 1).tolist(), len(best)]
    return tuple(
        Letter(letters[int(best[start])], start, stop, float(sure[start:stop].max()))
        for start, stop in pairwise(edges)
        if start < stop and best[start] != 0
    )


def group(letters: tuple[Letter, ...]) -> tuple[Reading, ...]:
    """Letters between spaces are a word, NFC."""
    words: list[list[Letter]] = [[]]
    for letter in letters:
        if letter.text.isspace():
            words.append([])
        else:
            words[-1].append(letter)
    return tuple(
        Reading(
            unicodedata.normalize("NFC", "".join(letter.text for letter in word)),
            word[0].start,
            word[-1].stop,
            min(letter.confidence for letter in word),
        )
        for word in words
        if word
    )
