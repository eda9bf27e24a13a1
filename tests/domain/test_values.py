from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.actor import EVERY_UNIT, UnitScope
from domain.artifact import Artifact, MediaType
from domain.batch import Batch, BatchPapers
from domain.document import Document, Question, QuestionKind, SourceFile
from domain.geometry import Box, Dpi, Size, Stretch, Turn
from domain.ids import BatchId, DocumentId, Sha256, UnitCode
from domain.image import ColorMode, PageImage
from domain.page import Flag, Page
from domain.task import Segment, Task
from domain.text import Line, PageText, Word

AT = datetime(2025, 7, 15, 8, 30, tzinfo=UTC)
UNIT = UnitCode("H13.16")
BOX = Box(0, 0, 10, 10)


def _artifact(letter: str) -> Artifact:
    return Artifact(Sha256(letter * 64), 1, MediaType.PDF)


def _document(**settled: object) -> Document:
    document = Document(
        id=DocumentId("d1"),
        batch=BatchId("b1"),
        unit=UNIT,
        profile="plain",
        name="đơn",
        received_at=AT,
        files=(SourceFile(artifact=_artifact("a"), name="đơn.pdf"),),
    )
    return replace(document, **settled)  # type: ignore[arg-type]  # fields of many kinds


def test_scope_covers_its_units_only() -> None:
    scope = UnitScope(frozenset({UNIT}))
    assert scope.covers(UNIT)
    assert not scope.covers(UnitCode("H13.17"))
    assert not scope.covers(UnitCode(""))


def test_empty_scope_covers_nothing_and_no_scope_covers_all() -> None:
    assert not UnitScope(frozenset()).covers(UNIT)
    assert EVERY_UNIT.covers(UNIT)


def test_paper_is_signed_elsewhere_only_when_it_is_one_signed_file() -> None:
    signed = SourceFile(artifact=_artifact("a"), name="x.pdf", signatures=1)
    assert not _document().signed_elsewhere
    assert _document(files=(signed,)).signed_elsewhere
    assert not _document(files=(signed, signed)).signed_elsewhere
    assert not _document(files=()).signed_elsewhere


def test_final_file_is_the_signed_one_when_there_is_one() -> None:
    assert _document().final_pdf is None
    assert _document(pdf=_artifact("b")).final_pdf == _artifact("b")
    assert _document(pdf=_artifact("b"), signed_pdf=_artifact("c")).final_pdf == _artifact("c")


def test_questions_of_one_kind_are_taken_out_and_the_others_stay_in_order() -> None:
    kinds = (QuestionKind.TYPE, QuestionKind.DOSSIER, QuestionKind.TYPE, QuestionKind.CUT)
    document = _document(questions=tuple(Question(kind=kind, text="?") for kind in kinds))
    left = document.without_question(QuestionKind.TYPE)
    assert [question.kind for question in left] == [QuestionKind.DOSSIER, QuestionKind.CUT]


def test_flag_is_added_once() -> None:
    page = Page(source=_artifact("a"), index=0)
    flagged = page.flagged(Flag.BLANK).flagged(Flag.FAINT).flagged(Flag.BLANK)
    assert flagged.flags == (Flag.BLANK, Flag.FAINT)
    assert page.flags == ()


def test_page_knows_its_straightened_size_and_resolution() -> None:
    image = PageImage(
        size=Size(1728, 1100), dpi=Dpi(204, 98), dpi_known=True, mode=ColorMode.BITONAL, coding=None
    )
    page = Page(source=_artifact("a"), index=0, image=image, operations=(Stretch(1, 2), Turn(1)))
    assert page.size == Size(2200, 1728)
    assert page.dpi == Dpi(196, 204)


def test_page_that_was_not_opened_has_no_size() -> None:
    page = Page(source=_artifact("a"), index=0)
    with pytest.raises(ValueError, match="not been opened"):
        _ = page.size
    with pytest.raises(ValueError, match="not been opened"):
        _ = page.dpi


def _line(block: int, *words: tuple[str, float]) -> Line:
    return Line(tuple(Word(text, BOX, confidence) for text, confidence in words), BOX, block)


def test_text_has_an_empty_line_between_blocks() -> None:
    lines = (_line(0, ("Một", 1), ("hai", 1)), _line(0, ("ba", 1)), _line(1, ("bốn", 1)))
    assert PageText(lines, "e", 300).text == "Một hai\nba\n\nbốn"


def test_confidence_is_weighted_by_letters() -> None:
    text = PageText((_line(0, ("aaa", 1.0), ("b", 0.0)),), "e", 300)
    assert text.mean_confidence == pytest.approx(0.75)


def test_text_without_letters_has_no_confidence() -> None:
    assert PageText((), "e", 300).mean_confidence is None
    assert PageText((_line(0, ("", 0.5)),), "e", 300).mean_confidence is None


def test_task_is_named_by_document_and_page_from_one() -> None:
    batch = Batch(id=BatchId("b1"), unit=UNIT, received_at=AT, actor="a", folder=None, given=None)
    assert Task(segment=Segment.READ, document=_document(), number=0).subject == "d1 page 1"
    assert Task(segment=Segment.TYPE, document=_document()).subject == "d1"
    assert Task(segment=Segment.LINK, batch=BatchPapers(batch=batch, papers=())).subject == "b1"
    assert Task(segment=Segment.LINK).subject == ""
