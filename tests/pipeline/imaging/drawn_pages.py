"""Pages drawn for the tests of imaging: invented text, known angle, known place of every mark."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
DPI = 200
A4 = (1654, 2339)

_TEXT = (
    "Căn cứ Luật Tổ chức chính quyền địa phương và đề nghị của Trưởng phòng Nội vụ về việc cấp lại giấy phép "
    "cho hộ kinh doanh tại ấp Bình Hòa xã Tân Thuận kính gửi các đơn vị trực thuộc thực hiện đúng quy định"
)


def font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A font of fonts-croscore; the test that asks is skipped, aloud, where it is absent."""
    try:
        return ImageFont.truetype(f"{name}.ttf", size_px)
    except OSError:
        pytest.skip(f"needs {name}.ttf (Debian: fonts-croscore)")


def blank_page(color: tuple[int, int, int] = (250, 249, 246)) -> Image.Image:
    return Image.new("RGB", A4, color)


def text_page(lines: int = 34, *, seed: int = 0) -> Image.Image:
    """Paragraphs of ragged and full lines, 13 points high, on A4 at 200 dpi; the caller's own to draw on."""
    return _text_page(lines, seed).copy()


@cache
def _text_page(lines: int, seed: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    page = blank_page()
    pen = ImageDraw.Draw(page)
    regular = font("Tinos-Regular", 36)
    for index in range(lines):
        words = " ".join(rng.choice(_TEXT.split(), 14))
        right = 1500 if index % 4 else 1100
        while pen.textlength(words, font=regular) > right - 220:
            words = words.rsplit(" ", 1)[0]
        pen.text((220, 200 + 55 * index), words, font=regular, fill=(25, 25, 30))
    return page


def columns_page(drop_px: int) -> Image.Image:
    """Two columns of small print, the right one's lines lower than the left one's by `drop_px`."""
    page = blank_page()
    pen = ImageDraw.Draw(page)
    rng = np.random.default_rng(3)
    small = font("Tinos-Regular", 28)
    for left, right, top in ((166, 778, 220), (861, 1500, 220 + drop_px)):
        for index in range(42):
            words = " ".join(rng.choice(_TEXT.split(), 14))
            while pen.textlength(words, font=small) > right - left:
                words = words.rsplit(" ", 1)[0]
            pen.text((left, top + 38 * index), words, font=small, fill=(25, 25, 30))
    return page


def scanned(page: Image.Image, *, angle_deg: float = 0.0, noise: float = 3.0) -> NDArray[np.uint8]:
    """The page as a scanner gives it: turned clockwise, slightly soft, grainy."""
    pixels = np.asarray(page)
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle_deg, 1.0)
    turned = cv2.warpAffine(pixels, matrix, (width, height), borderValue=(250, 249, 246))
    soft = cv2.GaussianBlur(turned, (0, 0), 0.6).astype(np.float32)
    soft += np.float32(noise) * _grain(height, width)
    return np.clip(soft, 0, 255).astype(np.uint8)


@cache
def _grain(height: int, width: int) -> NDArray[np.float32]:
    return np.random.default_rng(1).standard_normal((height, width, 3), np.float32)


def gray(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def shared(*parts: str) -> NDArray[np.uint8]:
    """A picture of the shared test data in RGB; the test is skipped, aloud, where the data is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs the shared test data: {'/'.join(parts)}")
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def bowed(pixels: NDArray[np.uint8], drop_px: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The picture with every pixel lowered by what `drop_px` holds for its place."""
    height, width = pixels.shape[:2]
    rows = np.arange(height, dtype=np.float32)[:, None] - drop_px
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    border = (250, 249, 246)
    return np.asarray(
        cv2.remap(pixels, columns, rows.astype(np.float32), cv2.INTER_LINEAR, borderValue=border), np.uint8
    )


def arch(pixels: NDArray[np.uint8], share: float, waves: float = 0.5) -> NDArray[np.float32]:
    """Drops of a sheet that bows by `share` of its height across its width."""
    height, width = pixels.shape[:2]
    across = np.sin(2 * np.pi * waves * np.arange(width) / width)
    return np.broadcast_to(np.float32(share * height) * across.astype(np.float32), (height, width))


def photographed(
    page: NDArray[np.uint8],
    corners: tuple[tuple[float, float], ...],
    table: tuple[int, int, int],
    *,
    shade: float = 0.0,
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The page on a table and where its corners are; those are given in shares of the picture's sides.

    It is darker towards the lower right by up to `shade`.
    """
    height, width = page.shape[:2]
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array(corners, np.float64) * (width, height)
    matrix = cv2.getPerspectiveTransform(flat, seen.astype(np.float32))
    taken = cv2.warpPerspective(page, matrix, (width, height), borderValue=table).astype(np.float32)
    taken += np.float32(2.0) * _grain(height, width)
    lower, further = np.linspace(0, 0.5, height)[:, None], np.linspace(0, 0.5, width)[None, :]
    light = (1 - shade * (lower + further)).astype(np.float32)
    return np.clip(taken * light[:, :, None], 0, 255).astype(np.uint8), seen
