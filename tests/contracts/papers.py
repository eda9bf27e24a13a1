"""Papers and changes for the ledger contract, and a look at all a ledger says."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from domain.actor import EVERY_UNIT, UnitScope
from domain.artifact import Artifact, MediaType
from domain.batch import Batch
from domain.document import Document, DossierLink, DossierOrigin, SourceFile
from domain.event import EventKind
from domain.failure import Failed
from domain.ids import BatchId, DocumentId, DossierNumber, Sha256, UnitCode
from domain.ledger import Arrival, Change, DocumentChange, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.ports import Ledger

A, B = UnitCode("H13.16"), UnitCode("H13.17")
ONLY_A, ONLY_B = UnitScope(frozenset({A})), UnitScope(frozenset({B}))
NOBODY = UnitScope(frozenset())
NUMBER = DossierNumber("H13.16-250715-0001")
AT = datetime(2025, 7, 15, 8, 30, tzinfo=UTC)


def make_artifact(number: int) -> Artifact:
    return Artifact(Sha256(f"{number:064x}"), number, MediaType.PDF)


def make_batch(name: str, unit: UnitCode = A) -> Batch:
    return Batch(id=BatchId(name), unit=unit, received_at=AT, actor="may-quet", folder=None, given=None)


def make_document(name: str, batch: Batch, *files: Artifact) -> Document:
    return Document(
        id=DocumentId(name),
        batch=batch.id,
        unit=batch.unit,
        profile="plain",
        name=f"Giấy {name}",
        received_at=AT,
        files=tuple(
            SourceFile(artifact=file, name=f"{file.size}.pdf") for file in files or (make_artifact(1),)
        ),
    )


def identity_of(name: str) -> Sha256:
    return Sha256(sha256(name.encode()).hexdigest())


def receive(ledger: Ledger, batch: Batch, *names: str, identity: Sha256 | None = None) -> None:
    """Receives papers of these names; each has an identity of its own unless one is given."""
    arrivals = tuple(
        Arrival(document=make_document(name, batch), identity=identity or identity_of(name)) for name in names
    )
    events = (
        NewEvent(kind=EventKind.BATCH_RECEIVED, subject=batch.id),
        *(NewEvent(kind=EventKind.DOCUMENT_RECEIVED, subject=name) for name in names),
    )
    ledger.receive(batch, arrivals, events)


def moved(
    ledger: Ledger, name: str, state: State, document: Document | None = None, failure: Failed | None = None
) -> DocumentChange:
    row = ledger.document(DocumentId(name), EVERY_UNIT)
    return DocumentChange(row=row, document=document or row.document, state=state, failure=failure)


def commit(ledger: Ledger, *changes: DocumentChange) -> None:
    ledger.commit(
        Change(
            batch=changes[0].document.batch,
            actor="may-quet",
            at=AT,
            documents=changes,
            events=tuple(NewEvent(kind=EventKind.STATE_CHANGED, subject=one.document.id) for one in changes),
        )
    )


def file_under(ledger: Ledger, name: str, ordinal: int | None, number: DossierNumber = NUMBER) -> None:
    document = ledger.document(DocumentId(name), EVERY_UNIT).document
    linked = replace(document, dossier=DossierLink(number, DossierOrigin.CODE), ordinal=ordinal)
    commit(ledger, moved(ledger, name, State.RECEIVED, linked))


def make_page(
    name: str, number: int, state: PageState = PageState.WAITING, value: int | None = None
) -> PageRow:
    return PageRow(
        document=DocumentId(name),
        number=number,
        page=Page(source=make_artifact(1), index=number),
        state=state,
        value=None if value is None else make_artifact(value),
    )


def everything(ledger: Ledger) -> tuple[object, ...]:
    batches = ledger.batches(EVERY_UNIT)
    rows = ledger.documents(EVERY_UNIT)
    return (
        batches,
        rows,
        ledger.dossiers(EVERY_UNIT),
        ledger.artifacts_in_use(),
        tuple(ledger.events(batch.id, EVERY_UNIT) for batch in batches),
        tuple(ledger.pages(row.document.id, EVERY_UNIT) for row in rows),
    )
