from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.imaging.blankness import BLANK, blank_score, is_blank
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, font, gray, scanned, shared, text_page

Pen = ImageDraw.ImageDraw


def drawn(draw: Callable[[Pen], object], paper: tuple[int, int, int] = (250, 249, 246)) -> np.ndarray:
    page = blank_page(paper)
    draw(ImageDraw.Draw(page))
    return gray(scanned(page))


def dust(pen: Pen) -> None:
    rng = np.random.default_rng(3)
    for x, y, size in zip(
        rng.integers(20, 1600, 150), rng.integers(20, 2300, 150), [0, 1, 2] * 50, strict=True
    ):
        pen.ellipse((int(x), int(y), int(x) + size, int(y) + size), fill=(80, 80, 80))


def holes(pen: Pen) -> None:
    for y in (850, 1480):
        pen.ellipse((70, y, 117, y + 47), fill=(20, 20, 20))


def shadows(pen: Pen) -> None:
    pen.rectangle((0, 0, 40, 2339), fill=(10, 10, 10))
    pen.rectangle((0, 2315, 1654, 2339), fill=(10, 10, 10))


def page_number(pen: Pen) -> None:
    pen.text((820, 2200), "2", font=font("Tinos-Regular", 36), fill=(40, 40, 40))


def short_note(pen: Pen) -> None:
    points = [(300 + 14 * k, 900 + 9 * (k % 3) - 12 * (k % 2)) for k in range(12)]
    pen.line(points, fill=(60, 70, 170), width=3)


def small_stamp(pen: Pen) -> None:
    pen.rectangle((300, 300, 560, 400), outline=(200, 40, 50), width=4)
    pen.text((340, 310), "ĐẾN", font=font("Tinos-Bold", 70), fill=(200, 40, 50))


@pytest.mark.parametrize("draw", [lambda _: None, dust, holes, shadows])
@pytest.mark.parametrize("paper", [(250, 249, 246), (200, 190, 160)])
def test_nothing_written_is_blank(draw: Callable[[Pen], object], paper: tuple[int, int, int]) -> None:
    assert is_blank(drawn(draw, paper), DPI)


@pytest.mark.parametrize("draw", [page_number, short_note, small_stamp])
def test_one_small_mark_is_not_blank(draw: Callable[[Pen], object]) -> None:
    assert not is_blank(drawn(draw), DPI)


@pytest.mark.parametrize("share", [0.15, 0.3, 0.4])
def test_text_that_shines_through_is_blank(share: float) -> None:
    front = cv2.GaussianBlur(gray(scanned(text_page())), (0, 0), 2.0)[:, ::-1].astype(np.float64)
    reverse = np.clip(250 - share * (250 - front), 0, 255).astype(np.uint8)
    assert is_blank(reverse, DPI)


def test_a_page_of_text_scores_near_zero_and_an_empty_one_near_one() -> None:
    assert blank_score(gray(scanned(text_page())), DPI) < 0.01
    assert blank_score(np.full((2339, 1654), 240, np.uint8), DPI) == 1.0
    assert blank_score(np.full((1, 1), 240, np.uint8), DPI) > BLANK


@pytest.mark.parametrize(
    ("name", "blank"), [("blank1.jpg", True), ("blank2.jpg", True), ("notblank.jpg", False)]
)
def test_scanned_sheets(name: str, blank: bool) -> None:
    assert is_blank(gray(shared("patch-codes", name)), 300) is blank
