"""A person cuts and joins papers of a stack: what was known of them is neither lost nor mixed up."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from actions.audit import Auditor, audit
from actions.papers import papers_of
from actions.recut import Knife, cut, join
from actions.review import Correction
from domain.actor import EVERY_UNIT
from domain.document import Candidate, DossierOrigin, QuestionKind
from domain.errors import LedgerBusy, StateConflict
from domain.ledger import Change, DocumentRow, PageState
from domain.raster import Raster
from tests.office import Office, kinds, open_office
from tests.sheets import HEADING, NUMBER, OTHER_NUMBER, draw_sheet, marked, write_stack

FORM, OTHER_FORM, THIRD, RECEIPT, UNSURE, GOES_ON = range(2, 8)
SCRIPT = {
    FORM: (*HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Một"),
    OTHER_FORM: (
        *HEADING,
        "TỜ KHAI ĐĂNG KÝ KHAI SINH",
        "Ông bà dưới đây đề nghị cơ quan hộ tịch xem xét",
        "cháu trai thứ ba của gia đình cư trú tại ấp Vàm",
        "kèm theo giấy chứng sinh của trạm y tế số 77",
    ),
    THIRD: (*HEADING, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: Ủy ban nhân dân xã Khác", "Mẫu Ba, số 8"),
    RECEIPT: (*HEADING, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Bộ phận tiếp nhận và trả kết quả"),
    UNSURE: ("Danh mục kèm theo hồ sơ của công dân", "Nội dung thứ nhất của danh mục", "Nội dung thứ hai"),
    GOES_ON: ("2", "tiếp theo của tờ khai, phần cam đoan", "Người yêu cầu"),
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "home")
    opened.reader.script = SCRIPT
    yield opened
    opened.ledger.close()


def stack_of(path: Path, *pages: int | tuple[int, str]) -> Path:
    drawn = [page if isinstance(page, tuple) else (page, None) for page in pages]
    return write_stack(
        path, *(marked(draw_sheet(f"trang {n}", code=code), marks) for n, (marks, code) in enumerate(drawn))
    )


def papers(office: Office, stack: DocumentRow) -> list[DocumentRow]:
    return [office.row(one) for one in papers_of(office.actor, office.ledger, (stack.document.id,))]


def knife(office: Office) -> Knife:
    return Knife(ledger=office.ledger, clock=office.clock)


def assert_audit_is_clean(office: Office) -> None:
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings, quick=False)
    assert [fault for result in audit(office.actor, auditor) for fault in result.faults] == []


def test_papers_of_one_stack_have_identifiers_of_their_own(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, OTHER_FORM), given=NUMBER)
    names = set()
    for row in papers(office, stack):
        assert row.document.pdf is not None
        with pikepdf.open(io.BytesIO(office.holdings.store.read(row.document.pdf))) as pdf:
            names.add(str(pdf.open_metadata()["dc:identifier"]))
    assert len(names) == 2, "both are of one type, of one dossier, out of one file"


def test_each_paper_of_a_stack_has_the_confidence_of_its_own_pages(office: Office, tmp_path: Path) -> None:
    def sure(_raster: Raster) -> None:
        office.reader.confidence = 0.99 if office.reader.pages_read == 1 else 0.8

    office.reader.fault = sure
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, OTHER_FORM), given=NUMBER)
    made = papers(office, stack)
    own = [office.ledger.page(row.document.id, 0, EVERY_UNIT).summary for row in made]
    told = [summary.mean_confidence for summary in own if summary is not None]
    assert [row.document.mean_confidence for row in made] == [pytest.approx(one) for one in told]
    assert told[0] != told[1]


def test_question_shows_the_page_of_the_paper_it_is_asked_of(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", THIRD, FORM, GOES_ON, UNSURE), given=NUMBER)
    places = [
        (row.document.cut_from.pages[place.page], question.text)
        for row in papers(office, stack)
        for question in row.document.questions
        if question.kind is QuestionKind.CUT
        for place in question.places
        if row.document.cut_from is not None
    ]
    assert places
    # People count the pages of the stack; the paper before a doubtful cut shows its last page.
    assert all(f"Trang {page + 1} " in text or f"Trang {page + 2} " in text for page, text in places)
    assert any(f"Trang {page + 1} " in text for page, text in places)


def test_papers_of_two_dossiers_that_are_joined_ask_for_theirs(office: Office, tmp_path: Path) -> None:
    pages = ((RECEIPT, NUMBER), FORM, (RECEIPT, OTHER_NUMBER), THIRD)
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", *pages))
    joined = join(office.actor, knife(office), papers(office, stack)[2].document.id)
    office.run()
    row = office.row(joined)
    assert row.document.dossier is None
    (asked,) = (one for one in row.document.questions if one.kind is QuestionKind.DOSSIER)
    assert asked.candidates == (Candidate(value=NUMBER), Candidate(value=OTHER_NUMBER))
    assert_audit_is_clean(office)


def test_paper_that_is_joined_with_one_that_asks_is_linked_anew(office: Office, tmp_path: Path) -> None:
    pages = ((RECEIPT, NUMBER), (FORM, "H13.16-990515-0001"))
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", *pages))
    first, second = papers(office, stack)
    assert (kinds(first.document), kinds(second.document)) == ([], ["dossier"])
    joined = join(office.actor, knife(office), second.document.id)
    office.run()
    assert "dossier" in kinds(office.row(joined).document), "a number not to be believed stays a question"


def test_what_a_person_said_of_the_dossier_is_kept_by_a_join(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, OTHER_FORM, THIRD))
    first, second, _third = papers(office, stack)
    office.correct(first, Correction(dossier=NUMBER))
    office.run()
    joined = join(office.actor, knife(office), second.document.id)
    office.run()
    link = office.row(joined).document.dossier
    assert link is not None
    assert (link.number, link.origin) == (NUMBER, DossierOrigin.PERSON)


def test_pages_that_nobody_could_read_are_no_paper_of_their_own(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(stack_of(tmp_path / "don.pdf", FORM, GOES_ON), given=NUMBER)
    second = office.ledger.page(row.document.id, 1, EVERY_UNIT)
    left_out = replace(second, state=PageState.LEFT_OUT, value=None, summary=None)
    office.ledger.commit(
        Change(batch=row.document.batch, actor="thử", at=office.clock.now(), pages=(left_out,))
    )
    with pytest.raises(StateConflict, match="page 2 of the stack was not read"):
        cut(office.actor, knife(office), row.document.id, [1])


def test_two_people_who_cut_one_paper_at_once_do_not_cut_it_twice(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(stack_of(tmp_path / "don.pdf", FORM, GOES_ON), given=NUMBER)

    class Overtaken:
        """The ledger as one sees it whom another overtakes between looking and writing."""

        def __getattr__(self, name: str) -> object:
            if name == "commit":
                cut(office.actor, knife(office), row.document.id, [1])
            return getattr(office.ledger, name)

    with pytest.raises((LedgerBusy, StateConflict)):
        cut(office.actor, Knife(ledger=Overtaken(), clock=office.clock), row.document.id, [1])  # type: ignore[arg-type]
    office.run()
    assert len(papers(office, row)) == 2
    assert_audit_is_clean(office)
