"""Bad stacks through the whole engine: each ends in a question or a clear refusal, never in a wrong link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

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
from domain.stack import PageRole
from pipeline.reading.payloads.payment import crc16
from samples.codes import draw_code
from tests.office import Office, kinds, open_office
from tests.sheets import HEADING, NUMBER, OTHER_NUMBER, draw_sheet, marked, write_stack

FORM, MARRIAGE, RECEIPT, PRINTED, PAGE_1, PAGE_3, GOES_ON, PATCH = range(2, 10)
SCRIPT = {
    FORM: (*HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Một"),
    MARRIAGE: (*HEADING, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Hai"),
    RECEIPT: (*HEADING, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Bộ phận tiếp nhận và trả kết quả"),
    PRINTED: (*HEADING, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", f"Mã hồ sơ: {NUMBER}"),
    PAGE_1: ("Trang 1/3", *HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân phường Mẫu"),
    PAGE_3: ("Trang 3/3", "Tôi cam đoan những lời khai trên đây là đúng sự thật", "Người yêu cầu"),
    GOES_ON: ("2", "tiếp theo của tờ khai, phần cam đoan của người yêu cầu", "và các giấy tờ kèm theo đơn"),
    PATCH: ("TỜ PHÂN CÁCH",),
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


@pytest.mark.parametrize("said", [None, OTHER_NUMBER])
def test_payment_code_with_a_wrong_check_sum_names_no_dossier(
    office: Office, tmp_path: Path, said: str | None
) -> None:
    body = f"00020101021138540010A000000727622508{len(NUMBER) + 2:02d} {NUMBER} 6304"
    wrong = f"{body}{crc16(body.encode()) ^ 1:04X}"
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", (FORM, wrong), MARRIAGE), given=said)
    assert numbers(papers(office, stack)) == [said, said]
    (page, *_) = office.page_values(papers(office, stack)[0])
    assert [code.payload for code in page.codes] == [""], "it bears account numbers, whatever its check sum"


def test_the_same_stack_twice_in_the_feeder_is_asked_about_and_answered_once(
    office: Office, tmp_path: Path
) -> None:
    body = "Kính đề nghị quý cơ quan xem xét giải quyết cho gia đình chúng tôi theo quy định của pháp luật"
    office.reader.script = {
        FORM: (*HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Cháu bé sinh tại trạm y tế xã Mẫu số 15", body),
        GOES_ON: ("2", "tiếp theo tờ khai, người đi khai ký tên dưới đây, ngày 7", "cam đoan đúng sự thật"),
        MARRIAGE: (*HEADING, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Hai bên nam nữ tự nguyện kết hôn lần thứ 2, 88"),
    }
    sheets = [marked(draw_sheet(f"tờ {marks}"), marks) for marks in (FORM, GOES_ON, MARRIAGE)]
    (stack,) = office.digitise(write_stack(tmp_path / "xap.pdf", *sheets, *sheets), given=NUMBER)
    made = papers(office, stack)
    asked_about_cut = ["cut" in kinds(row.document) for row in made]
    assert asked_about_cut == [False, False, True, True]
    assert "quét hai lần" in made[2].document.questions[0].text
    office.correct(made[2], Correction(cut_is_right=True))
    assert not any("cut" in kinds(row.document) for row in papers(office, stack))
    assert_audit_is_clean(office)


def test_the_same_stack_brought_again_is_refused_whatever_its_file_is_called(
    office: Office, tmp_path: Path
) -> None:
    first = stack_of(tmp_path / "xap.pdf", FORM, MARRIAGE)
    office.digitise(first, given=NUMBER)
    again = first.with_name("xap-moi.pdf")
    again.write_bytes(first.read_bytes())
    (received,) = office.receive(again, given=NUMBER)
    assert received.known
    assert len(office.rows()) == 3, "the stack and its two papers"


def test_page_that_lies_there_twice_is_asked_about(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, GOES_ON, GOES_ON, MARRIAGE), given=NUMBER)
    first, second = papers(office, stack)
    assert [question.text[:21] for question in first.document.questions] == ["Trang 3 giống trang 2"]
    assert second.state is State.WAITING_SIGNATURE
    assert first.document.cut_from is not None
    assert first.document.cut_from.pages == (0, 1, 2), "no page is dropped by itself"


def test_page_that_is_missing_is_asked_for(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", PAGE_1, PAGE_3, MARRIAGE), given=NUMBER)
    first, _second = papers(office, stack)
    assert ["thiếu trang số 2" in question.text for question in first.document.questions] == [True]


@pytest.mark.parametrize("turned", [0, 180])
def test_separator_sheet_parts_dossiers_whichever_way_up_it_lies(
    office: Office, tmp_path: Path, turned: int
) -> None:
    sheet = Image.new("RGB", (620, 560), (255, 255, 255))
    for top, height in ((45, 12), (69, 30), (111, 12), (135, 30)):  # patch T from the upper edge, at 150 dpi
        ImageDraw.Draw(sheet).rectangle((120, top, 500, top + height - 1), fill=(0, 0, 0))
    sheets = [marked(draw_sheet(f"tờ {marks}"), marks) for marks in (FORM, MARRIAGE)]
    (stack,) = office.digitise(write_stack(tmp_path / "xap.pdf", sheets[0], sheet.rotate(turned), sheets[1]))
    between = office.ledger.page(stack.document.id, 1, EVERY_UNIT)
    assert between.verdict is not None
    assert between.verdict.role is PageRole.SEPARATOR
    groups = [row.document.group.name for row in papers(office, stack) if row.document.group]
    assert len(set(groups)) == 2
    assert_audit_is_clean(office)
