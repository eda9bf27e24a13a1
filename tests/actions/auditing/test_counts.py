"""Sums that do not add up: papers, readings, the ledger's index, dossiers, numbers and twins."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from actions.auditing.findings import CheckName
from actions.retry import retry
from domain.errors import UnreadableImage
from domain.ledger import PageState
from domain.lifecycle import State
from domain.page import Page
from tests.actions.audited_office import EMPTY, Damaged, checked, damaged, faults, move, page_row, sql
from tests.office import Office
from tests.sheets import NUMBER, draw_sheet, write_jpeg

COUNTS = CheckName.COUNTS


def test_paper_without_a_row_is_lost_and_leaves_a_hole(audited: Office) -> None:
    paper = damaged(audited, "don")
    sql(audited, "delete from documents where id = ?", paper.paper.document.id)
    found = [fault for name, fault in faults(audited, quick=True) if name is COUNTS]
    lost, hole = found
    assert (lost.document, lost.what) == (
        paper.paper.document.id,
        "the paper came in and has no row: it is lost",
    )
    assert f"dossier {NUMBER} lacks number" in hole.what


def test_batch_whose_papers_are_all_gone_is_told(audited: Office) -> None:
    paper = damaged(audited, "moi")
    sql(audited, "delete from documents where id = ?", paper.paper.document.id)
    paper.fault(COUNTS, "came in and has no row: it is lost")


@pytest.mark.parametrize(
    "damage", ["update batches set value = '{' where id = ?", "delete from batches where id = ?"]
)
def test_batch_row_that_is_gone_or_damaged_is_named(audited: Office, damage: str) -> None:
    batch = audited.named("don").document.batch
    sql(audited, damage, batch)
    found = faults(audited, quick=True)
    assert {fault.batch for _name, fault in found} == {batch}
    assert "its row is gone or does not decode" in [fault.what for name, fault in found if name is COUNTS]


def test_read_page_that_no_event_tells_of_is_named(audited: Office) -> None:
    paper = damaged(audited, "moi")
    document = paper.paper.document
    page = Page(source=document.files[0].artifact, index=0)
    value = audited.holdings.write_page(page)
    paper.change_pages(page_row(document, page, state=PageState.READ, value=value, summary=EMPTY))
    assert paper.page_fault(COUNTS, "is read, but no event tells of it") == 1


def test_exchanged_reading_is_named(audited: Office) -> None:
    paper = damaged(audited, "phu")
    first, second, _third = paper.pages
    paper.change_pages(replace(first, value=second.value))
    assert paper.page_fault(COUNTS, "another reading than its event") == 1


COLUMNS: dict[str, tuple[Callable[[Damaged], None], str]] = {
    "dossier": (lambda paper: paper.set_column("dossier", None), "disagree on the dossier"),
    "unit": (lambda paper: paper.set("unit", "H13.17"), "disagree on the unit"),
    "number": (lambda paper: paper.set("ordinal", 77), "disagree on the number in its dossier"),
    "page states": (
        lambda paper: sql(
            paper.office,
            "update pages set state = 'waiting' where document = ? and number = 0",
            paper.paper.document.id,
        ),
        "disagree on the pages and their states",
    ),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_index_that_does_not_agree_with_its_row_is_named(audited: Office, case: str) -> None:
    damage, words = COLUMNS[case]
    paper = damaged(audited, "le" if case == "unit" else "don")
    damage(paper)
    found = [fault for name, fault in faults(audited, quick=True) if name is COUNTS]
    assert paper.paper.document.id in [fault.document for fault in found if words in fault.what]


def number(paper: Damaged, ordinal: int | None) -> None:
    """Gives the paper another number in both places where the ledger keeps it."""
    paper.set("ordinal", ordinal)
    paper.set_column("ordinal", ordinal)


def count_words(office: Office, paper: Damaged) -> list[str]:
    found = [(name, fault) for name, fault in faults(office, quick=True) if name is COUNTS]
    assert {fault.document for _name, fault in found} == {paper.paper.document.id}
    return [fault.what for _name, fault in found]


def test_hole_in_the_numbers_of_a_dossier_is_named(audited: Office) -> None:
    paper = damaged(audited, "cho")
    assert paper.paper.document.ordinal == 4
    number(paper, 6)
    assert count_words(audited, paper) == [f"dossier {NUMBER} lacks number 4, 5, which was given once"]


def test_number_below_one_is_named(audited: Office) -> None:
    paper = damaged(audited, "cho")
    number(paper, 0)
    assert count_words(audited, paper) == [f"its number in dossier {NUMBER} is 0; they begin with 1"]


def test_number_that_two_papers_have_is_named(audited: Office) -> None:
    """The database refuses it; somebody may have rebuilt the table without that rule."""
    sql(audited, "create table unruled as select * from documents")
    sql(audited, "drop table documents")
    sql(audited, "alter table unruled rename to documents")
    paper = damaged(audited, "cho")
    number(paper, 3)
    third = audited.named("thu-lai").document
    assert third.ordinal == 3
    assert count_words(audited, paper) == [f"number 3 of dossier {NUMBER} belongs to {third.id} already"]


def test_settled_paper_without_a_number_is_named(audited: Office) -> None:
    paper = damaged(audited, "cho")
    number(paper, None)
    assert count_words(audited, paper) == ["it is waiting-signature and has no number in its dossier"]


def test_retried_paper_keeps_its_number_and_leaves_no_hole(
    audited: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise UnreadableImage("the picture cannot be placed; scan it again")

    scan = write_jpeg(audited.settings.home / "nam.jpg", draw_sheet("năm", code=NUMBER))
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.stages.compose.write_pdf", refuse)
        (row,) = audited.digitise(scan)
    assert (row.state, row.document.ordinal) == (State.QUARANTINED, 5)
    assert faults(audited) == []
    retry(audited.actor, audited.ledger, audited.clock, row.document.id, "office")
    audited.run()
    assert audited.row(row.document.id).document.ordinal == 5
    assert faults(audited) == []


@pytest.mark.parametrize("withdrawn", [False, True])
def test_paper_taken_in_twice_is_named_unless_it_was_withdrawn(audited: Office, withdrawn: bool) -> None:
    paper, first = damaged(audited, "le"), audited.named("moi")
    query = "update documents set identity = (select identity from documents where id = ?) where id = ?"
    if withdrawn:
        move(audited, paper.paper, (paper.paper.document, State.WITHDRAWN))
    # What the database refuses today, an older ledger or a damaged one may hold.
    sql(audited, "drop index one_live_paper_an_identity")
    sql(audited, query, first.document.id, paper.paper.document.id)
    if withdrawn:
        assert faults(audited) == []
    else:
        (fault,) = (fault for _name, fault in faults(audited))
        assert {fault.document, fault.what.split()[5]} == {paper.paper.document.id, first.document.id}


def test_dossier_that_is_gone_is_named(audited: Office) -> None:
    sql(audited, "delete from dossiers where number = ?", NUMBER)
    ((name, fault),) = faults(audited, quick=True)
    assert name is COUNTS
    assert fault.what == f"dossier {NUMBER} of unit H13.16 counts 0 papers, 4 are linked to it"


def test_dossiers_and_states_are_counted(audited: Office) -> None:
    (result,) = (result for result in checked(audited, quick=True) if result.name is COUNTS)
    counts = {counted.what: counted.number for counted in result.counted}
    assert counts["dossiers"] == 1
    assert sum(counts[state.value] for state in State if state.value in counts) == len(audited.rows())
