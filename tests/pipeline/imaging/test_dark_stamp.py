from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.imaging.dark_stamp import MOST_PLACES, dark_places
from pipeline.imaging.stamp_sides import MOST_FRAMES
from pipeline.imaging.working_copy import Pixels
from samples.box_stamps import BoxStamp, Frame, Press, draw_box_stamp, press_box_stamp
from samples.fonts import Face
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, font, gray, scanned, shared, text_page

BLACK, RED = (25, 25, 30), (200, 35, 45)
AT = (420.0, 500.0)


def pressed(
    page: Image.Image,
    words: str,
    *,
    capital_mm: float = 6.0,
    frame: Frame = Frame.SINGLE,
    ink: tuple[int, int, int] = BLACK,
    strength: float = 0.9,
    angle_deg: float = 0.0,
) -> Pixels:
    stamp = BoxStamp(words=words, capital_mm=capital_mm, frame=frame, face=Face.SERIF_BOLD)
    press = Press(ink=ink, strength=strength, centre=AT, angle_deg=angle_deg)
    return press_box_stamp(np.asarray(page), draw_box_stamp(stamp, DPI), press)


def found_at(pixels: Pixels, dpi: float = DPI) -> Iterator[tuple[float, float]]:
    """Where the places lie, and by how much the first picture of each was levelled."""
    for place in dark_places(pixels, dpi):
        for candidate in place:
            box = candidate.box
            if box.left < AT[0] < box.right and box.top < AT[1] < box.bottom:
                yield box.width, candidate.angle_deg


@pytest.mark.parametrize("words", ["MẬT", "TUYỆT MẬT"])
@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("angle_deg", [-15.0, 12.0])
def test_black_stamp_on_bare_paper_is_a_place(words: str, frame: Frame, angle_deg: float) -> None:
    page = scanned(Image.fromarray(pressed(blank_page(), words, frame=frame, angle_deg=angle_deg)))
    levelled = [angle for _width, angle in found_at(page)]
    assert min(abs(angle + angle_deg) for angle in levelled) < 1.5


@pytest.mark.parametrize("ink", [BLACK, RED])
@pytest.mark.parametrize("strength", [0.35, 0.9])
def test_large_letters_over_print_are_a_place(ink: tuple[int, int, int], strength: float) -> None:
    page = pressed(text_page(), "TUYỆT MẬT", frame=Frame.NONE, ink=ink, strength=strength)
    widths = [width for width, _angle in found_at(scanned(Image.fromarray(page)))]
    assert max(widths) > 0.8 * draw_box_stamp(BoxStamp(words="TUYỆT MẬT", capital_mm=6.0), DPI).shape[1]


def test_gray_scan_is_searched_as_one_with_colour() -> None:
    page = scanned(Image.fromarray(pressed(blank_page(), "TỐI MẬT", ink=RED)))
    assert list(found_at(gray(page)))


def test_smallest_stamp_of_the_decree_is_a_place() -> None:
    """Ô 10a: a frame 8 mm high about letters that are 4 mm high with their marks."""
    page = scanned(Image.fromarray(pressed(text_page(4), "MẬT", capital_mm=2.9)))
    assert list(found_at(page))


@pytest.mark.parametrize("frame", [Frame.SINGLE, Frame.DOUBLE])
@pytest.mark.parametrize("angle_deg", [-5.0, 1.0, 4.0])
def test_small_stamp_over_print_is_cut_out_by_its_frame(frame: Frame, angle_deg: float) -> None:
    page = pressed(text_page(), "MẬT", capital_mm=3.2, frame=frame, strength=0.75, angle_deg=angle_deg)
    wide = draw_box_stamp(BoxStamp(words="MẬT", capital_mm=3.2, frame=frame), DPI).shape[1]
    found = list(found_at(scanned(Image.fromarray(page))))
    assert any(abs(width - wide) < 0.25 * wide and abs(turn + angle_deg) < 2.5 for width, turn in found)


def test_bare_and_printed_pages_have_no_place() -> None:
    assert list(dark_places(scanned(blank_page()), DPI)) == []
    assert list(dark_places(scanned(text_page()), DPI)) == []
    assert list(dark_places(np.full((300, 200), 90, np.uint8), DPI)) == []


def test_bold_heading_within_a_page_is_no_stamp_over_print() -> None:
    page = blank_page()
    pen = ImageDraw.Draw(page)
    for row in range(12):
        words = "QUYẾT ĐỊNH VỀ VIỆC BAN HÀNH QUY CHẾ BẢO MẬT CỦA CƠ QUAN"
        pen.text((160, 300 + 80 * row), words, font=font("Tinos-Bold", 38), fill=BLACK)
    assert list(dark_places(scanned(page), DPI)) == []


def test_page_full_of_frames_gives_a_bounded_number_of_places() -> None:
    page = blank_page()
    pen = ImageDraw.Draw(page)
    for row in range(18):
        for column in range(4):
            left, top = 120 + 370 * column, 100 + 110 * row
            pen.rectangle((left, top, left + 260, top + 80), outline=BLACK, width=4)
            pen.text((left + 40, top + 8), "KHẨN", font=font("Tinos-Bold", 50), fill=BLACK)
    assert MOST_PLACES <= len(list(dark_places(scanned(page), DPI))) <= MOST_PLACES + MOST_FRAMES


def test_scan_of_an_official_paper_gives_few_places() -> None:
    page = shared("vn-synthetic", "pages", "clean200", "d00_congvan_tinos.png")
    assert len(list(dark_places(page, 200.0))) <= MOST_PLACES + MOST_FRAMES
