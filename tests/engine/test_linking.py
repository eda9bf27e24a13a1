"""Dossiers through the whole engine: what is said, codes, folder names, and what happens when they differ."""

from pathlib import Path

import pytest

from actions.review import Correction
from domain.document import Candidate, DossierOrigin
from domain.geometry import Box
from domain.lifecycle import State
from tests.office import Office, kinds, only
from tests.sheets import NUMBER, OTHER_NUMBER, draw_sheet, later, write_jpeg


def folder_of(tmp_path: Path, name: str, **codes: str | None) -> Path:
    """A folder of papers, each with its code or none."""
    folder = tmp_path / name
    folder.mkdir()
    for paper, code in codes.items():
        write_jpeg(folder / f"{paper}.jpg", draw_sheet(paper, code=code))
    return folder


def link_of(office: Office, name: str) -> tuple[str | None, DossierOrigin]:
    link = office.named(name).document.dossier
    assert link is not None
    return link.number, link.origin


def test_code_of_one_paper_links_its_whole_folder(office: Office, tmp_path: Path) -> None:
    office.digitise(folder_of(tmp_path, "quầy 3", don=NUMBER, phu=None))
    assert link_of(office, "don") == link_of(office, "phu") == (NUMBER, DossierOrigin.CODE)


def test_folder_name_links_papers_without_codes(office: Office, tmp_path: Path) -> None:
    office.digitise(folder_of(tmp_path, NUMBER, don=None))
    assert link_of(office, "don") == (NUMBER, DossierOrigin.FOLDER)


def test_given_number_links_papers_without_codes(office: Office, tmp_path: Path) -> None:
    office.digitise(folder_of(tmp_path, "quầy 3", don=None), given=NUMBER)
    assert link_of(office, "don") == (NUMBER, DossierOrigin.GIVEN)


def test_paper_nobody_knows_waits_for_a_person(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    assert row.state is State.QUESTION
    assert only(row.document.questions).candidates == ()


def test_given_number_and_code_that_differ_are_asked(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=OTHER_NUMBER)), given=NUMBER)
    assert row.document.dossier is None
    assert only(row.document.questions).candidates == (Candidate(value=NUMBER), Candidate(value=OTHER_NUMBER))


def test_folder_and_code_that_differ_are_asked_for_each_paper(office: Office, tmp_path: Path) -> None:
    office.digitise(folder_of(tmp_path, NUMBER, don=OTHER_NUMBER, phu=None))
    for name in ("don", "phu"):
        document = office.named(name).document
        assert document.dossier is None
        assert only(document.questions).candidates == (Candidate(value=NUMBER), Candidate(value=OTHER_NUMBER))


def test_two_codes_on_one_paper_are_asked(office: Office, tmp_path: Path) -> None:
    first, second = tmp_path / "don-p1.jpg", tmp_path / "don-p2.jpg"
    write_jpeg(first, draw_sheet("một", code=NUMBER))
    write_jpeg(second, later(draw_sheet("hai", code=OTHER_NUMBER)))
    (row,) = office.digitise(first, second)
    question = only(row.document.questions)
    assert question.candidates == (Candidate(value=NUMBER), Candidate(value=OTHER_NUMBER))
    for number, place in enumerate(question.places):
        assert (place.page, place.box is not None) == (number, True)
        # Where draw_sheet lays it.
        assert place.box is not None
        assert place.box.shared_area(Box(435, 112, 570, 247)) > 0.8 * place.box.area > 0
    assert len(question.places) == 2


def test_two_dossiers_in_one_folder_leave_the_uncoded_paper_open(office: Office, tmp_path: Path) -> None:
    office.digitise(folder_of(tmp_path, "quầy 3", a=NUMBER, b=OTHER_NUMBER, c=None))
    assert link_of(office, "a")[0] == NUMBER
    assert link_of(office, "b")[0] == OTHER_NUMBER
    assert kinds(office.named("c").document) == ["dossier"]


def test_paper_of_no_dossier_is_linked_to_none_and_goes_on(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()), no_dossier=True)
    assert link_of(office, "don") == (None, DossierOrigin.GIVEN)
    assert row.state is State.WAITING_SIGNATURE


def test_papers_of_a_dossier_are_numbered_on_across_batches(office: Office, tmp_path: Path) -> None:
    office.digitise(folder_of(tmp_path, NUMBER, a=None, b=None))
    office.digitise(folder_of(tmp_path, "quầy 3", c=NUMBER, d=OTHER_NUMBER))
    ordinals = {row.document.name: row.document.ordinal for row in office.rows()}
    assert ordinals == {"a": 1, "b": 2, "c": 3, "d": 1}


def test_answered_question_gives_the_next_free_number(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "a.jpg", draw_sheet("a")))
    office.digitise(write_jpeg(tmp_path / "b.jpg", draw_sheet("b", code=NUMBER)))
    office.correct(row, Correction(dossier=NUMBER))
    office.run()
    after = office.row(row.document.id)
    assert after.document.ordinal == 2
    assert after.document.dossier is not None
    assert after.document.dossier.origin is DossierOrigin.PERSON


@pytest.mark.parametrize("name", ["H13.16-250515", "H13.16-990515-0001", "h13.16 250515 0001"])
def test_folder_that_only_looks_like_a_number_is_no_number(office: Office, tmp_path: Path, name: str) -> None:
    office.digitise(folder_of(tmp_path, name, don=None))
    assert kinds(office.named("don").document) == ["dossier"]
