"""Where the ink of a line is, and how it is cut."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.raster import Mode, Raster
from ocr_models.line_picture import HEIGHT, MAX_WIDTH, cut_pieces, find_ink, find_rows, gray_of, tensor_of


def _mask(rows: int, columns: int, *spans: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    mask = np.zeros((rows, columns), np.bool_)
    for top, bottom, left, right in spans:
        mask[top:bottom, left:right] = True
    return mask


@pytest.mark.parametrize("low", [0, 60, 235])
def test_paper_without_contrast_has_no_ink(low: int) -> None:
    noise = np.random.default_rng(1).integers(low, low + 15, (40, 300), np.uint8)

    assert not find_ink(noise).any()


def test_dark_strokes_are_ink() -> None:
    gray = np.full((40, 300), 230, np.uint8)
    gray[10:30, 50:60] = 30

    assert find_ink(gray)[20, 55]
    assert not find_ink(gray)[20, 100]


def test_a_scan_in_black_and_white_has_ink() -> None:
    gray = np.full((40, 300), 255, np.uint8)
    gray[10:30, 50:60] = 0

    assert find_ink(gray).sum() > 150


def test_what_is_left_of_neighbouring_lines_is_not_the_line() -> None:
    assert find_rows(_mask(60, 200, (0, 4, 0, 90), (15, 45, 0, 200), (55, 60, 0, 90))) == (15, 45)


def test_a_mark_close_to_its_letter_belongs_to_the_line() -> None:
    assert find_rows(_mask(40, 200, (0, 4, 0, 9), (6, 40, 0, 200))) == (0, 40)


def test_no_ink_has_no_rows_and_no_pieces() -> None:
    assert find_rows(_mask(40, 200)) is None
    assert cut_pieces(_mask(40, 200), 100) == ()


def test_a_long_line_is_cut_at_its_widest_gap() -> None:
    mask = _mask(20, 100, (0, 20, 0, 30), (0, 20, 32, 45), (0, 20, 52, 100))

    assert cut_pieces(mask, 60) == ((0, 45), (52, 100))


def test_a_gap_as_wide_as_the_line_is_high_always_cuts() -> None:
    assert cut_pieces(_mask(20, 100, (0, 20, 0, 30), (0, 20, 50, 60)), 100) == ((0, 30), (50, 60))


def test_a_line_without_gaps_is_cut_all_the_same_and_loses_nothing() -> None:
    pieces = cut_pieces(_mask(20, 1000, (0, 20, 0, 1000)), 64)

    assert pieces[0][0] == 0
    assert pieces[-1][1] == 1000
    assert all(0 < right - left <= 64 for left, right in pieces)
    assert all(before[1] == after[0] for before, after in pairwise(pieces))


@pytest.mark.parametrize("shape", [(50, 100), (7, 3000), (400, 3)])
def test_the_network_gets_a_picture_it_can_hold(shape: tuple[int, int]) -> None:
    tensor = tensor_of(np.full(shape, 255, np.uint8))

    assert tensor.shape[:3] == (1, 3, HEIGHT)
    assert tensor.shape[3] % 4 == 0
    assert HEIGHT <= tensor.shape[3] <= MAX_WIDTH
    assert tensor.min() == tensor.max() == 1.0


def test_padding_of_rows_is_left_out() -> None:
    raster = Raster(2, 2, 5, Mode.GRAY, memoryview(bytes([1, 2, 9, 9, 9, 3, 4])))

    assert gray_of(raster).tolist() == [[1, 2], [3, 4]]
