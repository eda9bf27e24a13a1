"""A stack of pages that came in as one file becomes papers of their own, and no page is lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from actions.audit import Auditor, audit
from actions.ingest import Door, Intake, Received, ingest
from actions.papers import papers_of
from actions.recut import Knife, cut, join
from actions.retry import retry
from actions.review import Correction
from domain.actor import EVERY_UNIT
from domain.document import Document, DossierLink, DossierOrigin, QuestionKind
from domain.errors import Disposition, StateConflict, UsageError
from domain.event import EventKind, Fact, check_chain
from domain.failure import Failed
from domain.ids import DocumentId
from domain.ledger import Change, DocumentChange, DocumentRow, NewEvent, PageState
from domain.lifecycle import State
from domain.stack import PageRole
from domain.task import Segment
from scanners.folder import find_batches
from tests.engine.test_quarantine import write_half_a_jpeg
from tests.office import UNIT, Office, kinds, open_office
from tests.sheets import HEADING, NUMBER, OTHER_NUMBER, draw_sheet, marked, write_jpeg, write_stack

FORM, SECOND, MARRIAGE, UNSURE, RECEIPT, DECISION, GOES_ON = range(2, 9)
SCRIPT = {
    FORM: (*HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Một"),
    SECOND: ("2", "tiếp theo của tờ khai, phần cam đoan", "Người yêu cầu"),
    MARRIAGE: (
        *HEADING,
        "TỜ KHAI ĐĂNG KÝ KẾT HÔN",
        "Kính gửi: Ủy ban nhân dân phường Mẫu",
        "Họ tên: Mẫu Hai",
    ),
    UNSURE: ("Danh mục kèm theo hồ sơ của công dân", "Nội dung thứ nhất của danh mục", "Nội dung thứ hai"),
    RECEIPT: (*HEADING, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Bộ phận tiếp nhận và trả kết quả"),
    DECISION: (*HEADING, "QUYẾT ĐỊNH", "Về việc cấp giấy thử nghiệm", "Điều 1. Cấp giấy thử"),
    GOES_ON: ("tiếp theo của trang trước, mục cuối cùng", "và những nội dung khác của tờ giấy"),
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "home")
    opened.reader.script = SCRIPT
    yield opened
    opened.ledger.close()


def stack_of(path: Path, *pages: int | tuple[int, str | None]) -> Path:
    sheets = []
    for number, page in enumerate(pages):
        marks, code = page if isinstance(page, tuple) else (page, None)
        white = marks == 0
        sheet = draw_sheet(f"trang {number}", code=code, white=white)
        sheets.append(sheet if white else marked(sheet, marks))
    return write_stack(path, *sheets)


def papers(office: Office, received: DocumentRow | Received) -> list[DocumentRow]:
    document = received.document.id if isinstance(received, DocumentRow) else received.document
    return [office.row(one) for one in papers_of(office.actor, office.ledger, (document,))]


def pages_in(rows: list[DocumentRow]) -> list[tuple[int, ...]]:
    return [row.document.cut_from.pages for row in rows if row.document.cut_from is not None]


def changed(office: Office, row: DocumentRow, document: Document, state: State | None = None) -> Change:
    """The change that gives the paper another value, or another state, by nobody's hand."""
    change = DocumentChange(row=row, document=document, state=state or row.state)
    return Change(batch=document.batch, actor="thử", at=office.clock.now(), documents=(change,))


def quarantined(office: Office, row: DocumentRow) -> Change:
    """As when the paper failed while it was read."""
    failed = Failed(stage="classify", code="crash", disposition=Disposition.REJECT, message="hỏng")
    read = DocumentChange(row=row, document=row.document, state=State.QUARANTINED, failure=failed)
    facts = (Fact("reason", "crash"),)
    event = NewEvent(kind=EventKind.QUARANTINED, subject=row.document.id, facts=facts)
    return Change(
        batch=row.document.batch, actor="thử", at=office.clock.now(), documents=(read,), events=(event,)
    )


def assert_nothing_is_lost(office: Office) -> None:
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings, quick=False)
    assert [fault for result in audit(office.actor, auditor) for fault in result.faults] == []
    for batch in office.ledger.batches(EVERY_UNIT):
        check_chain(office.ledger.events(batch.id, EVERY_UNIT))


