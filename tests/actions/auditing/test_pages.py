"""Each way to lose, double or misplace a page, and the audit names it."""

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest

from actions.auditing.findings import CheckName
from domain.artifact import MediaType
from domain.codec import canonical
from domain.document import Question, QuestionKind
from domain.ledger import PageState
from tests.actions.audited_office import FAILED, Damaged, damaged, faults, sql
from tests.office import Office

PAGES = CheckName.PAGES


def pdf_of(pages: int) -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(file)
    return file.getvalue()


def drop_page(paper: Damaged) -> None:
    where = "delete from pages where document = ? and number = 1"
    sql(paper.office, where, paper.paper.document.id)


def copy_page(paper: Damaged) -> None:
    where = (
        "insert into pages select document, 3, state, value_sha256, value from pages "
        "where document = ? and number = 1"
    )
    sql(paper.office, where, paper.paper.document.id)


def add_page(paper: Damaged) -> None:
    copy_page(paper)
    paper.set_page(3, "number", 3)


def break_page(paper: Damaged) -> None:
    where = "update pages set value = '{' where document = ? and number = 1"
    sql(paper.office, where, paper.paper.document.id)


def break_page_text(paper: Damaged) -> None:
    where = "update pages set value = cast(x'7bff7d' as text) where document = ? and number = 1"
    sql(paper.office, where, paper.paper.document.id)


