"""Opens the embedded ledger: one SQLite file with a write-ahead log."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError

from domain.errors import LedgerBusy, SohoaError, StateConflict, StoreUnavailable
from storage.database import Database, busy, damaged, outrun, troubles_named
from storage.ledger import SqlLedger
from storage.schema import migrate, revision_words

BUSY_TIMEOUT_MS = 30_000
_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DISK = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
    }
)


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
        named = sqlite_trouble(error)
        raise (named if isinstance(named, LedgerBusy) else _cannot_open(path, error.orig)) from error
    except StateConflict:
        engine.dispose()
        raise
    database = Database(
        writer=engine,
        reader=engine.execution_options(reading=True),
        trouble=sqlite_trouble,
        lease=lambda: _lease(path.with_name(f"{path.name}.engine")),
    )
    return SqlLedger(database)


def look_at_sqlite(path: Path) -> str:
    """What lies in `path`, for people; nothing is made or changed."""
    if not path.exists():
        return f"SQLite, none at {path} yet: the first command makes it"
    engine = sqlite_engine(path)
    try:
        with troubles_named(sqlite_trouble), engine.connect().execution_options(reading=True) as connection:
            return f"SQLite, {path}, {revision_words(connection)}"
    finally:
        engine.dispose()


@contextmanager
def _lease(path: Path) -> Iterator[bool]:
    """A lock on a file beside the ledger: the kernel lets it go when the process ends, however it ends."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _cannot_open(path, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def _cannot_open(path: Path, error: BaseException | None) -> StoreUnavailable:
    return StoreUnavailable(
        f"cannot open the ledger {path}: {error}; check the disk and that the file is a sohoa ledger"
    )


def sqlite_trouble(error: DBAPIError) -> SohoaError:
    """Held by another, outrun, no room on the disk, or damaged."""
    words = str(error.orig)
    # Extended codes carry the plain one in their lowest byte.
    code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _HELD:
        return busy(words)
    if code == sqlite3.SQLITE_CONSTRAINT:
        return outrun(words)
    if code in _DISK:
        return StoreUnavailable(
            f"the ledger cannot be read or written: {words}; free space on its disk, "
            "check the disk and the rights of its folder, then run the same again"
        )
    return damaged(words)


def sqlite_engine(path: Path) -> Engine:
    """An engine whose writing transactions take the lock at their start and survive a power cut."""
    # What is written never shows in an error or a log.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

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
