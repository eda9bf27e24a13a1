"""Sohoa beside a peer on the same pages: the difference, and how sure it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.accuracy_figures import Interval, PageFigures, mean_interval
from bench.page_sides import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Of a reader less a peer, on the pages of one side of a corpus."""

    reader: str
    peer: str
    corpus: str
    side: Side
    documents: int
    recall: float
    recall_interval: Interval | None
    """None for a single document."""
    cer: float
    """Below 0 where the reader makes fewer mistakes."""
    cer_interval: Interval | None


def differences(
    pages: Sequence[PageFigures], readers: Sequence[str], peers: Sequence[str]
) -> tuple[Difference, ...]:
    """Every reader with every peer, over pages that both were given, corpus by corpus and side by side."""
    return tuple(_differences(pages, readers, peers))


def _differences(
    pages: Sequence[PageFigures], readers: Sequence[str], peers: Sequence[str]
) -> Iterator[Difference]:
    found = {(page.reader, page.corpus, page.page): page for page in pages}
    groups = list(dict.fromkeys((page.corpus, page.side) for page in pages))
    for corpus, side in groups:
        names = dict.fromkeys(page.page for page in pages if (page.corpus, page.side) == (corpus, side))
        for reader in readers:
            for peer in peers:
                pairs = [(found[reader, corpus, name], found[peer, corpus, name]) for name in names]
                yield _difference(pairs)


def _difference(pairs: Sequence[tuple[PageFigures, PageFigures]]) -> Difference:
    one, peer = pairs[0]
    # Pairs are drawn, not readers: what is hard about a document is hard for both.
    recalls = [(ours.document, ours.score.recall - its.score.recall) for ours, its in pairs]
    cers = [(ours.document, ours.score.cer - its.score.cer) for ours, its in pairs]
    return Difference(
        reader=one.reader,
        peer=peer.reader,
        corpus=one.corpus,
        side=one.side,
        documents=len({document for document, _ in recalls}),
        recall=fmean(difference for _, difference in recalls),
        recall_interval=mean_interval(recalls),
        cer=fmean(difference for _, difference in cers),
        cer_interval=mean_interval(cers),
    )
