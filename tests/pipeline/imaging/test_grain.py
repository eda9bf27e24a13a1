"""Noise: specks are counted where nothing is printed, and smoothing leaves edges sharp."""

import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.grain import count_specks, without_grain, without_specks
from pipeline.imaging.quality import measure_quality
from samples.effects import add_noise
from tests.pipeline.imaging.drawn_pages import DPI, gray, scanned, text_page


def speckled(page: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    lots = np.random.default_rng(3).random(page.shape)
    return np.where(lots < share / 2, 0, np.where(lots > 1 - share / 2, 255, page)).astype(np.uint8)


def far_off(picture: NDArray[np.uint8], clean: NDArray[np.uint8]) -> int:
    """Pixels of paper turned dark, or of print turned light."""
    return int(np.count_nonzero(np.abs(picture.astype(int) - clean) > 120))


def test_page_full_of_print_has_no_specks() -> None:
    assert count_specks(gray(scanned(text_page(38))), DPI) == 0


def test_specks_are_counted_and_cleared() -> None:
    clean = gray(scanned(text_page()))
    bad = speckled(clean, 0.03)
    assert count_specks(bad, DPI) > 50
    assert count_specks(without_specks(bad), DPI) < 5
    assert far_off(without_specks(bad), clean) < far_off(bad, clean) / 5


def test_grain_goes_and_print_stays_sharp() -> None:
    page = gray(add_noise(scanned(text_page()), 30, 2))
    before = measure_quality(page, DPI)
    smooth = without_grain(page, before.noise)
    after = measure_quality(smooth, DPI)
    assert after.noise < 0.8 * before.noise
    assert after.sharpness > 0.6
    assert np.percentile(smooth, 2) < 80


def test_strip_too_small_for_a_tile_has_no_specks() -> None:
    assert count_specks(np.zeros((4, 900), np.uint8), DPI) == 0
