"""Answers open questions: a person settles the dossier, the type or the quality, or accepts a paper."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from actions.fields_again import Reader, fields_of_type, is_typed
from actions.part_corrections import PartCorrection, Shelf, adopted_procedure, correct_part
from actions.recut import cut_texts, without_cut_questions
from domain.actor import Actor
from domain.document import Document, DossierLink, DossierOrigin, PaperType, Priority, QuestionKind
from domain.dossier import ProcedureOrigin
from domain.errors import StateConflict, UsageError
from domain.event import EventKind, Fact
from domain.ids import DocumentId, DossierNumber
from domain.ledger import Change, DocumentChange, DocumentRow, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.ports import Clock, Ledger
from engine.holdings import Holdings
from pipeline.dossiers.procedures import ProcedureCatalog
from pipeline.office_data import OfficeData
from pipeline.plan import keeps_picture
from pipeline.profile import Profile, load_profile
from pipeline.reading.dossier_number import parse_dossier_number

_ACCEPTED = frozenset({QuestionKind.QUALITY, QuestionKind.CUT})
"""What a person answers by taking the paper as it stands."""
_GONE = frozenset({State.WITHDRAWN, State.SUPERSEDED})
_FINISHED = frozenset({State.WAITING_SIGNATURE, State.FILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says of a paper; None leaves the point as it is."""

    dossier: str | None = None
    no_dossier: bool = False
    type_code: str | None = None
    not_secret: bool = False
    cut_is_right: bool = False
    """Its first and last pages are where they belong, and no page is missing or lies there twice."""
    part: PartCorrection = field(default_factory=PartCorrection)
    """What it is in its dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The ports a review needs."""

    ledger: Ledger
    holdings: Holdings
    clock: Clock
    data: OfficeData
    procedures: ProcedureCatalog = field(default_factory=ProcedureCatalog)
    profile_of: Callable[[str], Profile] = load_profile


def accept(actor: Actor, desk: Desk, document: DocumentId) -> State:
    """The person takes the paper as it stands and answers for it; a personal key may sign it then.

    A paper with pages that cannot be read goes on without them, or with their bare pictures; it is
    typed and linked then, and accepted as a whole later. StateConflict while the dossier, the type or
    a secrecy mark is still open.
    """
    row = desk.ledger.document(document, actor.scope)
    if row.state is State.QUESTION and row.document.asks(QuestionKind.PAGE):
        return _take_bad_pages(actor, desk, row)
    if row.state not in (State.QUESTION, State.WAITING_SIGNATURE):
        raise StateConflict(f"{document} is {row.state.value}: there is nothing to accept")
    open_kinds = {question.kind for question in row.document.questions} - _ACCEPTED
    if open_kinds:
        names = ", ".join(sorted(kind.value for kind in open_kinds))
        raise StateConflict(
            f"{document} has open questions ({names}); answer them with `sohoa review correct`"
        )
    _left, others = without_cut_questions(actor, desk.ledger, row)
    after = replace(row.document, questions=(), accepted_by=actor.name)
    event = NewEvent(kind=EventKind.ACCEPTED, subject=document)
    state = _go_on(actor, desk, row, after, (event,))
    for other in others:
        _answer_likewise(actor, desk, other, row.document)
    return state


