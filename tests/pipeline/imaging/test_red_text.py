"""Red print is read, seals are not."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.imaging.ink import without_red_ink
from pipeline.imaging.red_text import red_print, with_red_print
from tests.pipeline.imaging.drawn_pages import blank_page, font, scanned

DPI = 200.0
RED, BLACK = (200, 40, 50), (25, 25, 30)
TITLE = "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"
TOP = 400

Pixels = NDArray[np.uint8]


def page_with_title(color: tuple[int, int, int]) -> Image.Image:
    page = blank_page()
    ImageDraw.Draw(page).text((300, TOP), TITLE, font=font("Tinos-Bold", 48), fill=color)
    return page


def press_seal(page: Image.Image, middle: tuple[int, int]) -> None:
    """A round red seal with letters around its edge."""
    pen = ImageDraw.Draw(page)
    x, y = middle
    for radius in (140, 130, 80):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=4)
    letters = font("Tinos-Bold", 26)
    for place, letter in enumerate("ỦY BAN NHÂN DÂN XÃ VÀM LÚA"):
        angle = math.radians(200 + 6.5 * place)
        pen.text((x + 106 * math.cos(angle), y + 106 * math.sin(angle)), letter, font=letters, fill=RED)


def both_views(page: Image.Image) -> tuple[Pixels, Pixels]:
    color = scanned(page)
    return without_red_ink(color), color


def darkest(view: Pixels) -> int:
    return int(np.percentile(view[TOP : TOP + 60, 300:1300], 2))


def test_a_red_title_that_vanished_becomes_dark_again() -> None:
    plain, color = both_views(page_with_title(RED))
    assert darkest(plain) > 170
    restored = with_red_print(plain, color, red_print(plain, color, DPI))
    assert darkest(restored) < 110


def test_a_line_found_on_a_smaller_view_serves_a_larger_one() -> None:
    plain, color = both_views(page_with_title(RED))
    half = np.ascontiguousarray(plain[::2, ::2]), np.ascontiguousarray(color[::2, ::2])
    bands = tuple(band.scaled(2) for band in red_print(*half, DPI / 2))
    assert darkest(with_red_print(plain, color, bands)) < 110


def test_the_paper_around_a_restored_title_keeps_its_lightness() -> None:
    plain, color = both_views(page_with_title(RED))
    restored = with_red_print(plain, color, red_print(plain, color, DPI))
    assert abs(float(np.median(restored[TOP : TOP + 60, 300:1300])) - float(np.median(plain))) < 6


def test_black_print_is_left_as_it_is() -> None:
    plain, color = both_views(page_with_title(BLACK))
    assert red_print(plain, color, DPI) == ()


def test_a_round_seal_is_no_line() -> None:
    page = page_with_title(BLACK)
    press_seal(page, (1100, 1500))
    plain, color = both_views(page)
    assert red_print(plain, color, DPI) == ()


def test_red_letters_on_top_of_black_print_are_no_line() -> None:
    page = page_with_title(BLACK)
    letters = font("Tinos-Bold", 48)
    ImageDraw.Draw(page).text((330, TOP + 8), "ĐÃ THU LỆ PHÍ HỒ SƠ NÀY", font=letters, fill=RED)
    plain, color = both_views(page)
    assert red_print(plain, color, DPI) == ()


def test_a_gray_page_shows_no_red() -> None:
    plain, _color = both_views(page_with_title(RED))
    assert red_print(plain, plain, DPI) == ()


def test_the_views_given_are_never_altered() -> None:
    plain, color = both_views(page_with_title(RED))
    before = plain.copy(), color.copy()
    with_red_print(plain, color, red_print(plain, color, DPI))
    assert np.array_equal(plain, before[0])
    assert np.array_equal(color, before[1])
