"""What is PostgreSQL's own about a ledger: triggers, rights, addresses, the first opening."""

import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.actor import EVERY_UNIT
from domain.errors import ConfigError, SohoaError, StateConflict, StoreUnavailable
from domain.event import check_chain
from domain.ids import BatchId
from domain.lifecycle import State
from storage.ledger import SqlLedger
from storage.postgres import look_at_postgres, open_postgres_ledger
from storage.schema import HEAD
from tests.contracts.papers import commit, everything, make_batch, moved, receive
from tests.postgres import PASSWORD, database_of, drop_database_of, ledger_url, shared_server

HIDDEN = "bi-mat"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    yield ledger_url(tmp_path)
    drop_database_of(tmp_path)


@pytest.fixture
def ledger(url: str) -> Iterator[SqlLedger]:
    opened = open_postgres_ledger(url)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        b"UPDATE events SET value = '{}'",
        b"UPDATE events SET number = 9 WHERE number = 0",
        b"DELETE FROM events",
        b"DELETE FROM events WHERE number = 1",
        b"TRUNCATE events",
        b"TRUNCATE batches CASCADE",
        b"INSERT INTO events SELECT * FROM events ON CONFLICT (batch, number) DO UPDATE SET value = '{}'",
        b"MERGE INTO events e USING events o ON e.batch = o.batch WHEN MATCHED THEN DELETE",
    ],
)
def test_events_can_only_be_added(ledger: SqlLedger, url: str, sql: bytes) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    before = everything(ledger)
    with psycopg.connect(url) as connection:
        with pytest.raises(psycopg.IntegrityError, match="append-only"):
            connection.execute(sql)
        connection.rollback()
    assert everything(ledger) == before


@pytest.fixture
def clerk(url: str, tmp_path: Path) -> Iterator[str]:
    """The address for a role that has the rights docs/operate.md gives to daily work."""
    server, database = shared_server(), database_of(tmp_path)
    role = f"r{database}"
    server.run("CREATE ROLE {} LOGIN PASSWORD 'mat-khau-thu'", role)
    for grant in (
        "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {}",
        "REVOKE UPDATE ON events, alembic_version FROM {}",
        "REVOKE INSERT ON alembic_version FROM {}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
    ):
        server.run(grant, role, database=database)
    yield url.replace("//chu:", f"//{role}:")
    server.run("DROP OWNED BY {}", role, database=database)
    server.run("DROP ROLE {}", role)


def test_role_of_daily_work_needs_no_right_to_change_tables_or_events(clerk: str) -> None:
    ledger = open_postgres_ledger(clerk)
    receive(ledger, make_batch("b1"), "d1")
    commit(ledger, moved(ledger, "d1", State.CLEARED))
    check_chain(ledger.events(BatchId("b1"), EVERY_UNIT))
    with ledger.lease() as held:
        assert held
    ledger.close()
    with psycopg.connect(clerk) as connection:
        for sql in (b"UPDATE events SET value = ''", b"TRUNCATE events", b"DROP TRIGGER x ON events"):
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject)):
                connection.execute(sql)
            connection.rollback()


def test_role_that_may_not_make_the_tables_is_told_so(clerk: str, tmp_path: Path) -> None:
    empty = shared_server().make_database(database_of(tmp_path / "empty"))
    role = psycopg.conninfo.conninfo_to_dict(clerk)["user"]
    with pytest.raises(ConfigError, match=r"permission denied.*rights"):
        open_postgres_ledger(empty.replace("//chu:", f"//{role}:"))
    drop_database_of(tmp_path / "empty")


def test_ledger_of_a_newer_sohoa_is_refused_and_left_as_it_is(
    ledger: SqlLedger, url: str, tmp_path: Path
) -> None:
    receive(ledger, make_batch("b1"), "d1")
    shared_server().run("UPDATE alembic_version SET version_num = '9999'", database=database_of(tmp_path))
    for look in (open_postgres_ledger, look_at_postgres):
        with pytest.raises(StateConflict, match="9999"):
            look(url)
    assert len(ledger.events(BatchId("b1"), EVERY_UNIT)) == 2


