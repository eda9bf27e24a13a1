"""Patch codes of separator sheets are read from the edge they lie at, whichever way the sheet came in."""

from itertools import zip_longest
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from domain.barcode import Barcode, Symbology
from domain.geometry import Box
from pipeline.imaging.patch_codes import read_patch_codes
from pipeline.imaging.symbol_zxing import bounds
from pipeline.imaging.symbols import read_symbols

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "patch-codes"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample pictures of ../shared/data are absent"
)
# Narrow and wide bars from the edge inwards (Kodak A-61599).
BARS = {"1": "WWNN", "2": "WNNW", "3": "WNWN", "4": "NWWN", "6": "NNWW", "T": "NWNW"}
DPI = 100
PAGE = (1169, 827)  # A4

Gray = NDArray[np.uint8]


def _patch(bars: str, *, length_in: float = 2.5) -> Gray:
    """Horizontal bars, the one nearest the edge on top."""
    length = round(length_in * DPI)
    rows: list[Gray] = []
    for bar, space in zip_longest(bars, " " * (len(bars) - 1)):
        rows.append(np.zeros((20 if bar == "W" else 8, length), np.uint8))
        if space:
            rows.append(np.full((8, length), 240, np.uint8))
    return np.concatenate(rows)


def _sheet(*placed: tuple[Gray, int, int]) -> Gray:
    """An A4 page at 100 dpi with patches at (left, top)."""
    page = np.full(PAGE, 240, np.uint8)
    for patch, left, top in placed:
        page[top : top + patch.shape[0], left : left + patch.shape[1]] = patch
    return page


def _turned(page: Gray, angle_deg: float) -> Gray:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=240.0), np.uint8)


def _names(found: tuple[Barcode, ...]) -> list[str]:
    return [barcode.payload for barcode in found]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("name", list(BARS))
def test_each_patch_is_read_whichever_way_the_sheet_lies(name: str, turns: int) -> None:
    page = np.ascontiguousarray(np.rot90(_sheet((_patch(BARS[name]), 280, 60)), turns))

    (found,) = read_patch_codes(page)

    assert (found.symbology, found.payload) == (Symbology.PATCH, f"PATCH{name}")


@pytest.mark.parametrize("angle_deg", [-12, -3, 1, 7])
@pytest.mark.parametrize("name", ["3", "T"])
def test_a_sheet_that_lies_askew_is_read(name: str, angle_deg: float) -> None:
    page = _turned(_sheet((_patch(BARS[name]), 280, 90)), angle_deg)

    assert _names(read_patch_codes(page)) == [f"PATCH{name}"]


def test_corners_begin_at_the_edge_of_the_sheet_and_run_clockwise() -> None:
    page = _sheet((_patch(BARS["T"]), 280, 60))

    (upright,) = read_patch_codes(page)
    (upside_down,) = read_patch_codes(np.ascontiguousarray(page[::-1, ::-1]))

    wanted = [(280, 60), (530, 60), (530, 140), (280, 140)]
    for corner, (x, y) in zip(upright.corners, wanted, strict=True):
        assert (corner.x, corner.y) == pytest.approx((x, y), abs=3)
    for corner, (x, y) in zip(upside_down.corners, wanted, strict=True):
        assert (corner.x, corner.y) == pytest.approx((PAGE[1] - x, PAGE[0] - y), abs=3)


@pytest.mark.parametrize(
    ("bars", "said"), [("NWNW", "PATCH3/PATCHT"), ("WWNN", "PATCH1/PATCH6"), ("WNNW", "PATCH2")]
)
def test_a_patch_in_the_middle_is_named_only_where_it_can_be_one_alone(bars: str, said: str) -> None:
    assert _names(read_patch_codes(_sheet((_patch(bars), 280, 540)))) == [said]


