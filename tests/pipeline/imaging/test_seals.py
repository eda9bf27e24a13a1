"""Stamps by their outline: rings and frames of coloured ink over print, and red print that is none."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.layout import Region, RegionKind
from pipeline.imaging.colored_ink import colored_ink
from pipeline.imaging.seals import find_seals
from pipeline.imaging.working_copy import Pixels, WorkingCopy
from samples.pens import draw_round_stamp
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, font, scanned, text_page

RED, BLUE, VIOLET = (200, 35, 45), (30, 50, 170), (110, 40, 160)


def seals_of(rgb: Pixels) -> tuple[Region, ...]:
    inks = colored_ink(rgb)
    copy = WorkingCopy(inks.red, DPI)
    return (*find_seals(inks.red, copy), *find_seals(inks.blue, copy))


def pressed(
    page: Image.Image, mask: Image.Image, place: tuple[int, int], color: tuple[int, int, int]
) -> Image.Image:
    """The page with ink of that colour over it: print beneath stays dark."""
    cover = Image.new("L", page.size)
    cover.paste(mask, place)
    share = np.asarray(cover, np.float64)[..., None] / 255
    return Image.fromarray((np.asarray(page) * (1 - share * (1 - np.array(color) / 255))).astype(np.uint8))


@pytest.mark.parametrize("color", [RED, BLUE, VIOLET])
@pytest.mark.parametrize("seed", range(3))
def test_a_round_stamp_over_print_is_found_whole(color: tuple[int, int, int], seed: int) -> None:
    mask = draw_round_stamp("ỦY BAN NHÂN DÂN", "XÃ MẪU", seed, DPI)
    page = pressed(text_page(), mask, (900, 900), color)
    (seal,) = seals_of(scanned(page))
    assert seal.kind is RegionKind.STAMP
    assert (seal.box.left, seal.box.top) == pytest.approx((900, 900), abs=12)
    assert (seal.box.right, seal.box.bottom) == pytest.approx((900 + mask.width, 900 + mask.height), abs=12)


@pytest.mark.parametrize("angle_deg", [0, 8, -25])
def test_a_frame_is_found_however_it_was_pressed(angle_deg: int) -> None:
    mask = Image.new("L", (400, 180))
    pen = ImageDraw.Draw(mask)
    pen.rectangle((3, 3, 396, 176), outline=255, width=6)
    pen.text((70, 50), "ĐẾN", font=font("Tinos-Bold", 80), fill=255)
    turned = mask.rotate(angle_deg, expand=True)
    (seal,) = seals_of(scanned(pressed(blank_page(), turned, (300, 500), RED)))
    assert seal.box.width == pytest.approx(turned.width, abs=30)


def test_red_titles_and_a_red_photograph_are_no_stamps() -> None:
    page = text_page()
    pen = ImageDraw.Draw(page)
    for number, words in enumerate(("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", "QUYỀN SỞ HỮU NHÀ Ở")):
        pen.text((420, 120 + 60 * number), words, font=font("Tinos-Bold", 54), fill=RED)
    assert seals_of(scanned(page)) == ()


def test_a_gray_page_has_no_coloured_ink() -> None:
    page = np.asarray(cv2.cvtColor(scanned(text_page()), cv2.COLOR_RGB2GRAY), np.uint8)
    assert seals_of(page) == ()
