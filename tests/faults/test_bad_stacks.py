"""Bad stacks through the whole engine: each ends in a question or a clear refusal, never in a wrong link."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.answer_all import correct_all
from actions.audit import Auditor, audit
from actions.papers import papers_of
from actions.review import Correction
from domain.actor import EVERY_UNIT
from domain.barcode import Symbology
from domain.document import Candidate, DossierOrigin, QuestionKind
from domain.errors import StateConflict, UsageError
from domain.event import check_chain
from domain.ledger import DocumentRow
from domain.lifecycle import State
from samples.codes import draw_code
from tests.office import (
    HEADING,
    NUMBER,
    OTHER_NUMBER,
    Office,
    draw_sheet,
    marked,
    open_office,
    write_stack,
)

FORM, MARRIAGE, RECEIPT, PRINTED, PAGE_1, PAGE_3 = range(2, 8)
SCRIPT = {
    FORM: (*HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Một"),
    MARRIAGE: (*HEADING, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Hai"),
    RECEIPT: (*HEADING, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Bộ phận tiếp nhận và trả kết quả"),
    PRINTED: (*HEADING, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", f"Mã hồ sơ: {NUMBER}"),
}
"""What the reader sees on a page with so many marks."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "home")
    opened.reader.script = SCRIPT
    yield opened
    opened.ledger.close()


Sheet = int | tuple[int, str | None]


def stack_of(path: Path, *pages: Sheet) -> Path:
    sheets = []
    for number, page in enumerate(pages):
        marks, code = page if isinstance(page, tuple) else (page, None)
        sheets.append(marked(draw_sheet(f"trang {number}", code=code), marks))
    return write_stack(path, *sheets)


def papers(office: Office, stack: DocumentRow) -> list[DocumentRow]:
    return [office.row(one) for one in papers_of(office.actor, office.ledger, (stack.document.id,))]


def numbers(rows: list[DocumentRow]) -> list[str | None]:
    return [row.document.dossier.number if row.document.dossier else None for row in rows]


def asked(row: DocumentRow) -> str:
    """The texts of what is asked about the dossier."""
    return " ".join(q.text for q in row.document.questions if q.kind is QuestionKind.DOSSIER)


def assert_audit_is_clean(office: Office) -> None:
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings, quick=False)
    assert [fault for result in audit(office.actor, auditor) for fault in result.faults] == []
    for batch in office.ledger.batches(EVERY_UNIT):
        check_chain(office.ledger.events(batch.id, EVERY_UNIT))


def test_codes_of_one_page_that_disagree_link_no_paper_behind_them(office: Office, tmp_path: Path) -> None:
    receipt = marked(draw_sheet("tờ đầu", code=NUMBER), RECEIPT)
    receipt.paste(draw_code(Symbology.QR, OTHER_NUMBER, (135, 135)), (60, 112))
    later = [marked(draw_sheet(f"tờ {marks}"), marks) for marks in (FORM, RECEIPT, MARRIAGE)]
    (stack,) = office.digitise(write_stack(tmp_path / "xap.pdf", receipt, *later))
    made = papers(office, stack)
    assert numbers(made) == [None] * 4
    for row in made[:2]:
        (question,) = row.document.questions
        assert {one.value for one in question.candidates} == {NUMBER, OTHER_NUMBER}
    assert_audit_is_clean(office)


def test_two_numbers_in_one_code_are_a_question(office: Office, tmp_path: Path) -> None:
    both = f"{NUMBER};{OTHER_NUMBER}"
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", (RECEIPT, both), FORM))
    made = papers(office, stack)
    assert numbers(made) == [None, None]
    assert "không hợp lệ" in asked(made[0])


