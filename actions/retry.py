"""Sends a quarantined paper through once more, or lets one that waits for its signature try again."""

from dataclasses import replace

from domain.actor import Actor
from domain.errors import StateConflict
from domain.event import EventKind
from domain.ids import DocumentId
from domain.ledger import Change, DocumentChange, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.ports import Clock, Ledger


def retry(actor: Actor, ledger: Ledger, clock: Clock, document: DocumentId) -> State:
    """Puts the paper where the pipeline takes it up; the caller runs the engine afterwards."""
    row = ledger.document(document, actor.scope)
    if row.state is State.WAITING_SIGNATURE:
        return row.state
    if row.state is not State.QUARANTINED:
        raise StateConflict(f"{document} is {row.state.value}: only quarantined papers are tried again")
    files = tuple(
        replace(file, page_count=None, signatures=0, broken_signature=None) for file in row.document.files
    )
    # Who accepted it accepted what was read then.
    after = replace(row.document, files=files, questions=(), paper=None, accepted_by=None)
    pages: tuple[PageRow, ...] = tuple(
        replace(page, state=PageState.WAITING, value=None, keys=(), summary=None, failure=None)
        for page in ledger.pages(document, actor.scope)
    )
    ledger.commit(
        Change(
            batch=after.batch,
            actor=actor.name,
            at=clock.now(),
            documents=(DocumentChange(row=row, document=after, state=State.RECEIVED),),
            pages=pages,
            events=(NewEvent(kind=EventKind.RETRIED, subject=document),),
        )
    )
    return State.RECEIVED
