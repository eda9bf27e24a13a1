"""Coloured stamps: found by their outline, lifted off print, left alone where they stand on blank paper."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from domain.geometry import Box
from pipeline.imaging.ink import without_red_ink
from pipeline.imaging.stamp_ink import pressed_stamps, without_stamp_ink
from samples.pens import draw_round_stamp
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, font, scanned, text_page

Ink = tuple[int, int, int]
RED, DARK_RED, BLUE, VIOLET = (206, 30, 42), (150, 30, 45), (46, 66, 168), (104, 60, 158)
INKS = (RED, DARK_RED, BLUE, VIOLET)
LEFT, TOP, SIDE = 600, 700, 283


def press(page: Image.Image, ink: Ink) -> Image.Image:
    """The page with a round stamp whose corner is at (600, 700); its ink lies on the print like a filter."""
    mask = np.asarray(draw_round_stamp("ỦY BAN NHÂN DÂN XÃ MẪU", "T.P CẦN THƠ", 7, DPI), np.float32) / 255
    pixels = np.array(page).astype(np.float32)
    height, width = mask.shape
    lost = 1 - np.array(ink, np.float32) / 255
    pixels[TOP : TOP + height, LEFT : LEFT + width] *= 1 - mask[:, :, None] * lost
    return Image.fromarray(pixels.astype(np.uint8))


def inside(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return picture[TOP : TOP + SIDE, LEFT : LEFT + SIDE]


@pytest.mark.parametrize("ink", INKS)
def test_stamp_on_print_is_found_and_only_its_ink_goes(ink: Ink) -> None:
    page = scanned(press(text_page(), ink))
    (stamp,) = pressed_stamps(page, DPI)
    assert stamp.crossed > 0.05
    assert (stamp.box.left, stamp.box.top) == pytest.approx((LEFT, TOP), abs=12)
    assert (stamp.box.width, stamp.box.height) == pytest.approx((SIDE, SIDE), abs=20)
    cleaned = without_stamp_ink(without_red_ink(page), page, (stamp.box,))
    print_alone = inside(without_red_ink(scanned(text_page())))
    assert np.percentile(inside(cleaned)[print_alone < 60], 90) < 110, "the print stays dark"
    paper = inside(cleaned)[print_alone > 240]
    assert (paper < 150).mean() < 0.01, "the ink is gone"
    outside = np.ones(cleaned.shape, bool)
    outside[TOP - 12 : TOP + SIDE + 24, LEFT - 12 : LEFT + SIDE + 24] = False
    assert np.array_equal(cleaned[outside], without_red_ink(page)[outside])


@pytest.mark.parametrize("ink", INKS)
def test_stamp_on_blank_paper_lies_on_no_print(ink: Ink) -> None:
    found = pressed_stamps(scanned(press(blank_page(), ink)), DPI)
    assert [stamp.crossed for stamp in found] == pytest.approx([0], abs=0.005)


def test_words_written_inside_a_stamp_do_not_cross_its_outline() -> None:
    page = blank_page()
    pen = ImageDraw.Draw(page)
    pen.rectangle((600, 700, 1060, 900), outline=BLUE, width=6)
    pen.text((640, 730), "CÔNG VĂN ĐẾN", font=font("Tinos-Regular", 40), fill=BLUE)
    pen.text((700, 810), "Số 152", font=font("Tinos-Regular", 50), fill=(25, 25, 30))
    assert all(stamp.crossed < 0.005 for stamp in pressed_stamps(scanned(page), DPI))


def test_blue_writing_and_red_print_are_no_stamps() -> None:
    page = text_page()
    pen = ImageDraw.Draw(page)
    for row, ink in enumerate((BLUE, VIOLET, RED)):
        words = "Họ và tên người làm đơn viết bằng bút"
        pen.text((230, 2090 + 60 * row), words, font=font("Tinos-Regular", 50), fill=ink)
    assert pressed_stamps(scanned(page), DPI) == ()


def test_gray_page_has_no_stamps_and_loses_nothing() -> None:
    gray = without_red_ink(scanned(text_page()))
    assert pressed_stamps(gray, DPI) == ()
    assert np.array_equal(without_stamp_ink(gray, gray, (Box(0, 0, 900, 900),)), gray)
