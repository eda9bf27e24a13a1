import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.imaging.stamp import MOST_CANDIDATES, stamp_candidates
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, font, scanned, shared, text_page

RED = (200, 35, 45)


def stamped(
    page: Image.Image,
    words: str,
    *,
    letter_mm: float = 7.0,
    angle_deg: float = 0.0,
    color: tuple[int, int, int] = RED,
    framed: bool = True,
) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """The page with a stamp pressed on it, and the box the stamp lies in."""
    bold = font("Tinos-Bold", round(letter_mm / 25.4 * DPI / 0.66))
    left, top, right, bottom = bold.getbbox(words)
    margin = 30
    ink = Image.new("L", (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin))
    pen = ImageDraw.Draw(ink)
    pen.text((margin - left, margin - top), words, font=bold, fill=255)
    if framed:
        pen.rectangle((2, 2, ink.width - 3, ink.height - 3), outline=255, width=5)
    ink = ink.rotate(-angle_deg, expand=True, resample=Image.Resampling.BICUBIC)
    cover = Image.new("L", page.size)
    cover.paste(ink, (250, 250))
    share = np.asarray(cover, np.float64)[..., None] / 255
    pressed = np.asarray(page) * (1 - share * (1 - np.array(color) / 255))
    return Image.fromarray(pressed.astype(np.uint8)), (250, 250, 250 + ink.width, 250 + ink.height)


def seal(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    pen.ellipse((1000, 1800, 1280, 2080), outline=RED, width=7)
    pen.ellipse((1050, 1850, 1230, 2030), outline=RED, width=3)
    pen.regular_polygon((1140, 1940, 40), 5, fill=RED)


@pytest.mark.parametrize("words", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize("angle_deg", [0.0, -20.0, 24.0])
def test_a_stamp_over_text_is_the_first_candidate(words: str, framed: bool, angle_deg: float) -> None:
    page, (left, top, right, bottom) = stamped(text_page(), words, framed=framed, angle_deg=angle_deg)
    seal(page)
    first = stamp_candidates(scanned(page), DPI)[0]
    assert left - 30 < first.box.left < first.box.right < right + 30
    assert top - 30 < first.box.top < first.box.bottom < bottom + 30
    assert first.box.width > 0.6 * (right - left)
    assert first.angle_deg == pytest.approx(-angle_deg, abs=1.5)


@pytest.mark.parametrize("color", [(235, 150, 150), (150, 30, 40), (165, 45, 95)])
def test_faint_dark_and_purple_red_are_seen(color: tuple[int, int, int]) -> None:
    page, _ = stamped(text_page(), "TỐI MẬT", color=color, letter_mm=5.0)
    assert stamp_candidates(scanned(page), DPI)


def test_the_picture_holds_red_letters_only() -> None:
    page, _ = stamped(text_page(), "MẬT", letter_mm=9.0, framed=False)
    picture = stamp_candidates(scanned(page), DPI)[0].picture
    rim = np.concatenate(
        [picture[:4].ravel(), picture[-4:].ravel(), picture[:, :4].ravel(), picture[:, -4:].ravel()]
    )
    assert picture.ndim == 2
    assert (rim > 240).all()
    assert 0.05 < np.mean(picture < 128) < 0.4


@pytest.mark.parametrize("color", [(25, 25, 30), (40, 50, 160), (100, 75, 40)])
def test_black_blue_and_brown_are_no_candidates(color: tuple[int, int, int]) -> None:
    page, _ = stamped(text_page(), "MẬT", color=color)
    assert stamp_candidates(scanned(page), DPI) == ()


def test_gray_and_plain_pages_have_no_candidates() -> None:
    assert stamp_candidates(np.full((400, 300), 200, np.uint8), DPI) == ()
    assert stamp_candidates(scanned(text_page()), DPI) == ()
    assert stamp_candidates(scanned(blank_page((225, 205, 170))), DPI) == ()


def test_red_running_text_is_no_stamp() -> None:
    page = blank_page()
    pen = ImageDraw.Draw(page)
    for row in range(8):
        words = "Thông báo về việc nộp hồ sơ trực tuyến tại bộ phận một cửa"
        pen.text((200, 300 + 60 * row), words, font=font("Tinos-Regular", 36), fill=RED)
    assert stamp_candidates(scanned(page), DPI) == ()


def test_a_page_full_of_red_marks_gives_at_most_six() -> None:
    page = blank_page()
    pen = ImageDraw.Draw(page)
    for row in range(14):
        pen.text((300, 100 + 150 * row), "HỎA TỐC", font=font("Tinos-Bold", 80), fill=RED)
    assert len(stamp_candidates(scanned(page), DPI)) == MOST_CANDIDATES


def test_a_seal_is_not_taken_for_a_line() -> None:
    page = blank_page()
    seal(page)
    assert stamp_candidates(scanned(page), DPI) == ()


def test_a_scan_with_a_seal_alone_costs_few_crops() -> None:
    page = shared("vn-synthetic", "pages", "deg", "d06_congvan_tinos__stamp__200.jpg")
    assert len(stamp_candidates(page, DPI)) <= 3
