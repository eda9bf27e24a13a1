import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.actor import EVERY_UNIT
from domain.errors import LedgerBusy, StateConflict, StoreUnavailable
from domain.event import EventKind, check_chain
from domain.ids import BatchId, DocumentId
from domain.ledger import Change, NewEvent
from storage.ledger import SqlLedger
from storage.sqlite import open_sqlite_ledger
from tests.contracts.papers import AT, everything, make_batch, moved, receive

ROOT = Path(__file__).parents[2]
COMMITS = 20
WRITER = """
import sys
from pathlib import Path
from domain.event import EventKind
from domain.ids import BatchId
from domain.ledger import Change, NewEvent
from storage.sqlite import open_sqlite_ledger
from tests.contracts.papers import AT
print("ready", flush=True)
sys.stdin.readline()
ledger = open_sqlite_ledger(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    event = NewEvent(kind=EventKind.PAGE_READ, subject=f"d{number}")
    ledger.commit(Change(batch=BatchId("b1"), actor="w", at=AT, events=(event, event)))
ledger.close()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "ledger.sqlite3"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqlLedger]:
    opened = open_sqlite_ledger(path)
    yield opened
    opened.close()


def _write_together(path: Path, commits: int) -> None:
    """Two processes that begin at the same moment, each with a ledger of its own on one file."""
    command = [sys.executable, "-c", WRITER, str(path), str(commits)]
    writers = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, "")


def test_chain_is_whole_after_two_processes_wrote_at_once(ledger: SqlLedger, path: Path) -> None:
    receive(ledger, make_batch("b1"), "d1")
    _write_together(path, COMMITS)
    events = ledger.events(BatchId("b1"), EVERY_UNIT)
    check_chain(events)
    assert len(events) == 2 + 2 * 2 * COMMITS


def test_two_processes_may_make_the_ledger_at_once(path: Path) -> None:
    _write_together(path, 0)
    ledger = open_sqlite_ledger(path)
    assert ledger.batches(EVERY_UNIT) == ()
    ledger.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET value = '{}'",
        "UPDATE events SET number = 9 WHERE number = 0",
        "DELETE FROM events",
        "DELETE FROM events WHERE number = 1",
        "REPLACE INTO events SELECT batch, number, 'd9', value FROM events WHERE number = 0",
        "INSERT OR REPLACE INTO events SELECT batch, number, 'd9', value FROM events",
        "INSERT INTO events SELECT * FROM events WHERE true ON CONFLICT DO UPDATE SET value = '{}'",
    ],
)
def test_events_can_only_be_added(ledger: SqlLedger, path: Path, sql: str) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    before = ledger.events(BatchId("b1"), EVERY_UNIT)
    with closing(sqlite3.connect(path)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(sql)
        connection.rollback()
    assert ledger.events(BatchId("b1"), EVERY_UNIT) == before


def test_home_and_ledger_with_its_log_are_the_owners_only(ledger: SqlLedger, path: Path) -> None:
    receive(ledger, make_batch("b1"), "d1")
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == [path.name, f"{path.name}-shm", f"{path.name}-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["what?mode=ro", "100%", "a#b", "Hồ sơ", "x%20y"])
def test_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "ledger.sqlite3"
    ledger = open_sqlite_ledger(path)
    receive(ledger, make_batch("b1"), "d1")
    assert path.stat().st_size > 0
    ledger.close()


@pytest.mark.parametrize("content", [b"%PDF-1.7 " * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="ledger"):
        open_sqlite_ledger(path)
    assert path.read_bytes() == content


def test_database_of_another_program_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE documents (x)")
    with pytest.raises(StoreUnavailable, match="sohoa ledger"):
        open_sqlite_ledger(path)


def test_ledger_of_a_newer_sohoa_is_refused_and_left_as_it_is(ledger: SqlLedger, path: Path) -> None:
    receive(ledger, make_batch("b1"), "d1")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StateConflict, match="9999"):
        open_sqlite_ledger(path)
    assert len(ledger.events(BatchId("b1"), EVERY_UNIT)) == 2


@pytest.mark.parametrize("place", ["folder", "below a file"])
def test_place_that_can_hold_no_ledger_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path if place == "folder" else tmp_path / "file" / "ledger.sqlite3"
    before = stat.S_IMODE(tmp_path.stat().st_mode)
    with pytest.raises(StoreUnavailable, match="ledger"):
        open_sqlite_ledger(path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == before


def test_write_cut_off_by_a_crash_leaves_nothing(ledger: SqlLedger, path: Path) -> None:
    receive(ledger, make_batch("b1"), "d1")
    before = everything(ledger)
    with closing(sqlite3.connect(path, isolation_level=None)) as crashed:
        crashed.execute("BEGIN IMMEDIATE")
        crashed.execute("UPDATE documents SET state = 'filed'")
        assert everything(ledger) == before
    assert everything(ledger) == before


def test_writer_that_waits_too_long_is_told_to_come_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.BUSY_TIMEOUT_MS", 50)
    ledger = open_sqlite_ledger(path)
    receive(ledger, make_batch("b1"), "d1")
    event = NewEvent(kind=EventKind.PAGE_READ, subject="d1")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerBusy, match="locked"):
            ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, events=(event,)))
        assert ledger.document(DocumentId("d1"), EVERY_UNIT).revision == 0
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, events=(event,)))
    assert len(ledger.events(BatchId("b1"), EVERY_UNIT)) == 3
    ledger.close()


def test_full_disk_is_told_as_one(ledger: SqlLedger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    before = everything(ledger)
    with ledger._database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        # The pool has this one connection: the next write gets it too.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    event = NewEvent(kind=EventKind.PAGE_READ, subject="d" * 60_000)
    with pytest.raises(StoreUnavailable, match=r"full.*free space"):
        ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, events=(event,)))
    assert everything(ledger) == before


def test_ledger_that_is_locked_while_it_is_opened_is_busy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_sqlite_ledger(path).close()
    monkeypatch.setattr("storage.sqlite.BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerBusy, match="locked"):
            open_sqlite_ledger(path)


def test_what_was_to_be_written_shows_in_no_error(ledger: SqlLedger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    with pytest.raises(LedgerBusy) as caught:
        receive(ledger, make_batch("b2"), "d1")
    assert "Giấy" not in f"{caught.value} {caught.value.__cause__}"


def test_ledger_that_lost_its_tables_says_so(ledger: SqlLedger, path: Path) -> None:
    receive(ledger, make_batch("b1"), "d1")
    change = moved(ledger, "d1", ledger.document(DocumentId("d1"), EVERY_UNIT).state)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE documents")
        connection.commit()
    with pytest.raises(StoreUnavailable, match=r"damaged.*documents"):
        ledger.documents(EVERY_UNIT)
    with pytest.raises(StoreUnavailable, match=r"damaged.*documents"):
        ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, documents=(change,)))


def test_ledger_whose_pages_were_overwritten_says_so(path: Path) -> None:
    ledger = open_sqlite_ledger(path)
    for number in range(40):
        receive(ledger, make_batch(f"b{number}"), f"d{number}")
    ledger.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreUnavailable, match="ledger"), closing(open_sqlite_ledger(path)) as damaged:
        damaged.batches(EVERY_UNIT)
