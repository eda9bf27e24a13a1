"""A photographed sheet seen from above, and its table painted over."""

import cv2
import numpy as np
import pytest

from pipeline.imaging.sheet_view import on_paper, seen_from_above
from tests.pipeline.imaging.drawn_pages import DPI, gray, photographed, scanned, text_page

TABLE = (96, 84, 74)
ASIDE = ((0.12, 0.07), (0.9, 0.1), (0.96, 0.93), (0.05, 0.9))


def test_the_table_is_painted_like_the_paper_next_to_it() -> None:
    taken, corners = photographed(scanned(text_page()), ASIDE, TABLE, shade=0.5)
    painted = on_paper(gray(taken), corners, DPI)
    height, width = painted.shape
    light = [float(painted[y, x]) for y, x in ((9, 9), (9, width - 9), (height - 9, width - 9))]
    assert light[0] > 225
    assert light[2] < 160
    assert light[2] < light[1] < light[0], "shade goes on beyond the sheet"
    # Past the rim nothing is left of the edge's step.
    below_text = cv2.blur(painted[round(0.87 * height) :, :].astype(np.float32), (15, 15))[20]
    assert np.abs(np.diff(below_text)).max() < 3


def test_the_sheet_itself_is_left_as_it_is() -> None:
    taken, corners = photographed(scanned(text_page()), ASIDE, TABLE)
    for picture in (taken, gray(taken)):
        painted = on_paper(picture, corners, DPI)
        assert painted.shape == picture.shape
        inside = np.s_[300:2000, 300:1400]
        assert np.array_equal(painted[inside], picture[inside])
        assert painted.min() < 60, "letters stay"


def test_the_flat_page_is_the_one_that_was_photographed() -> None:
    page = gray(scanned(text_page()))
    taken, corners = photographed(scanned(text_page()), ASIDE, TABLE)
    height, width = page.shape
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    to_page = np.asarray(cv2.getPerspectiveTransform(flat, corners.astype(np.float32)), np.float64)
    level = np.zeros((1, 1))
    seen = seen_from_above(gray(taken), to_page, (width, height), level)
    inside = np.s_[40:-40, 40:-40]
    off = np.abs(cv2.blur(seen, (9, 9)).astype(int) - cv2.blur(page, (9, 9)))[inside]
    assert np.percentile(off, 99) < 14
    lower = seen_from_above(gray(taken), to_page, (width, height), np.full((2, 2), 20.0))
    moved = lower[:-20].astype(int)[inside] - seen[20:].astype(int)[inside]
    assert np.abs(moved).mean() < 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (60, 40)])
def test_tiny_pictures_are_painted_too(shape: tuple[int, int]) -> None:
    pixels = np.full(shape, 90, np.uint8)
    height, width = shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64) * 0.8
    painted = on_paper(pixels, corners, DPI)
    assert np.array_equal(painted, pixels)
