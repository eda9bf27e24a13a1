"""A PostgreSQL ledger whose server does not answer: said as what it is, and found again."""

import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from domain.actor import EVERY_UNIT
from domain.errors import ConfigError, LedgerUnavailable, SohoaError
from domain.event import EventKind, check_chain
from domain.ids import BatchId, DocumentId
from domain.ledger import Change, NewEvent
from domain.lifecycle import State
from storage.ledger import SqlLedger
from storage.postgres import look_at_postgres, open_postgres_ledger
from tests.contracts.papers import AT, commit, everything, make_batch, moved, receive
from tests.postgres import (
    PostgresServer,
    database_of,
    drop_database_of,
    ledger_url,
    make_server,
    remove_server,
    shared_server,
)

REFUSER = """
import socket, sys
door = socket.socket(socket.AF_UNIX)
door.bind(sys.argv[1])
door.listen()
print("ready", flush=True)
while True:
    caller, _ = door.accept()
    caller.recv(4096)
    caller.sendall(bytes.fromhex(sys.argv[2]))
    caller.close()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server that only these tests stop."""
    made = make_server()
    yield made
    remove_server(made)


def test_server_that_was_stopped_is_named_and_found_again(server: PostgresServer) -> None:
    with closing(open_postgres_ledger(server.make_database("dung"))) as ledger:
        receive(ledger, make_batch("b1"), "d1")
        before = everything(ledger)
        change = moved(ledger, "d1", State.CLEARED)
        server.stop()
        for _again in range(2):
            with pytest.raises(LedgerUnavailable, match="database dung"):
                commit(ledger, change)
            with pytest.raises(LedgerUnavailable, match="start the database"):
                ledger.documents(EVERY_UNIT)
            with pytest.raises(LedgerUnavailable), ledger.lease():
                pass
        server.start()
        assert everything(ledger) == before
        commit(ledger, change)
        assert ledger.document(DocumentId("d1"), EVERY_UNIT).state is State.CLEARED
        check_chain(ledger.events(BatchId("b1"), EVERY_UNIT))


def test_lease_is_lost_with_the_server_and_taken_again_after_it(server: PostgresServer) -> None:
    event = NewEvent(kind=EventKind.PAGE_READ, subject="d1")
    change = Change(batch=BatchId("b1"), actor="a", at=AT, events=(event,))
    with closing(open_postgres_ledger(server.make_database("quyen"))) as ledger:
        receive(ledger, make_batch("b1"), "d1")
        with ledger.lease() as held:
            assert held
            server.stop()
            server.start()
            with pytest.raises(LedgerUnavailable, match="lease was lost"):
                ledger.commit(change)
        with ledger.lease() as held:
            assert held
            ledger.commit(change)


def write_and_be_cut_off(ledger: SqlLedger, database: str) -> None:
    with ledger._writing() as writing:
        writing.exec_driver_sql("UPDATE documents SET state = 'filed'")
        shared_server().run(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = "
            "current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'",
            database=database,
        )
        writing.exec_driver_sql("UPDATE documents SET state = 'read'")


def test_connection_that_is_cut_in_a_write_leaves_nothing_of_it(tmp_path: Path) -> None:
    database = database_of(tmp_path)
    with closing(open_postgres_ledger(ledger_url(tmp_path))) as ledger:
        receive(ledger, make_batch("b1"), "d1")
        before = everything(ledger)
        with pytest.raises(LedgerUnavailable, match="terminating connection"):
            write_and_be_cut_off(ledger, database)
        assert everything(ledger) == before
    drop_database_of(tmp_path)


def test_port_where_nobody_listens_is_away() -> None:
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        with pytest.raises(LedgerUnavailable, match="Connection refused"):
            open_postgres_ledger(f"postgresql://a:b@127.0.0.1:{port}/x")


def test_server_that_takes_the_call_and_says_nothing_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    # Less than two seconds is two seconds for libpq.
    monkeypatch.setattr("storage.postgres_server.CONNECT_TIMEOUT_S", 2)
    with closing(socket.create_server(("127.0.0.1", 0))) as mute:
        port = mute.getsockname()[1]
        with pytest.raises(LedgerUnavailable, match="timeout"):
            look_at_postgres(f"postgresql://a:b@127.0.0.1:{port}/x")


@contextmanager
def refusing(severity: str, code: str, message: str) -> Iterator[Path]:
    """The socket folder of a server that refuses every connection with these words."""
    fields = f"S{severity}\0VFATAL\0C{code}\0M{message}\0\0".encode()
    answer = b"E" + struct.pack("!I", len(fields) + 4) + fields
    with tempfile.TemporaryDirectory(prefix="sohoa-pg-") as folder:
        # A process of its own: libpq's second look holds this one until it is answered.
        command = [sys.executable, "-c", REFUSER, f"{folder}/.s.PGSQL.5432", answer.hex()]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as refuser:
            assert refuser.stdout is not None
            assert refuser.stdout.readline() == b"ready\n"
            try:
                yield Path(folder)
            finally:
                refuser.kill()


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        ("57P03", "hệ thống cơ sở dữ liệu đang khởi động", LedgerUnavailable),
        ("53300", "sorry, too many clients already", LedgerUnavailable),
        ("28P01", "xác thực mật khẩu thất bại", ConfigError),
        ("28000", "không có mục pg_hba.conf", ConfigError),
        ("3D000", "cơ sở dữ liệu không tồn tại", ConfigError),
    ],
)
def test_what_a_server_refuses_for_is_told_apart_in_any_language(
    code: str, message: str, error: type[SohoaError]
) -> None:
    with refusing("NGHIÊM TRỌNG", code, message) as folder, pytest.raises(error, match=message):
        open_postgres_ledger(f"postgresql://a:b@/x?host={folder}")


def test_server_without_tls_is_refused_when_tls_is_asked_for() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:

        def answer_no() -> None:
            caller, _ = door.accept()
            with closing(caller):
                caller.recv(8)
                caller.sendall(b"N")
                caller.recv(8)

        answering = threading.Thread(target=answer_no)
        answering.start()
        port = door.getsockname()[1]
        with pytest.raises(ConfigError, match="does not support SSL"):
            open_postgres_ledger(
                f"postgresql://a:b@127.0.0.1:{port}/x?sslmode=verify-full&sslrootcert=system"
            )
        answering.join()
