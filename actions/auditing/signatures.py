"""Nothing is signed twice, and nothing is filed unsigned."""

from collections.abc import Iterator

from actions.auditing.evidence import PaperEvidence, fact_of
from actions.auditing.findings import RESTORE_LEDGER, Finding
from domain.event import Event, EventKind
from domain.lifecycle import State

_SIGNED = frozenset({State.SIGNED, State.FILED, State.SUPERSEDED})
_MAY_HOLD_A_SIGNATURE = _SIGNED | {State.WITHDRAWN}


def check_signature(paper: PaperEvidence) -> Iterator[Finding]:
    """What is wrong with a paper's signature, as the ledger tells it."""
    row = paper.row
    if row is None:
        return
    document, signatures = row.document, len(_since_confirmed(paper, EventKind.SIGNED))
    has_file = document.signed_pdf is not None and document.signature is not None
    if document.signed_elsewhere:
        if signatures or document.signed_pdf is not None:
            yield paper.finding("it came in signed and was signed again", paper.show)
        return
    if signatures > 1:
        yield paper.finding(f"it was signed {signatures} times since it was confirmed", RESTORE_LEDGER)
    if row.state in _SIGNED and not has_file:
        yield paper.finding(f"it is {row.state.value} without a signed file", RESTORE_LEDGER)
    if has_file and document.pdf is not None and document.pdf == document.signed_pdf:
        yield paper.finding("its signed file is the unsigned one", RESTORE_LEDGER)
    if document.signed_pdf is not None and row.state not in _MAY_HOLD_A_SIGNATURE:
        yield paper.finding(f"it has a signed file and is {row.state.value}", paper.show)


def open_intents(paper: PaperEvidence) -> Iterator[Finding]:
    """A signature that was begun, and no word of how it ended: an engine is at it, or a crash left it."""
    row = paper.row
    if row is None or row.state is not State.WAITING_SIGNATURE or row.failure is not None:
        return
    begun = _since_confirmed(paper, EventKind.SIGN_INTENDED)
    if begun and not _since_confirmed(paper, EventKind.SIGNED):
        yield paper.finding(
            f"a signature was begun at {fact_of(begun[-1], 'at')} and no end of it is told",
            "if no engine is running, the next `sohoa ingest` signs it",
        )


def _since_confirmed(paper: PaperEvidence, kind: EventKind) -> list[Event]:
    found: list[Event] = []
    for event in paper.events or ():
        if event.kind is EventKind.STATE_CHANGED and fact_of(event, "to") == State.CONFIRMED.value:
            found.clear()
        elif event.kind is kind:
            found.append(event)
    return found
