"""The ledger on an SQL database through SQLAlchemy Core."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, func, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from domain.actor import UnitScope
from domain.artifact import Artifact
from domain.batch import Batch, Dossier
from domain.codec import canonical, from_canonical
from domain.document import Document
from domain.errors import LedgerBusy, NotFound, StoreUnavailable
from domain.event import NO_HASH, Event, sealed
from domain.failure import Failed
from domain.ids import BatchId, DocumentId, DossierNumber, Sha256, StepKey, UnitCode
from domain.ledger import Arrival, Change, DocumentChange, DocumentRow, Indexed, NewEvent, PageRow, PageState
from domain.lifecycle import State, require_transition
from storage.index import read_index
from storage.tables import batches, documents, dossiers, events, files, pages, steps, units


class SqlLedger:
    """Writes are one transaction each; rows hold values as canonical JSON."""

    def __init__(self, engine: Engine, lease: Callable[[], AbstractContextManager[bool]]) -> None:
        self._engine = engine
        self._lease = lease

    def lease(self) -> AbstractContextManager[bool]:
        return self._lease()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _troubles_named(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _troubles_named(), self._engine.connect().execution_options(reading=True) as connection:
            yield connection

    def receive(self, batch: Batch, arrivals: tuple[Arrival, ...], events: tuple[NewEvent, ...]) -> None:
        with self._writing() as connection:
            _put(connection, units, {"code": batch.unit}, {})
            connection.execute(insert(batches).values(id=batch.id, unit=batch.unit, value=_text(batch)))
            for arrival in arrivals:
                document = arrival.document
                connection.execute(
                    insert(documents).values(
                        id=document.id,
                        batch=batch.id,
                        unit=document.unit,
                        state=State.RECEIVED.value,
                        revision=0,
                        identity=arrival.identity,
                        value=_text(document),
                    )
                )
                _put_files(connection, document)
            change = Change(batch=batch.id, actor=batch.actor, at=batch.received_at, events=events)
            _append_events(connection, change)

    def commit(self, change: Change) -> None:
        with self._writing() as connection:
            for document_change in change.documents:
                _update_document(connection, document_change)
            for page in change.pages:
                _put(
                    connection,
                    pages,
                    {"document": page.document, "number": page.number},
                    {
                        "state": page.state.value,
                        "value_sha256": page.value.sha256 if page.value else None,
                        "value": _text(page),
                    },
                )
            for key, artifact in change.steps:
                _put(
                    connection,
                    steps,
                    {"key": key},
                    {"artifact": _text(artifact), "sha256": artifact.sha256},
                )
            _append_events(connection, change)

    def known(self, identity: Sha256) -> DocumentId | None:
        query = select(documents.c.id).where(
            documents.c.identity == identity, documents.c.state != State.WITHDRAWN.value
        )
        found = self._first(query)
        return None if found is None else DocumentId(found.id)

    def step(self, key: StepKey) -> Artifact | None:
        found = self._first(select(steps.c.artifact).where(steps.c.key == key))
        return None if found is None else from_canonical(Artifact, found.artifact)

    def batch(self, batch: BatchId, scope: UnitScope) -> Batch:
        found = self._first(select(batches.c.value).where(batches.c.id == batch, *_within(scope, batches)))
        if found is None:
            raise NotFound(f"there is no batch {batch}; `sohoa status` lists what there is")
        return from_canonical(Batch, found.value)

    def batches(self, scope: UnitScope) -> tuple[Batch, ...]:
        query = select(batches.c.value).where(*_within(scope, batches)).order_by(batches.c.arrival)
        return tuple(from_canonical(Batch, row.value) for row in self._all(query))

    def document(self, document: DocumentId, scope: UnitScope) -> DocumentRow:
        found = self._first(select(documents).where(documents.c.id == document, *_within(scope, documents)))
        if found is None:
            raise NotFound(f"there is no document {document}; `sohoa status` lists what there is")
        return _document_row(found)

    def documents(
        self,
        scope: UnitScope,
        *,
        states: frozenset[State] | None = None,
        batch: BatchId | None = None,
        dossier: DossierNumber | None = None,
    ) -> tuple[DocumentRow, ...]:
        query = select(documents).where(*_within(scope, documents)).order_by(documents.c.arrival)
        if states is not None:
            query = query.where(documents.c.state.in_(sorted(state.value for state in states)))
        if batch is not None:
            query = query.where(documents.c.batch == batch)
        if dossier is not None:
            query = query.where(documents.c.dossier == dossier)
        return tuple(_document_row(row) for row in self._all(query))

    def index(self, scope: UnitScope, *, batch: BatchId | None = None) -> tuple[Indexed, ...]:
        named = [] if batch is None else [documents.c.batch == batch]
        with self._reading() as connection:
            return read_index(connection, [*_within(scope, documents), *named])

    def pages(self, document: DocumentId, scope: UnitScope) -> tuple[PageRow, ...]:
        query = select(pages.c.value).where(*_pages_of(document, scope)).order_by(pages.c.number)
        return tuple(from_canonical(PageRow, row.value) for row in self._all(query))

    def page(self, document: DocumentId, number: int, scope: UnitScope) -> PageRow:
        query = select(pages.c.value).where(*_pages_of(document, scope), pages.c.number == number)
        found = self._first(query)
        if found is None:
            raise NotFound(f"document {document} has no page {number + 1}")
        return from_canonical(PageRow, found.value)

    def count_pages(self, document: DocumentId, state: PageState, scope: UnitScope) -> int:
        query = select(func.count(pages.c.number).label("count")).where(
            *_pages_of(document, scope), pages.c.state == state.value
        )
        return int(self._first(query).count)

    def next_ordinal(self, document: Document) -> int:
        if document.dossier is None or document.dossier.number is None:
            return 1
        query = select(func.max(documents.c.ordinal).label("last")).where(
            documents.c.unit == document.unit, documents.c.dossier == document.dossier.number
        )
        found = self._first(query)
        return 1 if found is None or found.last is None else int(found.last) + 1

    def dossiers(self, scope: UnitScope) -> tuple[Dossier, ...]:
        query = (
            select(dossiers.c.number, dossiers.c.unit, func.count(documents.c.id).label("papers"))
            .join(
                documents,
                (documents.c.dossier == dossiers.c.number) & (documents.c.unit == dossiers.c.unit),
            )
            .where(*_within(scope, dossiers))
            .group_by(dossiers.c.number, dossiers.c.unit)
            .order_by(dossiers.c.number)
        )
        return tuple(
            Dossier(number=DossierNumber(row.number), unit=UnitCode(row.unit), papers=row.papers)
            for row in self._all(query)
        )

    def events(self, batch: BatchId, scope: UnitScope) -> tuple[Event, ...]:
        within = [events.c.batch == batches.c.id, *_within(scope, batches)]
        query = select(events.c.value).where(events.c.batch == batch, *within).order_by(events.c.number)
        return tuple(from_canonical(Event, row.value) for row in self._all(query))

    def artifacts_in_use(self) -> frozenset[Sha256]:
        named = select(files.c.sha256).union(
            select(pages.c.value_sha256).where(pages.c.value_sha256.is_not(None)), select(steps.c.sha256)
        )
        with self._reading() as connection:
            return frozenset(Sha256(digest) for digest in connection.execute(named).scalars())

    def _first(self, query: Select[Any]) -> Any:
        with self._reading() as connection:
            return connection.execute(query).first()

    def _all(self, query: Select[Any]) -> list[Any]:
        with self._reading() as connection:
            return list(connection.execute(query))


@contextmanager
def _troubles_named() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise LedgerBusy(f"the ledger does not answer: {error.orig}; run the same again") from error
    except IntegrityError as error:
        raise LedgerBusy(f"somebody else changed the same thing: {error.orig}; run it again") from error
    except DatabaseError as error:
        raise StoreUnavailable(
            f"the ledger is damaged: {error.orig}; stop work on it and restore it from the backup"
        ) from error


def _text(value: object) -> str:
    return canonical(value).decode()


def _within(scope: UnitScope, table: Table) -> list[Any]:
    column = table.c.code if table is units else table.c.unit
    return [] if scope.units is None else [column.in_(sorted(scope.units))]


def _pages_of(document: DocumentId, scope: UnitScope) -> list[Any]:
    """The conditions for a document's pages, when its unit is in the scope."""
    return [
        pages.c.document == document,
        documents.c.id == pages.c.document,
        *_within(scope, documents),
    ]


