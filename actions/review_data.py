"""What a person needs to answer a paper's open questions: one value, and pictures drawn when asked for."""

from dataclasses import dataclass
from datetime import datetime

from actions.fields_again import is_typed
from actions.papers import FieldView, field_view
from domain.actor import Actor
from domain.choice import Candidate as Reading
from domain.document import Candidate, Place, Question, QuestionKind
from domain.errors import NotFound, StateConflict
from domain.fields import Field
from domain.geometry import Box
from domain.ids import BatchId, DocumentId, DossierNumber, UnitCode
from domain.ledger import DocumentRow, PageRow, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.ports import Ledger
from engine.drawing import Artist
from engine.holdings import Holdings
from pipeline.plan import keeps_picture

_OF_THE_FIELD = 0.5
"""A word belongs to a field when so much of it lies in the field's box."""
_UNSEEN = frozenset({State.RECEIVED, State.QUARANTINED, State.WITHDRAWN, State.CUT})
"""States in which the secrecy gate has not spoken of every page, or has stopped the paper. Of a cut stack the
gate may have stopped a page since, in the paper that has it now."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where to look: `page` counts from 1; without a box, which is in pixels of the straightened page, all of
    it."""

    page: int
    box: Box | None
    drawable: bool
    """A picture of it may be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One open question."""

    kind: QuestionKind
    text: str
    candidates: tuple[Candidate, ...]
    """The likeliest first."""
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class WordView:
    """A word of a field that readers did not agree on, and what each of them read."""

    text: str
    confidence: float
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldQuestion:
    """A field that a person should compare with the paper."""

    field: FieldView
    place: PlaceView
    words: tuple[WordView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCase:
    """A paper as the person sees it who answers for it."""

    id: DocumentId
    batch: BatchId
    unit: UnitCode
    name: str
    state: State
    received_at: datetime
    page_count: int
    dossier: DossierNumber | None
    type_code: str | None
    type_name: str | None
    type_confidence: float | None
    type_rule: str | None
    questions: tuple[QuestionView, ...]
    fields: tuple[FieldQuestion, ...]
    """The doubtful ones alone; `sohoa show` has them all."""

    @property
    def places(self) -> tuple[tuple[str, PlaceView], ...]:
        """Every place to look at, with a name that tells what it is for."""
        asked = (
            (f"{number}-{question.kind.value}-{nth}", place)
            for number, question in enumerate(self.questions, start=1)
            for nth, place in enumerate(question.places, start=1)
        )
        return (*asked, *((f"field-{one.field.name}", one.place) for one in self.fields))


@dataclass(frozen=True, slots=True)
class Archive:
    """The ports that reading a case needs."""

    ledger: Ledger
    holdings: Holdings


def review_case(actor: Actor, archive: Archive, document: DocumentId) -> ReviewCase:
    """The paper with its open questions and doubtful fields; NotFound when the actor may not see it."""
    row = archive.ledger.document(document, actor.scope)
    pages = archive.ledger.pages(document, actor.scope)
    paper, link = row.document.paper, row.document.dossier
    return ReviewCase(
        id=document,
        batch=row.document.batch,
        unit=row.document.unit,
        name=row.document.name,
        state=row.state,
        received_at=row.document.received_at,
        page_count=len(pages),
        dossier=None if link is None else link.number,
        type_code=None if paper is None else paper.code,
        type_name=None if paper is None else paper.name,
        type_confidence=None if paper is None else paper.confidence,
        type_rule=None if paper is None else paper.rule,
        questions=tuple(_question(one, row, pages) for one in row.document.questions),
        fields=_doubtful(row, pages, archive.holdings),
    )


def draw_place(
    actor: Actor, archive: Archive, artist: Artist, document: DocumentId, place: PlaceView
) -> bytes:
    """A PNG of the place, made now and kept nowhere.

    StateConflict for a paper that the secrecy gate stopped, or a page it has not let pass: of these no
    picture is ever made.
    """
    row = archive.ledger.document(document, actor.scope)
    pages = archive.ledger.pages(document, actor.scope)
    if not 1 <= place.page <= len(pages):
        raise NotFound(f"{document} has no page {place.page}; it has {len(pages)}")
    page = pages[place.page - 1]
    if row.state is State.CUT:
        raise StateConflict(f"{document} was cut into papers; look at those: `sohoa status` lists them")
    if not may_be_seen(row, pages, page):
        raise StateConflict(
            f"page {place.page} of {document} was not let pass by the secrecy gate; look at the sheet itself"
        )
    return artist.draw(_known(page, archive.holdings), place.box)


def may_be_seen(row: DocumentRow, pages: tuple[PageRow, ...], page: PageRow) -> bool:
    """The secrecy gate let the page pass, and stopped no other page of its paper."""
    stopped = row.document.asks(QuestionKind.SECRECY) or any(one.state is PageState.STOPPED for one in pages)
    if stopped or row.state in _UNSEEN:
        return False
    return page.state is PageState.READ or (page.state is PageState.QUARANTINED and keeps_picture(page))


def _known(page: PageRow, holdings: Holdings) -> Page:
    return page.page if page.value is None else holdings.read_page(page.value)


def _question(question: Question, row: DocumentRow, pages: tuple[PageRow, ...]) -> QuestionView:
    return QuestionView(
        kind=question.kind,
        text=question.text,
        candidates=question.candidates,
        places=tuple(_place(place, row, pages) for place in question.places),
    )


def _place(place: Place, row: DocumentRow, pages: tuple[PageRow, ...]) -> PlaceView:
    known = place.page < len(pages)
    return PlaceView(place.page + 1, place.box, known and may_be_seen(row, pages, pages[place.page]))


def _doubtful(row: DocumentRow, pages: tuple[PageRow, ...], holdings: Holdings) -> tuple[FieldQuestion, ...]:
    read = [page for page in pages if page.state is PageState.READ]
    if row.state in _UNSEEN or not is_typed(row.document):
        return ()
    values: dict[int, Page] = {}
    asked = []
    for field in holdings.read_fields(row.document.kept_fields).fields:
        if field.is_sure:
            continue
        # Fields count the pages that were read; people count all that came in.
        page = read[field.page]
        if page.number not in values:
            values[page.number] = _known(page, holdings)
        asked.append(
            FieldQuestion(
                field=field_view(field),
                place=_place(Place(page.number, field.box), row, pages),
                words=_words_of(field, values[page.number]),
            )
        )
    return tuple(asked)


def _words_of(field: Field, page: Page) -> tuple[WordView, ...]:
    words = page.text.words if page.text is not None else ()
    return tuple(
        WordView(word.text, word.confidence, word.readings)
        for word in words
        if word.readings and word.box.shared_area(field.box) >= _OF_THE_FIELD * max(1.0, word.box.area)
    )
