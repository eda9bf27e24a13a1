"""How far a reader may be believed that says how sure it is of a word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.page_sides import Side
from bench.readers import Reading
from bench.score import right_words
from bench.true_pages import TruePage

SURE = 0.95
"""Words of this confidence are taken as read: nobody is asked to look at them."""
ALL = "all"
"""Stands for all corpora together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceBin:
    """Words a reader was about equally sure of."""

    low: float
    high: float
    words: int
    mean_confidence: float
    right: float
    """Share of them that the truth has at that place."""


def confidence_bins(words: Sequence[tuple[float, bool]], bins: int = 20) -> tuple[ConfidenceBin, ...]:
    """Words by confidence, each with whether it is right; bins without words are left out."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in words:
        held[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return tuple(
        ConfidenceBin(
            low=number / bins,
            high=(number + 1) / bins,
            words=len(one),
            mean_confidence=fmean(confidence for confidence, _ in one),
            right=fmean(right for _, right in one),
        )
        for number, one in enumerate(held)
        if one
    )


@dataclass(frozen=True, slots=True)
class JudgedWord:
    """A word that was read."""

    confidence: float
    right: bool
    flagged: bool
    """Its page asks for a new scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """A reader's words on the pages of one side of a corpus, or of ALL."""

    reader: str
    corpus: str
    side: Side
    words: int
    sure_words: int
    """Words marked SURE or surer."""
    sure_right: float | None
    """Share of the sure words that are right; None without any."""
    wrong_unflagged: float
    """Share of all words that are wrong, marked sure, and on a page that asks for no new scan."""
    bins: tuple[ConfidenceBin, ...]


def judge(page: TruePage, reading: Reading) -> tuple[JudgedWord, ...]:
    """Every word of a reading held against the truth, in order."""
    right = right_words(page.orders, [word.text for word in reading.words])
    return tuple(
        JudgedWord(word.confidence, is_right, reading.flagged)
        for word, is_right in zip(reading.words, right, strict=True)
    )


def sureness_of(reader: str, pages: Sequence[TruePage], readings: Sequence[Reading]) -> tuple[Sureness, ...]:
    """ALL first, then corpus by corpus; nothing for a reader that does not tell how sure it is."""
    judged = [judge(page, reading) for page, reading in zip(pages, readings, strict=True)]
    return tuple(_sureness(reader, pages, judged))


def _sureness(
    reader: str, pages: Sequence[TruePage], judged: Sequence[tuple[JudgedWord, ...]]
) -> Iterator[Sureness]:
    for corpus in dict.fromkeys((ALL, *(page.corpus for page in pages))):
        for side in Side:
            words = [
                word
                for page, own in zip(pages, judged, strict=True)
                if corpus in {ALL, page.corpus} and page.side is side
                for word in own
            ]
            if words:
                yield _of_words(words, (reader, corpus, side))


def _of_words(words: Sequence[JudgedWord], whose: tuple[str, str, Side]) -> Sureness:
    reader, corpus, side = whose
    sure = [word for word in words if word.confidence >= SURE]
    return Sureness(
        reader=reader,
        corpus=corpus,
        side=side,
        words=len(words),
        sure_words=len(sure),
        sure_right=fmean(word.right for word in sure) if sure else None,
        wrong_unflagged=sum(not word.right and not word.flagged for word in sure) / len(words),
        bins=confidence_bins([(word.confidence, word.right) for word in words]),
    )