def _document_row(row: Any) -> DocumentRow:
    return DocumentRow(
        document=from_canonical(Document, row.value),
        state=State(row.state),
        revision=row.revision,
        failure=None if row.failure is None else from_canonical(Failed, row.failure),
    )


def _put(connection: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Updates the row with this key, or adds it."""
    same = [table.c[name] == value for name, value in key.items()]
    if connection.execute(select(func.count()).select_from(table).where(*same)).scalar_one():
        if values:
            connection.execute(update(table).where(*same).values(**values))
    else:
        connection.execute(insert(table).values(**key, **values))


def _put_files(connection: Connection, document: Document) -> None:
    named = {f"source-{number}": file.artifact for number, file in enumerate(document.files)}
    if document.pdf is not None:
        named["pdf"] = document.pdf
    if document.signed_pdf is not None:
        named["signed"] = document.signed_pdf
    for slot, artifact in named.items():
        _put(connection, files, {"document": document.id, "slot": slot}, {"sha256": artifact.sha256})


def _update_document(connection: Connection, change: DocumentChange) -> None:
    document, before = change.document, change.row
    if change.state is not before.state:
        require_transition(before.state, change.state, document.id)
    number = None if document.dossier is None else document.dossier.number
    if number is not None:
        _put(connection, dossiers, {"unit": document.unit, "number": number}, {})
    done = connection.execute(
        update(documents)
        .where(documents.c.id == document.id, documents.c.revision == before.revision)
        .values(
            state=change.state.value,
            revision=before.revision + 1,
            dossier=number,
            ordinal=document.ordinal,
            value=_text(document),
            failure=None if change.failure is None else _text(change.failure),
        )
    )
    if done.rowcount != 1:
        raise LedgerBusy(f"document {document.id} was changed by somebody else; run the same again")
    _put_files(connection, document)


def _append_events(connection: Connection, change: Change) -> None:
    if not change.all_events:
        return
    last = connection.execute(
        select(events.c.value).where(events.c.batch == change.batch).order_by(events.c.number.desc()).limit(1)
    ).first()
    previous, number = NO_HASH, 0
    if last is not None:
        newest = from_canonical(Event, last.value)
        previous, number = newest.hash, newest.number + 1
    for new in change.all_events:
        event = sealed(
            Event(
                batch=change.batch,
                number=number,
                at=change.at,
                kind=new.kind,
                actor=change.actor,
                subject=new.subject,
                facts=new.facts,
                previous=previous,
                hash=NO_HASH,
            )
        )
        connection.execute(
            insert(events).values(batch=event.batch, number=number, subject=event.subject, value=_text(event))
        )
        previous, number = event.hash, number + 1
