"""Every batch's chain of events is whole and tells of every paper what its row says."""

from collections import Counter
from collections.abc import Iterator

from actions.auditing.evidence import BatchEvidence, PaperEvidence, fact_of, path_of, times_in
from actions.auditing.findings import RESTORE_LEDGER, Finding
from domain.errors import ChainBroken
from domain.event import EventKind, check_chain
from domain.ledger import DocumentRow
from domain.lifecycle import TRANSITIONS, State
from domain.stack import CutFrom

_TELLS_OF = {
    EventKind.COMPOSED: State.COMPOSED,
    EventKind.SIGNED: State.SIGNED,
    EventKind.FILED: State.FILED,
    EventKind.QUARANTINED: State.QUARANTINED,
}
"""Each of these events comes with one change into that state."""


def check_batch_chain(batch: BatchEvidence) -> Iterator[Finding]:
    """What is wrong with the chain itself."""
    if batch.events is None:
        yield Finding(batch=batch.batch, what="an event does not decode", advice=RESTORE_LEDGER)
        return
    if not batch.events:
        yield Finding(batch=batch.batch, what="it has no events", advice=RESTORE_LEDGER)
        return
    try:
        check_chain(batch.events)
    except ChainBroken as error:
        yield Finding(batch=batch.batch, what=str(error), advice=RESTORE_LEDGER)
    received = [event.subject for event in batch.events if event.kind is EventKind.BATCH_RECEIVED]
    if received != [batch.batch] or batch.events[0].batch != batch.batch:
        yield Finding(
            batch=batch.batch, what="its chain does not tell that it came in once", advice=RESTORE_LEDGER
        )


def check_paper_chain(paper: PaperEvidence) -> Iterator[Finding]:
    """Where a paper's events and its row do not agree."""
    if paper.row is None or paper.events is None:
        return
    yield from _arrival(paper, paper.row)
    yield from _path(paper, paper.row)
    yield from _outcomes(paper, paper.row)
    yield from _facts(paper, paper.row)


def _arrival(paper: PaperEvidence, row: DocumentRow) -> Iterator[Finding]:
    if row.document.cut_from is not None:
        yield from _cut(paper, row.document.cut_from)
        return
    received = paper.told(EventKind.DOCUMENT_RECEIVED)
    if len(received) != 1:
        yield paper.finding(f"its events tell {len(received)} times that it came in", RESTORE_LEDGER)
    came = Counter(fact.value for event in received[:1] for fact in event.facts if fact.name == "file")
    has = Counter(str(file.artifact.sha256) for file in row.document.files)
    if received and came != has:
        yield paper.finding(
            f"{came.total()} files came in, {(came & has).total()} of them are in its row", RESTORE_LEDGER
        )


def _cut(paper: PaperEvidence, cut: CutFrom) -> Iterator[Finding]:
    told = paper.told(EventKind.PAPER_CUT)
    if len(told) != 1:
        yield paper.finding(f"its events tell {len(told)} times that it was cut from a stack", RESTORE_LEDGER)
    pages = ",".join(str(number + 1) for number in cut.pages)
    if told and (fact_of(told[0], "stack"), fact_of(told[0], "pages")) != (cut.stack, pages):
        yield paper.finding("its row and its event paper-cut disagree on its pages", RESTORE_LEDGER)


def _path(paper: PaperEvidence, row: DocumentRow) -> Iterator[Finding]:
    at = (State.RECEIVED if row.document.cut_from is None else State.READ).value
    for before, after in path_of(paper):
        if before != at:
            yield paper.finding(f"its events let it be {at} and then {before} without a step", RESTORE_LEDGER)
        if not _is_legal(before, after):
            yield paper.finding(f"its events take it from {before} to {after}, no such step", RESTORE_LEDGER)
        at = after
    if at != row.state.value:
        yield paper.finding(f"its row says {row.state.value}, its events end in {at}", RESTORE_LEDGER)


def _is_legal(before: str, after: str) -> bool:
    try:
        return State(after) in TRANSITIONS[State(before)]
    except ValueError:
        return False


def _outcomes(paper: PaperEvidence, row: DocumentRow) -> Iterator[Finding]:
    for kind, state in _TELLS_OF.items():
        told = len(paper.told(kind))
        wanted = 0 if kind is EventKind.SIGNED and row.document.signed_elsewhere else times_in(paper, state)
        if told != wanted:
            yield paper.finding(
                f"its events tell {told} times that it was {kind.value}, its states {wanted} times",
                RESTORE_LEDGER,
            )


def _facts(paper: PaperEvidence, row: DocumentRow) -> Iterator[Finding]:
    """The row names what the newest event of each kind named."""
    document, link, signature = row.document, row.document.dossier, row.document.signature
    reason = row.failure.code if row.failure is not None else ""
    agreements = [
        (EventKind.COMPOSED, "pdf", document.pdf.sha256 if document.pdf else ""),
        (EventKind.SIGNED, "pdf", document.signed_pdf.sha256 if document.signed_pdf else ""),
        (EventKind.SIGNED, "certificate", signature.certificate_serial if signature else ""),
        (EventKind.FILED, "dossier", (link.number if link else None) or ""),
    ]
    if row.state is State.QUARANTINED:
        agreements.append((EventKind.QUARANTINED, "reason", reason))
    for kind, name, held in agreements:
        told = paper.told(kind)
        if (fact_of(told[-1], name) if told else held) != held or (not told and held and name == "pdf"):
            yield paper.finding(f"its row and its event {kind.value} disagree on the {name}", RESTORE_LEDGER)
