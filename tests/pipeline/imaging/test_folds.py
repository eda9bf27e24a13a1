"""Lines from edge to edge: found on folded pages and streaked scans, evened out under the print."""

import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.imaging.folds import strongest_fold, without_folds
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, gray, scanned, text_page


def folded(depth: int, *, lighter: bool = False) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """A page of text with a fold down its middle and one across, a little aslant."""
    page = gray(scanned(text_page())).astype(np.int32)
    step = depth if lighter else -depth
    for row in range(page.shape[0]):
        at = 820 + row // 500
        page[row, at : at + 6] += step
    page[1100:1106] += step
    return np.asarray(np.clip(page, 0, 255), np.uint8)


@pytest.mark.parametrize("depth", [30, 80])
def test_a_fold_is_found_and_print_under_it_stays(depth: int) -> None:
    page = folded(depth)
    assert strongest_fold(page, DPI) == pytest.approx(depth, abs=12)
    mended = without_folds(page, DPI)
    assert strongest_fold(mended, DPI) < 8
    clean = gray(scanned(text_page()))
    assert np.abs(mended.astype(int) - clean)[:, 815:835].mean() < 4


def test_a_light_streak_of_a_dirty_glass_is_found_on_gray_paper() -> None:
    page = (folded(60).astype(np.int32) * 2 // 3 + 20).astype(np.uint8)
    streaked = np.asarray(np.clip(page.astype(int), 0, 255), np.uint8)
    streaked[:, 500:503] = 250
    assert strongest_fold(streaked, DPI) > 20
    assert np.abs(without_folds(streaked, DPI)[:, 500:503].astype(int) - 190).mean() < 25


def test_text_rules_and_frames_are_no_folds() -> None:
    page = text_page()
    pen = ImageDraw.Draw(page)
    pen.rectangle((60, 60, 1590, 2270), outline=(20, 20, 20), width=6)
    pen.line((820, 300, 820, 2000), fill=(20, 20, 20), width=3)
    assert strongest_fold(gray(scanned(page)), DPI) < 8
    assert strongest_fold(gray(scanned(text_page())), DPI) < 8


def test_pages_of_one_colour_and_of_a_few_pixels_have_none() -> None:
    assert strongest_fold(gray(scanned(blank_page())), DPI) < 8
    assert strongest_fold(np.zeros((3, 200), np.uint8), DPI) == 0
    assert without_folds(np.full((3, 200), 90, np.uint8), DPI).tolist() == [[90] * 200] * 3
