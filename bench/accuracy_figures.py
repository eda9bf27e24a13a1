"""The figures of a run over all readers and pages: means with intervals, by corpus, document and damage."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

import numpy as np

from bench.page_sides import Side
from bench.score import Score

SEED = 20_26
RESAMPLES = 2000
CONFIDENCE_PERCENT = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigures:
    """One page as one reader read it; nothing of its text."""

    reader: str
    corpus: str
    document: str
    page: str
    damage: str
    side: Side
    score: Score
    cpu_s: float
    failed: bool


class Cut(StrEnum):
    """What pages are put together by."""

    CORPUS = "corpus"
    DOCUMENT = "document"
    DAMAGE = "damage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where the mean recall lies with 95 % confidence, had other documents of the kind been taken."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """Means over the pages of a reader that belong together."""

    reader: str
    corpus: str
    cut: Cut
    name: str
    """The corpus, document or damage."""
    side: Side
    pages: int
    documents: int
    mean: Score
    recall_interval: Interval | None
    """None for a single document: nothing is known of others then."""
    cpu_s_a_page: float


def group_figures(pages: Sequence[PageFigures]) -> tuple[GroupFigures, ...]:
    """Every group of every cut that has pages, in the order in which they appear."""
    return tuple(group for cut in Cut for group in _grouped(pages, cut))


def _grouped(pages: Sequence[PageFigures], cut: Cut) -> Iterable[GroupFigures]:
    groups: dict[tuple[str, str, str, Side], list[PageFigures]] = {}
    for page in pages:
        groups.setdefault((page.corpus, _NAME[cut](page), page.reader, page.side), []).append(page)
    for (corpus, name, reader, side), held in groups.items():
        yield GroupFigures(
            reader=reader,
            corpus=corpus,
            cut=cut,
            name=name,
            side=side,
            pages=len(held),
            documents=len({page.document for page in held}),
            mean=mean_score([page.score for page in held]),
            recall_interval=recall_interval(held),
            cpu_s_a_page=fmean(page.cpu_s for page in held),
        )


_NAME: dict[Cut, Callable[[PageFigures], str]] = {
    Cut.CORPUS: lambda page: page.corpus,
    Cut.DOCUMENT: lambda page: page.document,
    Cut.DAMAGE: lambda page: page.damage,
}


def mean_score(scores: Sequence[Score]) -> Score:
    """Every measure's mean over pages."""
    return Score(
        recall=fmean(score.recall for score in scores),
        precision=fmean(score.precision for score in scores),
        cer=fmean(score.cer for score in scores),
        cer_plain=fmean(score.cer_plain for score in scores),
        page_cer=fmean(score.page_cer for score in scores),
        wer=fmean(score.wer for score in scores),
    )


def recall_interval(pages: Sequence[PageFigures]) -> Interval | None:
    """Bootstrap over documents, since the pages of one are alike; the same pages give the same interval."""
    by_document: dict[str, list[float]] = {}
    for page in pages:
        by_document.setdefault(page.document, []).append(page.score.recall)
    if len(by_document) == 1:
        return None
    sums = np.array([sum(recalls) for recalls in by_document.values()])
    counts = np.array([len(recalls) for recalls in by_document.values()])
    drawn = np.random.default_rng(SEED).integers(len(sums), size=(RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    tail = (100 - CONFIDENCE_PERCENT) / 2
    low, high = np.percentile(means, [tail, 100 - tail])
    return Interval(low=float(low), high=float(high))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceBin:
    """Words a reader was about equally sure of."""

    low: float
    high: float
    words: int
    mean_confidence: float
    right: float
    """Share of them that the truth has at that place."""


def confidence_bins(words: Sequence[tuple[float, bool]], bins: int = 10) -> tuple[ConfidenceBin, ...]:
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