def test_a_stack_becomes_its_papers(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(
        stack_of(tmp_path / "xap.pdf", FORM, SECOND, 0, MARRIAGE, GOES_ON), given=NUMBER
    )
    assert stack.state is State.CUT
    made = papers(office, stack)
    assert pages_in(made) == [(0, 1, 2), (3, 4)], "a blank side stays with the paper before it"
    assert [row.document.paper.code for row in made if row.document.paper] == ["TKKS", "TKKH"]
    assert [row.state for row in made] == [State.WAITING_SIGNATURE] * 2
    assert [row.document.ordinal for row in made] == [1, 2]
    for row in made:
        document = row.document
        assert (document.unit, document.profile, document.batch) == (
            stack.document.unit,
            stack.document.profile,
            stack.document.batch,
        )
        assert document.files == stack.document.files, "what came in stays named"
        own = [page.summary for page in office.ledger.pages(document.id, EVERY_UNIT) if page.summary]
        sure = [page.mean_confidence for page in own if page.mean_confidence is not None]
        assert document.mean_confidence == pytest.approx(sum(sure) / len(sure), abs=0.02), "of its own pages"
        assert document.pdf is not None
    reasons = [
        page.verdict.reason for page in office.ledger.pages(stack.document.id, EVERY_UNIT) if page.verdict
    ]
    assert len(reasons) == 5
    assert all(reasons)
    assert_nothing_is_lost(office)


def test_papers_of_a_stack_share_who_brought_it_and_the_ticket(office: Office, tmp_path: Path) -> None:
    door = Door(ledger=office.ledger, spool=office.holdings.spool, clock=office.clock)
    intake = Intake(unit=UNIT, profile="office", ticket="A045")
    (batch,) = find_batches([stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE)])
    (stack,) = ingest(office.actor, door, intake, batch)
    office.run()
    for row in papers(office, stack):
        came = office.ledger.batch(row.document.batch, EVERY_UNIT)
        assert (came.ticket, came.actor, came.unit) == ("A045", office.actor.name, UNIT)


def test_dossiers_of_one_stack_keep_their_papers(office: Office, tmp_path: Path) -> None:
    pages = ((RECEIPT, NUMBER), FORM, SECOND, (RECEIPT, OTHER_NUMBER), MARRIAGE)
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", *pages))
    made = papers(office, stack)
    links = [
        (row.document.dossier.number, row.document.dossier.origin) for row in made if row.document.dossier
    ]
    assert links == [
        (NUMBER, DossierOrigin.CODE),
        (NUMBER, DossierOrigin.CODE),
        (OTHER_NUMBER, DossierOrigin.CODE),
        (OTHER_NUMBER, DossierOrigin.CODE),
    ]
    assert_nothing_is_lost(office)


def test_a_number_given_for_a_stack_of_two_dossiers_is_asked_about(office: Office, tmp_path: Path) -> None:
    pages = ((RECEIPT, NUMBER), FORM, SECOND, (RECEIPT, OTHER_NUMBER), MARRIAGE)
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", *pages), given=NUMBER)
    asked = [QuestionKind.DOSSIER.value in kinds(row.document) for row in papers(office, stack)]
    assert asked == [False, False, True, True]


def test_a_dossier_named_before_the_cut_is_asked_about_where_a_part_bears_another(
    office: Office, tmp_path: Path
) -> None:
    pages = ((RECEIPT, NUMBER), FORM, SECOND, (RECEIPT, OTHER_NUMBER), MARRIAGE)
    (stack,) = office.receive(stack_of(tmp_path / "xap.pdf", *pages))
    assert not office.run_until(lambda report: report.task.segment is Segment.READ)
    row = office.row(stack.document)
    named = replace(row.document, dossier=DossierLink(NUMBER, DossierOrigin.PERSON))
    office.ledger.commit(changed(office, row, named))
    office.run()
    asked = [QuestionKind.DOSSIER.value in kinds(row.document) for row in papers(office, stack)]
    assert asked == [False, False, True, True]


def test_the_same_stack_twice_is_taken_once(office: Office, tmp_path: Path) -> None:
    file = stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE)
    (stack,) = office.digitise(file, given=NUMBER)
    (again,) = office.receive(file, given=NUMBER)
    assert again.known
    assert again.document == stack.document.id
    assert len(papers(office, again)) == 2


