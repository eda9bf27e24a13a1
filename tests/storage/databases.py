"""A database looked at as rows and opened as a ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, MetaData, Table

from domain.ports import Ledger


@dataclass(frozen=True)
class Place:
    """One database, looked at as rows and opened as a ledger."""

    engine: Engine
    open_ledger: Callable[[], Ledger]


def tables_of(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}