def correct(actor: Actor, desk: Desk, document: DocumentId, correction: Correction) -> State:
    """Settles what the correction names; the paper goes on when nothing is open any more.

    What it is in its dossier can be said of a finished paper as well: that is not written into its file.
    """
    row = desk.ledger.document(document, actor.scope)
    only_part = correction == Correction(part=correction.part) and not correction.part.is_empty
    if row.state is not State.QUESTION and not (only_part and row.state in _FINISHED):
        raise StateConflict(f"{document} is {row.state.value}: it has no open question to answer")
    if correction.not_secret:
        return _deny_secrecy(actor, desk, row)
    after, facts = row.document, list[Fact]()
    if correction.dossier is not None or correction.no_dossier:
        after = _linked(actor, desk, after, correction)
        number = after.dossier.number if after.dossier else None
        facts.append(Fact("dossier", number or ""))
    if correction.type_code is not None:
        after = _typed(actor, desk, row, after, correction.type_code)
        facts.append(Fact("type", correction.type_code))
    others: tuple[DocumentRow, ...] = ()
    if correction.cut_is_right:
        questions, others = without_cut_questions(actor, desk.ledger, replace(row, document=after))
        after = replace(after, questions=questions)
        facts.append(Fact("cut", "right"))
    asks = row.state is State.QUESTION and desk.profile_of(row.document.profile).rules.component_asks
    shelf = Shelf(
        papers=desk.data.papers,
        procedures=desk.procedures,
        may_ask=asks,
        is_typed=is_typed(row.document),
    )
    placed = correct_part(row.document, after, correction.part, shelf, actor.name)
    facts.extend(placed.facts)
    after = placed.document
    if not facts:
        raise UsageError("nothing to correct: give what is to be changed (sohoa review correct --help)")
    event = NewEvent(kind=EventKind.QUESTION_ANSWERED, subject=document, facts=tuple(facts))
    state = _go_on(actor, desk, row, after, (event,))
    for other in others:
        _answer_likewise(actor, desk, other, row.document)
    return state


def _linked(actor: Actor, desk: Desk, document: Document, correction: Correction) -> Document:
    """The paper in the dossier that the person names, or in none."""
    number = None if correction.no_dossier else _number(correction.dossier or "", desk)
    link = DossierLink(number, DossierOrigin.PERSON)
    after = replace(document, dossier=link, questions=document.without_question(QuestionKind.DOSSIER))
    if document.dossier is None or document.dossier.number != number:
        # It gets one of the new dossier when it goes on: its old number may be another paper's there.
        after = replace(after, ordinal=None)
        after = _without_old_procedure(actor, desk, after)
    if number is None:
        return after
    filed = (
        one.document
        for one in desk.ledger.documents(actor.scope, dossier=number)
        if one.state not in _GONE and one.document.id != document.id
    )
    return adopted_procedure(after, filed, desk.procedures)


def _without_old_procedure(actor: Actor, desk: Desk, document: Document) -> Document:
    """The paper without the procedure that papers of its old dossier named; what it names itself stays."""
    procedure = document.procedure
    if procedure is None or procedure.origin is not ProcedureOrigin.PAPER:
        return document
    pages = desk.ledger.pages(document.id, actor.scope)
    own = {code for page in pages if page.summary is not None for code in page.summary.procedures}
    return document if procedure.code in own else replace(document, procedure=None)


def _typed(actor: Actor, desk: Desk, row: DocumentRow, document: Document, code: str) -> Document:
    """The paper as the type that the person names, with that type's fields where its pages are read."""
    paper = desk.data.papers.paper(code)
    if paper is None:
        raise UsageError(f"there is no paper type {code!r}; `sohoa papers list` lists them")
    known = PaperType(code=paper.code, name=paper.name, confidence=1.0, rule=f"do {actor.name} chọn")
    after = replace(document, paper=known, questions=document.without_question(QuestionKind.TYPE))
    if not is_typed(row.document):
        return after
    pages = desk.ledger.pages(document.id, actor.scope)
    sheet = fields_of_type(row.document, known, pages, Reader(desk.holdings, desk.data, desk.profile_of))
    return replace(after, kept_fields=desk.holdings.write_fields(sheet))


def _answer_likewise(actor: Actor, desk: Desk, row: DocumentRow, answered: Document) -> None:
    """A question that two papers of a stack ask is answered for both."""
    left = tuple(
        question
        for question in row.document.questions
        if question.kind is not QuestionKind.CUT or question.text not in cut_texts(answered)
    )
    facts = (Fact("cut", "right"),)
    event = NewEvent(kind=EventKind.QUESTION_ANSWERED, subject=row.document.id, facts=facts)
    _go_on(actor, desk, row, replace(row.document, questions=left), (event,))