def test_printed_number_that_was_read_unsurely_links_no_paper(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", PRINTED, FORM))
    made = papers(office, stack)
    assert numbers(made) == [None, None], "one wrong digit is another dossier"
    assert all("đọc chưa chắc" in asked(row) for row in made)
    assert all(row.document.questions[0].candidates == (Candidate(value=NUMBER),) for row in made)


def test_printed_number_that_was_read_surely_links_all(office: Office, tmp_path: Path) -> None:
    office.reader.confidence = 0.99
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", PRINTED, FORM))
    made = papers(office, stack)
    assert numbers(made) == [NUMBER, NUMBER]
    assert {row.document.dossier.origin for row in made if row.document.dossier} == {DossierOrigin.RECEIPT}


def test_unsure_printed_number_that_was_given_is_no_question(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", PRINTED, FORM), given=NUMBER)
    assert [row.state for row in papers(office, stack)] == [State.WAITING_SIGNATURE] * 2


@pytest.mark.parametrize("how", ["given", "folder"])
def test_number_said_for_a_stack_does_not_cover_its_second_dossier(
    office: Office, tmp_path: Path, how: str
) -> None:
    folder = tmp_path / (NUMBER if how == "folder" else "quầy 3")
    folder.mkdir()
    stack_of(folder / "xap.pdf", (RECEIPT, NUMBER), FORM, RECEIPT, MARRIAGE)
    (stack,) = office.digitise(folder, given=NUMBER if how == "given" else None)
    made = papers(office, stack)
    assert numbers(made) == [NUMBER, NUMBER, None, None]
    assert all("nhiều hồ sơ" in asked(row) for row in made[2:])


@pytest.mark.parametrize("given", [None, OTHER_NUMBER])
def test_another_number_never_takes_the_place_of_a_receipts(
    office: Office, tmp_path: Path, given: str | None
) -> None:
    folder = tmp_path / "quầy 3"
    folder.mkdir()
    stack_of(folder / "a.pdf", (RECEIPT, NUMBER), FORM)
    stack_of(folder / "b.pdf", (MARRIAGE, OTHER_NUMBER))
    stack, other = office.digitise(folder, given=given)
    assert numbers(papers(office, stack)) == ([NUMBER] * 2 if given is None else [None] * 2)
    assert numbers([other]) == [OTHER_NUMBER]


@pytest.mark.parametrize("foreign", ["H36.12-250515-0001", "000.00.12.H62-201105-0004"])
def test_a_code_of_another_province_is_a_question(office: Office, tmp_path: Path, foreign: str) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", (RECEIPT, foreign), FORM))
    made = papers(office, stack)
    assert numbers(made) == [None, None]
    assert all("tỉnh khác" in asked(row) for row in made)
    assert all(row.document.questions[0].candidates[0].value == foreign for row in made)
    office.correct(made[0], Correction(dossier=foreign))
    assert numbers(papers(office, stack)) == [foreign, None], "a person may say so"


@pytest.mark.parametrize(
    "ours", ["H13.20-250515-0001", "000.18.29.H51-200221-0001", "H30.1-210515-0001", "G22.99-240114-0001"]
)
def test_a_code_of_another_unit_of_the_province_or_of_a_ministry_links(
    office: Office, tmp_path: Path, ours: str
) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", (RECEIPT, ours), FORM))
    assert numbers(papers(office, stack)) == [ours, ours]


def test_a_number_of_a_day_to_come_is_a_question(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", (RECEIPT, "H13.16-990515-0001"), FORM))
    made = papers(office, stack)
    assert numbers(made) == [None, None]
    assert "không hợp lệ" in asked(made[0])


def test_a_stack_without_any_code_is_answered_once(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, MARRIAGE, FORM))
    made = papers(office, stack)
    assert [len(row.document.questions) for row in made] == [1, 1, 1], "one question each, of one kind"
    correction = Correction(dossier=NUMBER)
    answered = correct_all(office.actor, office.desk(), made[1].document.id, correction)
    assert len(answered) == 3
    office.run()
    assert numbers(papers(office, stack)) == [NUMBER] * 3
    assert [row.document.ordinal for row in papers(office, stack)] == [1, 2, 3], "as they lay in the stack"
    assert_audit_is_clean(office)


def test_one_answer_stays_within_its_dossier_and_off_other_codes(office: Office, tmp_path: Path) -> None:
    pages = (RECEIPT, FORM, (MARRIAGE, "H13.16-990515-0001"), RECEIPT, FORM)
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", *pages))
    made = papers(office, stack)
    correct_all(office.actor, office.desk(), made[0].document.id, Correction(dossier=NUMBER))
    assert numbers(papers(office, stack)) == [NUMBER, NUMBER, None, None, None]


def test_one_answer_for_all_needs_a_question_and_a_dossier(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, (MARRIAGE, "H36.1-250515-0001")))
    (first, _) = papers(office, stack)
    with pytest.raises(UsageError, match="--no-dossier"):
        correct_all(office.actor, office.desk(), first.document.id, Correction(type_code="TKKS"))
    office.correct(first, Correction(dossier=NUMBER))
    with pytest.raises(StateConflict, match="does not ask"):
        correct_all(office.actor, office.desk(), first.document.id, Correction(dossier=NUMBER))
