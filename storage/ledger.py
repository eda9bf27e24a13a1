"""The ledger on an SQL database through SQLAlchemy Core."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from domain.actor import UnitScope
from domain.artifact import Artifact
from domain.batch import Batch, Dossier
from domain.codec import from_canonical
from domain.document import Document, Priority
from domain.errors import NotFound
from domain.event import Event
from domain.failure import Failed
from domain.ids import BatchId, DocumentId, DossierNumber, Sha256, StepKey, UnitCode
from domain.ledger import Arrival, Change, DocumentRow, Indexed, NewEvent, PageRow, PageState
from domain.lifecycle import State
from storage.database import Database, troubles_named
from storage.index import read_index
from storage.rows import add_batch, append_events, apply_change, lock_chain
from storage.tables import batches, documents, dossiers, events, files, pages, steps, units


class SqlLedger:
    """Writes are one transaction each; rows hold values as canonical JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lease(self) -> AbstractContextManager[bool]:
        return self._database.lease()

    def close(self) -> None:
        self._database.writer.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with troubles_named(self._database.trouble), self._database.writer.begin() as connection:
            yield connection
            # As late as can be: an engine that lost its lease must not go on beside its successor.
            self._database.check_lease()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with troubles_named(self._database.trouble), self._database.reader.connect() as connection:
            yield connection

    def receive(self, batch: Batch, arrivals: tuple[Arrival, ...], events: tuple[NewEvent, ...]) -> None:
        change = Change(batch=batch.id, actor=batch.actor, at=batch.received_at, events=events)
        with self._writing() as connection:
            add_batch(connection, batch, arrivals)
            append_events(connection, change)

    def commit(self, change: Change) -> None:
        with self._writing() as connection:
            lock_chain(connection, change.batch)
            apply_change(connection, change)
            append_events(connection, change)

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
        priority: Priority | None = None,
    ) -> tuple[DocumentRow, ...]:
        query = select(documents).where(*_within(scope, documents)).order_by(documents.c.arrival)
        if states is not None:
            query = query.where(documents.c.state.in_(sorted(state.value for state in states)))
        if batch is not None:
            query = query.where(documents.c.batch == batch)
        if dossier is not None:
            query = query.where(documents.c.dossier == dossier)
        if priority is not None:
            query = query.where(documents.c.priority == priority.value)
        return tuple(_document_row(row) for row in self._all(query))

    def count_documents(self, batch: BatchId, state: State, scope: UnitScope) -> int:
        query = select(func.count(documents.c.id).label("count")).where(
            documents.c.batch == batch, documents.c.state == state.value, *_within(scope, documents)
        )
        return int(self._first(query).count)

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
        )
        # Sorted here: what order a database gives to text depends on how it was set up.
        return tuple(
            Dossier(number=DossierNumber(row.number), unit=UnitCode(row.unit), papers=row.papers)
            for row in sorted(self._all(query), key=lambda row: (row.number, row.unit))
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