def test_an_unsure_cut_is_asked_on_both_sides_and_answered_once(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, SECOND, UNSURE), given=NUMBER)
    made = papers(office, stack)
    assert {"cut"} == {kind for row in made for kind in kinds(row.document)} - {"type"}
    asked = [question for row in made for question in row.document.questions if question.kind == "cut"]
    assert len({question.text for question in asked}) == 1
    assert [place.page for question in asked for place in question.places] == [1, 0], "on its own pages"
    office.correct(made[0], Correction(cut_is_right=True))
    assert all("cut" not in kinds(row.document) for row in papers(office, stack))


def test_a_person_cuts_and_joins(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE, GOES_ON), given=NUMBER)
    knife = Knife(ledger=office.ledger, clock=office.clock)
    first, second = papers(office, stack)
    with pytest.raises(StateConflict, match="first paper"):
        join(office.actor, knife, first.document.id)
    joined = join(office.actor, knife, second.document.id)
    office.run()
    assert pages_in([office.row(joined)]) == [(0, 1, 2, 3)]
    assert office.row(joined).document.dossier == first.document.dossier
    assert [office.row(row.document.id).state for row in (first, second)] == [State.CUT, State.CUT]
    assert_nothing_is_lost(office)
    with pytest.raises(UsageError, match="2, 3, 4"):
        cut(office.actor, knife, joined, [7])
    parts = cut(office.actor, knife, joined, [1, 3])
    office.run()
    assert pages_in([office.row(part) for part in parts]) == [(0,), (1, 2), (3,)]
    for part in parts:
        (page, *_) = office.ledger.pages(part, EVERY_UNIT)
        assert page.verdict is not None
        assert page.verdict.begins
    assert_nothing_is_lost(office)


def test_a_paper_that_came_in_alone_can_be_cut(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(stack_of(tmp_path / "don.pdf", FORM, GOES_ON), given=NUMBER)
    assert row.state is State.WAITING_SIGNATURE
    parts = cut(office.actor, Knife(ledger=office.ledger, clock=office.clock), row.document.id, [1])
    office.run()
    assert pages_in([office.row(part) for part in parts]) == [(0,), (1,)]
    assert_nothing_is_lost(office)


def test_what_is_signed_is_cut_no_more(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE), given=NUMBER)
    first, second = papers(office, stack)
    with pytest.raises(StateConflict, match="cut"):
        join(office.actor, Knife(ledger=office.ledger, clock=office.clock), stack.document.id)
    assert first.document.id != second.document.id


def test_a_paper_of_a_stack_that_is_tried_again_keeps_its_pages(office: Office, tmp_path: Path) -> None:
    (stack,) = office.receive(stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE), given=NUMBER)
    assert not office.run_until(lambda report: report.task.segment is Segment.SPLIT)
    second = papers(office, stack)[1]
    assert second.state is State.READ
    office.ledger.commit(quarantined(office, second))
    retry(office.actor, office.ledger, office.clock, second.document.id, "office")
    office.run()
    again = office.row(second.document.id)
    assert again.state is State.WAITING_SIGNATURE
    assert len(office.ledger.pages(second.document.id, EVERY_UNIT)) == 1
    assert again.document.paper is not None
    assert again.document.paper.code == "TKKH"
    assert_nothing_is_lost(office)


def test_a_paper_that_is_tried_again_still_asks_about_its_cut(office: Office, tmp_path: Path) -> None:
    (stack,) = office.receive(stack_of(tmp_path / "xap.pdf", MARRIAGE, FORM, SECOND, UNSURE), given=NUMBER)
    assert not office.run_until(lambda report: report.task.segment is Segment.SPLIT)
    last = papers(office, stack)[-1]
    assert "cut" in kinds(last.document)
    office.ledger.commit(quarantined(office, last))
    retry(office.actor, office.ledger, office.clock, last.document.id, "office")
    office.run()
    assert "cut" in kinds(office.row(last.document.id).document), "the stack is not looked at again"


def test_files_that_are_named_as_the_pages_of_one_paper_are_not_cut(office: Office, tmp_path: Path) -> None:
    first = write_jpeg(tmp_path / "don-p1.jpg", marked(draw_sheet("một"), FORM))
    second = write_jpeg(tmp_path / "don-p2.jpg", marked(draw_sheet("hai"), MARRIAGE))
    (row,) = office.digitise(first, second, given=NUMBER)
    assert row.state is State.WAITING_SIGNATURE
    assert row.document.cut_from is None


