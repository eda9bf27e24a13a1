"""What the stage says of a paper's type: the type, or what to propose, and where a person looks."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Never

from domain.document import UNKNOWN_TYPE, Candidate, Document, Place, SourceFile
from domain.geometry import Box, Dpi
from domain.ids import BatchId, DocumentId, UnitCode
from domain.image import ColorMode, PageImage
from domain.page import Flag, Page
from domain.text import PageText
from pipeline.catalog import load_stage
from pipeline.frame import DocumentFrame
from pipeline.reading.heading import title_zone
from pipeline.stage import DocumentStage
from tests.fake_reader import FakeReader
from tests.packaged import DATA
from tests.pipeline.reading.test_titles import PAGE, paper
from tests.pipeline.stages.test_page_stages import ARTIFACT, tools

IMAGE = PageImage(size=PAGE, dpi=Dpi(200, 200), dpi_known=True, mode=ColorMode.GRAY, coding=None)
BLANK = Page(source=ARTIFACT, index=0, image=IMAGE, flags=(Flag.BLANK,))


def classified(text: PageText | None) -> Document:
    """A paper whose first page is blank."""
    stage = load_stage("classify")
    assert isinstance(stage, DocumentStage)
    second = Page(source=ARTIFACT, index=1, image=IMAGE, text=text)
    document = Document(
        id=DocumentId("d1"),
        batch=BatchId("b1"),
        unit=UnitCode("H13"),
        profile="office",
        name="giay",
        received_at=datetime(2025, 7, 15, tzinfo=UTC),
        files=(SourceFile(artifact=ARTIFACT, name="giay.pdf", page_count=2),),
    )
    frame = DocumentFrame(
        pages=(lambda: BLANK, lambda: second),
        open_page=_nothing,
        local=_nothing,
        keep=_nothing,
    )
    return stage.build(stage.options(), replace(tools(FakeReader()), data=lambda: DATA))(document, frame)


def code_of(document: Document) -> str | None:
    return None if document.paper is None else document.paper.code


def _nothing(*_given: object) -> Never:
    raise AssertionError("the stage looks at words alone")


def test_sure_title_is_the_type_and_tells_where_it_stands() -> None:
    found = classified(paper("BÁO CÁO"))
    assert (code_of(found), found.type_candidates) == ("BC", ())
    assert found.type_place == Place(1, Box(804, 330, 916, 366))


def test_title_that_is_not_sure_enough_is_proposed_with_its_chance() -> None:
    found = classified(paper("BÁO CÁO", number="Số: 15/QĐ-UBND"))
    rule = "theo tiêu đề in trên giấy"
    assert found.type_candidates == (Candidate(value="BC", name="Báo cáo", probability=0.594, rule=rule),)
    assert (code_of(found), found.type_place) == (UNKNOWN_TYPE, Place(1, Box(804, 330, 916, 366)))


def test_without_any_title_a_person_looks_where_one_would_stand() -> None:
    found = classified(paper())
    assert (code_of(found), found.type_candidates) == (UNKNOWN_TYPE, ())
    assert found.type_place == Place(1, title_zone(PAGE))


def test_paper_without_text_is_unknown_and_has_no_place() -> None:
    found = classified(None)
    assert (code_of(found), found.type_place) == (UNKNOWN_TYPE, None)
