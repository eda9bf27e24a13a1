"""The sums add up: papers, pages, dossiers and the numbers within them."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from actions.auditing.evidence import BatchEvidence, PaperEvidence, fact_of, is_cut, times_in
from actions.auditing.findings import RESTORE_LEDGER, Finding
from domain.actor import UnitScope
from domain.event import Event, EventKind
from domain.ids import BatchId, DocumentId, DossierNumber, UnitCode
from domain.ledger import Indexed, PageRow, PageState
from domain.lifecycle import State
from domain.ports import Ledger

DossierKey = tuple[UnitCode, DossierNumber]

_NUMBERED = frozenset(
    {
        State.CONFIRMED,
        State.COMPOSED,
        State.WAITING_SIGNATURE,
        State.SIGNED,
        State.FILED,
        State.SUPERSEDED,
    }
)
_BEGINS = frozenset({EventKind.DOCUMENT_RECEIVED, EventKind.PAPER_CUT})
_TRIES = 5


def check_arrivals(batch: BatchEvidence) -> Iterator[Finding]:
    """Every paper that came in has a row."""
    if batch.events is None:
        return
    came = {event.subject for event in batch.events if event.kind in _BEGINS}
    for lost in sorted(came - {paper.entry.document for paper in batch.papers}):
        yield Finding(
            batch=batch.batch,
            document=DocumentId(lost),
            what="the paper came in and has no row: it is lost",
            advice=RESTORE_LEDGER,
        )


def check_readings(paper: PaperEvidence) -> Iterator[Finding]:
    """Every read page was read: the newest event of it names what the row names."""
    if paper.events is None:
        return
    newest = {fact_of(event, "page"): event for event in paper.told(EventKind.PAGE_READ)}
    for page in paper.pages:
        if is_cut(paper) and str(page.number + 1) not in newest:
            continue  # the stack's event tells of it (cuts.py)
        if page.state is PageState.READ:
            yield from _reading(paper, page, newest.get(str(page.number + 1)))


def _reading(paper: PaperEvidence, page: PageRow, event: Event | None) -> Iterator[Finding]:
    if event is None:
        yield paper.finding("the page is read, but no event tells of it", RESTORE_LEDGER, page.number)
    elif fact_of(event, "value") != (page.value.sha256 if page.value else ""):
        yield paper.finding(
            "the page's row names another reading than its event", RESTORE_LEDGER, page.number
        )


def check_columns(paper: PaperEvidence) -> Iterator[Finding]:
    """The look-up columns say what the values beside them say."""
    row, entry = paper.row, paper.entry
    if row is None:
        return
    document = row.document
    number = None if document.dossier is None else document.dossier.number
    columns = (
        ("unit", entry.unit, document.unit),
        ("dossier", entry.dossier, number),
        ("number in its dossier", entry.ordinal, document.ordinal),
        ("pages and their states", entry.pages, _page_states(paper)),
    )
    for what, column, value in columns:
        if column != value and not (paper.damaged_pages and column is entry.pages):
            yield paper.finding(f"the ledger's index and its row disagree on the {what}", RESTORE_LEDGER)
    if row.state in _NUMBERED and document.ordinal is None:
        yield paper.finding(f"it is {row.state.value} and has no number in its dossier", RESTORE_LEDGER)


def _page_states(paper: PaperEvidence) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(page.state.value for page in paper.pages).items()))


class NumbersGiven:
    """How often a number of each dossier was given to a paper, as far as the events tell."""

    def __init__(self) -> None:
        self._given: Counter[DossierKey] = Counter()
        self._untold: set[DossierKey] = set()

    def add(self, paper: PaperEvidence) -> None:
        """Counts a paper for every dossier it was ever linked to: it may have left a number in each."""
        unit, named = paper.entry.unit, {paper.entry.dossier}
        for event in paper.events or ():
            named.update(DossierNumber(fact.value) for fact in event.facts if fact.name == "dossier")
        keys = [(unit, number) for number in named if number]
        if paper.events is None:
            self._untold.update(keys)
        for key in keys:
            self._given[key] += times_in(paper, State.CONFIRMED)

    def explain(self, key: DossierKey, highest: int) -> bool:
        """So many numbers were given: papers that were confirmed twice or moved may have left some free."""
        return key in self._untold or self._given[key] >= highest


def check_ordinals(entries: tuple[Indexed, ...], given: NumbersGiven) -> Iterator[Finding]:
    """Within a dossier no number is there twice, and none is missing that no paper gave up."""
    numbered: dict[DossierKey, dict[int, list[Indexed]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.dossier is not None and entry.ordinal is not None:
            numbered[entry.unit, entry.dossier][entry.ordinal].append(entry)
    for key, papers in numbered.items():
        for ordinal, same in sorted(papers.items()):
            for entry in same[1:]:
                yield _of(
                    entry, f"number {ordinal} of dossier {key[1]} belongs to {same[0].document} already"
                )
            if ordinal < 1:
                yield _of(same[0], f"its number in dossier {key[1]} is {ordinal}; they begin with 1")
        missing = sorted(set(range(1, max(papers) + 1)) - papers.keys())
        if missing and not given.explain(key, max(papers)):
            words = ", ".join(map(str, missing))
            yield _of(papers[max(papers)][0], f"dossier {key[1]} lacks number {words}, which was given once")


def check_twins(entries: tuple[Indexed, ...]) -> Iterator[Finding]:
    """No papers were taken in twice the same way."""
    first: dict[str, Indexed] = {}
    for entry in entries:
        if entry.state == State.WITHDRAWN.value:
            continue
        known = first.setdefault(entry.identity, entry)
        if known is not entry:
            yield _of(entry, f"it is the same as {known.document} and came in the same way")


def _of(entry: Indexed, what: str) -> Finding:
    return Finding(batch=entry.batch, document=entry.document, what=what, advice=RESTORE_LEDGER)


def check_dossiers(ledger: Ledger, scope: UnitScope) -> tuple[int, tuple[Finding, ...]]:
    """How many dossiers there are, and where the count of their papers is wrong."""
    found: tuple[int, tuple[Finding, ...]] = (0, ())
    for _try in range(_TRIES):
        found = _dossiers(ledger, scope)
        if not found[1]:
            break
    return found


def _dossiers(ledger: Ledger, scope: UnitScope) -> tuple[int, tuple[Finding, ...]]:
    papers = Counter(
        (entry.unit, entry.dossier) for entry in ledger.index(scope) if entry.dossier is not None
    )
    counted = {(dossier.unit, dossier.number): dossier.papers for dossier in ledger.dossiers(scope)}
    faults = tuple(
        Finding(
            what=f"dossier {number} of unit {unit} counts {counted.get((unit, number), 0)} papers, "
            f"{papers[unit, number]} are linked to it",
            advice=RESTORE_LEDGER,
        )
        for unit, number in sorted(papers.keys() | counted.keys())
        if counted.get((unit, number), 0) != papers[unit, number]
    )
    return len(papers), faults


def states_of(entries: tuple[Indexed, ...]) -> dict[str, int]:
    """How many papers are in which state, in the order of the lifecycle."""
    counts = Counter(entry.state for entry in entries)
    return {state: counts[state] for state in (*State, *sorted(counts)) if counts[state]}


def batches_of(entries: tuple[Indexed, ...]) -> dict[BatchId, tuple[Indexed, ...]]:
    """The entries of each batch, in order of arrival."""
    grouped: dict[BatchId, list[Indexed]] = defaultdict(list)
    for entry in entries:
        grouped[entry.batch].append(entry)
    return {batch: tuple(papers) for batch, papers in grouped.items()}
