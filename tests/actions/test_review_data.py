"""What a person is given to answer with, and what nobody is ever shown."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actions.recut import Knife, cut
from actions.review import Correction
from actions.review_data import Archive, PlaceView, ReviewCase, draw_place, review_case
from domain.actor import Actor, UnitScope
from domain.choice import Candidate as Reading
from domain.document import QuestionKind
from domain.errors import NotFound, StateConflict
from domain.ids import UnitCode
from domain.ledger import Change, DocumentRow, PageState
from domain.lifecycle import State
from domain.raster import Raster
from domain.text import PageText
from engine.drawing import InlineArtist
from tests.office import Office
from tests.pki import AT
from tests.sheets import (
    HEADING,
    NUMBER,
    OTHER_NUMBER,
    TITLE,
    draw_sheet,
    write_jpeg,
    write_page_files,
    write_pages,
)

BIRTH = "Ngày, tháng, năm sinh: 45/06/2025"
WHOLE_PAGE = PlaceView(1, None, drawable=True)


def case_of(office: Office, row: DocumentRow, actor: Actor | None = None) -> ReviewCase:
    return review_case(actor or office.actor, archive(office), row.document.id)


def archive(office: Office) -> Archive:
    return Archive(ledger=office.ledger, holdings=office.holdings)


def drawn(office: Office, row: DocumentRow, place: PlaceView, actor: Actor | None = None) -> Image.Image:
    with InlineArtist(office.worker()) as artist:
        data = draw_place(actor or office.actor, archive(office), artist, row.document.id, place)
    return Image.open(io.BytesIO(data))


def of_another_unit(office: Office) -> Actor:
    return replace(office.actor, scope=UnitScope(frozenset({UnitCode("H13.99")})))


@pytest.fixture
def disputed(office: Office, tmp_path: Path) -> DocumentRow:
    """A paper of two pages whose codes name two dossiers, and with a day that is none."""
    office.reader.lines, office.reader.confidence = (*HEADING, TITLE, BIRTH), 0.97
    sheets = (draw_sheet("một", code=NUMBER), draw_sheet("hai", code=OTHER_NUMBER))
    (row,) = office.digitise(*write_page_files(tmp_path, "don", *sheets))
    return row


def test_question_comes_with_its_answers_and_with_where_each_code_lies(
    office: Office, disputed: DocumentRow
) -> None:
    (question,) = case_of(office, disputed).questions
    assert [one.value for one in question.candidates] == [NUMBER, OTHER_NUMBER]
    assert [(place.page, place.drawable) for place in question.places] == [(1, True), (2, True)]


def test_picture_shows_the_code_that_is_asked_about(office: Office, disputed: DocumentRow) -> None:
    (question,) = case_of(office, disputed).questions
    picture = drawn(office, disputed, question.places[1])
    assert 130 < picture.width < 200
    assert 0.3 < (np.asarray(picture.convert("L")) < 128).mean() < 0.7, "a QR code is about half ink"


def test_doubtful_field_comes_with_what_was_read_and_its_place(office: Office, disputed: DocumentRow) -> None:
    (asked,) = case_of(office, disputed).fields
    assert (asked.field.name, asked.field.raw) == ("ngay_sinh", "45/06/2025")
    assert asked.place == PlaceView(1, asked.field.box, drawable=True)
    assert "không có ngày này" in asked.field.rule


def test_words_that_readers_did_not_agree_on_come_with_what_each_read(
    office: Office, disputed: DocumentRow
) -> None:
    readings = (Reading("45/06/2025", 0.6, "line"), Reading("15/06/2025", 0.4, "tesseract 200"))
    (page, _) = office.ledger.pages(disputed.document.id, office.actor.scope)
    assert page.value is not None
    value = office.holdings.read_page(page.value)
    assert value.text is not None
    kept = office.holdings.write_page(replace(value, text=_with_readings(value.text, readings)))
    office.ledger.commit(
        Change(batch=disputed.document.batch, actor="thử", at=AT, pages=(replace(page, value=kept),))
    )
    (asked,) = case_of(office, disputed).fields
    assert [(word.text, word.readings) for word in asked.words] == [("45/06/2025", readings)]


def _with_readings(text: PageText, readings: tuple[Reading, ...]) -> PageText:
    """The text in which the first and the last word were read in two ways: one is of the field."""
    first, *_, last = text.lines
    told = [
        replace(line, words=(*line.words[:-1], replace(line.words[-1], readings=readings)))
        for line in (first, last)
    ]
    return replace(text, lines=(told[0], *text.lines[1:-1], told[1]))


def test_paper_of_another_unit_is_not_there_and_neither_is_its_picture(
    office: Office, disputed: DocumentRow
) -> None:
    stranger = of_another_unit(office)
    with pytest.raises(NotFound):
        case_of(office, disputed, stranger)
    with pytest.raises(NotFound):
        drawn(office, disputed, WHOLE_PAGE, stranger)


def test_page_that_is_not_there_is_told(office: Office, disputed: DocumentRow) -> None:
    for page in (0, 3):
        with pytest.raises(NotFound, match="it has 2"):
            drawn(office, disputed, replace(WHOLE_PAGE, page=page))


def test_of_a_secret_paper_no_page_is_ever_drawn(office: Office, tmp_path: Path) -> None:
    office.reader.stamp = "MẬT"
    (row,) = office.digitise(write_pages(tmp_path / "mat.pdf", draw_sheet(), draw_sheet(stamp="MẬT")))
    case = case_of(office, row)
    (question,) = case.questions
    assert question.kind is QuestionKind.SECRECY
    assert [(place.page, place.drawable) for place in question.places] == [(2, False)]
    assert case.fields == ()
    for place in (WHOLE_PAGE, *question.places):
        with pytest.raises(StateConflict, match="secrecy gate"):
            drawn(office, row, place)


def test_page_that_is_stopped_once_its_stack_was_cut_is_not_drawn_from_the_stack(
    office: Office, tmp_path: Path
) -> None:
    pages = (draw_sheet("một"), draw_sheet("hai"), draw_sheet("ba"))
    (stack,) = office.digitise(write_pages(tmp_path / "chong.pdf", *pages))
    cut(office.actor, Knife(ledger=office.ledger, clock=office.clock), stack.document.id, [2])
    assert office.row(stack.document.id).state is State.CUT
    for page in (1, 3):
        with pytest.raises(StateConflict, match="cut into papers"):
            drawn(office, stack, replace(WHOLE_PAGE, page=page))


def test_paper_whose_mark_was_denied_is_drawn_once_it_is_read(office: Office, tmp_path: Path) -> None:
    office.reader.stamp = "MẬT"
    (row,) = office.digitise(write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT")))
    office.correct(row, Correction(not_secret=True))
    with pytest.raises(StateConflict):
        drawn(office, row, WHOLE_PAGE)
    office.run()
    assert drawn(office, row, WHOLE_PAGE).size == (620, 560)


def test_bad_page_is_drawn_as_it_lies_when_the_gate_has_seen_it(office: Office, tmp_path: Path) -> None:
    def fails_on_the_second(raster: Raster) -> None:
        del raster
        if office.reader.pages_read == 2:
            raise ValueError("a defect")

    office.reader.fault = fails_on_the_second
    (row,) = office.digitise(write_pages(tmp_path / "don.pdf", draw_sheet("một"), draw_sheet("hai")))
    (question,) = case_of(office, row).questions
    assert (question.kind, [place.page for place in question.places]) == (QuestionKind.PAGE, [2])
    assert question.places[0].drawable
    assert drawn(office, row, question.places[0]).size == (620, 560)


def test_page_that_failed_before_the_gate_is_not_drawn(office: Office, tmp_path: Path) -> None:
    write_jpeg(tmp_path / "don-p1.jpg", draw_sheet("một"))
    whole = write_jpeg(tmp_path / "don-p2.jpg", draw_sheet("hai")).read_bytes()
    (tmp_path / "don-p2.jpg").write_bytes(whole[: len(whole) // 2])
    (row,) = office.digitise(*sorted(tmp_path.glob("*.jpg")))
    (question,) = case_of(office, row).questions
    assert [(place.page, place.drawable) for place in question.places] == [(2, False)]
    with pytest.raises(StateConflict):
        drawn(office, row, question.places[0])


def test_fields_of_a_paper_with_a_page_left_out_are_looked_for_on_the_right_page(
    office: Office, tmp_path: Path
) -> None:
    office.reader.lines, office.reader.confidence = (*HEADING, TITLE, BIRTH), 0.97
    whole = write_jpeg(tmp_path / "don-p1.jpg", draw_sheet("một")).read_bytes()
    (tmp_path / "don-p1.jpg").write_bytes(whole[: len(whole) // 2])
    write_jpeg(tmp_path / "don-p2.jpg", draw_sheet("hai"))
    (row,) = office.digitise(*sorted(tmp_path.glob("*.jpg")))
    office.accept(row)
    office.run()
    first, second = office.ledger.pages(row.document.id, office.actor.scope)
    assert (first.state, second.state) == (PageState.LEFT_OUT, PageState.READ)
    (asked,) = case_of(office, row).fields
    assert asked.place.page == 2
