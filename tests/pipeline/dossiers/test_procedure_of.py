"""One paper of a dossier names the procedure of all of it; two that differ name none."""

from datetime import UTC, datetime

from domain.batch import Batch, BatchPapers, PaperCodes, PaperLink
from domain.document import DossierLink, DossierOrigin, Question, QuestionKind
from domain.dossier import ProcedureLink, ProcedureOrigin
from domain.ids import BatchId, DocumentId, DossierNumber, UnitCode
from pipeline.dossiers.procedure_of import procedure_link, with_procedures
from pipeline.dossiers.procedures import catalog_of, load_procedures
from tests.pipeline.dossiers.lists import BIRTH, version

ONE, OTHER = DossierNumber("H13.16-250515-0001"), DossierNumber("H13.16-250515-0002")
CATALOG = catalog_of((version(BIRTH),))
FOUND = ProcedureLink(code="1.001193", name="Đăng ký khai sinh", origin=ProcedureOrigin.PAPER)


def batch_of(*papers: tuple[DossierNumber | None, tuple[str, ...]]) -> BatchPapers:
    batch = Batch(
        id=BatchId("b1"),
        unit=UnitCode("H13"),
        received_at=datetime(2026, 11, 27, tzinfo=UTC),
        actor="x",
        folder=None,
        given=None,
    )
    ids = [DocumentId(f"d{place}") for place in range(len(papers))]
    return BatchPapers(
        batch=batch,
        papers=tuple(
            PaperCodes(document=document, numbers=(), procedures=named)
            for document, (_, named) in zip(ids, papers, strict=True)
        ),
        links=tuple(
            PaperLink(document=document, link=DossierLink(number, DossierOrigin.CODE), question=None)
            for document, (number, _) in zip(ids, papers, strict=True)
        ),
    )


def linked(*papers: tuple[DossierNumber | None, tuple[str, ...]]) -> list[ProcedureLink | None]:
    return [one.procedure for one in with_procedures(batch_of(*papers), CATALOG).links]


def test_what_the_receipt_names_holds_for_its_whole_dossier_and_no_other() -> None:
    assert linked((ONE, ("1.001193",)), (ONE, ()), (OTHER, ())) == [FOUND, FOUND, None]


def test_a_code_that_no_list_has_counts_for_nothing() -> None:
    assert linked((ONE, ("9.999999",))) == [None]
    assert linked((ONE, ("1.001193", "9.999999"))) == [FOUND]


def test_papers_of_no_dossier_stand_for_themselves() -> None:
    assert linked((None, ("1.001193",)), (None, ())) == [FOUND, None]


def test_two_procedures_in_one_dossier_name_none() -> None:
    shipped = load_procedures()
    named = procedure_link("2.000635", shipped, ProcedureOrigin.PAPER)
    assert named.name == "Cấp bản sao trích lục hộ tịch"
    found = with_procedures(batch_of((ONE, ("1.001193",)), (ONE, ("2.000635",))), shipped)
    assert [one.procedure for one in found.links] == [None, None]


def test_a_paper_whose_dossier_is_asked_gets_none_yet() -> None:
    papers = batch_of((ONE, ("1.001193",)))
    question = Question(kind=QuestionKind.DOSSIER, text="?")
    asked = PaperLink(document=DocumentId("d0"), link=None, question=question)
    found = with_procedures(BatchPapers(batch=papers.batch, papers=papers.papers, links=(asked,)), CATALOG)
    assert found.links == (asked,)
