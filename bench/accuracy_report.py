"""A run of `make bench-accuracy` in Markdown, the shortest answers first."""

from collections.abc import Sequence

from bench.accuracy_figures import Cut, PageFigures
from bench.accuracy_run import Accuracy
from bench.accuracy_table import (
    WORST,
    corpus_table,
    cost_table,
    difference_table,
    leading,
    measure_table,
    worst_table,
)
from bench.page_sides import Side
from bench.score import Score
from bench.sureness import ALL
from bench.sureness_table import bins_table, sure_words_table

_BOTH = "tuning / reporting"


def report(run: Accuracy) -> str:
    """All tables of the run."""
    leader = leading([page.reader for page in run.pages])
    sections: list[tuple[str, str]] = [
        ("All measures:", corpus_table(run.groups)),
        *(
            (f"Cost and word recall, {side.value} pages:", cost_table(run.groups, side))
            for side in _sides(run)
        ),
    ]
    if run.differences:
        sections += [
            (f"Sohoa less its peers, {side.value} pages:", difference_table(run.differences, side))
            for side in _sides(run)
        ]
    sections += [
        (f"Word recall by damage ({_BOTH}):", measure_table(run.groups, Cut.DAMAGE, _recall)),
        (f"CER by damage ({_BOTH}):", measure_table(run.groups, Cut.DAMAGE, lambda mean: mean.cer)),
    ]
    if run.sureness:
        sections.append(("How often a word that is marked sure is right:", sure_words_table(run.sureness)))
        sections += [
            (f"How often {name} is right when it is so sure:", bins_table(run.sureness, name))
            for name in dict.fromkeys(one.reader for one in run.sureness if one.corpus == ALL)
        ]
    sections += [
        (f"The {WORST} pages that {leader} read worst, by word recall:", worst_table(run.pages)),
        (f"Word recall by document ({_BOTH}):", measure_table(run.groups, Cut.DOCUMENT, _recall)),
    ]
    return "\n".join([*_head(run), *(f"\n{title}\n\n{table}" for title, table in sections)])


def _head(run: Accuracy) -> list[str]:
    machine = run.machine
    read = len({(page.corpus, page.page) for page in run.pages})
    return [
        f"{read} pages, read by each reader; t = tuning pages, r = reporting pages.",
        "",
        f"- {machine.cpu}, {machine.cores} cores; {machine.system}; load before: {machine.load:.2f}",
        f"- commit {machine.commit}, {machine.at.isoformat()}, Python {machine.python}",
        *(f"- {version}" for version in run.versions),
        *(f"- {kept}" for kept in run.kept),
        *(f"- left out: {reason}" for reason in run.left_out),
        *_failures(run.pages),
    ]


def _recall(mean: Score) -> float:
    return mean.recall


def _sides(run: Accuracy) -> list[Side]:
    held = {page.side for page in run.pages}
    return [side for side in (Side.REPORTING, Side.TUNING) if side in held]


def _failures(pages: Sequence[PageFigures]) -> list[str]:
    return [f"- not read by {page.reader}: {page.corpus}: {page.page}" for page in pages if page.failed]
