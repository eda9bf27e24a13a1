"""A run of `make bench-accuracy` in Markdown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.accuracy_figures import ConfidenceBin, Cut, GroupFigures, PageFigures
from bench.figures import markdown_table
from bench.machine import Machine
from bench.page_sides import Side

FILE_NAME = "accuracy.json"
WORST = 10
_BOTH = "tuning / reporting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """A whole run; holds nothing of any text."""

    machine: Machine
    versions: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]
    """Which readings are of earlier runs."""
    groups: tuple[GroupFigures, ...]
    pages: tuple[PageFigures, ...]
    confidence: tuple[ConfidenceBin, ...]
    """Of the first reader's words."""


def report(run: Accuracy) -> str:
    """All tables of the run."""
    machine = run.machine
    read = len({(page.corpus, page.page) for page in run.pages})
    lines = [
        f"{read} pages, read by each reader; t = tuning pages, r = reporting pages.",
        "",
        f"- {machine.cpu}, {machine.cores} cores; {machine.system}; load before: {machine.load:.2f}",
        f"- commit {machine.commit}, {machine.at.isoformat()}, Python {machine.python}",
        *(f"- {version}" for version in run.versions),
        *(f"- {kept}" for kept in run.kept),
        *(f"- left out: {reason}" for reason in run.left_out),
        *_failures(run.pages),
        "",
        corpus_table(run.groups),
        "",
        f"Word recall by damage ({_BOTH}):",
        "",
        recall_table(run.groups, Cut.DAMAGE),
        "",
        f"The {WORST} pages that {run.pages[0].reader} read worst, by word recall:",
        "",
        worst_table(run.pages),
        "",
        "Word recall by document:",
        "",
        recall_table(run.groups, Cut.DOCUMENT),
    ]
    if run.confidence:
        lines += [
            "",
            f"How often {run.pages[0].reader} is right when it is so sure:",
            "",
            sureness_table(run.confidence),
        ]
    return "\n".join(lines)


def corpus_table(groups: Sequence[GroupFigures]) -> str:
    """A row a corpus, reader and side."""
    rows = [
        (
            group.corpus,
            group.reader,
            group.side.value,
            f"{group.pages} / {group.documents}",
            share(group.mean.recall),
            _interval(group),
            share(group.mean.precision),
            share(group.mean.cer),
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
        "CER, no marks",
        "page CER",
        "WER",
        "CPU s/page",
    )
    return markdown_table(headings, sorted(rows, key=lambda row: (row[0], row[2] == Side.REPORTING)))


def recall_table(groups: Sequence[GroupFigures], cut: Cut) -> str:
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
            *(cell(key, reader, lambda group: share(group.mean.recall)) for reader in readers),
        )
        for key in names
    ]
    return markdown_table((cut.value, "pages t / r", *(f"{reader} t / r" for reader in readers)), rows)


def worst_table(pages: Sequence[PageFigures]) -> str:
    """The pages that the first reader missed most of, and how the others did on them."""
    readers = list(dict.fromkeys(page.reader for page in pages))
    recalls = {(page.corpus, page.page, page.reader): share(page.score.recall) for page in pages}
    worst = sorted((page for page in pages if page.reader == readers[0]), key=lambda page: page.score.recall)
    rows = [
        (
            f"{page.corpus}: {page.page}",
            page.side.value,
            *(recalls.get((page.corpus, page.page, reader), "-") for reader in readers),
        )
        for page in worst[:WORST]
    ]
    return markdown_table(("page", "side", *readers), rows)


def sureness_table(bins: Sequence[ConfidenceBin]) -> str:
    """A row a bin of confidence."""
    rows = [
        (f"{one.low:.1f} to {one.high:.1f}", str(one.words), share(one.mean_confidence), share(one.right))
        for one in bins
    ]
    return markdown_table(("confidence", "words", "mean", "right"), rows)


def share(value: float) -> str:
    """Without the leading 0, as in .960."""
    return f"{value:.3f}".removeprefix("0")


def _of_cut(groups: Sequence[GroupFigures], cut: Cut) -> list[GroupFigures]:
    return [group for group in groups if group.cut is cut]


def _interval(group: GroupFigures) -> str:
    interval = group.recall_interval
    return "-" if interval is None else f"{share(interval.low)} to {share(interval.high)}"


def _failures(pages: Sequence[PageFigures]) -> list[str]:
    return [f"- not read by {page.reader}: {page.corpus}: {page.page}" for page in pages if page.failed]
