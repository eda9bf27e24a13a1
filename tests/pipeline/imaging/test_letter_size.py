"""The size of letters, which says what a page can be read by whatever resolution its file names."""

import cv2
import numpy as np
import pytest

from pipeline.imaging.letter_size import body_dpi, letter_height_px
from pipeline.imaging.quality import measure_letters, measure_quality
from pipeline.imaging.working_copy import Pixels, WorkingCopy, find_ink
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, gray, scanned, shared, text_page
from tests.sheets import DPI as SHEET_DPI
from tests.sheets import NUMBER, draw_sheet


def at(page: Pixels, dpi: float) -> Pixels:
    share = dpi / DPI
    return np.asarray(cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize("dpi", [120, 150, 200])
def test_body_text_has_the_resolution_it_was_scanned_at(dpi: int) -> None:
    page = at(gray(scanned(text_page())), dpi)
    assert measure_letters(page, dpi) == pytest.approx(dpi, rel=0.12)


@pytest.mark.parametrize("named", [72, 200, 600])
def test_resolution_the_file_names_does_not_count(named: int) -> None:
    page = at(gray(scanned(text_page())), 150)
    assert measure_letters(page, named) == pytest.approx(150, rel=0.12)


def test_letters_that_get_smaller_measure_smaller_and_never_smaller_than_they_are() -> None:
    page = gray(scanned(text_page()))
    measured = [measure_letters(at(page, dpi), dpi) or 0.0 for dpi in (200, 100, 60, 40)]
    assert measured == sorted(measured, reverse=True)
    assert all(found > 0.9 * dpi for found, dpi in zip(measured, (200, 100, 60, 40), strict=True))
    assert measured[-1] < 80


def test_quality_measures_letters_of_the_picture_it_was_given() -> None:
    page = gray(scanned(text_page()))
    assert measure_quality(page, DPI).letter_dpi == pytest.approx(DPI, rel=0.12)


def test_letters_are_found_beside_a_code_that_holds_most_of_the_ink() -> None:
    page = np.asarray(draw_sheet(code=NUMBER).convert("L"), np.uint8)
    found = measure_quality(page, SHEET_DPI).letter_dpi
    assert found == pytest.approx(measure_letters(page, SHEET_DPI))


def test_page_with_too_few_letters_has_no_letter_size() -> None:
    assert measure_letters(gray(scanned(text_page(1)))[:300, :400], DPI) is None
    assert measure_quality(gray(scanned(blank_page())), DPI).letter_dpi is None


def test_rules_and_pictures_are_no_letters() -> None:
    page = gray(scanned(text_page())).copy()
    page[1000:1004] = 20
    page[:, 150:153] = 20
    page[1500:2000, 300:1300] = 60
    ink = find_ink(WorkingCopy(page, DPI)).mask
    height_px = letter_height_px(ink)
    assert height_px is not None
    assert body_dpi(height_px) == pytest.approx(DPI, rel=0.12)


@pytest.mark.parametrize("name", ["d06_congvan_tinos__stamp__200.jpg", "d05_baocao_arimo__noise__200.jpg"])
def test_real_degradations_leave_letters_their_size(name: str) -> None:
    page = gray(shared("vn-synthetic", "pages", "deg", name))
    assert measure_letters(page, DPI) == pytest.approx(DPI, rel=0.3)
