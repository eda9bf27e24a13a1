"""Printed grounds: the tinted paper of birth certificates, the pink guilloche of land certificates."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH_MM, HEIGHT_MM = 210.0, 297.0


def _millimetres(dpi: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    height, width = round(HEIGHT_MM / 25.4 * dpi), round(WIDTH_MM / 25.4 * dpi)
    down = np.arange(height, dtype=np.float32)[:, None] * np.float32(25.4 / dpi)
    across = np.arange(width, dtype=np.float32)[None, :] * np.float32(25.4 / dpi)
    return down, across


def _tinted(
    darker: NDArray[np.float32],
    light: tuple[int, int, int],
    dark: tuple[int, int, int],
) -> Image.Image:
    share = darker[:, :, None]
    colour = (1 - share) * np.array(light, dtype=np.float32) + share * np.array(dark, dtype=np.float32)
    return Image.fromarray(colour.round().astype(np.uint8))


def draw_laid_paper(dpi: int) -> Image.Image:
    """Pale cream with soft broad waves."""
    down, across = _millimetres(dpi)
    waves = 0.5 + 0.5 * np.sin(across / 1.6 + 2.2 * np.sin(down / 7))
    return _tinted(waves.astype(np.float32), (252, 247, 236), (249, 240, 226))


def draw_pink_ground(dpi: int) -> Image.Image:
    """Pink with crossing fine lines, as on land certificates."""
    down, across = _millimetres(dpi)
    one = np.abs(np.sin((across + 5 * np.sin(down / 11)) * 1.05))
    other = np.abs(np.sin((down + 5 * np.sin(across / 13)) * 1.05))
    lines = np.maximum(np.exp(-((one / 0.16) ** 2)), np.exp(-((other / 0.16) ** 2)))
    return _tinted(lines.astype(np.float32), (253, 231, 232), (248, 212, 216))
