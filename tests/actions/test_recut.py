"""A person cuts and joins papers: none gets a dossier by silence, none is without a page."""

from pathlib import Path

import pytest

from actions.recut import Knife, cut, join
from domain.document import DossierLink
from domain.errors import StateConflict
from domain.ledger import DocumentRow, PageState
from domain.lifecycle import State
from tests.office import Office, kinds
from tests.sheets import NUMBER, OTHER_NUMBER, draw_sheet, write_jpeg, write_stack


def knife(office: Office) -> Knife:
    return Knife(ledger=office.ledger, clock=office.clock)


def numbers(link: DossierLink | None) -> str | None:
    return None if link is None else link.number


def test_papers_whose_codes_name_two_dossiers_ask_for_theirs_when_they_are_joined(
    office: Office, tmp_path: Path
) -> None:
    pages = (draw_sheet("một", code=NUMBER), draw_sheet("hai", code=OTHER_NUMBER))
    office.digitise(write_stack(tmp_path / "chong.pdf", *pages))
    first, second = (row for row in office.rows() if row.state is not State.CUT)
    assert {numbers(row.document.dossier) for row in (first, second)} != {NUMBER}
    made = join(office.actor, knife(office), second.document.id)
    office.run()
    joined = office.row(made)
    assert (joined.state, joined.document.dossier) == (State.QUESTION, None)
    assert "dossier" in kinds(joined.document)


def with_its_first_page_left_out(office: Office, folder: Path) -> DocumentRow:
    whole = write_jpeg(folder / "don-p1.jpg", draw_sheet("một")).read_bytes()
    (folder / "don-p1.jpg").write_bytes(whole[: len(whole) // 2])
    write_jpeg(folder / "don-p2.jpg", draw_sheet("hai"))
    (row,) = office.digitise(*sorted(folder.glob("*.jpg")))
    office.accept(row)
    office.run()
    return office.row(row.document.id)


def test_page_that_could_not_be_read_is_not_cut_off_as_a_paper(office: Office, tmp_path: Path) -> None:
    row = with_its_first_page_left_out(office, tmp_path)
    states = [page.state for page in office.ledger.pages(row.document.id, office.actor.scope)]
    assert states == [PageState.LEFT_OUT, PageState.READ]
    with pytest.raises(StateConflict, match="page 1 could not be read"):
        cut(office.actor, knife(office), row.document.id, [1])
    assert office.row(row.document.id) == row
