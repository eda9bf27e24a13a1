"""Pale print: the back's is told from faint print on the front by its soft edges."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.imaging.pale_print import measure_pale_print, with_faint_print, without_soft_print
from samples.effects import bleed_through, fade
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, gray, scanned, text_page


def with_back(share: float) -> NDArray[np.uint8]:
    return bleed_through(scanned(text_page()), share, np.asarray(text_page(seed=5)))


def half_faint() -> NDArray[np.uint8]:
    """Dark print above, faint print below."""
    page = np.array(text_page())
    page[1100:] = fade(page, 0.7)[1100:]
    return scanned_array(page)


def scanned_array(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return scanned(Image.fromarray(page))


def darkness(picture: NDArray[np.uint8], rows: slice) -> float:
    """Gray of the darker strokes in some rows."""
    return float(np.percentile(picture[rows], 2))


def test_ordinary_page_has_no_pale_print() -> None:
    page = scanned(text_page())
    pale = measure_pale_print(gray(page), page, DPI)
    assert (pale.soft, pale.crisp) == (0, 0)


@pytest.mark.parametrize("share", [0.4, 0.55])
def test_print_from_the_back_is_soft_and_is_cleared(share: float) -> None:
    page = with_back(share)
    pale = measure_pale_print(gray(page), page, DPI)
    assert pale.soft > 0.15
    assert pale.soft > 1.5 * pale.crisp
    cleaned = without_soft_print(gray(page), DPI)
    front = gray(scanned(text_page())) < 90
    assert np.percentile(cleaned[front], 90) < 110, "the front's ink stays"
    assert measure_pale_print(cleaned, page, DPI).soft < 0.05


def test_faint_print_is_crisp_and_becomes_as_dark_as_the_rest() -> None:
    page = half_faint()
    pale = measure_pale_print(gray(page), page, DPI)
    assert pale.crisp > 0.25
    assert pale.crisp > 1.5 * pale.soft
    darker = with_faint_print(gray(page), page, DPI)
    top, bottom = slice(200, 1000), slice(1200, 2000)
    assert darkness(gray(page), bottom) > darkness(gray(page), top) + 80
    assert darkness(darker, bottom) < darkness(darker, top) + 30
    assert np.median(darker) > 230, "paper stays light"


def test_coloured_ink_is_no_faint_print_and_stays_as_it_is() -> None:
    page = np.array(text_page())
    page[1200:1500, 300:700] = (255, 190, 190)
    scan = scanned_array(page)
    plain = np.ascontiguousarray(scan[..., 0])
    plain[1250:1450, 350:650] = 190
    assert measure_pale_print(plain, scan, DPI).crisp < 0.05
    assert with_faint_print(plain, scan, DPI)[1300, 500] == 190


def test_page_without_ink_is_given_back() -> None:
    page = scanned(blank_page(), noise=0)
    white = gray(page)
    assert measure_pale_print(white, page, DPI).crisp == 0
    assert np.array_equal(without_soft_print(white, DPI), white)
    assert np.array_equal(with_faint_print(white, page, DPI), white)
