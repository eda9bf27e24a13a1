"""Only what a person vouches for is learned from."""

from dataclasses import replace
from pathlib import Path

from actions.learning.labels import labelled_papers
from actions.retry import retry
from actions.review import Correction
from domain.document import Question, QuestionKind
from domain.ledger import Change, DocumentChange, DocumentRow
from domain.lifecycle import State
from tests.office import Office
from tests.sheets import draw_sheet, write_jpeg


def labels(office: Office) -> list[str]:
    found = labelled_papers(office.actor, office.ledger, office.holdings, office.data())
    return [paper.code for paper in found]


def with_a_bad_page(office: Office, row: DocumentRow) -> None:
    question = Question(kind=QuestionKind.PAGE, text="Trang 1 bị hỏng")
    change = DocumentChange(row=row, document=replace(row.document, questions=(question,)), state=row.state)
    office.ledger.commit(
        Change(batch=row.document.batch, actor="thử", at=office.clock.now(), documents=(change,))
    )


def test_type_that_is_found_anew_after_a_retry_is_no_person_s_word(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    office.correct(row, Correction(type_code="GCS"))
    assert labels(office) == ["GCS"]
    with_a_bad_page(office, office.row(row.document.id))
    retry(office.actor, office.ledger, office.clock, row.document.id, "office")
    office.run()
    after = office.row(row.document.id)
    assert after.document.paper is not None
    assert after.document.paper.code == "TKKS"
    assert labels(office) == []
    office.correct(after, Correction(type_code="TKKS"))
    assert labels(office) == ["TKKS"]


def test_paper_that_only_tries_its_signature_again_keeps_its_person_s_word(
    office: Office, tmp_path: Path
) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    office.correct(row, Correction(type_code="GCS", no_dossier=True))
    office.run()
    assert office.row(row.document.id).state is State.WAITING_SIGNATURE
    retry(office.actor, office.ledger, office.clock, row.document.id, "office")
    assert labels(office) == ["GCS"]
