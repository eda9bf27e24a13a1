"""The command line with its ledger on PostgreSQL: exit codes, words, and no password in any of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.schema import HEAD
from tests.conftest import CommandLine
from tests.postgres import PASSWORD, database_of, drop_database_of, ledger_url, shared_server
from tests.sheets import NUMBER, draw_sheet, write_jpeg


@pytest.fixture
def shared(sohoa: CommandLine, tmp_path: Path) -> Iterator[CommandLine]:
    sohoa.set(ledger_url=ledger_url(tmp_path), log_level="debug")
    yield sohoa
    drop_database_of(tmp_path)


def test_paper_is_taken_in_and_listed(shared: CommandLine, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    assert shared("ingest", scan) == 0
    assert PASSWORD not in shared.out + shared.err
    (paper,) = shared.json("status")
    assert (paper["dossier"], paper["state"]) == (NUMBER, "waiting-signature")
    assert not (shared.home / "ledger.sqlite3").exists()


def test_doctor_says_where_the_ledger_is_and_in_what_form(shared: CommandLine) -> None:
    findings = {one["what"]: one for one in shared.json("doctor")}
    assert findings["ledger"]["advice"] == ""
    assert f"tables at {HEAD}" in findings["ledger"]["found"]
    assert PASSWORD not in shared.out + shared.err


def test_doctor_has_advice_when_the_database_is_away(shared: CommandLine) -> None:
    shared.set(ledger_url=f"postgresql://chu:{PASSWORD}@/x?host={shared.home}")
    assert shared("doctor") == 1
    assert PASSWORD not in shared.out + shared.err
    findings = {one["what"]: one for one in shared.json("doctor")}
    assert "start the database" in findings["ledger"]["advice"]


def test_settings_show_the_address_to_nobody(shared: CommandLine) -> None:
    assert shared("config") == 0
    assert "SOHOA_LEDGER_URL" in shared.out
    assert PASSWORD not in shared.out


@pytest.mark.parametrize(
    ("database", "password", "code"), [("x", "sai", 3), ("khong-co", PASSWORD, 3), (None, PASSWORD, 75)]
)
def test_trouble_ends_with_its_code_and_a_way_out(
    shared: CommandLine, tmp_path: Path, database: str | None, password: str, code: int
) -> None:
    folder = tmp_path if database is None else shared_server().folder
    shared.set(ledger_url=f"postgresql://chu:{password}@/{database or database_of(tmp_path)}?host={folder}")
    assert shared("status") == code
    assert "ledger" in shared.err
    assert f":{password}@" not in shared.err
