"""A person says where the papers of a stack begin: cuts one, joins two, or says that a cut is right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.actor import Actor
from domain.document import Candidate, CutPaper, Document, DossierOrigin, Priority, Question, QuestionKind
from domain.errors import StateConflict, UsageError
from domain.event import EventKind, Fact
from domain.ids import DocumentId
from domain.ledger import Arrival, Change, DocumentChange, DocumentRow, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.ports import Clock, Ledger
from domain.stack import CutFrom, PageRole, PageVerdict
from engine.record_stack import cut_paper, pages_of, told_of

_OPEN = frozenset({State.QUESTION, State.WAITING_SIGNATURE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Knife:
    """The ports that cutting needs."""

    ledger: Ledger
    clock: Clock


def cut(actor: Actor, knife: Knife, document: DocumentId, begins: Sequence[int]) -> tuple[DocumentId, ...]:
    """Cuts a paper where others begin; gives the papers that were made.

    `begins` are pages of the stack it came from, from 0 (of the paper itself when it came in alone).
    StateConflict once the paper is signed, or while its type and dossier are still being looked for.
    """
    row = _open_row(actor, knife, document)
    if row.document.signed_elsewhere:
        raise StateConflict(f"{document} came in signed: a part of it could not keep the signature")
    place = _place(row.document, knife.ledger.pages(document, actor.scope))
    inner = frozenset(place.pages[1:])
    if not begins or not inner.issuperset(begins):
        wanted = ", ".join(str(number + 1) for number in sorted(inner)) or "none: it has one page"
        raise UsageError(f"{document} can be cut before these pages: {wanted}; give one or more of them")
    starts = sorted({place.pages[0], *begins})
    ends = [*starts[1:], place.pages[-1] + 1]
    parts = [
        tuple(number for number in place.pages if start <= number < end)
        for start, end in zip(starts, ends, strict=True)
    ]
    return _make(actor, knife, (row,), [CutFrom(place.stack, part) for part in parts])


def join(actor: Actor, knife: Knife, document: DocumentId) -> DocumentId:
    """Joins a paper with the one before it in its stack; gives the paper that was made."""
    row = _open_row(actor, knife, document)
    before = _neighbour_before(actor, knife, row)
    if before is None:
        raise StateConflict(f"{document} is the first paper of its stack: there is none to join it with")
    first = _open_row(actor, knife, before.document.id)
    places = [one.document.cut_from for one in (first, row) if one.document.cut_from is not None]
    numbers = tuple(sorted(number for place in places for number in place.pages))
    (made,) = _make(actor, knife, (first, row), [CutFrom(places[0].stack, numbers)])
    return made


def without_cut_questions(
    actor: Actor, ledger: Ledger, row: DocumentRow
) -> tuple[tuple[Question, ...], tuple[DocumentRow, ...]]:
    """The open questions when its cut is right, and the papers of the stack that asked the same."""
    answered = cut_texts(row.document)
    left = row.document.without_question(QuestionKind.CUT)
    others = tuple(
        one
        for one in ledger.documents(actor.scope, batch=row.document.batch, states=frozenset({State.QUESTION}))
        if one.document.id != row.document.id
        and one.document.stack == row.document.stack
        and answered.intersection(cut_texts(one.document))
    )
    return left, others


def cut_texts(document: Document) -> frozenset[str]:
    """What is asked about its cut: each names the page of the stack it is about."""
    return frozenset(one.text for one in document.questions if one.kind is QuestionKind.CUT)


def _open_row(actor: Actor, knife: Knife, document: DocumentId) -> DocumentRow:
    row = knife.ledger.document(document, actor.scope)
    if row.state not in _OPEN:
        raise StateConflict(
            f"{document} is {row.state.value}: only papers that ask or wait for a signature are cut or joined"
        )
    if row.document.asks(QuestionKind.PAGE) or row.document.asks(QuestionKind.SECRECY):
        raise StateConflict(f"{document} has pages that were not read; answer that question first")
    return row


def _place(document: Document, pages: Sequence[PageRow]) -> CutFrom:
    """Where the paper lies in its stack: one that came in alone is a stack of its own."""
    return document.cut_from or CutFrom(document.id, tuple(range(len(pages))))


def _neighbour_before(actor: Actor, knife: Knife, row: DocumentRow) -> DocumentRow | None:
    cut_from = row.document.cut_from
    if cut_from is None:
        return None
    earlier = {
        one.document.cut_from.pages: one
        for one in knife.ledger.documents(actor.scope, batch=row.document.batch)
        if one.state is not State.CUT
        and one.document.cut_from is not None
        and one.document.stack == cut_from.stack
        and one.document.cut_from.pages[0] < cut_from.pages[0]
    }
    return earlier[max(earlier)] if earlier else None


def _make(
    actor: Actor, knife: Knife, rows: Sequence[DocumentRow], places: Sequence[CutFrom]
) -> tuple[DocumentId, ...]:
    """Papers in the place of others, in one transaction; they are typed anew."""
    first = rows[0].document
    if first.group is None:
        raise StateConflict(f"{first.id} was not looked at as a stack yet; run the engine first")
    page_at = _pages_by_place(actor, knife, rows)
    own = [_judged(actor, [page_at[one] for one in place.pages]) for place in places]
    for place, judged in zip(places, own, strict=True):
        if not any(page.state is PageState.READ for page in judged):
            told = ", ".join(str(number + 1) for number in place.pages)
            raise StateConflict(f"page {told} of the stack was not read: it cannot be a paper of its own")
    linked, asked = _linked_as(rows)
    made: list[Arrival] = [
        cut_paper(
            replace(linked, priority=Priority.COUNTER),
            place,
            CutPaper(pages=place.pages, group=first.group, questions=asked),
            judged,
        )
        for place, judged in zip(places, own, strict=True)
    ]
    changes = tuple(
        DocumentChange(
            row=row,
            document=replace(row.document, dossier=None, ordinal=None, questions=()),
            state=State.CUT,
        )
        for row in rows
    )
    pages = tuple(
        page
        for arrival, judged in zip(made, own, strict=True)
        for page in pages_of(arrival.document.id, judged)
    )
    facts = (Fact("papers", str(len(made))),)
    knife.ledger.commit(
        Change(
            batch=first.batch,
            actor=actor.name,
            at=knife.clock.now(),
            documents=changes,
            papers=tuple(made),
            pages=pages,
            events=(
                *(NewEvent(kind=EventKind.STACK_CUT, subject=row.document.id, facts=facts) for row in rows),
                *(told_of(arrival.document) for arrival in made),
            ),
        )
    )
    return tuple(arrival.document.id for arrival in made)


def _linked_as(rows: Sequence[DocumentRow]) -> tuple[Document, tuple[Question, ...]]:
    """The first of the papers with the dossier that all are of; with none, and a question, when they differ.

    One that asks for its dossier may bear the number of another: both are linked anew then, unless a person
    has said where they belong.
    """
    first = rows[0].document
    links = [row.document.dossier for row in rows if row.document.dossier is not None]
    numbers = {link.number for link in links}
    if len(numbers) < 2:
        said = [link for link in links if link.origin is DossierOrigin.PERSON]
        agreed = links if len(links) == len(rows) else said
        return replace(first, dossier=agreed[0] if agreed else None), ()
    known = sorted(number for number in numbers if number is not None)
    asked = Question(
        kind=QuestionKind.DOSSIER,
        text="Hai giấy được ghép thuộc hai hồ sơ khác nhau. Hãy nhập mã hồ sơ.",
        candidates=tuple(Candidate(value=number) for number in known),
    )
    return replace(first, dossier=None), (asked,)


def _judged(actor: Actor, pages: Sequence[PageRow]) -> list[PageRow]:
    """The pages of one paper: where it begins, and where it does not, the person has said."""
    return [
        page
        if page.verdict is not None and page.verdict.begins == (number == 0)
        else replace(page, verdict=_said_by(actor, begins=number == 0))
        for number, page in enumerate(pages)
    ]


def _said_by(actor: Actor, *, begins: bool) -> PageVerdict:
    return PageVerdict(
        role=PageRole.CONTENT,
        begins=begins,
        probability=float(begins),
        sign="person",
        reason=f"do {actor.name} quyết định",
    )


def _pages_by_place(actor: Actor, knife: Knife, rows: Sequence[DocumentRow]) -> dict[int, PageRow]:
    found: dict[int, PageRow] = {}
    for row in rows:
        pages = knife.ledger.pages(row.document.id, actor.scope)
        found.update(zip(_place(row.document, pages).pages, pages, strict=True))
    return found
