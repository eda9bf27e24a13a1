import cv2
import numpy as np
import pytest

from pipeline.imaging.quality import measure_letters, measure_quality
from pipeline.legibility import BLURRED, FAINT
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, gray, scanned, shared, text_page


def test_a_crisp_page_is_sharp_and_a_blurred_one_is_not() -> None:
    page = gray(scanned(text_page()))
    sharpness = [
        measure_quality(np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.uint8), DPI).sharpness
        for sigma in (0.3, 1, 2, 4)
    ]
    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[0] > 0.6
    assert sharpness[2] < BLURRED


def test_contrast_tells_faint_print() -> None:
    page = gray(scanned(text_page()))
    faint = (255 - (255 - page.astype(int)) // 4).astype(np.uint8)
    assert measure_quality(page, DPI).contrast > 0.7
    assert measure_quality(faint, DPI).contrast < FAINT


def test_noise_is_the_grain_of_the_paper() -> None:
    grains = [
        measure_quality(gray(scanned(text_page(), noise=noise)), DPI).noise for noise in (1.0, 6.0, 15.0)
    ]
    assert grains == sorted(grains)
    assert grains[0] < 0.01
    assert grains[2] > 0.02


def test_ink_is_the_share_of_the_page_covered() -> None:
    page = np.full((1000, 1000), 250, np.uint8)
    page[300:310, 100:900] = 10
    assert measure_quality(page, 100).ink == pytest.approx(0.008, abs=0.001)


def test_a_page_without_ink_is_not_called_blurred() -> None:
    quality = measure_quality(gray(scanned(blank_page())), DPI)
    assert quality.sharpness == 1.0
    assert quality.ink < 0.001


@pytest.mark.parametrize("name", ["d06_congvan_tinos__stamp__200.jpg", "d05_baocao_arimo__noise__200.jpg"])
def test_real_degradations_without_blur_stay_sharp(name: str) -> None:
    assert measure_quality(gray(shared("vn-synthetic", "pages", "deg", name)), DPI).sharpness > 0.8


def test_letters_of_a_map_are_measured_on_its_inkiest_rows() -> None:
    page = gray(scanned(text_page()))
    small = measure_letters(page, DPI)
    sheet = np.full((page.shape[0] * 3, page.shape[1] * 3), 255, np.uint8)
    sheet[page.shape[0] : 2 * page.shape[0], : page.shape[1]] = page
    assert sheet.size > 20_000_000
    assert measure_letters(sheet, DPI) == pytest.approx(small, rel=0.05)
