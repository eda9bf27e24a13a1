"""Sends a quarantined paper through once more, or lets one that waits for its signature try again."""

from dataclasses import replace

from domain.actor import Actor
from domain.document import Document, Priority, Question, QuestionKind
from domain.errors import StateConflict
from domain.event import EventKind
from domain.ids import DocumentId
from domain.ledger import Change, DocumentChange, DocumentRow, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.ports import Clock, Ledger


def retry(actor: Actor, ledger: Ledger, clock: Clock, document: DocumentId, profile: str) -> State:
    """Puts the paper where the pipeline takes it up, under `profile`; the caller runs the engine then."""
    row = ledger.document(document, actor.scope)
    if row.state is State.WAITING_SIGNATURE:
        _again(actor, ledger, clock, row, (replace(row.document, profile=profile), row.state))
        return row.state
    bad_pages = row.state is State.QUESTION and row.document.asks(QuestionKind.PAGE)
    if row.state is not State.QUARANTINED and not bad_pages:
        raise StateConflict(
            f"{document} is {row.state.value}: only papers or pages in quarantine are tried again"
        )
    files = tuple(
        replace(file, page_count=None, signatures=0, broken_signature=None, fault=None)
        for file in row.document.files
    )
    # Who accepted it accepted what was read then.
    after = replace(
        row.document,
        files=files,
        questions=_asked_of_its_stack(row.document),
        paper=None,
        accepted_by=None,
        profile=profile,
    )
    if after.cut_from is None:
        # Read anew, it may turn out to be several papers.
        after = replace(after, group=None)
    pages: tuple[PageRow, ...] = tuple(
        replace(page, state=PageState.WAITING, value=None, keys=(), summary=None, failure=None, without=())
        for page in ledger.pages(document, actor.scope)
    )
    _again(actor, ledger, clock, row, (after, State.RECEIVED), pages)
    return State.RECEIVED


def _asked_of_its_stack(document: Document) -> tuple[Question, ...]:
    """What is read anew asks anew; but the stack that a paper was cut from is not looked at again."""
    asked = tuple(question for question in document.questions if question.kind is QuestionKind.CUT)
    return () if document.cut_from is None else asked


def _again(
    actor: Actor,
    ledger: Ledger,
    clock: Clock,
    row: DocumentRow,
    after: tuple[Document, State],
    pages: tuple[PageRow, ...] = (),
) -> None:
    # Somebody waits for it now: it no longer stands behind a backfill.
    document, state = replace(after[0], priority=Priority.COUNTER), after[1]
    ledger.commit(
        Change(
            batch=document.batch,
            actor=actor.name,
            at=clock.now(),
            documents=(DocumentChange(row=row, document=document, state=state),),
            pages=pages,
            events=(NewEvent(kind=EventKind.RETRIED, subject=document.id),),
        )
    )
