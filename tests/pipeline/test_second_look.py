"""A place of a page that is read once more."""

from dataclasses import dataclass, replace
from functools import partial

from adapters import load_word_chooser
from domain.geometry import Box
from domain.ocr import Layout
from domain.page import Page
from domain.raster import Raster
from domain.text import Line, PageText
from pipeline.frame import PageFrame
from pipeline.reading.heading import box_around
from pipeline.second_look import SecondLook
from tests.pipeline.reading.printed import printed
from tests.pipeline.stages.test_page_stages import drawn, page_after
from tests.sheets import DPI

PLACE = Box(100, 200, 900, 240)
SAFE = printed("về trật tự, an toàn xã hội", 110, 210, confidence=0.98)
WRONG = printed("an toàn xã hội chuyên hóa đạt năm", 110, 210, confidence=0.97)
BELOW = printed("Căn cứ Quyết định của Ủy bạn nhân dân", 110, 300, confidence=0.5)


@dataclass
class Engine:
    """Reads the same line wherever it looks."""

    name: str
    line: Line
    version: str = "1"

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        del raster
        # The crop begins half a line above and beside the place.
        margin = dpi / 12
        words = tuple(
            replace(word, box=_moved(word.box, margin - PLACE.left, margin - PLACE.top))
            for word in self.line.words
            if layout is Layout.BLOCK
        )
        return PageText((Line(words, box_around(words), 0),) if words else (), self.name, dpi)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        del raster, dpi
        return 0, 20.0

    def close(self) -> None:
        return None


def _moved(box: Box, x: float, y: float) -> Box:
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)


def look(blocks: Engine) -> SecondLook:
    return SecondLook(blocks=blocks, lines=Engine("line", WRONG), chooser=load_word_chooser(), dpi=float(DPI))


def seen(line: Line, again: Line) -> tuple[Line, Line]:
    """The line at the place and the one below it, after `again` was read there."""
    source = drawn()
    text = PageText((line, BELOW), "tesseract", 180)
    page: Page = replace(page_after(source, "normalise"), text=text)
    frame = PageFrame(source)
    read = partial(look(Engine("tesseract", again)).read, page, text, frame)
    first, second = read(PLACE).lines
    return first, second


def test_words_that_are_sure_are_not_looked_at_again() -> None:
    text = PageText((SAFE, BELOW), "tesseract", 180)
    assert not look(Engine("tesseract", SAFE)).is_wanted(text, PLACE)


def test_likely_variant_of_a_sure_word_is_reason_to_look() -> None:
    text = PageText((WRONG,), "tesseract", 180)
    assert look(Engine("tesseract", WRONG)).is_wanted(text, PLACE)


def test_readings_that_disagree_leave_the_word_unsure_and_the_likelier_one() -> None:
    again = printed("an toàn xã hội chuyển hóa đạt năm", 110, 210, confidence=0.9)
    line, below = seen(WRONG, again)
    assert line.text == "an toàn xã hội chuyển hóa đạt năm"
    assert line.words[4].confidence < 0.9
    assert {reading.text for reading in line.words[4].readings} == {"chuyên", "chuyển"}
    assert below == BELOW


def test_readings_that_agree_leave_the_text_as_it_was() -> None:
    line, _ = seen(WRONG, WRONG)
    assert line.text == WRONG.text


def test_words_stay_where_they_stand_on_the_page() -> None:
    line, _ = seen(WRONG, WRONG)
    assert [word.box for word in line.words] == [word.box for word in WRONG.words]


def test_page_without_words_at_the_place_is_left_alone() -> None:
    text = PageText((BELOW,), "tesseract", 180)
    assert not look(Engine("tesseract", BELOW)).is_wanted(text, PLACE)


def test_engine_that_sees_nothing_changes_no_text() -> None:
    line, _ = seen(WRONG, Line((), PLACE, 0))
    assert line.text == WRONG.text
