"""Page stages on drawn sheets: what each adds to a page, and what it leaves alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from adapters import load_word_chooser
from domain.artifact import Artifact, MediaType
from domain.barcode import Symbology
from domain.geometry import Box, Dpi, Operation, Size, Skew, Stretch, Turn
from domain.ids import Sha256
from domain.image import ColorMode, EncodedImage, PageImage
from domain.ocr import OcrEngine
from domain.page import Flag, Page
from domain.raster import Raster
from pipeline.catalog import load_stage
from pipeline.frame import PageFrame
from pipeline.imaging.bend import measure_bend
from pipeline.imaging.orientation import OrientationVote
from pipeline.papers.catalog import load_papers
from pipeline.pdf.keys import SigningKey
from pipeline.reading_view import reading_view
from pipeline.stage import Ask, PageStage, Tools
from tests.office import DPI, NUMBER, FakeReader, draw_sheet
from tests.pipeline.imaging.drawn_pages import A4, arch, blank_page, bowed, photographed, scanned, text_page

ARTIFACT = Artifact(Sha256("0" * 64), 1, MediaType.PNG)


class DrawnSource:
    """A page of pixels as a source gives it."""

    existing_text: str | None = None

    def __init__(
        self,
        pixels: NDArray[np.uint8],
        dpi: Dpi,
        *,
        dpi_known: bool = True,
        mode: ColorMode = ColorMode.COLOR,
        operations: tuple[Operation, ...] = (),
    ) -> None:
        self._pixels = pixels
        self.operations = operations
        size = Size(pixels.shape[1], pixels.shape[0])
        self.image = PageImage(size=size, dpi=dpi, dpi_known=dpi_known, mode=mode, coding=None)

    def pixels(self) -> NDArray[np.uint8]:
        return self._pixels

    def encoded(self) -> EncodedImage | None:
        return None


def drawn(
    dpi: float = DPI, *, code: str | None = None, stamp: str | None = None, white: bool = False
) -> DrawnSource:
    sheet = draw_sheet("tờ", code=code, stamp=stamp, white=white)
    return DrawnSource(np.asarray(sheet, np.uint8), Dpi(dpi, dpi))


def no_key() -> SigningKey:
    raise AssertionError("page stages need no key")


def tools(reader: FakeReader, scratch: Path = Path("unused")) -> Tools:
    def ocr(_name: str) -> OcrEngine:
        return reader

    return Tools(ocr=ocr, words=load_word_chooser, papers=load_papers, key=no_key, scratch=scratch)


def run_stages(source: DrawnSource, *names: str, reader: FakeReader | None = None) -> Page | Ask:
    """The page after the stages, in their order, each with its default options."""
    frame, result = PageFrame(source), Page(source=ARTIFACT, index=0)
    for name in names:
        stage = load_stage(name)
        assert isinstance(stage, PageStage)
        after = stage.build(stage.options(), tools(reader or FakeReader()))(result, frame)
        if isinstance(after, Ask):
            return after
        result = after
    return result


def page_after(source: DrawnSource, *names: str, reader: FakeReader | None = None) -> Page:
    page = run_stages(source, *names, reader=reader)
    assert isinstance(page, Page)
    return page


@pytest.mark.parametrize(("dpi", "flagged"), [(199.0, True), (199.9, False), (200.0, False), (300.0, False)])
def test_low_resolution_is_flagged_from_200_dpi_down(dpi: float, flagged: bool) -> None:
    assert (Flag.LOW_DPI in page_after(drawn(dpi), "normalise").flags) is flagged


def test_unknown_resolution_and_bitonal_pages_are_flagged() -> None:
    pixels = np.full((100, 100), 255, np.uint8)
    source = DrawnSource(pixels, Dpi(200, 200), dpi_known=False, mode=ColorMode.BITONAL)
    assert set(page_after(source, "normalise").flags) == {Flag.DPI_UNKNOWN, Flag.BITONAL}


@pytest.mark.parametrize("turned", [False, True])
def test_oblong_pixels_of_a_fax_are_made_square(turned: bool) -> None:
    pixels = np.full((1100, 1728), 255, np.uint8)
    operations: tuple[Operation, ...] = (Turn(1),) if turned else ()
    page = page_after(DrawnSource(pixels, Dpi(204, 98), operations=operations), "normalise")
    assert isinstance(page.operations[0], Stretch), "pixels are squared before the page is turned"
    assert page.dpi.x == pytest.approx(204)
    assert page.dpi.y == pytest.approx(204)
    long, short = sorted((page.size.width, page.size.height), reverse=True)
    assert (long, short) == (2290, 1728)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_page_that_lies_on_its_side_is_set_upright(turns: int) -> None:
    pixels = np.ascontiguousarray(np.rot90(np.asarray(draw_sheet("tờ"), np.uint8), turns))
    reader = FakeReader(upright=(turns, 20.0))
    page = page_after(DrawnSource(pixels, Dpi(DPI, DPI)), "normalise", "orient", reader=reader)
    assert sum(one.quarter_turns for one in page.operations if isinstance(one, Turn)) == turns


def test_page_nobody_is_sure_of_stays_and_is_flagged() -> None:
    reader = FakeReader(upright=(2, 0.3))
    page = page_after(drawn(white=True), "normalise", "orient", reader=reader)
    assert page.operations == ()
    assert Flag.ORIENTATION_UNSURE in page.flags


def test_level_page_keeps_its_pixels_and_a_skewed_one_is_levelled() -> None:
    level = page_after(drawn(), "normalise", "deskew")
    skews = [one.angle_deg for one in level.operations if isinstance(one, Skew)]
    assert all(abs(angle_deg) < 0.3 for angle_deg in skews)
    tilted = draw_sheet("tờ").rotate(-2.0, fillcolor=(255, 255, 255), resample=Image.Resampling.BICUBIC)
    source = DrawnSource(np.asarray(tilted, np.uint8), Dpi(DPI, DPI))
    (skew,) = page_after(source, "normalise", "deskew").operations
    assert isinstance(skew, Skew)
    assert skew.angle_deg == pytest.approx(-2.0, abs=0.3)


def test_vote_and_engine_that_agree_need_not_be_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    said = OrientationVote(quarter_turns=1, confidence=0.25)
    monkeypatch.setattr("pipeline.stages.orient.vote_orientation", lambda _gray, _dpi: said)
    agreed = page_after(drawn(), "normalise", "orient", reader=FakeReader(upright=(1, 0.5)))
    assert agreed.operations == (Turn(1),)
    apart = page_after(drawn(), "normalise", "orient", reader=FakeReader(upright=(2, 0.5)))
    assert apart.operations == ()
    assert Flag.ORIENTATION_UNSURE in apart.flags
    sure = page_after(drawn(), "normalise", "orient", reader=FakeReader(upright=(2, 9.0)))
    assert sure.operations == (Turn(2),)


def _bowed_source() -> DrawnSource:
    page = scanned(text_page())
    return DrawnSource(bowed(page, arch(page, 0.02)), Dpi(DPI, DPI))


def test_flat_sheets_get_no_warp_and_bowed_ones_are_read_flat() -> None:
    assert page_after(DrawnSource(scanned(text_page()), Dpi(DPI, DPI)), "normalise", "unbend").warp is None
    source = _bowed_source()
    page = page_after(source, "normalise", "unbend")
    assert page.warp is not None
    assert page.warp.left_px < 1.5 < page.warp.bend_px
    assert page.operations == (), "what is kept stays the scanner's picture"
    flat = reading_view(page, PageFrame(source), DPI)
    assert measure_bend(flat.pixels, DPI) is None


def test_words_of_a_flattened_view_lie_where_they_stand_on_the_page() -> None:
    source = _bowed_source()
    page = page_after(source, "normalise", "unbend")
    view = reading_view(page, PageFrame(source), 150.0)
    height, width = view.pixels.shape
    hanging = Box(width * 0.48, height * 0.5, width * 0.52, height * 0.51)
    edge = Box(width * 0.14, height * 0.5, width * 0.18, height * 0.51)
    lower = view.box_on_page(hanging).top - view.box_on_page(edge).top
    bow = 0.02 * page.size.height * (np.sin(np.pi * 0.5) - np.sin(np.pi * 0.16))
    assert lower == pytest.approx(bow, abs=2.5)
    back = view.box_in_view(view.box_on_page(hanging))
    assert (back.left, back.top) == pytest.approx((hanging.left, hanging.top), abs=0.05)


def _photographed_source() -> DrawnSource:
    corners = ((0.12, 0.07), (0.9, 0.1), (0.96, 0.93), (0.05, 0.9))
    taken, _ = photographed(scanned(text_page()), corners, (176, 138, 98), shade=0.3)
    return DrawnSource(taken, Dpi(DPI, DPI))


def test_a_photographed_sheet_is_read_as_seen_from_above_and_without_its_table() -> None:
    source = _photographed_source()
    page = page_after(source, "normalise", "quality", "unbend", "prepare")
    assert page.warp is not None
    assert page.warp.perspective is not None
    assert page.warp.left_px < page.warp.bend_px
    assert page.operations == (), "what is kept stays the picture that was taken"
    assert page.size == Size(*A4)
    view = reading_view(page, PageFrame(source), DPI)
    assert view.pixels.min(axis=0)[:30].min() > 150, "no table at the left"
    assert view.pixels.min(axis=1)[-30:].min() > 150, "nor at the foot"
    # The text stands where it does on the sheet.
    inked = view.pixels < 110
    assert np.flatnonzero(inked.any(axis=0))[0] == pytest.approx(220, abs=14)
    assert np.flatnonzero(inked.any(axis=1))[0] == pytest.approx(210, abs=14)


def test_words_of_a_photograph_lie_where_they_stand_on_the_page() -> None:
    source = _photographed_source()
    page = page_after(source, "normalise", "unbend")
    view = reading_view(page, PageFrame(source), 150.0)
    shown = Box(165, 160, 330, 190)
    there = view.box_on_page(shown)
    # The left part of the first line, from 220 px of the sheet on, between the sheet's upper corners.
    assert 0.12 * A4[0] < there.left < there.right < 0.5 * A4[0]
    assert 0.12 * A4[1] < there.top < there.bottom < 0.2 * A4[1]
    back = view.box_in_view(there)
    assert (back.left, back.top, back.right, back.bottom) == pytest.approx(
        (shown.left, shown.top, shown.right, shown.bottom), abs=0.01
    )


def test_a_table_does_not_ask_for_another_preparation() -> None:
    flat = DrawnSource(scanned(text_page()), Dpi(DPI, DPI))
    corners = ((0.1, 0.09), (0.9, 0.08), (0.93, 0.94), (0.06, 0.92))
    taken, _ = photographed(scanned(text_page()), corners, (96, 84, 74))
    stages = ("normalise", "quality", "unbend", "prepare")
    lies, stands = (page_after(one, *stages) for one in (flat, DrawnSource(taken, Dpi(DPI, DPI))))
    assert stands.warp is not None
    assert lies.preparation == stands.preparation


def test_a_sheet_of_unheard_of_sides_and_one_without_lines_are_read_as_they_stand() -> None:
    square = ((0.04, 0.15), (0.94, 0.17), (0.96, 0.82), (0.05, 0.8))
    aside = ((0.12, 0.07), (0.9, 0.1), (0.96, 0.93), (0.05, 0.9))
    for sheet, corners in ((text_page(), square), (blank_page(), aside)):
        taken, _ = photographed(scanned(sheet), corners, (96, 84, 74))
        page = page_after(DrawnSource(taken, Dpi(DPI, DPI)), "normalise", "unbend")
        assert page.warp is None or page.warp.perspective is None


def test_blank_page_is_not_searched_for_bent_lines() -> None:
    page = replace(page_after(_bowed_source(), "normalise"), flags=(Flag.BLANK,))
    stage = load_stage("unbend")
    assert isinstance(stage, PageStage)
    assert stage.build(stage.options(), tools(FakeReader()))(page, PageFrame(_bowed_source())) == page


@pytest.mark.parametrize(("white", "blank"), [(True, True), (False, False)])
def test_blank_page_is_marked_and_kept(white: bool, blank: bool) -> None:
    page = page_after(drawn(white=white), "normalise", "quality")
    assert (Flag.BLANK in page.flags) is blank
    assert page.quality is not None


def test_words_on_a_page_taken_for_blank_clear_the_mark() -> None:
    page = replace(page_after(drawn(), "normalise"), flags=(Flag.BLANK,))
    stage = load_stage("ocr")
    assert isinstance(stage, PageStage)
    read = stage.build(stage.options(), tools(FakeReader()))(page, PageFrame(drawn()))
    assert isinstance(read, Page)
    assert read.flags == ()
    unsure = FakeReader(confidence=0.3)
    kept = stage.build(stage.options(), tools(unsure))(page, PageFrame(drawn()))
    assert isinstance(kept, Page)
    assert Flag.BLANK in kept.flags


def test_page_with_ink_and_no_words_is_unreadable() -> None:
    page = page_after(drawn(), "normalise", "ocr", reader=FakeReader(lines=()))
    assert Flag.UNREADABLE in page.flags


def test_boxes_of_words_are_in_pixels_of_the_straightened_page() -> None:
    asked: list[Raster] = []
    page = page_after(drawn(300.0), "normalise", "ocr", reader=FakeReader(fault=asked.append))
    assert page.text is not None
    assert asked[0].width < page.size.width, "it is read at less than its own resolution"
    (first, *_rest) = page.text.lines
    assert first.box.top == pytest.approx(page.size.height / 20, rel=0.01)
    assert all(word.box.right <= page.size.width for word in page.text.words)


@pytest.mark.parametrize("turns", [0, 1])
def test_codes_lie_where_they_are_on_the_straightened_page(turns: int) -> None:
    pixels = np.ascontiguousarray(np.rot90(np.asarray(draw_sheet("tờ", code=NUMBER), np.uint8), turns))
    operations: tuple[Operation, ...] = (Turn(turns),) if turns else ()
    source = DrawnSource(pixels, Dpi(DPI, DPI), operations=operations)
    (code,) = page_after(source, "normalise", "codes").codes
    assert (code.symbology, code.payload) == (Symbology.QR, NUMBER)
    assert (code.corners[0].x, code.corners[0].y) == pytest.approx((435, 112), abs=3)
    assert (code.corners[2].x, code.corners[2].y) == pytest.approx((570, 247), abs=3)


def test_gate_stops_at_a_stamp_and_says_where_it_is() -> None:
    asked = run_stages(drawn(300.0, stamp="MẬT"), "normalise", "gate", "ocr", reader=FakeReader(stamp="MẬT"))
    assert isinstance(asked, Ask)
    assert asked.page.text is None
    mark = asked.page.secrecy
    assert mark is not None
    assert mark.box.left + 5 >= 67
    assert mark.box.right <= 67 + 188 + 20


def test_gate_lets_other_stamps_and_waived_pages_pass() -> None:
    assert (
        page_after(drawn(stamp="SAO Y"), "normalise", "gate", reader=FakeReader(stamp="SAO Y")).secrecy
        is None
    )
    waived = replace(page_after(drawn(stamp="MẬT"), "normalise"), gate_waived=True)
    stage = load_stage("gate")
    assert isinstance(stage, PageStage)
    reader = FakeReader(stamp="MẬT")
    assert stage.build(stage.options(), tools(reader))(waived, PageFrame(drawn(stamp="MẬT"))) == waived
    assert reader.calls == []
