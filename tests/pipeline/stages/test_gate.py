"""The secrecy gate on stamps of any ink, any way up; what is read is the test's."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from domain.geometry import Box, Dpi
from domain.ocr import Layout, OcrEngine
from domain.page import Flag, Page, SecrecyLevel, SecrecyMark
from domain.raster import Raster
from domain.text import Line, PageText, Word
from pipeline.catalog import load_stage
from pipeline.frame import PageFrame
from pipeline.imaging.stamp_shape import Likeness
from pipeline.stage import Ask, PageStage
from samples.box_stamps import BoxStamp, Press, draw_box_stamp, press_box_stamp
from samples.effects import Pixels, turn
from tests.fake_reader import FakeReader
from tests.pipeline.stages.test_page_stages import ARTIFACT, DrawnSource, tools

DPI = 150
WHERE = (300.0, 260.0)


@dataclass
class SaysInTurn:
    """An engine that gives one reading after the other, each as sure as it is told, then nothing."""

    readings: list[tuple[str, float]]
    name: str = "line"
    version: str = "fake 1"
    asked: list[Layout] = field(default_factory=list)

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        self.asked.append(layout)
        words, sure = self.readings.pop(0) if self.readings else ("", 0.0)
        box = Box(0, 0, raster.width, raster.height)
        lines = (Line((Word(words, box, sure),), box, 0),) if words else ()
        return PageText(lines, self.name, dpi)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        del raster, dpi
        return 0, 0.0

    def close(self) -> None:
        self.readings = []


BLACK, RED = (30, 30, 34), (200, 35, 45)


def black_stamp(words: str = "TỐI MẬT", ink: tuple[int, int, int] = BLACK) -> Pixels:
    page = np.full((900, 700, 3), 250, np.uint8)
    mask = draw_box_stamp(BoxStamp(words=words, capital_mm=5.0), DPI)
    return press_box_stamp(page, mask, Press(ink=ink, strength=0.9, centre=WHERE))


def gate(pixels: Pixels, line: SaysInTurn, *flags: Flag) -> Page | Ask:
    """What the gate makes of a page; tesseract reads nothing."""
    blind = FakeReader(lines=())

    def ocr(name: str) -> OcrEngine:
        return line if name == "line" else blind

    frame = PageFrame(DrawnSource(pixels, Dpi(DPI, DPI)))
    opened = run("normalise", Page(source=ARTIFACT, index=0), frame, ocr)
    assert isinstance(opened, Page)
    for flag in flags:
        opened = opened.flagged(flag)
    return run("gate", opened, frame, ocr)


def run(name: str, page: Page, frame: PageFrame, ocr: Callable[[str], OcrEngine]) -> Page | Ask:
    stage = load_stage(name)
    assert isinstance(stage, PageStage)
    return stage.build(stage.options(), replace(tools(FakeReader()), ocr=ocr))(page, frame)


def mark_of(result: Page | Ask) -> SecrecyMark:
    assert isinstance(result, Ask)
    assert result.page.secrecy is not None
    assert result.page.text is None
    return result.page.secrecy


def holds(box: Box, x: float, y: float) -> bool:
    return box.left < x < box.right and box.top < y < box.bottom


def test_black_stamp_stops_the_page() -> None:
    mark = mark_of(gate(black_stamp(), SaysInTurn([("TỐI MẬT", 0.99)])))
    assert mark.level is SecrecyLevel.TOI_MAT
    assert holds(mark.box, *WHERE)


def test_j13_mat_stamp_stops_and_the_word_bao_mat_does_not() -> None:
    """J13: the stamp MẬT, not the word in a sentence or a heading."""
    assert mark_of(gate(black_stamp("MẬT"), SaysInTurn([("MẬT", 0.98)]))).level is SecrecyLevel.MAT
    for words, read in (("BẢO MẬT", "BẢO MẬT"), ("bảo mật", "bảo mật")):
        assert isinstance(gate(black_stamp(words), SaysInTurn([(read, 0.98)] * 40)), Page)


@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_letters_that_are_seen_stop_the_page_though_nothing_is_read(level: SecrecyLevel) -> None:
    assert mark_of(gate(black_stamp(level.value), SaysInTurn([("xjh", 0.3)] * 40))).level is level


@pytest.mark.parametrize("words", ["KHẨN", "ĐÃ THU PHÍ"])
def test_mat_read_where_other_letters_stand_stops_nothing(words: str) -> None:
    assert isinstance(gate(black_stamp(words), SaysInTurn([("MẬT", 0.7)] * 40)), Page)


def test_place_unlike_any_level_is_never_read() -> None:
    line = SaysInTurn([])
    assert isinstance(gate(black_stamp("ĐÃ THU PHÍ"), line), Page)
    assert line.asked == []


def test_sure_word_with_other_marks_is_no_stamp_and_is_read_once() -> None:
    stamp = black_stamp("MẶT")
    sure, unsure = (SaysInTurn([one] * 40) for one in (("MẶT", 0.99), ("MÃ 1", 0.7)))
    assert isinstance(gate(stamp, sure), Page)
    assert isinstance(gate(stamp, unsure), Page)
    assert 0 < len(sure.asked) < len(unsure.asked)


@pytest.mark.parametrize("read", [("MẶE", 0.3), ("MÃ 1", 0.7)])
def test_other_letters_or_marks_outweigh_the_shapes_of_three_letters(read: tuple[str, float]) -> None:
    assert isinstance(gate(black_stamp("MẬT"), SaysInTurn([read] * 40)), Page)


def test_part_of_mat_read_rather_surely_does_not_outweigh_its_shapes() -> None:
    assert mark_of(gate(black_stamp("MẬT"), SaysInTurn([('M"', 0.77)] * 40))).level is SecrecyLevel.MAT


def test_red_tai_lieu_mat_stops_the_page_and_a_black_one_does_not() -> None:
    """In red it is a mark; in black a heading, such as that of a list of papers."""
    words = "TÀI LIỆU MẬT"
    red, black = (gate(black_stamp(words, ink), SaysInTurn([(words, 0.99)] * 40)) for ink in (RED, BLACK))
    assert mark_of(red).level is SecrecyLevel.MAT
    assert isinstance(black, Page)


def test_red_words_that_are_no_mark_stop_nothing() -> None:
    assert isinstance(gate(black_stamp("BẢO MẬT", RED), SaysInTurn([("BẢO MẬT", 0.99)] * 40)), Page)


def test_letters_in_another_face_are_read_though_one_stands_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """TUYỆT MẬT in a typewriter's face: a T is at .31, all letters together at .79."""
    aside = Likeness(SecrecyLevel.TUYET_MAT, 0.25, 0.79)
    monkeypatch.setattr("pipeline.stages.gate.likeness", lambda _: aside)
    assert mark_of(gate(black_stamp("TUYỆT MẬT"), SaysInTurn([("TUYỆT MẬT", 0.9)]))).score > 0.8
    unlike = Likeness(SecrecyLevel.TUYET_MAT, 0.25, 0.6)
    monkeypatch.setattr("pipeline.stages.gate.likeness", lambda _: unlike)
    assert isinstance(gate(black_stamp("TUYỆT MẬT"), SaysInTurn([("TUYỆT MẬT", 0.9)])), Page)