@pytest.mark.parametrize("reduced", [0.4, 0.7, 1.6])
def test_a_sheet_scanned_finer_or_coarser_is_read(reduced: float) -> None:
    page = _sheet((_patch(BARS["T"]), 280, 60))
    resized = cv2.resize(page, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_AREA)

    assert _names(read_patch_codes(np.asarray(resized, np.uint8))) == ["PATCHT"]


def test_a_noisy_faint_scan_is_read() -> None:
    page = _sheet((_patch(BARS["2"]), 280, 60)).astype(np.float64) * 0.5 + 100
    noisy = page + np.random.default_rng(1).normal(0, 12, page.shape)

    assert _names(read_patch_codes(np.clip(noisy, 0, 255).astype(np.uint8))) == ["PATCH2"]


@pytest.mark.parametrize(
    "bars",
    ["NWN", "NWNWN", "WNWNW", "NNNN", "WWWW", "NNNNNNNN", "WNN"],
)
def test_other_bars_are_no_patch(bars: str) -> None:
    assert read_patch_codes(_sheet((_patch(bars), 280, 60))) == ()


def test_short_bars_are_no_patch() -> None:
    assert read_patch_codes(_sheet((_patch(BARS["T"], length_in=0.6), 280, 60))) == ()


def test_ruled_lines_text_and_noise_are_no_patch() -> None:
    ruled = _sheet()
    ruled[100:900:24] = 0
    noise = np.random.default_rng(2).integers(0, 256, (900, 700)).astype(np.uint8)

    assert read_patch_codes(ruled) == read_patch_codes(noise) == read_patch_codes(_sheet()) == ()


@pytest.mark.parametrize("shape", [(3, 3), (3, 5000), (5000, 4)])
def test_pictures_of_odd_shapes_give_none(shape: tuple[int, int]) -> None:
    assert read_patch_codes(np.full(shape, 128, np.uint8)) == ()


def test_a_patch_is_read_beside_other_symbols_and_only_where_it_is_wanted() -> None:
    page = np.kron(_sheet((_patch(BARS["T"]), 280, 60)), np.ones((3, 3), np.uint8))

    (found,) = read_symbols(page)

    assert found.payload == "PATCHT"
    assert bounds(found.corners).top == pytest.approx(180, abs=9)
    assert read_symbols(page, frozenset({Symbology.QR})) == ()


def _gray(name: str) -> Gray:
    with Image.open(SAMPLES / name) as opened:
        return np.array(opened.convert("L"), dtype=np.uint8)


@needs_samples
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("name", "patches"),
    [
        ("patcht.jpg", 4),
        ("patcht_cropped_bl.jpg", 3),
        ("patcht_cropped_br.jpg", 3),
        ("word_patcht_p1.jpg", 4),
        ("deskewed.jpg", 4),
        ("skewed.jpg", 4),
        ("skewed_bw.png", 4),
        ("blank1.jpg", 0),
        ("blank2.jpg", 0),
        ("notblank.jpg", 0),
        ("word_p1.jpg", 0),
        ("word_p2_bw.png", 0),
        ("image_upc_barcode.jpg", 0),
    ],
)
def test_separator_sheets_are_told_from_other_pages(name: str, patches: int, turns: int) -> None:
    found = read_symbols(np.ascontiguousarray(np.rot90(_gray(name), turns)))

    assert [one.payload for one in found if one.symbology is Symbology.PATCH] == ["PATCHT"] * patches
    assert {one.payload for one in found} == ({"PATCHT"} if patches else set())


@needs_samples
def test_the_four_patches_of_a_sheet_lie_along_its_four_edges() -> None:
    page = _gray("patcht.jpg")
    boxes = [bounds(one.corners) for one in read_patch_codes(page)]

    def nearest(box: Box) -> str:
        gaps = {
            "left": box.left,
            "top": box.top,
            "right": page.shape[1] - box.right,
            "bottom": page.shape[0] - box.bottom,
        }
        wide = box.width > box.height
        return min(("top", "bottom") if wide else ("left", "right"), key=lambda edge: gaps[edge])

    assert sorted(nearest(box) for box in boxes) == ["bottom", "left", "right", "top"]
