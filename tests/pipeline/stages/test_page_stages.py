"""Page stages on drawn sheets: what each adds to a page, and what it leaves alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from adapters import load_word_chooser
from domain.artifact import Artifact, MediaType
from domain.barcode import PayloadKind, Symbology
from domain.codec import canonical
from domain.geometry import Dpi, Operation, Size, Skew, Stretch, Turn
from domain.ids import Sha256
from domain.image import ColorMode, EncodedImage, PageImage
from domain.ocr import OcrEngine
from domain.page import Flag, Page
from domain.raster import Raster
from pipeline.catalog import load_stage
from pipeline.frame import PageFrame
from pipeline.imaging.orientation import OrientationVote
from pipeline.office_data import OfficeData
from pipeline.pdf.keys import SigningKey
from pipeline.stage import Ask, PageStage, Tools
from tests.fake_reader import FakeReader
from tests.sheets import DPI, NUMBER, draw_sheet

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


def no_data() -> OfficeData:
    # What a page stage makes of a page is remembered by the stage alone: the data may be another tomorrow.
    raise AssertionError("page stages read no data that an office may change")


def tools(reader: FakeReader, scratch: Path = Path("unused")) -> Tools:
    def ocr(_name: str) -> OcrEngine:
        return reader

    return Tools(
        ocr=ocr,
        words=load_word_chooser,
        data=no_data,
        type_model=lambda: None,
        key=no_key,
        scratch=scratch,
    )


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


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ("000201010211530370454041000630406D9", PayloadKind.UNKNOWN),
        ("https://vneid.gov.vn/qr?c=abcdef", PayloadKind.VNEID),
    ],
)
def test_of_a_payload_that_may_not_be_kept_only_its_kind_stays(payload: str, kind: PayloadKind) -> None:
    (code,) = page_after(drawn(code=payload), "normalise", "codes").codes

    assert (code.payload, code.withheld) == ("", kind)
    assert payload.encode() not in canonical(page_after(drawn(code=payload), "normalise", "codes"))


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
