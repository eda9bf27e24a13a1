"""Pixels as they cross a port: a buffer and its shape, no library's type."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    GRAY = "gray"  # 1 byte a pixel, 0 is black
    RGB = "rgb"  # 3 bytes a pixel


@dataclass(frozen=True, slots=True)
class Raster:
    """Rows from the top; `stride` is bytes from one row to the next."""

    width: int
    height: int
    stride: int
    mode: Mode
    data: memoryview
