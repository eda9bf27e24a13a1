"""A person's word on a field: kept with their name, held against the rules, told without the value."""

from dataclasses import replace
from pathlib import Path

import pytest

from actions.field_answers import FieldAnswer, correct_fields
from actions.review import Correction
from domain.actor import UnitScope
from domain.errors import NotFound, StateConflict, UsageError
from domain.event import EventKind
from domain.fields import Doubt, Field
from domain.ids import UnitCode
from domain.ledger import DocumentRow
from domain.lifecycle import State
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from tests.office import CLERK, Office, kinds
from tests.sheets import HEADING, NUMBER, TITLE, draw_sheet, write_jpeg

BIRTH, PLACE = "Ngày, tháng, năm sinh: 45/06/2025", "Nơi sinh: xã Mẫu"
NAMES = "Họ, chữ đệm, tên: LÊ VĂN MẪU"


@pytest.fixture
def waiting(office: Office, tmp_path: Path) -> DocumentRow:
    """A typed paper that waits for its dossier, with a day of birth that is none."""
    office.reader.lines, office.reader.confidence = (*HEADING, TITLE, NAMES, BIRTH, PLACE), 0.97
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    assert row.state is State.QUESTION
    return row


def fields_of(office: Office, row: DocumentRow) -> dict[str, Field]:
    kept = office.row(row.document.id).document.kept_fields
    assert kept is not None
    return {field.name: field for field in office.holdings.read_fields(kept).fields}


def answer(office: Office, row: DocumentRow, **values: str) -> tuple[str, ...]:
    said = tuple(FieldAnswer(name, value) for name, value in values.items())
    return correct_fields(office.actor, office.desk(), row.document.id, said)


def test_value_is_kept_in_its_one_form_with_who_said_it(office: Office, waiting: DocumentRow) -> None:
    before = fields_of(office, waiting)["ngay_sinh"]
    assert answer(office, waiting, ngay_sinh="15/05/2025") == ()
    after = fields_of(office, waiting)["ngay_sinh"]
    assert (after.value, after.raw, after.box) == ("2025-05-15", before.raw, before.box)
    assert (after.checked_by, after.confidence, after.doubts) == (CLERK, 1.0, ())
    assert CLERK in after.rule
    assert after.is_sure
    assert list(fields_of(office, waiting)) == ["ho_ten", "ngay_sinh", "noi_sinh"]


def test_value_against_the_rules_of_its_kind_stands_and_is_warned_of(
    office: Office, waiting: DocumentRow
) -> None:
    (warning,) = answer(office, waiting, ngay_sinh="31/02/2025")
    assert warning == "ngay_sinh: không có ngày này trong lịch"
    kept = fields_of(office, waiting)["ngay_sinh"]
    assert (kept.value, kept.doubts, kept.is_sure) == ("31/02/2025", (Doubt.INVALID,), True)


def test_event_names_the_field_and_never_what_stands_in_it(office: Office, waiting: DocumentRow) -> None:
    answer(office, waiting, ngay_sinh="15/05/2025", ho_ten="Lê Thị Mẫu")
    told = [event for event in office.events() if event.kind is EventKind.QUESTION_ANSWERED]
    (event,) = told
    assert [(fact.name, fact.value) for fact in event.facts] == [("field", "ngay_sinh"), ("field", "ho_ten")]
    assert event.actor == CLERK
    ledger = tuple(office.settings.home.glob("ledger.sqlite3*"))
    assert not any("Lê Thị Mẫu".encode() in file.read_bytes() for file in ledger)


def test_field_of_the_type_that_was_not_read_is_added_and_another_is_refused(
    office: Office, waiting: DocumentRow
) -> None:
    answer(office, waiting, gioi_tinh="Nam")
    added = fields_of(office, waiting)["gioi_tinh"]
    assert (added.value, added.raw, added.page, added.box.width) == ("Nam", "", 0, 620)
    with pytest.raises(UsageError, match="gioi_tinh"):
        answer(office, waiting, so_thua="12")


