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
    """Where a mean lies with 95 % confidence, had other documents of the kind been taken."""

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
    cer_interval: Interval | None
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
            recall_interval=mean_interval([(page.document, page.score.recall) for page in held]),
            cer_interval=mean_interval([(page.document, page.score.cer) for page in held]),
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


def mean_interval(figures: Sequence[tuple[str, float]]) -> Interval | None:
    """Of the mean of pages' figures, each with its document: bootstrap over documents, whose pages are alike.

    The same figures give the same interval.
    """
    by_document: dict[str, list[float]] = {}
    for document, figure in figures:
        by_document.setdefault(document, []).append(figure)
    if len(by_document) == 1:
        return None
    sums = np.array([sum(own) for own in by_document.values()])
    counts = np.array([len(own) for own in by_document.values()])
    drawn = np.random.default_rng(SEED).integers(len(sums), size=(RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    tail = (100 - CONFIDENCE_PERCENT) / 2
    low, high = np.percentile(means, [tail, 100 - tail])
    return Interval(low=float(low), high=float(high))