ROWS: dict[str, tuple[Callable[[Damaged], None], str, int]] = {
    "a page row is gone": (drop_page, "is lost", 2),
    "a page row is there twice": (copy_page, "in the ledger 2 times", 2),
    "a page row too many": (add_page, "have 3 pages: this one is none", 4),
    "a page row does not decode": (break_page, "does not decode", 2),
    "a page row is no text": (break_page_text, "does not decode", 2),
    "a page of another place": (lambda paper: paper.set_page(1, "page.index", 2), "names another page", 2),
    "a page of another file": (
        lambda paper: paper.set_page(1, "page.source.sha256", "a" * 64),
        "names another page",
        2,
    ),
    "a page of another paper": (
        lambda paper: paper.set_page(1, "document", "dkhac"),
        "holds a page of another paper",
        2,
    ),
    "a page that waits in a filed paper": (
        lambda paper: paper.set_page(1, "state", "waiting"),
        "is waiting while its paper is filed",
        2,
    ),
    "a page that is stopped in a filed paper": (
        lambda paper: paper.set_page(1, "state", "stopped"),
        "is stopped while its paper is filed",
        2,
    ),
    "a page in quarantine in a filed paper": (
        lambda paper: paper.set_page(1, "state", "quarantined"),
        "is quarantined while its paper is filed",
        2,
    ),
    "a read page without its reading": (
        lambda paper: paper.set_page(1, "value", None),
        "what was read is not named",
        2,
    ),
    "a read page without its summary": (
        lambda paper: paper.set_page(1, "summary", None),
        "what was read is not named",
        2,
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_damaged_page_row_is_named(audited: Office, case: str) -> None:
    damage, words, page = ROWS[case]
    paper = damaged(audited, "phu")
    damage(paper)
    assert paper.page_fault(PAGES, words) == page


def test_lost_page_and_damaged_page_of_one_paper_are_both_named(audited: Office) -> None:
    paper = damaged(audited, "phu")
    break_page(paper)
    sql(audited, "delete from pages where document = ? and number = 0", paper.paper.document.id)
    assert paper.page_fault(PAGES, "is lost") == 1
    assert paper.page_fault(PAGES, "does not decode") == 2


def test_paper_row_that_does_not_decode_costs_no_other_paper(audited: Office) -> None:
    paper = damaged(audited, "phu")
    paper.set_column("value", "{")
    assert paper.fault(PAGES, "its row in the ledger does not decode").page is None


def test_state_that_is_none_is_a_row_that_does_not_decode(audited: Office) -> None:
    paper = damaged(audited, "phu")
    paper.set_column("state", "mislaid")
    paper.fault(PAGES, "does not decode")


def test_row_with_the_value_of_another_paper_is_named(audited: Office) -> None:
    paper = damaged(audited, "phu")
    paper.set("id", audited.named("don").document.id)
    paper.fault(PAGES, "the value of another paper")


def test_file_that_was_never_opened_is_named(audited: Office) -> None:
    paper = damaged(audited, "phu")
    paper.set("files[0].page_count", None)
    paper.fault(PAGES, "is filed, but one of its files was never opened")


def test_all_pages_of_a_filed_paper_gone_is_more_than_a_hole(audited: Office) -> None:
    paper = damaged(audited, "don")
    sql(audited, "delete from pages where document = ?", paper.paper.document.id)
    paper.fault(PAGES, "none of its pages is read")


def test_page_in_quarantine_without_a_reason_is_named(audited: Office) -> None:
    paper = damaged(audited, "mot-trang-hong")
    paper.set_page(1, "failure", None)
    assert paper.page_fault(PAGES, "in quarantine and nothing says why") == 2


def test_question_about_a_page_needs_a_page_in_quarantine(audited: Office) -> None:
    paper = damaged(audited, "mot-trang-hong")
    paper.set_page(1, "state", "waiting")
    paper.fault(PAGES, r"question \(page\), but none of its pages is quarantined")


def test_page_left_out_without_an_event_is_named(audited: Office) -> None:
    paper = damaged(audited, "mot-trang-hong")
    paper.change_pages(replace(paper.pages[1], state=PageState.LEFT_OUT))
    assert paper.page_fault(PAGES, "left out, but no event") == 2


def test_event_of_one_page_does_not_excuse_another(audited: Office) -> None:
    paper = damaged(audited, "bo-trang")
    paper.change_pages(replace(paper.pages[0], state=PageState.LEFT_OUT))
    assert paper.page_fault(PAGES, "left out, but no event") == 1


def test_page_stopped_without_an_event_is_named(audited: Office) -> None:
    paper = damaged(audited, "le")
    question = Question(kind=QuestionKind.SECRECY, text="Có dấu MẬT.")
    asked = replace(paper.paper.document, questions=(question,))
    paper.change_pages(replace(paper.pages[0], state=PageState.STOPPED, value=None), document=asked)
    assert paper.page_fault(PAGES, "stopped, but no event tells of a mark") == 1


def test_stopped_paper_needs_a_stopped_page(audited: Office) -> None:
    paper = damaged(audited, "mat")
    paper.set_page(0, "state", "waiting")
    paper.fault(PAGES, r"question \(secrecy\), but none of its pages is stopped")


def test_reading_that_a_stopped_paper_still_names_is_told(audited: Office) -> None:
    paper = damaged(audited, "mat")
    value = audited.holdings.spool.put(b"words", MediaType.JSON)
    paper.change_pages(replace(paper.pages[0], value=value))
    assert paper.page_fault(PAGES, "what was read of the page is still named") == 1


@pytest.mark.parametrize("words", [None, " "])
def test_paper_in_quarantine_needs_words(audited: Office, words: str | None) -> None:
    paper = damaged(audited, "hong")
    failure = None if words is None else canonical(replace(FAILED, message=words)).decode()
    paper.set_column("failure", failure)
    paper.fault(PAGES, "in quarantine and nothing says why")


@pytest.mark.parametrize(("name", "slot"), [("cho", "pdf"), ("don", "signed_pdf"), ("phu", "pdf")])
def test_pdf_with_other_pages_is_found_by_opening_it(audited: Office, name: str, slot: str) -> None:
    paper = damaged(audited, name)
    paper.put_pdf(slot, pdf_of(2))
    wanted = len(paper.pages)
    paper.fault(PAGES, f"PDF has 2 pages and should have {wanted}", quick=False)


def test_pdf_that_does_not_open_is_named(audited: Office) -> None:
    paper = damaged(audited, "cho")
    paper.put_pdf("pdf", b"no PDF at all")
    paper.fault(PAGES, r"the PDF does not open \(unreadable-pdf\)", quick=False)


def test_composed_paper_without_a_pdf_is_named(audited: Office) -> None:
    paper = damaged(audited, "cho")
    paper.set("pdf", None)
    paper.fault(PAGES, "is waiting-signature and has no PDF")


def test_signed_file_that_was_exchanged_is_named(audited: Office) -> None:
    paper = damaged(audited, "da-ky")
    paper.put_pdf("pdf", pdf_of(2))
    paper.fault(PAGES, "its PDF is not the file that came in")


def test_file_that_could_not_be_opened_counts_as_one_page(audited: Office) -> None:
    """As the engine leaves a paper of which one file is sound and another is none."""
    paper = damaged(audited, "mot-trang-hong")
    document = paper.paper.document
    bad = replace(document.files[0], artifact=paper.pages[0].page.source, page_count=None, fault=FAILED)
    sound = replace(document.files[0], page_count=1)
    page = replace(paper.pages[1].page, index=0)
    paper.change_pages(replace(paper.pages[1], page=page), document=replace(document, files=(sound, bad)))
    assert [fault for name, fault in faults(audited, quick=True) if name is PAGES] == []
    sql(audited, "delete from pages where document = ? and number = 1", document.id)
    assert paper.page_fault(PAGES, "is lost") == 2