def _number(text: str, desk: Desk) -> DossierNumber:
    number = parse_dossier_number(text, desk.clock.now().date(), desk.data.numbers)
    if number is None:
        raise UsageError(f"{text!r} is no dossier number; it looks like H13.16-250715-0001")
    return number


def _go_on(
    actor: Actor, desk: Desk, row: DocumentRow, after: Document, events: tuple[NewEvent, ...]
) -> State:
    state = row.state
    if state is State.QUESTION and not after.questions:
        state = State.CONFIRMED
        if after.ordinal is None:
            after = replace(after, ordinal=desk.ledger.next_ordinal(after))
    commit_answer(actor, desk, row, (after, state), events)
    return state


def _take_bad_pages(actor: Actor, desk: Desk, row: DocumentRow) -> State:
    """Bad pages are left out; those whose picture is sound are read once more without what failed."""
    bad = [
        page
        for page in desk.ledger.pages(row.document.id, actor.scope)
        if page.state is PageState.QUARANTINED
    ]
    if row.document.signed_elsewhere and not all(map(keeps_picture, bad)):
        raise StateConflict(
            f"{row.document.id} is signed already and would go on whole, with a page that nobody could look "
            "at; ask its sender for a sound file, or scan the paper"
        )
    pages, events = [], [NewEvent(kind=EventKind.ACCEPTED, subject=row.document.id)]
    for page in bad:
        if keeps_picture(page) and page.failure is not None:
            without = (*page.without, page.failure.stage)
            pages.append(replace(page, state=PageState.WAITING, failure=None, without=without))
            continue
        pages.append(replace(page, state=PageState.LEFT_OUT))
        facts = (
            Fact("page", str(page.number + 1)),
            Fact("reason", page.failure.code if page.failure else ""),
        )
        events.append(NewEvent(kind=EventKind.PAGE_LEFT_OUT, subject=row.document.id, facts=facts))
    after = replace(row.document, questions=row.document.without_question(QuestionKind.PAGE))
    commit_answer(actor, desk, row, (after, State.RECEIVED), tuple(events), tuple(pages))
    return State.RECEIVED


def _deny_secrecy(actor: Actor, desk: Desk, row: DocumentRow) -> State:
    """The mark is no secrecy stamp: the paper is read again, with the gate open for that page."""
    if not row.document.asks(QuestionKind.SECRECY):
        raise StateConflict(f"{row.document.id} has no question about secrecy")
    questions = row.document.without_question(QuestionKind.SECRECY)
    after = replace(row.document, questions=questions, gate_waived=True)
    pages = tuple(
        PageRow(
            document=page.document,
            number=page.number,
            # Only the mark that was found is denied: the gate still looks at the other pages.
            page=replace(page.page, gate_waived=page.page.gate_waived or page.state is PageState.STOPPED),
            state=PageState.WAITING,
        )
        for page in desk.ledger.pages(row.document.id, actor.scope)
    )
    event = NewEvent(kind=EventKind.SECRECY_DENIED, subject=row.document.id)
    commit_answer(actor, desk, row, (after, State.RECEIVED), (event,), pages)
    return State.RECEIVED


def commit_answer(
    actor: Actor,
    desk: Desk,
    row: DocumentRow,
    after: tuple[Document, State],
    events: tuple[NewEvent, ...],
    pages: tuple[PageRow, ...] = (),
) -> None:
    """Writes what a person said of a paper, under their name."""
    document, state = after
    # Somebody looks at it now: it no longer stands behind a backfill.
    document = replace(document, priority=Priority.COUNTER)
    change = DocumentChange(row=row, document=document, state=state)
    desk.ledger.commit(
        Change(
            batch=document.batch,
            actor=actor.name,
            at=desk.clock.now(),
            documents=(change,),
            pages=pages,
            events=events,
        )
    )
