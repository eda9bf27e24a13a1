"""What a person answers of a paper: numbers in dossiers, procedures and components stay true to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from actions.part_corrections import PartCorrection
from actions.review import Correction, correct
from domain.document import Question, QuestionKind
from domain.dossier import ProcedureOrigin
from domain.errors import StateConflict
from domain.ledger import Change, DocumentChange, DocumentRow
from domain.lifecycle import State
from pipeline.dossiers.procedure_of import procedure_link
from pipeline.dossiers.procedures import catalog_of, load_procedures
from tests.office import Office, kinds
from tests.pipeline.dossiers.lists import BIRTH, version
from tests.sheets import HEADING, NUMBER, OTHER_NUMBER, draw_sheet, write_jpeg

NO_TITLE = (*HEADING, "Danh mục kèm theo hồ sơ của công dân", "Nội dung thứ nhất của danh mục")


def paper(office: Office, folder: Path, name: str, given: str | None, *lines: str) -> DocumentRow:
    """A paper that was digitised, with these lines on it."""
    office.reader.lines = lines or (
        *HEADING,
        "TỜ KHAI ĐĂNG KÝ KHAI SINH",
        "Kính gửi: Ủy ban nhân dân phường Mẫu",
    )
    (row,) = office.digitise(write_jpeg(folder / f"{name}.jpg", draw_sheet(name)), given=given)
    return row


def test_paper_that_changes_its_dossier_with_a_question_left_gets_a_number_of_the_new_one(
    office: Office, tmp_path: Path
) -> None:
    filed = paper(office, tmp_path, "mot", OTHER_NUMBER)
    asked = paper(office, tmp_path, "hai", NUMBER, *NO_TITLE)
    assert (filed.document.ordinal, asked.document.ordinal) == (1, 1)
    assert kinds(asked.document) == ["type"]
    office.correct(asked, Correction(dossier=OTHER_NUMBER))
    office.correct(office.row(asked.document.id), Correction(type_code="TKKS"))
    moved = office.row(asked.document.id)
    assert (moved.state, moved.document.ordinal) == (State.CONFIRMED, 2)


def test_paper_whose_dossier_is_only_confirmed_keeps_its_number(office: Office, tmp_path: Path) -> None:
    asked = paper(office, tmp_path, "hai", NUMBER, *NO_TITLE)
    paper(office, tmp_path, "mot", NUMBER)
    office.correct(asked, Correction(dossier=NUMBER, type_code="TKKS"))
    assert office.row(asked.document.id).document.ordinal == 1


def test_paper_that_changes_its_dossier_leaves_the_procedure_of_the_old_one(
    office: Office, tmp_path: Path
) -> None:
    desk = replace(office.desk(), procedures=load_procedures())
    other = paper(office, tmp_path, "mot", OTHER_NUMBER, *NO_TITLE)
    asked = paper(office, tmp_path, "hai", NUMBER, *NO_TITLE)
    procedures = desk.procedures
    first, second = (code for code in procedures.codes[:2])
    for row, code in ((other, first), (asked, second)):
        link = procedure_link(code, procedures, ProcedureOrigin.PAPER)
        change = DocumentChange(row=row, document=replace(row.document, procedure=link), state=row.state)
        office.ledger.commit(
            Change(batch=row.document.batch, actor="thử", at=office.clock.now(), documents=(change,))
        )
    correct(office.actor, desk, asked.document.id, Correction(dossier=OTHER_NUMBER))
    moved = office.row(asked.document.id).document.procedure
    assert moved is not None
    assert moved.code == first


def with_a_bad_page(office: Office, row: DocumentRow) -> DocumentRow:
    """As when a page of it could not be read, so that nothing has looked for its type yet."""
    question = Question(kind=QuestionKind.PAGE, text="Trang 1 bị hỏng")
    document = replace(row.document, paper=None, part=None, questions=(question,))
    change = DocumentChange(row=row, document=document, state=row.state)
    office.ledger.commit(
        Change(batch=row.document.batch, actor="thử", at=office.clock.now(), documents=(change,))
    )
    return office.row(row.document.id)


def test_component_of_a_paper_that_is_not_read_whole_is_not_taken_and_forgotten(
    office: Office, tmp_path: Path
) -> None:
    desk = replace(office.desk(), procedures=load_procedures())
    asked = with_a_bad_page(office, paper(office, tmp_path, "hai", NUMBER, *NO_TITLE))
    said = Correction(part=PartCorrection(copy_kind="ban_chinh"))
    with pytest.raises(StateConflict, match="not read"):
        correct(office.actor, desk, asked.document.id, said)


def test_procedure_of_a_paper_that_is_not_read_whole_asks_nothing_before_its_type_is_known(
    office: Office, tmp_path: Path
) -> None:
    desk = replace(office.desk(), procedures=catalog_of([version(BIRTH)]))
    asked = with_a_bad_page(office, paper(office, tmp_path, "hai", NUMBER, *NO_TITLE))
    correct(office.actor, desk, asked.document.id, Correction(part=PartCorrection(procedure=BIRTH.code)))
    after = office.row(asked.document.id).document
    assert kinds(after) == ["page"]
    assert after.procedure is not None


def test_component_that_a_person_named_outlives_another_type(office: Office, tmp_path: Path) -> None:
    desk = replace(office.desk(), procedures=catalog_of([version(BIRTH)]))
    asked = paper(office, tmp_path, "hai", NUMBER, *NO_TITLE)
    said = PartCorrection(procedure=BIRTH.code, component="tp03")
    correct(office.actor, desk, asked.document.id, Correction(part=said))
    correct(office.actor, desk, asked.document.id, Correction(type_code="GCS"))
    after = office.row(asked.document.id).document
    assert after.component is not None
    assert after.component.code == "tp03"
