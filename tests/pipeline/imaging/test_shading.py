"""Uneven light: measured on the paper, divided out, and none on a page that scanners lit."""

import numpy as np
import pytest

from pipeline.imaging.shading import darkest_paper, without_shading
from samples.effects import light_unevenly
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, gray, scanned, text_page


@pytest.mark.parametrize("depth", [0.4, 0.7])
def test_shadow_across_the_page_is_measured_and_divided_out(depth: float) -> None:
    even = gray(scanned(text_page()))
    shadowed = gray(light_unevenly(scanned(text_page()), depth, 4))
    assert darkest_paper(shadowed, DPI) < 0.8 < 0.95 < darkest_paper(even, DPI)
    mended = without_shading(shadowed, DPI)
    assert darkest_paper(mended, DPI) > 0.95
    assert np.percentile(mended, 1) < 60, "print stays dark"


def test_tinted_paper_is_not_taken_for_a_shadow() -> None:
    assert darkest_paper(gray(scanned(blank_page((170, 205, 240)))), DPI) > 0.95


def test_page_of_a_few_pixels_is_measured() -> None:
    assert darkest_paper(np.zeros((3, 200), np.uint8), DPI) <= 1
    assert without_shading(np.full((3, 200), 90, np.uint8), DPI).shape == (3, 200)
