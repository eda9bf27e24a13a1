import subprocess
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from domain.geometry import Affine, Box, Crop, Operation, Size, Skew, Turn, transform
from domain.image import ColorMode
from pipeline.pdf.writer import PdfPage
from tests.pipeline.pdf.documents import page_of, pdf_bytes, set_page, smooth_pixels

pytestmark = pytest.mark.tool

_SIZE = Size(600, 400)
_DPI = 150


def _rendered(folder: Path, page: PdfPage) -> NDArray[np.uint8]:
    path = folder / "archive.pdf"
    path.write_bytes(pdf_bytes(page))
    subprocess.run(["pdftoppm", "-r", str(_DPI), "-png", "-singlefile", path, folder / "seen"], check=True)
    with Image.open(folder / "seen.png") as image:
        return np.asarray(image.convert("RGB"))


def _warped(pixels: NDArray[np.uint8], placement: Affine, size: Size) -> NDArray[np.uint8]:
    """OpenCV counts from pixel centres, our maps from pixel corners."""
    p = placement
    matrix = np.array(
        [[p.a, p.b, p.c + (p.a + p.b - 1) / 2], [p.d, p.e, p.f + (p.d + p.e - 1) / 2]], dtype=np.float64
    )
    white = (255, 255, 255)
    return np.asarray(cv2.warpAffine(pixels, matrix, (size.width, size.height), borderValue=white), np.uint8)


@pytest.mark.parametrize(
    "operations",
    [
        (),
        (Turn(1),),
        (Turn(2),),
        (Turn(3),),
        (Skew(3.1),),
        (Turn(1), Skew(-4.7)),
        (Turn(3), Skew(1.3), Crop(Box(20, 30, 360, 580))),
    ],
    ids=["identity", "quarter", "half", "three-quarters", "skew", "quarter-and-skew", "all-and-crop"],
)
def test_matrix_straightens_like_a_resampled_picture(
    operations: tuple[Operation, ...], tmp_path: Path
) -> None:
    pixels = smooth_pixels(_SIZE, color=True)
    placement, size = transform(_SIZE, operations)
    page = replace(page_of(pixels, ColorMode.COLOR, dpi=_DPI), placement=placement, size_px=size)
    seen, meant = _rendered(tmp_path, page), _warped(pixels, placement, size)
    assert seen.shape == meant.shape
    difference = np.abs(seen.astype(int) - meant).mean()
    assert difference < 3
    assert difference * 5 < np.abs(np.roll(seen, 12, (0, 1)).astype(int) - meant).mean()


@pytest.mark.parametrize("black_is_1", [False, True])
def test_fax_polarity_is_shown_as_announced(black_is_1: bool, tmp_path: Path) -> None:
    pixels = np.where(smooth_pixels(_SIZE, color=False) < 128, 0, 255).astype(np.uint8)
    page = page_of(pixels, ColorMode.BITONAL, dpi=_DPI)
    page = replace(page, picture=replace(page.picture, black_is_1=black_is_1))
    meant = 255 - pixels if black_is_1 else pixels
    assert np.abs(_rendered(tmp_path, page)[:, :, 0].astype(int) - meant).mean() < 5


def test_text_layer_paints_nothing(tmp_path: Path) -> None:
    page = page_of(np.full((1754, 1240), 255, np.uint8), ColorMode.GRAY, dpi=_DPI)
    assert _rendered(tmp_path, replace(page, text=set_page())).min() == 255
