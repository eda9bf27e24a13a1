"""Which words of a line deserve a second look, and the stretches of the line to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.choice import WordChooser
from domain.text import Word


@dataclass(frozen=True, slots=True)
class Doubt:
    """What makes a word doubtful."""

    below: float
    """Chance of being right under which every word is."""
    margin: float
    """Nats by which a word must beat its likeliest variant; None of the words is weighed at -inf."""
    strangers: bool
    """Words outside the lexicon are doubtful as well."""


def doubtful(words: Sequence[Word], doubt: Doubt, chooser: WordChooser) -> tuple[bool, ...]:
    """For each word of a line, whether it should be read again; confidences are chances of being right."""
    margins = chooser.margins([word.text for word in words])
    return tuple(
        word.confidence < doubt.below
        or (margin is not None and margin < doubt.margin)
        or (doubt.strangers and _is_stranger(word.text, chooser))
        for word, margin in zip(words, margins, strict=True)
    )


def _is_stranger(text: str, chooser: WordChooser) -> bool:
    letters = text.strip("\"'“”‘’()[]<>.,:;!?-–/*+")
    return len(letters) > 1 and letters.isalpha() and not chooser.knows(letters)


def stretches(marked: Sequence[bool], beside: int) -> tuple[tuple[int, int], ...]:
    """Spans of words that hold every marked one and `beside` neighbours; those that touch are one span."""
    spans: list[tuple[int, int]] = []
    for at, is_marked in enumerate(marked):
        if not is_marked:
            continue
        start, stop = max(at - beside, 0), min(at + beside + 1, len(marked))
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, stop))
    return tuple(spans)
