"""The tables of reading: corpora, damages, documents, worst pages, costs, differences; in Markdown."""

from collections.abc import Callable, Sequence

from bench.accuracy_figures import Cut, GroupFigures, Interval, PageFigures
from bench.figures import markdown_table
from bench.page_sides import Side
from bench.reader_pairs import Difference
from bench.score import Score

WORST = 10
_DEFAULT = "sohoa-full"


def corpus_table(groups: Sequence[GroupFigures]) -> str:
    """A row a corpus, reader and side."""
    rows = [
        (
            group.corpus,
            group.reader,
            group.side.value,
            f"{group.pages} / {group.documents}",
            share(group.mean.recall),
            interval(group.recall_interval),
            share(group.mean.precision),
            share(group.mean.cer),
            interval(group.cer_interval),
            share(group.mean.cer_plain),
            share(group.mean.page_cer),
            share(group.mean.wer),
            f"{group.cpu_s_a_page:.2f}",
        )
        for group in _of_cut(groups, Cut.CORPUS)
    ]
    headings = (
        "corpus",
        "reader",
        "side",
        "pages / documents",
        "word recall",
        "95 %",
        "precision",
        "CER",
        "95 %",
        "CER, no marks",
        "page CER",
        "WER",
        "CPU s/page",
    )
    return markdown_table(headings, sorted(rows, key=lambda row: (row[0], row[2] == Side.REPORTING)))


def measure_table(groups: Sequence[GroupFigures], cut: Cut, measure: Callable[[Score], float]) -> str:
    """A row a name, a column a reader; both sides in a cell."""
    held = _of_cut(groups, cut)
    readers = list(dict.fromkeys(group.reader for group in held))
    names = list(dict.fromkeys((group.corpus, group.name) for group in held))
    found = {(group.corpus, group.name, group.reader, group.side): group for group in held}

    def cell(key: tuple[str, str], reader: str, shown: Callable[[GroupFigures], str]) -> str:
        sides = [found.get((*key, reader, side)) for side in Side]
        return " / ".join("-" if group is None else shown(group) for group in sides)

    rows = [
        (
            f"{key[0]}: {key[1]}",
            cell(key, readers[0], lambda group: str(group.pages)),
            *(cell(key, reader, lambda group: share(measure(group.mean))) for reader in readers),
        )
        for key in names
    ]
    return markdown_table((cut.value, "pages t / r", *(f"{reader} t / r" for reader in readers)), rows)


def worst_table(pages: Sequence[PageFigures]) -> str:
    """The pages that the leading reader missed most of, and how the others did on them."""
    readers = list(dict.fromkeys(page.reader for page in pages))
    leader = leading(readers)
    recalls = {(page.corpus, page.page, page.reader): share(page.score.recall) for page in pages}
    worst = sorted((page for page in pages if page.reader == leader), key=lambda page: page.score.recall)
    rows = [
        (
            f"{page.corpus}: {page.page}",
            page.side.value,
            *(recalls.get((page.corpus, page.page, reader), "-") for reader in readers),
        )
        for page in worst[:WORST]
    ]
    return markdown_table(("page", "side", *readers), rows)


def leading(readers: Sequence[str]) -> str:
    """The reader that a run is about first: sohoa as offices have it by default."""
    return _DEFAULT if _DEFAULT in readers else readers[0]


def cost_table(groups: Sequence[GroupFigures], side: Side) -> str:
    """A row a corpus, a column a reader: what a page costs and what it gives."""
    held = [group for group in _of_cut(groups, Cut.CORPUS) if group.side is side]
    readers = list(dict.fromkeys(group.reader for group in held))
    found = {(group.corpus, group.reader): group for group in held}
    rows = [
        (corpus, *(_cost(found[corpus, reader]) for reader in readers))
        for corpus in dict.fromkeys(group.corpus for group in held)
    ]
    return markdown_table((f"{side.value} pages", *readers), rows)


def _cost(group: GroupFigures) -> str:
    return f"{group.cpu_s_a_page:.2f} s: {share(group.mean.recall)}"


def difference_table(pairs: Sequence[Difference], side: Side) -> str:
    """A row a corpus, reader and peer."""
    rows = [
        (
            pair.corpus,
            f"{pair.reader} - {pair.peer}",
            str(pair.documents),
            _signed(pair.recall),
            interval(pair.recall_interval, _signed),
            _signed(pair.cer),
            interval(pair.cer_interval, _signed),
        )
        for pair in pairs
        if pair.side is side
    ]
    return markdown_table(("corpus", "difference", "documents", "word recall", "95 %", "CER", "95 %"), rows)


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".", 1)


def share(value: float) -> str:
    """Without the leading 0, as in .960."""
    return f"{value:.3f}".removeprefix("0")


def _of_cut(groups: Sequence[GroupFigures], cut: Cut) -> list[GroupFigures]:
    return [group for group in groups if group.cut is cut]


def interval(one: Interval | None, shown: Callable[[float], str] = share) -> str:
    return "-" if one is None else f"{shown(one.low)} to {shown(one.high)}"
