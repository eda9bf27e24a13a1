"""Every page of a stack that was cut is in one of its papers, or stays with it as a sheet of none."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from actions.auditing.evidence import BatchEvidence, PaperEvidence
from actions.auditing.findings import RESTORE_LEDGER, Finding
from domain.event import EventKind
from domain.ids import DocumentId
from domain.lifecycle import State


def check_cuts(batch: BatchEvidence) -> Iterator[Finding]:
    """Pages of stacks that lie in no paper or in two, and papers with pages their stack has not."""
    made: dict[DocumentId, list[PaperEvidence]] = defaultdict(list)
    for paper in batch.papers:
        if paper.row is not None and paper.row.document.cut_from is not None:
            made[paper.row.document.cut_from.stack].append(paper)
    came_in = {paper.entry.document: paper for paper in batch.papers}
    for stack, papers in made.items():
        if stack not in came_in:
            yield papers[0].finding("the stack it was cut from is not in the ledger", RESTORE_LEDGER)
            continue
        for paper in papers:
            yield from _readings(came_in[stack], paper)
    for paper in batch.papers:
        row = paper.row
        if row is not None and row.state is State.CUT and row.document.cut_from is None:
            yield from _places(paper, made[row.document.id])


def _places(stack: PaperEvidence, papers: Sequence[PaperEvidence]) -> Iterator[Finding]:
    """Each page of a stack in one paper that is in force."""
    in_force = [
        paper.row.document for paper in papers if paper.row is not None and paper.row.state is not State.CUT
    ]
    places = Counter(number for one in in_force if one.cut_from is not None for number in one.cut_from.pages)
    for page in stack.pages:
        times = places[page.number]
        if not times and not (page.verdict is not None and page.verdict.may_stand_alone):
            what = "the page of the stack is in no paper: it is lost"
            yield stack.finding(what, RESTORE_LEDGER, page.number)
        if times > 1:
            yield stack.finding(f"the page of the stack is in {times} papers", RESTORE_LEDGER, page.number)


def _readings(stack: PaperEvidence, paper: PaperEvidence) -> Iterator[Finding]:
    """A paper has what was read of the stack's pages, unless it was read anew by itself."""
    row = paper.row
    if row is None or row.document.cut_from is None or row.state is State.RECEIVED:
        return
    if paper.events is None or paper.told(EventKind.PAGE_READ):
        return
    read = {page.number: (page.state, page.value) for page in stack.pages}
    for page in paper.pages[: len(row.document.cut_from.pages)]:
        if read.get(row.document.cut_from.pages[page.number]) != (page.state, page.value):
            what = "what was read of the page is not what was read of the stack's page"
            yield paper.finding(what, RESTORE_LEDGER, page.number)
