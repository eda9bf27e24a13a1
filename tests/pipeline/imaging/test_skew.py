import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.imaging.skew import NO_SKEW, estimate_skew
from tests.pipeline.imaging.drawn_pages import (
    DPI,
    blank_page,
    columns_page,
    gray,
    scanned,
    shared,
    text_page,
)


@pytest.mark.parametrize("angle_deg", [-19.5, -12.3, -4.4, -0.35, 0.0, 0.2, 1.7, 8.6, 14.9, 19.2])
def test_the_turn_found_undoes_the_skew(angle_deg: float) -> None:
    estimate = estimate_skew(gray(scanned(text_page(), angle_deg=angle_deg)), DPI)
    assert estimate.angle_deg == pytest.approx(-angle_deg, abs=0.07)
    assert estimate.confidence > 0.9


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_the_resolution_does_not_matter(dpi: int) -> None:
    page = text_page().resize((1654 * dpi // DPI, 2339 * dpi // DPI))
    estimate = estimate_skew(gray(scanned(page, angle_deg=-3.3)), dpi)
    assert estimate.angle_deg == pytest.approx(3.3, abs=0.07)


def test_a_few_lines_are_enough() -> None:
    estimate = estimate_skew(gray(scanned(text_page(lines=3), angle_deg=2.5)), DPI)
    assert estimate.angle_deg == pytest.approx(-2.5, abs=0.1)
    assert estimate.confidence > 0


def test_black_and_white_pages_are_measured() -> None:
    page = gray(scanned(text_page(), angle_deg=-6.2))
    bitonal = np.where(page < 140, 0, 255).astype(np.uint8)
    assert estimate_skew(bitonal, DPI).angle_deg == pytest.approx(6.2, abs=0.07)


def test_scan_borders_rules_and_a_seal_do_not_mislead() -> None:
    page = text_page()
    pen = ImageDraw.Draw(page)
    pen.rectangle((200, 1200, 1500, 1600), outline=(20, 20, 20), width=3)
    pen.line((200, 1400, 1500, 1400), fill=(20, 20, 20), width=3)
    pen.ellipse((900, 1700, 1200, 2000), outline=(200, 40, 50), width=8)
    skewed = gray(scanned(page, angle_deg=4.1))
    skewed[:, :60] = 8
    skewed[-40:] = 8
    assert estimate_skew(skewed, DPI).angle_deg == pytest.approx(-4.1, abs=0.07)


def test_blank_pages_and_pictures_have_no_skew() -> None:
    waves = np.sin(np.hypot(*np.indices((900, 700))) / 40) * 100 + 128
    assert estimate_skew(gray(scanned(blank_page())), DPI) == NO_SKEW
    assert estimate_skew(waves.astype(np.uint8), DPI) == NO_SKEW
    assert estimate_skew(np.full((3, 3), 255, np.uint8), DPI) == NO_SKEW


@pytest.mark.parametrize(
    ("name", "skew_deg", "dpi"),
    [
        ("deskew-1.png", 1, 500),
        ("deskew-2.png", 2, 150),
        ("deskew-3.png", 6, 150),
        ("deskew-4.png", -7, 150),
        ("deskew-5.png", -3, 100),
        ("deskew-6.png", 3, 150),
        ("deskew-7.png", -3, 72),
        ("deskew-8.png", -15, 250),
    ],
)
def test_published_pages_with_known_skew(name: str, skew_deg: float, dpi: float) -> None:
    estimate = estimate_skew(gray(shared("deskew", name)), dpi)
    assert estimate.angle_deg == pytest.approx(skew_deg, abs=0.5)


@pytest.mark.parametrize("angle_deg", [-15.0, -10.0, -1.0, 0.0, 0.3, 5.0, 15.0])
def test_a_published_page_turned_by_known_angles(angle_deg: float) -> None:
    turned = scanned(Image.fromarray(shared("deskew", "jdeskew.png")), angle_deg=angle_deg, noise=0)
    assert estimate_skew(gray(turned), 100).angle_deg == pytest.approx(-angle_deg, abs=0.07)


@pytest.mark.parametrize("angle_deg", [-7.3, -0.4, 4.1, 12.6])
@pytest.mark.parametrize("drop_px", [9, 19, 28, 37])
def test_columns_whose_lines_do_not_stand_level_do_not_mislead(angle_deg: float, drop_px: int) -> None:
    page = columns_page(drop_px)
    estimate = estimate_skew(gray(scanned(page, angle_deg=angle_deg)), DPI)
    assert estimate.angle_deg == pytest.approx(-angle_deg, abs=0.07)
