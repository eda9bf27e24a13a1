"""Papers whose type a person has settled, as a model sees them: signs and titles, no text."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.actor import Actor
from domain.document import UNKNOWN_TYPE, Document
from domain.errors import NotFound
from domain.event import EventKind
from domain.ids import DocumentId
from domain.ledger import DocumentRow, PageState
from domain.lifecycle import State
from domain.page import Flag
from domain.ports import Ledger
from engine.holdings import Holdings
from pipeline.office_data import OfficeData
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.paper_type import FirstPage, PaperSeen, look

_GONE = frozenset({State.QUARANTINED, State.SUPERSEDED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPaper:
    """A paper a person vouches for. `group` is its dossier, or its batch while it has none."""

    group: str
    code: str
    seen: PaperSeen


def labelled_papers(
    actor: Actor, ledger: Ledger, holdings: Holdings, data: OfficeData
) -> Iterator[LabelledPaper]:
    """The papers of the actor's units whose type a person chose or accepted, in order of arrival."""
    chosen = _types_chosen(actor, ledger)
    for row in ledger.documents(actor.scope):
        code = _vouched(row, chosen)
        if code is None or data.papers.paper(code) is None:
            continue
        first = _first_page(row.document, actor, ledger, holdings, data.numbers)
        if first is not None:
            yield LabelledPaper(group=_group(row.document), code=code, seen=look(first, data.papers))


def _vouched(row: DocumentRow, chosen: frozenset[DocumentId]) -> str | None:
    document = row.document
    if row.state in _GONE or document.paper is None or document.paper.code == UNKNOWN_TYPE:
        return None
    return document.paper.code if document.accepted_by is not None or document.id in chosen else None


def _types_chosen(actor: Actor, ledger: Ledger) -> frozenset[DocumentId]:
    """The papers whose type a person has named since they were last read; read again, it is found anew."""
    chosen: set[DocumentId] = set()
    for batch in ledger.batches(actor.scope):
        retried = ""
        for event in ledger.events(batch.id, actor.scope):
            if event.kind is EventKind.STATE_CHANGED and event.subject == retried:
                # A paper that only tries its signature again stays where it is, with its type.
                chosen.discard(DocumentId(event.subject))
            elif event.kind is EventKind.QUESTION_ANSWERED and any(one.name == "type" for one in event.facts):
                chosen.add(DocumentId(event.subject))
            retried = event.subject if event.kind is EventKind.RETRIED else ""
    return frozenset(chosen)


def _first_page(
    document: Document, actor: Actor, ledger: Ledger, holdings: Holdings, numbers: DossierGrammar
) -> FirstPage | None:
    """The page that the type is read from; None when the paper has no text or its reading is gone."""
    read = [page for page in ledger.pages(document.id, actor.scope) if page.state is PageState.READ]
    for row in read:
        if row.value is None or (row.summary is not None and Flag.BLANK in row.summary.flags):
            continue
        try:
            page = holdings.read_page(row.value)
        except NotFound:
            return None
        if page.text is not None:
            return FirstPage(
                page=page, page_count=len(read), today=document.received_at.date(), numbers=numbers
            )
    return None


def _group(document: Document) -> str:
    number = document.dossier.number if document.dossier else None
    return number or document.batch
