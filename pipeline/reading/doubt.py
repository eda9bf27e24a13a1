"""Which words of a line deserve a second look, and which cannot be sure whoever read them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.choice import WordChooser
from domain.text import Word

Margins = Sequence[float | None]
"""For each word of a line the nats by which it beats its likeliest variant: `WordChooser.margins`."""

_UNLIKELY = 0.9
"""The most that a word has which its neighbours speak against: worn print is read alike by every reader."""
_NEAR = 2.0
"""Nats. Of 10,000 words that were sure on good pages 9 were nearer to a variant, and no small one unknown."""
_WORN = 0.03
"""Share of words with a likelier variant from which print is worn: good pages have .02, stencils .1."""
_UNMARKED = 0.25
"""Past it the paper never had marks (telegrams) or is in another language: that is no wear."""
_WEAR = 2.0
_MOST_WEAR = 0.2
_FEW_WORDS = 50
"""Added to a page's words, so that one unlikely word of ten says little."""
_AROUND = "\"'“”‘’()[]<>.,:;!?-–/*+"
_SQUARE = re.compile(r"[kdc]?m[23]")
"""No reader knows ² and ³: printed so or not, they read alike."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What makes a word doubtful."""

    below: float
    """Chance of being right under which every word is."""
    margin: float
    """Nats by which a word must beat its likeliest variant."""
    strangers: bool
    """Words outside the lexicon are doubtful as well."""


def doubtful(words: Sequence[Word], margins: Margins, doubt: Doubt, chooser: WordChooser) -> tuple[bool, ...]:
    """For each word of a line, whether it should be read again; confidences are chances of being right."""
    return tuple(
        word.confidence < doubt.below
        or (margin is not None and margin < doubt.margin)
        or (doubt.strangers and _is_stranger(word.text, chooser))
        for word, margin in zip(words, margins, strict=True)
    )


def unlikely(words: Sequence[Word], margins: Margins, chooser: WordChooser) -> tuple[bool, ...]:
    """For each word of a line, whether what stands beside it speaks against it, however it was read."""
    return tuple(
        _is_unlikely(word.text, margin, chooser) for word, margin in zip(words, margins, strict=True)
    )


def sobered(words: Sequence[Word], against: Sequence[bool]) -> tuple[Word, ...]:
    """The words of a line, none of them sure that is unlikely."""
    return tuple(
        replace(word, confidence=min(word.confidence, _UNLIKELY)) if is_unlikely else word
        for word, is_unlikely in zip(words, against, strict=True)
    )


def has_likelier(margins: Margins) -> int:
    """How many words of a line have a variant about as likely as they are."""
    return sum(margin is not None and margin < _NEAR for margin in margins)


def certainty_left(words: int, against: int) -> float:
    """What wear leaves of every word's certainty on a page `against` of whose words have likelier variants.

    Print that lost marks where the neighbours tell has lost them in names and numbers as well.
    """
    share = against / (words + _FEW_WORDS)
    return 1 - min(_WEAR * share, _MOST_WEAR) if _WORN <= share <= _UNMARKED else 1.0


def _is_unlikely(text: str, margin: float | None, chooser: WordChooser) -> bool:
    letters = text.strip(_AROUND)
    if margin is not None and margin < _NEAR:
        return True
    return (letters.islower() and _is_stranger(text, chooser)) or bool(_SQUARE.fullmatch(letters))


def _is_stranger(text: str, chooser: WordChooser) -> bool:
    letters = text.strip(_AROUND)
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
