"""Which text is taken for read, and what is left of text that was made up."""

from dataclasses import replace

import pytest

from domain.artifact import Artifact, MediaType
from domain.geometry import Box
from domain.ids import Sha256
from domain.page import Flag, Page
from domain.text import Line, PageText, Word
from pipeline.reading.plausible import LEAST_CONFIDENCE, judged

BOX = Box(0, 0, 10, 10)
PAGE = Page(source=Artifact(Sha256("0" * 64), 1, MediaType.PNG), index=0)
LEXICON = frozenset({"căn", "cứ", "luật"})
READ, MADE_UP = "căn cứ luật", "IỘH AÓH OA2"


def line(text: str, confidence: float) -> Line:
    return Line(tuple(Word(word, BOX, confidence) for word in text.split()), BOX, 0)


def page(*lines: Line) -> Page:
    return replace(PAGE, text=PageText(lines, "tesseract", 180.0))


def knows(word: str) -> bool:
    return word in LEXICON


def kept(of: Page) -> int:
    after = judged(of, knows)
    assert after.text is not None
    return len(after.text.lines)


def nobody_asks(word: str) -> bool:
    raise AssertionError(f"the lexicon was asked for {word!r} of a page that was read well")


@pytest.mark.parametrize("text", [READ, MADE_UP])
@pytest.mark.parametrize("confidence", [LEAST_CONFIDENCE, 0.92])
def test_page_that_was_read_surely_stands_whatever_its_language(text: str, confidence: float) -> None:
    sound = page(*[line(text, confidence)] * 4)
    assert judged(sound, nobody_asks) == sound


@pytest.mark.parametrize("confidence", [0.74, 0.5])
def test_vietnamese_read_badly_is_flagged_and_kept(confidence: float) -> None:
    after = judged(page(*[line(READ, confidence)] * 4), knows)
    assert Flag.UNREADABLE in after.flags
    assert after.text is not None
    assert len(after.text.lines) == 4


def test_lines_that_are_made_up_are_left_out_beside_those_that_were_read() -> None:
    both = page(*[line(READ, 0.95)] * 3, *[line(MADE_UP, 0.1)] * 3)
    after = judged(both, knows)
    assert after.text is not None
    assert {one.text for one in after.text.lines} == {READ}
    assert Flag.UNREADABLE in after.flags


def test_sure_words_of_a_mirrored_page_are_made_up_too() -> None:
    assert kept(page(*[line(MADE_UP, 0.3)] * 5, line(MADE_UP, 0.9))) == 0


def test_foreign_text_read_badly_is_flagged_and_kept() -> None:
    assert kept(page(*[line(MADE_UP, 0.7)] * 4)) == 4


@pytest.mark.parametrize(("confidence", "flagged"), [(0.6, False), (0.4, True)])
def test_few_words_need_only_not_be_made_up(confidence: float, flagged: bool) -> None:
    assert (Flag.UNREADABLE in judged(page(line("Trang 2", confidence)), knows).flags) is flagged


@pytest.mark.parametrize("nothing", [PAGE, page()])
def test_page_without_words_is_not_judged(nothing: Page) -> None:
    assert judged(nothing, nobody_asks) == nothing


def test_numbers_alone_are_held_against_no_lexicon() -> None:
    assert kept(page(*[line("001 250 777", 0.55)] * 4)) == 4
