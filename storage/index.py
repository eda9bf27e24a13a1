"""Reads the look-up columns of documents and pages, without the values beside them."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from domain.ids import BatchId, DocumentId, DossierNumber, Sha256, UnitCode
from domain.ledger import Indexed
from storage.tables import documents, pages


def read_index(connection: Connection, conditions: list[ColumnElement[bool]]) -> tuple[Indexed, ...]:
    """The documents that meet the conditions, in order of arrival: two queries, however many there are."""
    columns = ("id", "batch", "unit", "state", "revision", "identity", "dossier", "ordinal")
    query = select(*(documents.c[name] for name in columns)).where(*conditions)
    rows = connection.execute(query.order_by(documents.c.arrival)).all()
    counted = select(pages.c.document, pages.c.state, func.count(pages.c.number).label("count")).group_by(
        pages.c.document, pages.c.state
    )
    if conditions:
        counted = counted.where(documents.c.id == pages.c.document, *conditions)
    counts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for found in connection.execute(counted):
        counts[found.document].append((found.state, found[2]))
    return tuple(_indexed(row, tuple(sorted(counts[row.id]))) for row in rows)


def _indexed(row: Any, page_states: tuple[tuple[str, int], ...]) -> Indexed:
    return Indexed(
        document=DocumentId(row.id),
        batch=BatchId(row.batch),
        unit=UnitCode(row.unit),
        state=row.state,
        revision=row.revision,
        identity=Sha256(row.identity),
        dossier=None if row.dossier is None else DossierNumber(row.dossier),
        ordinal=row.ordinal,
        pages=page_states,
    )
