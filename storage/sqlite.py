"""Opens the embedded ledger: one SQLite file with a write-ahead log."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from domain.errors import StateConflict, StoreUnavailable
from storage.ledger import SqlLedger
from storage.schema import migrate

BUSY_TIMEOUT_MS = 30_000


def open_sqlite_ledger(path: Path) -> SqlLedger:
    """The ledger in `path`, made or brought up to date when needed; StoreUnavailable when it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Before SQLite comes: its log takes the mode that the file has then.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise _cannot_open(path, error) from error
    engine = sqlite_engine(path)
    try:
        with engine.begin() as connection:
            migrate(connection)
    except DatabaseError as error:
        engine.dispose()
        raise _cannot_open(path, error) from error
    except StateConflict:
        engine.dispose()
        raise
    return SqlLedger(engine, lambda: _lease(path.with_name(f"{path.name}.engine")))


@contextmanager
def _lease(path: Path) -> Iterator[bool]:
    """A lock on a file beside the ledger: the kernel lets it go when the process ends, however it ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def _cannot_open(path: Path, error: Exception) -> StoreUnavailable:
    return StoreUnavailable(
        f"cannot open the ledger {path}: {error}; check the disk and that the file is a sohoa ledger"
    )


def sqlite_engine(path: Path) -> Engine:
    """An engine whose writing transactions take the lock at their start and survive a power cut."""
    engine = create_engine(URL.create("sqlite", database=str(path)))

    def set_up(connection: Any, _record: object) -> None:
        # sqlite3 must not begin transactions by itself: BEGIN IMMEDIATE below does.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine
