"""Fields of a paper: read behind the gate, kept beside the pages, never in the ledger."""

from pathlib import Path

import pytest

from actions.review import Correction
from domain.document import UNKNOWN_TYPE
from domain.fields import FieldSheet
from domain.lifecycle import State
from tests.office import Office
from tests.sheets import HEADING, NUMBER, TITLE, draw_sheet, write_jpeg

NAME = "LÊ VĂN MẪU"
LINES = (*HEADING, TITLE, "Họ, chữ đệm, tên: LÊ VĂN MẪU", "Giới tính: Nam")


@pytest.fixture
def reading(office: Office) -> Office:
    office.reader.lines = LINES
    office.reader.confidence = 0.97
    return office


def fields_of(office: Office, name: str) -> FieldSheet:
    kept = office.row(name).document.kept_fields
    assert kept is not None
    return office.holdings.read_fields(kept)


def test_fields_are_read_once_the_type_is_known(reading: Office, tmp_path: Path) -> None:
    (row,) = reading.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    found = {field.name: field.value for field in fields_of(reading, row.document.id).fields}
    assert found == {"ho_ten": NAME, "gioi_tinh": "Nam"}


def test_ledger_names_the_fields_and_does_not_hold_them(reading: Office, tmp_path: Path) -> None:
    (row,) = reading.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    document = row.document
    assert document.fields == ()
    assert document.kept_fields is not None
    assert document.kept_fields.sha256 in reading.ledger.artifacts_in_use()
    files = tuple(reading.settings.home.glob("ledger.sqlite3*"))
    assert files
    assert not any(NAME.encode() in file.read_bytes() for file in files)


def test_paper_without_fields_keeps_none(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    assert row.document.kept_fields is None


def test_paper_that_the_gate_stopped_has_no_fields_until_it_is_let_pass(
    reading: Office, tmp_path: Path
) -> None:
    reading.reader.stamp = "MẬT"
    (row,) = reading.digitise(write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT", code=NUMBER)))
    assert (row.state, row.document.kept_fields) == (State.QUESTION, None)
    reading.correct(row, Correction(not_secret=True))
    reading.run()
    assert fields_of(reading, row.document.id).fields[0].value == NAME


def test_paper_of_unknown_type_goes_on_without_form_fields(reading: Office, tmp_path: Path) -> None:
    reading.reader.lines = (*HEADING, "Họ, chữ đệm, tên: LÊ VĂN MẪU")
    (row,) = reading.digitise(write_jpeg(tmp_path / "la.jpg", draw_sheet(code=NUMBER)))
    assert row.document.paper is not None
    assert (row.document.paper.code, row.document.kept_fields) == (UNKNOWN_TYPE, None)
