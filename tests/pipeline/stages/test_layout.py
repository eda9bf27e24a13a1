"""The stage `layout`: regions and tables in pixels of the page, text in order; blank pages are left alone."""

import numpy as np
import pytest
from PIL import ImageDraw

from domain.geometry import Dpi, Skew
from domain.layout import RegionKind
from domain.page import Flag
from samples.pens import draw_round_stamp
from tests.fake_reader import FakeReader
from tests.pipeline.imaging.drawn_pages import DPI, text_page
from tests.pipeline.imaging.test_seals import RED, pressed
from tests.pipeline.stages.test_page_stages import DrawnSource, drawn, page_after

NAMES = ("normalise", "ocr", "layout")


def test_regions_lie_in_pixels_of_the_straightened_page() -> None:
    mask = draw_round_stamp("ỦY BAN", "XÃ MẪU", 1, DPI)
    picture = np.asarray(pressed(text_page(), mask, (900, 900), RED))
    page = page_after(DrawnSource(picture, Dpi(DPI, DPI)), *NAMES)
    assert page.layout is not None
    (stamp,) = page.layout.regions
    assert stamp.kind is RegionKind.STAMP
    assert (stamp.box.left, stamp.box.top) == pytest.approx((900, 900), abs=12)


def test_a_ruled_table_is_found_on_the_page() -> None:
    sheet = text_page(8)
    pen = ImageDraw.Draw(sheet)
    for down in (800, 900, 1000):
        pen.line((220, down, 1400, down), fill=(20, 20, 20), width=3)
    for across in (220, 700, 1400):
        pen.line((across, 800, across, 1000), fill=(20, 20, 20), width=3)
    page = page_after(DrawnSource(np.asarray(sheet), Dpi(DPI, DPI), operations=(Skew(0.0),)), *NAMES)
    assert page.layout is not None
    assert [len(table.cells) for table in page.layout.tables] == [4]


def test_a_blank_page_and_one_that_was_not_read_are_no_trouble() -> None:
    blank = page_after(
        drawn(white=True), "normalise", "quality", "ocr", "layout", reader=FakeReader(lines=())
    )
    assert Flag.BLANK in blank.flags
    assert blank.layout is None
    unread = page_after(drawn(), "normalise", "layout")
    assert unread.layout is not None
    assert unread.text is None
