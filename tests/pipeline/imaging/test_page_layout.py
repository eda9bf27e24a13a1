"""Stamps, signatures and handwriting on drawn pages, and pages that mean no good."""

import time

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.geometry import Box
from domain.layout import PageLayout, Region, RegionKind
from pipeline.imaging.ink import without_red_ink
from pipeline.imaging.page_layout import find_layout
from pipeline.imaging.working_copy import Pixels
from samples.pens import draw_round_stamp, draw_signature
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, font, scanned, text_page
from tests.pipeline.imaging.test_seals import BLUE, RED, pressed

BLACK = (20, 20, 25)


def layout_of(rgb: Pixels, *places: Box) -> PageLayout:
    return find_layout(without_red_ink(rgb), rgb, DPI, places)


def of_kind(found: PageLayout, kind: RegionKind) -> list[Region]:
    return [region for region in found.regions if region.kind is kind]


def test_plain_print_has_no_regions_and_no_tables() -> None:
    assert layout_of(scanned(text_page())) == PageLayout()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("color", [BLACK, BLUE])
def test_a_signature_is_marked_in_any_ink(color: tuple[int, int, int], seed: int) -> None:
    mask = draw_signature(seed, 40, DPI)
    page = pressed(text_page(20), mask, (1000, 1500), color)
    found = layout_of(scanned(page))
    marked = of_kind(found, RegionKind.SIGNATURE)
    assert marked
    assert max(region.box.width for region in marked) > 0.5 * mask.width
    assert all(region.box.left > 980 and region.box.top > 1480 for region in marked)
    assert not of_kind(found, RegionKind.STAMP)


def test_a_signature_through_a_seal_is_surer() -> None:
    page = pressed(text_page(20), draw_round_stamp("ỦY BAN", "XÃ MẪU", 1, DPI), (880, 1500), RED)
    page = pressed(page, draw_signature(2, 45, DPI), (1000, 1560), BLACK)
    found = layout_of(scanned(page))
    assert len(of_kind(found, RegionKind.STAMP)) == 1
    assert [region.score for region in of_kind(found, RegionKind.SIGNATURE)] == [0.8]


def test_blue_writing_between_black_print_is_marked_and_print_is_not() -> None:
    page = text_page(10)
    pen = ImageDraw.Draw(page)
    pen.text((220, 1000), "Họ và tên:", font=font("Tinos-Regular", 36), fill=BLACK)
    pen.text((420, 1000), "Huỳnh Quốc Mẫu", font=font("Tinos-Italic", 38), fill=BLUE)
    (region,) = of_kind(layout_of(scanned(page)), RegionKind.HANDWRITING)
    assert (region.box.left, region.box.top) == pytest.approx((420, 1005), abs=12)
    assert region.box.right == pytest.approx(
        420 + pen.textlength("Huỳnh Quốc Mẫu", font("Tinos-Italic", 38)), abs=12
    )


def test_colour_tells_nothing_where_all_is_printed_blue() -> None:
    page = blank_page()
    pen = ImageDraw.Draw(page)
    for number in range(30):
        pen.text((220, 200 + 55 * number), "Căn cứ Luật Tổ chức", font=font("Tinos-Regular", 36), fill=BLUE)
    assert layout_of(scanned(page)).regions == ()


def test_only_places_with_strokes_in_them_are_handwriting() -> None:
    page = text_page(6)
    ImageDraw.Draw(page).text((420, 1000), "47", font=font("Tinos-BoldItalic", 48), fill=BLACK)
    written, empty = Box(400, 990, 500, 1060), Box(700, 990, 800, 1060)
    (region,) = layout_of(scanned(page), written, empty).regions
    assert region.kind is RegionKind.HANDWRITING
    assert 415 < region.box.left < region.box.right < 480


def test_boxes_are_in_pixels_of_the_view_at_any_resolution() -> None:
    page = pressed(text_page(), draw_round_stamp("ỦY BAN", "XÃ MẪU", 1, DPI), (900, 900), RED)
    large = np.asarray(cv2.resize(scanned(page), None, fx=2, fy=2), np.uint8)
    (small,) = layout_of(scanned(page)).regions
    (twice,) = find_layout(without_red_ink(large), large, 2 * DPI).regions
    assert twice.box.left / 2 == pytest.approx(small.box.left, abs=6)
    assert twice.box.bottom / 2 == pytest.approx(small.box.bottom, abs=6)


def noise(color: bool) -> Pixels:
    shape = (2339, 1654, 3) if color else (2339, 1654)
    return np.random.default_rng(3).integers(0, 256, shape, np.uint8)


def scattered_rings() -> Pixels:
    page = Image.new("RGB", (1654, 2339), (250, 250, 250))
    pen = ImageDraw.Draw(page)
    for top in range(0, 2300, 130):
        for left in range(0, 1600, 130):
            pen.ellipse((left, top, left + 122, top + 122), outline=RED, width=4)
    return np.asarray(page)


def scrawls() -> Pixels:
    page = Image.new("RGB", (1654, 2339), (250, 250, 250))
    pen = ImageDraw.Draw(page)
    for top in range(20, 2300, 70):
        for left in range(20, 1500, 110):
            pen.line(
                (left, top, left + 50, top + 50, left + 90, top), fill=BLUE if top % 4 else BLACK, width=4
            )
    return np.asarray(page)


def one_color(color: tuple[int, int, int]) -> Pixels:
    return np.full((2339, 1654, 3), color, np.uint8)


@pytest.mark.parametrize(
    "page",
    [
        noise(color=True),
        noise(color=False),
        scattered_rings(),
        scrawls(),
        one_color((0, 0, 0)),
        one_color((255, 255, 255)),
        one_color(RED),
        one_color(BLUE),
    ],
    ids=["colour noise", "gray noise", "rings", "scrawls", "black", "white", "red", "blue"],
)
def test_pages_that_mean_no_good_take_no_longer_than_a_moment(page: Pixels) -> None:
    started = time.process_time()
    found = layout_of(page)
    assert time.process_time() - started < 3
    assert len(found.regions) < 600


def test_a_page_far_too_large_is_searched_small() -> None:
    page = np.full((9000, 12000), 255, np.uint8)
    page[::200] = page[:, ::300] = 0
    started = time.process_time()
    find_layout(page, page, 150)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (2, 3)])
def test_pages_hardly_there_are_empty(shape: tuple[int, int]) -> None:
    page = np.full((*shape, 3), 255, np.uint8)
    page[:, ::2] = RED
    assert layout_of(page) == PageLayout()
