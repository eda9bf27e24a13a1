"""Several processes at one PostgreSQL ledger: nothing is lost, nothing is done twice."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from domain.actor import EVERY_UNIT
from domain.errors import LedgerBusy, LedgerUnavailable
from domain.event import EventKind, check_chain
from domain.ids import BatchId, DocumentId
from domain.ledger import Change, NewEvent
from domain.lifecycle import State
from storage.ledger import SqlLedger
from storage.postgres import open_postgres_ledger
from tests.contracts.papers import AT, commit, identity_of, make_batch, moved, receive
from tests.postgres import PostgresServer, database_of, drop_database_of, ledger_url, shared_server

ROOT = Path(__file__).parents[2]
COMMITS, PAPERS = 40, 15
WRITER = """
import sys
from dataclasses import replace
from domain.actor import EVERY_UNIT
from domain.document import DossierLink, DossierOrigin
from domain.errors import LedgerBusy
from domain.event import EventKind
from domain.ids import BatchId, DocumentId
from domain.ledger import Change, DocumentChange, NewEvent
from storage.postgres import open_postgres_ledger
from tests.contracts.papers import AT, NUMBER, file_under, identity_of, make_batch, receive

def append(ledger, count):
    for number in range(count):
        event = NewEvent(kind=EventKind.PAGE_READ, subject=f"d{number}")
        ledger.commit(Change(batch=BatchId("b1"), actor="w", at=AT, events=(event, event)))

def number_papers(ledger, count):
    done = 0
    while done < count:
        row = ledger.document(DocumentId(f"d{name}{done}"), EVERY_UNIT)
        link = DossierLink(NUMBER, DossierOrigin.CODE)
        try:
            file_under(ledger, row.document.id, ledger.next_ordinal(replace(row.document, dossier=link)))
        except LedgerBusy:
            continue
        done += 1

def change_one(ledger, count):
    done = 0
    while done < count:
        try:
            file_under(ledger, "d1", None)
        except LedgerBusy:
            continue
        done += 1

def bring(ledger, count):
    for number in range(count):
        try:
            receive(ledger, make_batch(f"b{name}{number}"), f"d{name}{number}",
                    identity=identity_of(str(number)))
            print("mine", flush=True)
        except LedgerBusy:
            assert ledger.known(identity_of(str(number))), "refused, and nobody has it"

def make(ledger, count):
    pass

what, name, count, url = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
ledger = open_postgres_ledger(url)
globals()[what](ledger, int(count))
ledger.close()
"""
HOLDER = """
import sys
from storage.postgres import open_postgres_ledger
ledger = open_postgres_ledger(sys.argv[1])
with ledger.lease() as held:
    print(held, flush=True)
    sys.stdin.readline()
ledger.close()
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    yield ledger_url(tmp_path)
    drop_database_of(tmp_path)


@pytest.fixture
def ledger(url: str) -> Iterator[SqlLedger]:
    opened = open_postgres_ledger(url)
    yield opened
    opened.close()


def start(script: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def write_together(what: str, count: int, url: str) -> list[str]:
    """Two processes, x and y, that begin at the same moment; what each printed."""
    writers = [start(WRITER, what, name, str(count), url) for name in ("x", "y")]
    for writer in writers:
        assert line(writer) == "ready"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = []
    for writer in writers:
        out, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, "")
        said.append(out)
    return said


def test_chain_is_whole_after_two_processes_wrote_at_once(ledger: SqlLedger, url: str) -> None:
    receive(ledger, make_batch("b1"), "d1")
    write_together("append", COMMITS, url)
    events = ledger.events(BatchId("b1"), EVERY_UNIT)
    check_chain(events)
    assert len(events) == 2 + 2 * 2 * COMMITS


def test_two_who_change_one_paper_lose_no_change(ledger: SqlLedger, url: str) -> None:
    receive(ledger, make_batch("b1"), "d1")
    write_together("change_one", COMMITS, url)
    assert ledger.document(DocumentId("d1"), EVERY_UNIT).revision == 2 * COMMITS
    events = ledger.events(BatchId("b1"), EVERY_UNIT)
    check_chain(events)
    assert len(events) == 2 + 2 * COMMITS


def test_papers_of_one_dossier_get_a_number_each(ledger: SqlLedger, url: str) -> None:
    for name in ("x", "y"):
        receive(ledger, make_batch(f"b{name}"), *(f"d{name}{number}" for number in range(PAPERS)))
    write_together("number_papers", PAPERS, url)
    ordinals = [row.document.ordinal for row in ledger.documents(EVERY_UNIT)]
    assert sorted(number or 0 for number in ordinals) == list(range(1, 2 * PAPERS + 1))
    assert len(ledger.dossiers(EVERY_UNIT)) == 1
    for name in ("bx", "by"):
        check_chain(ledger.events(BatchId(name), EVERY_UNIT))


