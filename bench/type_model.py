"""Measures the model of paper types on generated papers: `make bench-types SHARED=folder`.

It learns from the papers of one side of the generator of test stacks and is measured on the other: other
texts, other people. Some types lose their titles first, as a local form has none in the catalog; some of
these are never taught either, and only asking is right there.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from actions.learning.comparison import calibration_error, outcome
from actions.learning.labels import LabelledPaper
from actions.learning.lesson import Lesson, teach
from bench.figures import markdown_table
from bench.machine import this_machine
from bench.stacks.stack import SEEDS, Stack, make_stacks
from bench.stacks.wording import Side, load_wording
from domain.codec import to_json
from domain.errors import SohoaError
from pipeline.papers.catalog import PaperCatalog, load_papers
from pipeline.reading.dossier_grammar import read_grammar
from pipeline.reading.paper_type import FirstPage, decide_type, look
from pipeline.reading.type_model.lexicon import lexicon_for
from pipeline.reading.type_model.model import Outcome, TypeModel
from pipeline.reading.type_model.signs import paper_signs
from pipeline.stages.classify import ClassifyOptions, thresholds

NUMBERS = read_grammar()
AT = datetime(2025, 7, 15, 8, tzinfo=UTC)
PAPERS = 1500
RESULTS = Path(__file__).parent / "results"
FILE_NAME = "type_model.json"
_UNTITLED, _UNTAUGHT = 0.45, 0.15
"""Shares of the types that titles do not know, and that nobody teaches either."""
_NEEDED = thresholds(ClassifyOptions())


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How papers of one kind fared with titles alone, and with the model besides."""

    name: str
    papers: int
    rules: Outcome
    model: Outcome
    proposed: int
    """Of those that are asked about with the model, how many have their type among the candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the model did on the report side."""

    learned_papers: int
    types: int
    signs: int
    learn_s: float
    calibration_error: float
    ms_a_paper: float
    """CPU for the signs of a first page and the chances of its types."""
    groups: tuple[Group, ...]


def first_pages(stacks: Sequence[Stack], catalog: PaperCatalog) -> Iterator[tuple[str, str, FirstPage]]:
    """Dossier, true type and first page of each paper whose type the catalog has."""
    for stack in stacks:
        for number, paper in enumerate(stack.truth.papers):
            pages = stack.truth.pages_of(number)
            if pages and catalog.paper(paper.code) is not None:
                first = FirstPage(
                    page=stack.pages[pages[0]], page_count=len(pages), today=AT.date(), numbers=NUMBERS
                )
                yield f"{stack.name}-{paper.dossier}", paper.code, first


def parted(codes: Sequence[str], seed: int) -> tuple[frozenset[str], frozenset[str]]:
    """Types without a title, and those among them that are not taught."""
    shuffled = sorted(codes)
    random.Random(seed).shuffle(shuffled)
    untitled = shuffled[: int(len(shuffled) * _UNTITLED)]
    return frozenset(untitled), frozenset(untitled[: int(len(shuffled) * _UNTAUGHT)])


def without_titles(catalog: PaperCatalog, codes: frozenset[str]) -> PaperCatalog:
    """The catalog with nothing by which papers of those types could be known."""
    bare = {"titles": (), "form_codes": (), "abbreviations": (), "subject_mark": None}
    return PaperCatalog(
        tuple(replace(one, **bare) if one.code in codes else one for one in catalog.papers)  # type: ignore[arg-type]  # the values of a mixed table
    )


def measure(taught: Sequence[Stack], told: Sequence[Stack], seed: int) -> Measured:
    """Learns from one side's stacks and counts on the other's."""
    whole = load_papers()
    learned, shown = list(first_pages(taught, whole)), list(first_pages(told, whole))
    untitled, untaught = parted(sorted({code for _, code, _ in learned}), seed)
    catalog = without_titles(whole, untitled)
    settled = tuple(_labelled(one, catalog) for one in learned if one[1] not in untaught)
    began = time.process_time()
    lesson = Lesson(papers=settled, catalog=catalog, thresholds=_NEEDED, accepted=None)
    model = teach(lesson, AT)
    learn_s = time.process_time() - began
    papers = [_labelled(one, catalog) for one in shown]
    known = frozenset(model.types)
    groups = (
        ("title known", [one for one in papers if one.code not in untitled]),
        ("taught, no title", [one for one in papers if one.code in untitled & known]),
        ("neither", [one for one in papers if one.code in untitled - known]),
    )
    return Measured(
        learned_papers=model.evidence.papers - model.evidence.held_out_papers,
        types=len(model.types) - 1,
        signs=len(model.signs),
        learn_s=round(learn_s, 1),
        calibration_error=calibration_error(papers, model),
        ms_a_paper=round(_cost_ms([first for _, _, first in shown], catalog, model), 3),
        groups=tuple(_group(name, some, catalog, model) for name, some in groups),
    )


def _labelled(one: tuple[str, str, FirstPage], catalog: PaperCatalog) -> LabelledPaper:
    group, code, first = one
    return LabelledPaper(group=group, code=code, seen=look(first, catalog))


def _group(name: str, papers: Sequence[LabelledPaper], catalog: PaperCatalog, model: TypeModel) -> Group:
    return Group(
        name=name,
        papers=len(papers),
        rules=outcome("rules", papers, catalog, None, _NEEDED),
        model=outcome("model", papers, catalog, model, _NEEDED),
        proposed=sum(
            paper.code in {one.value for one in decide_type(paper.seen, catalog, model, _NEEDED).candidates}
            for paper in papers
        ),
    )


def _cost_ms(firsts: Sequence[FirstPage], catalog: PaperCatalog, model: TypeModel) -> float:
    lexicon = lexicon_for(catalog)
    began = time.process_time()
    for first in firsts:
        model.chances(paper_signs(first.page, first.page_count, lexicon, first.today, NUMBERS))
    return 1000 * (time.process_time() - began) / max(1, len(firsts))


def report(measured: Measured) -> str:
    """The figures as a table."""
    rows = [
        (group.name, str(group.papers), name, str(one.right), str(one.wrong), str(one.asked), proposed)
        for group in measured.groups
        for name, one, proposed in (
            ("titles", group.rules, ""),
            ("and the model", group.model, str(group.proposed)),
        )
    ]
    head = (
        f"learned from {measured.learned_papers} papers: {measured.types} types, {measured.signs} signs, "
        f"{measured.learn_s} s CPU; expected calibration error {measured.calibration_error:.3f}; "
        f"{measured.ms_a_paper:.2f} ms CPU a paper"
    )
    headings = ("papers", "count", "by", "right", "wrong, unasked", "asked", "rightly proposed")
    return f"{head}\n\n{markdown_table(headings, rows)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds vn-text")
    parser.add_argument("--papers", type=int, default=PAPERS, help="a side; fewer writes nothing")
    words = parser.parse_args()
    try:
        stacks = {
            side: tuple(make_stacks(words.papers, side, load_wording(words.shared / "vn-text", side)))
            for side in Side
        }
        measured = measure(stacks[Side.DEVELOPMENT], stacks[Side.REPORT], SEEDS[Side.REPORT])
    except SohoaError as error:
        raise SystemExit(str(error)) from error
    if words.papers == PAPERS:
        value = {"measured": to_json(measured), "machine": to_json(this_machine())}
        written = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
        (RESULTS / FILE_NAME).write_text(written + "\n", encoding="utf-8")
    print(report(measured))


if __name__ == "__main__":
    main()