def test_field_that_is_not_on_the_paper_is_emptied(office: Office, waiting: DocumentRow) -> None:
    answer(office, waiting, ngay_sinh=" ")
    kept = fields_of(office, waiting)["ngay_sinh"]
    assert (kept.value, kept.is_sure) == ("", True)


def test_commune_of_a_place_follows_the_corrected_place(office: Office, waiting: DocumentRow) -> None:
    answer(office, waiting, noi_sinh="phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh")
    unit = fields_of(office, waiting)["noi_sinh_don_vi"]
    assert "Sài Gòn" in unit.value
    assert unit.checked_by == ""
    answer(office, waiting, noi_sinh="ở nhà")
    assert "noi_sinh_don_vi" not in fields_of(office, waiting)


def test_fields_of_a_filed_paper_can_still_be_mended(
    office: Office, waiting: DocumentRow, signing_key: SigningKey
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    office.correct(waiting, Correction(dossier=NUMBER))
    office.run()
    row = office.row(waiting.document.id)
    assert row.state is State.FILED
    answer(office, row, ngay_sinh="15/05/2025")
    assert office.row(row.document.id).state is State.FILED
    assert fields_of(office, row)["ngay_sinh"].is_sure


def test_paper_that_is_not_read_yet_is_refused(office: Office, tmp_path: Path) -> None:
    (received,) = office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    with pytest.raises(StateConflict, match="not read yet"):
        answer(office, office.row(received.document), ngay_sinh="15/05/2025")


def test_fields_of_a_stopped_paper_are_refused(office: Office, tmp_path: Path) -> None:
    office.reader.stamp = "MẬT"
    (row,) = office.digitise(write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT")))
    with pytest.raises(StateConflict):
        answer(office, row, ngay_sinh="15/05/2025")


def test_paper_of_another_unit_is_not_there(office: Office, waiting: DocumentRow) -> None:
    office.actor = replace(office.actor, scope=UnitScope(frozenset({UnitCode("H13.99")})))
    with pytest.raises(NotFound):
        answer(office, waiting, ngay_sinh="15/05/2025")


def test_type_that_a_person_names_brings_its_own_fields_and_keeps_their_word(
    office: Office, tmp_path: Path
) -> None:
    office.reader.confidence = 0.97
    office.reader.lines = (*HEADING, "GIẤY THỬ", NAMES, BIRTH)
    (row,) = office.digitise(write_jpeg(tmp_path / "la.jpg", draw_sheet(code=NUMBER)))
    assert (kinds(row.document), row.document.kept_fields) == (["type"], None)
    office.correct(row, Correction(type_code="TKKS"))
    assert office.row(row.document.id).state is State.CONFIRMED
    found = fields_of(office, row)
    assert {name: field.value for name, field in found.items()} == {
        "ho_ten": "LÊ VĂN MẪU",
        "ngay_sinh": "2025-06-45",
    }


def test_word_of_a_person_survives_a_change_of_type(office: Office, waiting: DocumentRow) -> None:
    answer(office, waiting, ngay_sinh="15/05/2025", gioi_tinh="Nam")
    office.correct(waiting, Correction(type_code="CV"))
    assert {name: field.value for name, field in fields_of(office, waiting).items()} == {
        "ngay_sinh": "2025-05-15",
        "gioi_tinh": "Nam",
    }


def test_type_named_before_the_last_page_is_read_stays(office: Office, tmp_path: Path) -> None:
    write_jpeg(tmp_path / "don-p1.jpg", draw_sheet("một", code=NUMBER))
    whole = write_jpeg(tmp_path / "don-p2.jpg", draw_sheet("hai")).read_bytes()
    (tmp_path / "don-p2.jpg").write_bytes(whole[: len(whole) // 2])
    (row,) = office.digitise(*sorted(tmp_path.glob("*.jpg")))
    assert kinds(row.document) == ["page"]
    office.correct(row, Correction(type_code="GKS"))
    office.accept(office.row(row.document.id))
    office.run()
    paper = office.row(row.document.id).document.paper
    assert paper is not None
    assert (paper.code, paper.rule) == ("GKS", f"do {CLERK} chọn")
