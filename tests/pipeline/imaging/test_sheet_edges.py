"""The corners of photographed sheets, and that scans have none."""

import time

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageDraw

from pipeline.imaging.sheet_edges import find_sheet
from tests.pipeline.imaging.drawn_pages import DPI, photographed, scanned, text_page

WOOD, DARK = (182, 142, 100), (96, 84, 74)
BLACK, GRAY_LID, WHITE_LID = (12, 12, 12), (128, 128, 128), (236, 236, 234)
UPRIGHT = ((0.08, 0.06), (0.92, 0.06), (0.92, 0.905), (0.08, 0.905))
ASIDE = ((0.12, 0.07), (0.9, 0.1), (0.96, 0.93), (0.05, 0.9))
STEEP = ((0.2, 0.12), (0.84, 0.07), (0.95, 0.93), (0.05, 0.88))


def _whole(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    height, width = pixels.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)


def _found(pixels: NDArray[np.uint8], dpi: float = DPI) -> NDArray[np.float64] | None:
    return find_sheet(pixels, dpi, _whole(pixels))


@pytest.mark.parametrize("table", [DARK, WOOD])
@pytest.mark.parametrize("corners", [ASIDE, STEEP])
@pytest.mark.parametrize("shade", [0.0, 0.4])
def test_corners_of_a_photographed_sheet_are_found(
    corners: tuple[tuple[float, float], ...], table: tuple[int, int, int], shade: float
) -> None:
    taken, true = photographed(scanned(text_page()), corners, table, shade=shade)
    found = _found(taken)
    assert found is not None
    # 4 px at 200 dpi are half a millimetre.
    assert np.abs(found - true).max() < 4


def test_a_sheet_on_a_coloured_table_is_found_seen_from_above_too() -> None:
    taken, true = photographed(scanned(text_page()), UPRIGHT, WOOD)
    found = _found(taken)
    assert found is not None
    assert np.abs(found - true).max() < 4


@pytest.mark.parametrize("ground", [BLACK, GRAY_LID, WHITE_LID])
def test_an_upright_sheet_before_a_scanners_lid_is_no_photograph(ground: tuple[int, int, int]) -> None:
    taken, _ = photographed(scanned(text_page()), UPRIGHT, ground)
    assert _found(taken) is None


@pytest.mark.parametrize("angle_deg", [-3.0, 0.0, 6.0])
@pytest.mark.parametrize("ground", [BLACK, GRAY_LID])
def test_a_skew_sheet_on_a_scanners_glass_is_no_photograph(
    angle_deg: float, ground: tuple[int, int, int]
) -> None:
    page = scanned(text_page())
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 0.8)
    turned = cv2.warpAffine(page, matrix, (width, height), borderValue=ground)
    assert _found(np.asarray(turned, np.uint8)) is None


def test_a_page_that_fills_its_picture_has_no_edges_whatever_is_drawn_on_it() -> None:
    page = text_page()
    pen = ImageDraw.Draw(page)
    pen.rectangle((60, 60, 1594, 2279), outline=(120, 30, 30), width=14)
    pen.polygon([(150, 150), (1480, 190), (1520, 2180), (120, 2200)], outline=(20, 20, 20), width=40)
    assert _found(scanned(text_page())) is None
    assert _found(scanned(page)) is None


def test_a_sheet_that_runs_out_of_the_picture_is_left_alone() -> None:
    corners = ((0.12, -0.03), (0.9, -0.05), (0.96, 0.93), (0.05, 0.9))
    taken, _ = photographed(scanned(text_page()), corners, DARK)
    assert _found(taken) is None


def test_a_small_slip_on_a_table_is_no_page() -> None:
    corners = ((0.4, 0.42), (0.6, 0.4), (0.62, 0.66), (0.38, 0.64))
    taken, _ = photographed(scanned(text_page()), corners, DARK)
    assert _found(taken) is None


def test_a_torn_sheet_has_no_straight_edges() -> None:
    taken, true = photographed(scanned(text_page()), ASIDE, DARK)
    rng = np.random.default_rng(0)
    along = np.linspace(true[0], true[3], 60)
    torn = along + np.stack([rng.uniform(0, 110, 60), np.zeros(60)], axis=1)
    cv2.fillPoly(taken, [np.concatenate([along, torn[::-1]]).round().astype(np.int32)], DARK)
    assert _found(taken) is None


def test_filling_beyond_the_picture_is_not_taken_for_paper() -> None:
    taken, true = photographed(scanned(text_page()), ASIDE, DARK)
    height, width = taken.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 4.0, 0.95)
    turned = cv2.warpAffine(taken, matrix, (width, height), borderValue=(255, 255, 255))
    picture = _whole(taken) @ matrix[:, :2].T + matrix[:, 2]
    found = find_sheet(np.asarray(turned, np.uint8), DPI, picture)
    assert found is not None
    assert np.abs(found - (true @ matrix[:, :2].T + matrix[:, 2])).max() < 4


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 20_000), (20_000, 1), (20_000, 90), (90, 20_000), (3000, 3000), (200, 1900)]
)
@pytest.mark.parametrize("ink", ["none", "all", "grain", "checkerboard", "boxes"])
@pytest.mark.parametrize("colored", [False, True])
def test_hostile_pictures_cost_little(shape: tuple[int, int], ink: str, colored: bool) -> None:
    rng = np.random.default_rng(0)
    rows, columns = np.indices(shape)
    pixels = {
        "none": np.full(shape, 255, np.uint8),
        "all": np.zeros(shape, np.uint8),
        "grain": rng.integers(0, 256, shape, dtype=np.uint8),
        "checkerboard": np.where((rows // 16 + columns // 16) % 2, 0, 255).astype(np.uint8),
        "boxes": np.where(np.minimum(np.minimum(rows, columns), 99) // 9 % 2, 0, 255).astype(np.uint8),
    }[ink]
    seen = np.stack([pixels] * 3, axis=2) if colored else pixels
    started = time.process_time()
    find_sheet(seen, 50, _whole(seen))
    assert time.process_time() - started < 2