def test_ledger_that_lost_its_tables_says_so(ledger: SqlLedger, tmp_path: Path) -> None:
    shared_server().run("DROP TABLE documents CASCADE", database=database_of(tmp_path))
    with pytest.raises(StoreUnavailable, match=r"damaged.*documents"):
        ledger.documents(EVERY_UNIT)


def test_database_that_cannot_hold_vietnamese_is_refused(tmp_path: Path) -> None:
    server, name = shared_server(), database_of(tmp_path)
    server.run("CREATE DATABASE {} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0", name)
    with pytest.raises(ConfigError, match=r"LATIN1.*UTF8"):
        open_postgres_ledger(server.url(name))
    server.run("DROP DATABASE {}", name)


def test_doctor_learns_what_there_is_and_nothing_is_made(url: str, tmp_path: Path) -> None:
    assert look_at_postgres(url).endswith(f"tables at {HEAD}")
    empty = shared_server().make_database(database_of(tmp_path / "empty"))
    assert "no tables yet" in look_at_postgres(empty)
    assert "no tables yet" in look_at_postgres(empty)
    drop_database_of(tmp_path / "empty")


def test_wrong_password_role_and_database_are_settings_to_put_right(url: str, tmp_path: Path) -> None:
    server, name = shared_server(), database_of(tmp_path)
    wrong = {
        "password authentication failed": server.url(name, password=HIDDEN),
        "authentication failed": server.url(name, user="nobody-of-that-name"),
        "does not exist": server.url("khong-co"),
        "no password supplied": url.replace(f":{PASSWORD}", ""),
        "invalid sslmode": f"{url}&sslmode=maybe",
    }
    for words, address in wrong.items():
        for look in (open_postgres_ledger, look_at_postgres):
            with pytest.raises(ConfigError, match=words) as caught:
                look(address)
            assert HIDDEN not in told(caught.value)


def told(error: BaseException | None) -> str:
    """All that a log could show of an error."""
    return "" if error is None else f"{error!r} {error} {told(error.__cause__)} {told(error.__context__)}"


@pytest.mark.parametrize(
    "address",
    [
        f"mysql://a:{HIDDEN}@host/x",
        f"host=h password={HIDDEN}",
        HIDDEN,
        "",
        f"postgresql://a:b@{HIDDEN}@host/x",
        f"postgresql://a:b/{HIDDEN}@host/x",
        f"postgresql://a:{HIDDEN}/b@host/x",
        f"postgresql://a:{HIDDEN}%zz@host/x",
        f"postgresql://a:{HIDDEN}@host/x?pasword={HIDDEN}",
        f"postgresql://a@host:{HIDDEN}/x",
    ],
)
def test_address_that_is_none_is_refused_without_a_word_of_it(address: str) -> None:
    with pytest.raises(ConfigError, match="ledger_url") as caught:
        open_postgres_ledger(address)
    assert HIDDEN not in told(caught.value)


def test_password_may_stand_in_a_file_that_its_owner_alone_reads(url: str, tmp_path: Path) -> None:
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:*:*:{PASSWORD}\n")
    file.chmod(0o600)
    address = f"{url.replace(f':{PASSWORD}', '')}&passfile={file}"
    open_postgres_ledger(address).close()


def test_neither_password_nor_rows_reach_a_log(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ledger = open_postgres_ledger(url)
    receive(ledger, make_batch("b1"), "d1")
    errors: list[SohoaError] = []
    for name in ("b1", "b2"):
        with pytest.raises(SohoaError) as caught:
            receive(ledger, make_batch(name), "d1")
        errors.append(caught.value)
    ledger.close()
    seen = caplog.text + "".join(told(error) for error in errors)
    assert PASSWORD not in seen
    assert "Giấy" not in seen
    assert PASSWORD not in repr(ledger._database)
