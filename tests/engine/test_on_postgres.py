"""The engine with its ledger on PostgreSQL: what it does is what it does on SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.review import Correction
from domain.document import QuestionKind
from domain.event import EventKind
from domain.lifecycle import State
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from tests.office import Office, kinds, open_office
from tests.postgres import drop_database_of, open_test_ledger
from tests.sheets import NUMBER, draw_sheet, write_jpeg, write_pages


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = open_office(tmp_path / "home", ledger=open_test_ledger(tmp_path))
    yield made
    made.ledger.close()
    drop_database_of(tmp_path)
    assert not (tmp_path / "home" / "ledger.sqlite3").exists()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    write_jpeg(folder / "don.jpg", draw_sheet("đơn", code=NUMBER))
    write_pages(folder / "quyet-dinh.pdf", draw_sheet("một"), draw_sheet(white=True))
    return folder


def test_dossier_is_read_composed_signed_and_filed(
    office: Office, dossier: Path, signing_key: SigningKey
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    rows = office.digitise(dossier)
    assert {row.state for row in rows} == {State.FILED}
    assert [row.document.ordinal for row in rows] == [1, 2]
    assert {row.document.dossier and row.document.dossier.number for row in rows} == {NUMBER}
    assert [office.happened(EventKind.SIGNED, row) for row in rows] == [1, 1]
    assert office.ledger.artifacts_in_use() == frozenset(office.holdings.store.digests())


def test_same_ends_on_both_databases_with_a_broken_file_too(
    office: Office, dossier: Path, tmp_path: Path
) -> None:
    (dossier / "hong.jpg").write_bytes(b"\xff\xd8\xff")
    other = open_office(tmp_path / "sqlite")
    for one in (office, other):
        one.digitise(dossier)
    assert office.states() == other.states()
    assert [event.kind for event in office.events()] == [event.kind for event in other.events()]
    assert office.ledger.artifacts_in_use() == other.ledger.artifacts_in_use()
    other.ledger.close()


def test_run_that_was_cut_off_goes_on_where_it_stopped(office: Office, dossier: Path) -> None:
    def cut_off(_raster: object) -> None:
        if office.reader.pages_read == 2:
            raise KeyboardInterrupt

    office.reader.fault = cut_off
    with pytest.raises(KeyboardInterrupt):
        office.digitise(dossier)
    office.reader.fault = None
    before = office.reader.pages_read
    office.run()
    assert office.reader.pages_read < before + 3, "a page that was read is not read again"
    assert set(office.states().values()) == {State.WAITING_SIGNATURE}


def test_question_is_asked_and_its_answer_settles_the_paper(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "le.jpg", draw_sheet("lẻ")))
    assert kinds(row.document) == [QuestionKind.DOSSIER.value]
    office.correct(row, Correction(dossier=NUMBER))
    office.run()
    settled = office.row(row.document.id)
    assert (settled.state, settled.document.ordinal) == (State.WAITING_SIGNATURE, 1)


def test_same_papers_brought_again_are_known(office: Office, dossier: Path) -> None:
    first = office.receive(dossier)
    again = office.receive(dossier)
    assert [one.known for one in first + again] == [False, False, True, True]
    assert {one.document for one in first} == {one.document for one in again}
