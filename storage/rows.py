"""Writes the rows of the ledger: values as canonical JSON, columns for look-ups beside them."""

from typing import Any

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.batch import Batch
from domain.codec import canonical, from_canonical
from domain.document import Document
from domain.errors import LedgerBusy
from domain.event import NO_HASH, Event, sealed
from domain.ids import BatchId
from domain.ledger import Arrival, Change, DocumentChange
from domain.lifecycle import State, require_transition
from storage.tables import batches, documents, dossiers, events, files, pages, steps, units

Row = dict[str, Any]


def add_batch(connection: Connection, batch: Batch, arrivals: tuple[Arrival, ...]) -> None:
    """Adds a batch with its documents, in this order."""
    _put(connection, units, [{"code": batch.unit}])
    connection.execute(insert(batches).values(id=batch.id, unit=batch.unit, value=_text(batch)))
    _add_documents(connection, arrivals, State.RECEIVED)


def apply_change(connection: Connection, change: Change) -> None:
    """Writes the documents, pages and steps of a change; LedgerBusy when a document has moved on."""
    for document_change in change.documents:
        _update_document(connection, document_change)
    _add_documents(connection, change.papers, State.READ)
    page_rows = [
        {
            "document": page.document,
            "number": page.number,
            "state": page.state.value,
            "value_sha256": page.value.sha256 if page.value else None,
            "value": _text(page),
        }
        for page in change.pages
    ]
    _put(connection, pages, page_rows)
    # In one order: two writers of the same steps then wait for one another and never cross.
    step_rows = [
        {"key": key, "artifact": _text(artifact), "sha256": artifact.sha256}
        for key, artifact in sorted(change.steps, key=lambda step: step[0])
    ]
    _put(connection, steps, step_rows)


def lock_chain(connection: Connection, batch: BatchId) -> None:
    """Makes other writers of this batch wait for the end of the transaction.

    The next link of its chain needs the last one. SQLite has locked the whole file already.
    """
    connection.execute(select(batches.c.id).where(batches.c.id == batch).with_for_update(key_share=True))


def append_events(connection: Connection, change: Change) -> None:
    """Adds the change's events to the end of the batch's chain, which `lock_chain` has locked."""
    if not change.all_events:
        return
    last = connection.execute(
        select(events.c.value).where(events.c.batch == change.batch).order_by(events.c.number.desc()).limit(1)
    ).first()
    previous, number = NO_HASH, 0
    if last is not None:
        newest = from_canonical(Event, last.value)
        previous, number = newest.hash, newest.number + 1
    rows: list[Row] = []
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
        rows.append({"batch": event.batch, "number": number, "subject": event.subject, "value": _text(event)})
        previous, number = event.hash, number + 1
    connection.execute(insert(events), rows)


def _text(value: object) -> str:
    return canonical(value).decode()


def _put(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Adds the rows; one whose primary key is there already gets the new values."""
    if not rows:
        return
    on_postgres = connection.dialect.name == "postgresql"
    adding = postgresql.insert(table) if on_postgres else sqlite.insert(table)
    key = [column.name for column in table.primary_key]
    values = {name: adding.excluded[name] for name in rows[0] if name not in key}
    if values:
        connection.execute(adding.on_conflict_do_update(index_elements=key, set_=values), rows)
    else:
        connection.execute(adding.on_conflict_do_nothing(index_elements=key), rows)


def _add_documents(connection: Connection, arrivals: tuple[Arrival, ...], state: State) -> None:
    rows = [
        {
            "id": arrival.document.id,
            "batch": arrival.document.batch,
            "unit": arrival.document.unit,
            "state": state.value,
            "priority": arrival.document.priority.value,
            "revision": 0,
            "identity": arrival.identity,
            "dossier": None if arrival.document.dossier is None else arrival.document.dossier.number,
            "value": _text(arrival.document),
        }
        for arrival in arrivals
    ]
    if rows:
        connection.execute(insert(documents), rows)
    for arrival in arrivals:
        _put_files(connection, arrival.document)


def _put_files(connection: Connection, document: Document) -> None:
    named = {f"source-{number}": file.artifact for number, file in enumerate(document.files)}
    if document.pdf is not None:
        named["pdf"] = document.pdf
    if document.signed_pdf is not None:
        named["signed"] = document.signed_pdf
    if document.kept_fields is not None:
        named["fields"] = document.kept_fields
    rows = [
        {"document": document.id, "slot": slot, "sha256": artifact.sha256} for slot, artifact in named.items()
    ]
    _put(connection, files, rows)


def _update_document(connection: Connection, change: DocumentChange) -> None:
    document, before = change.document, change.row
    if change.state is not before.state:
        require_transition(before.state, change.state, document.id)
    number = None if document.dossier is None else document.dossier.number
    if number is not None:
        _put(connection, dossiers, [{"unit": document.unit, "number": number}])
    done = connection.execute(
        update(documents)
        .where(documents.c.id == document.id, documents.c.revision == before.revision)
        .values(
            state=change.state.value,
            priority=document.priority.value,
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