def test_papers_that_two_bring_at_once_are_received_once(ledger: SqlLedger, url: str) -> None:
    said = write_together("bring", PAPERS, url)
    assert sum(out.count("mine") for out in said) == PAPERS
    assert len(ledger.documents(EVERY_UNIT)) == PAPERS
    assert None not in {ledger.known(identity_of(str(number))) for number in range(PAPERS)}


def test_two_processes_may_make_the_tables_at_once(tmp_path: Path) -> None:
    url = shared_server().make_database(database_of(tmp_path))
    write_together("make", 0, url)
    with closing(open_postgres_ledger(url)) as ledger:
        assert ledger.batches(EVERY_UNIT) == ()
    drop_database_of(tmp_path)


def test_lease_belongs_to_one_process_and_ends_with_it_even_by_kill_9(ledger: SqlLedger, url: str) -> None:
    holder = start(HOLDER, url)
    assert line(holder) == "True"
    with ledger.lease() as held:
        assert not held
    holder.kill()
    holder.communicate(timeout=60)
    end = time.monotonic() + 30
    while not held and time.monotonic() < end:
        with ledger.lease() as held:
            time.sleep(0.02)
    assert held


def test_two_ledgers_on_one_server_have_a_lease_each(ledger: SqlLedger, tmp_path: Path) -> None:
    with (
        closing(open_postgres_ledger(ledger_url(tmp_path / "other"))) as other,
        ledger.lease() as mine,
        other.lease() as theirs,
    ):
        assert (mine, theirs) == (True, True)
    drop_database_of(tmp_path / "other")


def cut_lease(server: PostgresServer, database: str) -> None:
    """Ends the server's side of the connection that holds the lease."""
    found = server.run(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())",
        database=database,
    )
    assert found == [(True,)]


def test_engine_that_lost_its_lease_writes_nothing_more(ledger: SqlLedger, url: str, tmp_path: Path) -> None:
    receive(ledger, make_batch("b1"), "d1")
    change = moved(ledger, "d1", State.CLEARED)
    with ledger.lease() as held:
        assert held
        cut_lease(shared_server(), database_of(tmp_path))
        with closing(open_postgres_ledger(url)) as other, other.lease() as taken_over:
            assert taken_over
        for _again in range(2):
            with pytest.raises(LedgerUnavailable, match="lease was lost"):
                commit(ledger, change)
        assert ledger.document(DocumentId("d1"), EVERY_UNIT).state is State.RECEIVED
    commit(ledger, change)
    check_chain(ledger.events(BatchId("b1"), EVERY_UNIT))


def await_a_waiter(database: str) -> None:
    """Returns once a transaction of the database waits for a lock that another one holds."""
    query = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
        "AND cardinality(pg_blocking_pids(pid)) > 0"
    )
    end = time.monotonic() + 60
    while not shared_server().run(query, database=database):
        assert time.monotonic() < end, "nobody came to wait"
        time.sleep(0.01)


def test_deadlock_is_told_as_a_busy_ledger(ledger: SqlLedger, url: str, tmp_path: Path) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    changes = moved(ledger, "d1", State.CLEARED), moved(ledger, "d2", State.CLEARED)
    caught: list[LedgerBusy] = []

    def cross() -> None:
        try:
            commit(ledger, *changes)
        except LedgerBusy as error:
            caught.append(error)

    with psycopg.connect(url) as other:
        # The one that looks for deadlocks first is the one that is ended.
        other.execute("SET deadlock_timeout = '60s'")
        other.execute("UPDATE documents SET failure = NULL WHERE id = 'd2'")
        crossing = threading.Thread(target=cross)
        crossing.start()
        # It holds d1 now and waits for d2.
        await_a_waiter(database_of(tmp_path))
        other.execute("UPDATE documents SET failure = NULL WHERE id = 'd1'")
        crossing.join(timeout=60)
        other.rollback()
    assert [str(error) for error in caught if "deadlock" in str(error)] != []
    commit(ledger, *changes)
    check_chain(ledger.events(BatchId("b1"), EVERY_UNIT))


@pytest.mark.parametrize(
    ("bound", "error"), [("LOCK_TIMEOUT_MS", LedgerBusy), ("STATEMENT_TIMEOUT_MS", LedgerUnavailable)]
)
def test_nobody_waits_for_a_lock_for_ever(
    ledger: SqlLedger, url: str, monkeypatch: pytest.MonkeyPatch, bound: str, error: type[Exception]
) -> None:
    receive(ledger, make_batch("b1"), "d1")
    event = NewEvent(kind=EventKind.PAGE_READ, subject="d1")
    monkeypatch.setattr(f"storage.postgres_server.{bound}", 1_000)
    with closing(open_postgres_ledger(url)) as impatient, psycopg.connect(url) as other:
        other.execute("SELECT 1 FROM batches FOR UPDATE")
        with pytest.raises(error, match="timeout"):
            impatient.commit(Change(batch=BatchId("b1"), actor="a", at=AT, events=(event,)))
        other.rollback()
        impatient.commit(Change(batch=BatchId("b1"), actor="a", at=AT, events=(event,)))
    assert len(ledger.events(BatchId("b1"), EVERY_UNIT)) == 3
