"""Opens a ledger on PostgreSQL, for an office whose machines share one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from domain.errors import ConfigError, LedgerUnavailable, SohoaError
from storage.database import Database, troubles_named
from storage.ledger import SqlLedger
from storage.postgres_server import Server, server_at
from storage.schema import HEAD, current_revision, migrate, revision_words

# Advisory locks belong to one database; the second half keeps ledgers in two of its schemas apart.
_LEASE = "1936681071, hashtext(current_schema())"
_MIGRATION = "1936681072, hashtext(current_schema())"


def open_postgres_ledger(url: str) -> SqlLedger:
    """The ledger in the database at `url`, its tables made or brought up to date when needed.

    ConfigError when the address, the password or the role's rights are wrong, LedgerUnavailable when
    nobody answers. A password may stand in a file: `passfile` in the address, PGPASSFILE or ~/.pgpass.
    """
    server = server_at(url)
    engine = server.engine()
    try:
        with troubles_named(server.trouble), engine.begin() as connection:
            _require_utf8(server, connection)
            _bring_up(connection)
    except SohoaError:
        engine.dispose()
        raise
    lease = EngineLease(server)
    database = Database(
        writer=engine,
        reader=engine.execution_options(isolation_level="AUTOCOMMIT"),
        trouble=server.trouble,
        lease=lease.hold,
        check_lease=lease.check,
    )
    return SqlLedger(database)


def look_at_postgres(url: str) -> str:
    """What lies in the database at `url`, for people; nothing is made or changed."""
    server = server_at(url)
    engine = server.engine()
    try:
        with troubles_named(server.trouble), engine.connect() as connection:
            _require_utf8(server, connection)
            version = connection.execute(text("SHOW server_version")).scalar_one()
            return f"PostgreSQL {version}, {server.place}, {revision_words(connection)}"
    finally:
        engine.dispose()


class EngineLease:
    """The one engine's lock, on a connection of its own: the server lets it go when that ends.

    It ends with the block, with the process, and, by the server's keepalives, with the machine. When the
    connection is lost inside the block (the server restarts, the network is cut), the lock is gone and
    another engine may take it. Nobody is told at that moment: the next write of this ledger notices, is
    rolled back with LedgerUnavailable, and so is every write after it until the block ends.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._held: psycopg.Connection[Any] | None = None

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """True in the block when the lease is ours."""
        connection = self._connected()
        try:
            taken = self._take(connection)
            try:
                yield taken
            finally:
                if taken:
                    self._let_go(connection)
        finally:
            connection.close()

    def check(self) -> None:
        """LedgerUnavailable when the lease was ours and its connection is lost."""
        if self._held is None:
            return
        try:
            _answer(self._held, "SELECT true")
        except psycopg.Error as error:
            raise LedgerUnavailable(
                "the connection that holds the engine's lease was lost, and another engine may be at work; "
                "nothing was written, run the same again"
            ) from error

    def _connected(self) -> psycopg.Connection[Any]:
        try:
            return self._server.connect(autocommit=True)
        except psycopg.Error as error:
            raise self._server.named(error) from error

    def _take(self, connection: psycopg.Connection[Any]) -> bool:
        try:
            taken = _answer(connection, f"SELECT pg_try_advisory_lock({_LEASE})")
        except psycopg.Error as error:
            raise self._server.named(error) from error
        if taken:
            self._held = connection
        return taken

    def _let_go(self, connection: psycopg.Connection[Any]) -> None:
        self._held = None
        # Closing alone lets the lock go some time later. A lost connection has let it go already.
        with suppress(psycopg.Error):
            _answer(connection, f"SELECT pg_advisory_unlock({_LEASE})")


def _answer(connection: psycopg.Connection[Any], sql: Any) -> bool:
    row = connection.execute(sql).fetchone()
    return row is not None and bool(row[0])


def _bring_up(connection: Connection) -> None:
    """Makes or upgrades the tables; of processes that come at once, one does it and the others wait."""
    if current_revision(connection) == HEAD:
        return
    # An upgrade may take longer than a statement of daily work.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION})"))
    migrate(connection)


def _require_utf8(server: Server, connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise ConfigError(
            f"the ledger's {server.place} holds {encoding} and cannot hold Vietnamese; "
            "make it with ENCODING 'UTF8' TEMPLATE template0"
        )