def test_a_folder_of_page_pictures_is_one_stack_when_it_is_said(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / str(NUMBER)
    folder.mkdir()
    for number, marks in enumerate((FORM, SECOND, MARRIAGE), start=1):
        write_jpeg(folder / f"scan{number}.jpg", marked(draw_sheet(f"tờ {number}"), marks))
    (stack,) = office.receive(folder, stacks=True)
    office.run()
    made = papers(office, stack)
    assert pages_in(made) == [(0, 1), (2,)]
    assert all(row.document.dossier and row.document.dossier.number == NUMBER for row in made)
    assert_nothing_is_lost(office)


def test_a_page_of_no_paper_stays_with_the_stack(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", 0, FORM, SECOND), given=NUMBER)
    assert pages_in(papers(office, stack)) == [(1, 2)]
    blank = office.ledger.pages(stack.document.id, EVERY_UNIT)[0]
    assert blank.verdict is not None
    assert blank.verdict.role is PageRole.BLANK
    assert_nothing_is_lost(office)


def test_pages_that_could_not_be_read_count_among_those_of_the_stack(office: Office, tmp_path: Path) -> None:
    pages = (MARRIAGE, FORM, SECOND, SECOND, UNSURE)
    (stack,) = office.receive(stack_of(tmp_path / "xap.pdf", *pages), given=NUMBER)
    assert not office.run_until(lambda report: report.task.number == len(pages) - 1)
    first = replace(
        office.ledger.page(stack.document, 0, EVERY_UNIT), state=PageState.LEFT_OUT, value=None, summary=None
    )
    batch = office.row(stack.document).document.batch
    office.ledger.commit(Change(batch=batch, actor="thử", at=office.clock.now(), pages=(first,)))
    office.run()
    again = office.ledger.page(stack.document, 3, EVERY_UNIT).verdict
    assert again is not None
    assert again.duplicate_of == 2
    for row in papers(office, stack):
        count = len(office.ledger.pages(row.document.id, EVERY_UNIT))
        assert all(place.page < count for question in row.document.questions for place in question.places)
    assert sorted(number for pages in pages_in(papers(office, stack)) for number in pages) == [0, 1, 2, 3, 4]


def test_a_lost_page_of_a_stack_is_a_fault(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE), given=NUMBER)
    first = papers(office, stack)[0]
    cut_from = first.document.cut_from
    assert cut_from is not None
    short = replace(first.document, cut_from=replace(cut_from, pages=(0,)))
    office.ledger.commit(changed(office, first, short))
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings, quick=True)
    faults = [fault.what for result in audit(office.actor, auditor) for fault in result.faults]
    assert any("in no paper" in fault for fault in faults)


def test_an_audit_counts_each_page_of_a_stack_once(office: Office, tmp_path: Path) -> None:
    office.digitise(stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE), given=NUMBER)
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings, quick=True)
    results = audit(office.actor, auditor)
    counted = {count.what: count.number for result in results for count in result.counted}
    assert (counted["papers"], counted["pages"]) == (2, 3)


def test_the_cut_is_told_in_the_chain(office: Office, tmp_path: Path) -> None:
    (stack,) = office.digitise(stack_of(tmp_path / "xap.pdf", FORM, SECOND, MARRIAGE), given=NUMBER)
    events = office.ledger.events(stack.document.batch, EVERY_UNIT)
    told = [event for event in events if event.kind is EventKind.PAPER_CUT]
    assert [fact.value for event in told for fact in event.facts if fact.name == "pages"] == ["1,2", "3"]
    assert DocumentId(told[0].subject) == papers(office, stack)[0].document.id


def test_a_page_that_was_not_read_counts_in_what_people_are_told(office: Office, tmp_path: Path) -> None:
    names = ["xap-1.jpg", "xap-2.jpg", "xap-3.jpg", "xap-4.jpg"]
    for name, marks in zip(names, (FORM, None, SECOND, UNSURE), strict=True):
        if marks is None:
            write_half_a_jpeg(tmp_path / name)
        else:
            write_jpeg(tmp_path / name, marked(draw_sheet(name), marks))
    (stack,) = office.receive(*(tmp_path / name for name in names), given=NUMBER, stacks=True)
    office.run()
    office.accept(office.row(stack.document))
    office.run()
    made = papers(office, stack)
    assert pages_in(made) == [(0, 1, 2), (3,)]
    asked = {question.text for row in made for question in row.document.questions if question.kind == "cut"}
    assert len(asked) == 1
    assert asked.pop().startswith("Trang 4 ")
    assert_nothing_is_lost(office)
