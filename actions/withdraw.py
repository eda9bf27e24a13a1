"""Withdraws a paper that the secrecy gate stopped: a recorded decision, after which its bytes are erased."""

from dataclasses import dataclass, replace

from domain.actor import Actor
from domain.document import QuestionKind
from domain.errors import StateConflict
from domain.event import EventKind, Fact
from domain.ids import DocumentId
from domain.ledger import Change, DocumentChange, DocumentRow, NewEvent, PageState
from domain.lifecycle import State, require_transition
from domain.ports import Clock, Ledger
from engine.forgetting import forget_withdrawn
from engine.holdings import Holdings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shredder:
    """The ports that a withdrawal needs."""

    ledger: Ledger
    holdings: Holdings
    clock: Clock


def withdraw(actor: Actor, shredder: Shredder, document: DocumentId) -> int:
    """How many files were erased; files that another paper names as well stay.

    Said of a paper that is withdrawn already it ends what was cut off, and tells nothing twice.
    StateConflict for a paper that the gate did not stop.
    """
    row = shredder.ledger.document(document, actor.scope)
    stopped = _stopped_levels(actor, shredder.ledger, row)
    if row.state is not State.WITHDRAWN:
        if not row.document.asks(QuestionKind.SECRECY):
            raise StateConflict(
                f"{document} is {row.state.value} and was not stopped by the secrecy gate: only a paper with "
                "a secrecy mark is withdrawn"
            )
        require_transition(row.state, State.WITHDRAWN, document)
        # The decision first: bytes that a crash leaves behind are named by the audit and go with the next
        # run; a crash the other way round would leave an open question about bytes that are gone.
        _record(actor, shredder, row, stopped)
    return forget_withdrawn(shredder.ledger, shredder.holdings, (document,))


def _stopped_levels(actor: Actor, ledger: Ledger, row: DocumentRow) -> tuple[str, ...]:
    found = (
        page.summary.secrecy.level.value
        for page in ledger.pages(row.document.id, actor.scope)
        if page.state is PageState.STOPPED and page.summary is not None and page.summary.secrecy is not None
    )
    return tuple(dict.fromkeys(found))


def _record(actor: Actor, shredder: Shredder, row: DocumentRow, levels: tuple[str, ...]) -> None:
    document = replace(row.document, questions=())
    facts = (Fact("reason", QuestionKind.SECRECY.value), *(Fact("level", level) for level in levels))
    shredder.ledger.commit(
        Change(
            batch=document.batch,
            actor=actor.name,
            at=shredder.clock.now(),
            documents=(DocumentChange(row=row, document=document, state=State.WITHDRAWN),),
            events=(NewEvent(kind=EventKind.WITHDRAWN, subject=document.id, facts=facts),),
        )
    )