def test_shapes_all_but_sure_make_up_for_a_letter_misread(monkeypatch: pytest.MonkeyPatch) -> None:
    read = SaysInTurn([('ruyệt"ÂM', 0.5)] * 40)
    for mean, is_stopped in ((0.81, True), (0.72, False)):
        seen = Likeness(SecrecyLevel.TUYET_MAT, 0.45, mean)
        monkeypatch.setattr("pipeline.stages.gate.likeness", lambda _, seen=seen: seen)
        assert isinstance(gate(black_stamp("TUYỆT MẬT"), read), Ask) is is_stopped


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_page_that_lies_no_one_knows_how_is_searched_all_ways_up(quarter_turns: int) -> None:
    upright = black_stamp()
    height, width = upright.shape[:2]
    x, y = WHERE
    turned = turn(upright, quarter_turns)
    lies = {1: (height - y, x), 2: (width - x, height - y), 3: (y, width - x)}[quarter_turns]

    class ReadsUpright(SaysInTurn):
        """Reads the words only where the picture shows them as they were drawn."""

        def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
            pixels = np.frombuffer(raster.data, np.uint8).reshape(raster.height, -1)
            ink = pixels < 128
            # The circumflexes of ỐẬ make the upper right part of the line heavier than the lower one.
            self.readings = [("TỐI MẬT", 0.99)] if _circumflex_is_above(ink) else []
            return super().read(raster, dpi, layout)

    found = gate(turned, ReadsUpright([]), Flag.ORIENTATION_UNSURE)
    assert holds(mark_of(found).box, *lies)
    assert isinstance(gate(turn(turned, 0), SaysInTurn([])), Page)


def _circumflex_is_above(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    rows = np.flatnonzero(ink.any(axis=1))
    top, bottom = int(rows[0]), int(rows[-1])
    margin = (bottom - top) // 6
    return bool(ink[top : top + margin].sum() > ink[bottom - margin : bottom + 1].sum())


def test_upright_page_is_searched_one_way_up() -> None:
    upright, sideways = black_stamp(), turn(black_stamp(), 1)
    assert isinstance(gate(sideways, SaysInTurn([("TỐI MẬT", 0.99)])), Page)
    assert isinstance(gate(upright, SaysInTurn([("TỐI MẬT", 0.99)])), Ask)
