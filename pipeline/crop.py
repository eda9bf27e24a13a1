"""A place of a straightened page as a picture for a person."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Page
from pipeline.frame import PageFrame
from pipeline.sources.page import SourcePage

_MARGIN_MM = 2.0
_MM_PER_INCH = 25.4
_LONGEST_SIDE = 2000
"""Pixels: a line across A4 stays legible, a whole page at 600 dpi does not fill a screen four times."""


def draw_crop(page: Page, source: SourcePage, box: Box | None) -> bytes:
    """The place of the straightened page with a little around it, or the whole page, as PNG.

    A page that could not be read is drawn whole, as its file says.
    """
    known = (
        page if page.image is not None else replace(page, image=source.image, operations=source.operations)
    )
    seen = straightened(known, source)
    return _png(_shrunk(seen if box is None or page.image is None else _cut(seen, box, known)))


def cut_crop(seen: NDArray[np.uint8], page: Page, box: Box) -> bytes:
    """The place of a page that is drawn already, in its own size, as PNG."""
    return _png(_cut(seen, box, page))


def straightened(page: Page, source: SourcePage) -> NDArray[np.uint8]:
    """The whole page as it looks, at its own resolution."""
    frame = PageFrame(source)
    try:
        return frame.color(page)
    finally:
        frame.close()


def _cut(pixels: NDArray[np.uint8], box: Box, page: Page) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    margin = page.dpi.x * _MARGIN_MM / _MM_PER_INCH
    # A box may lie beyond the sheet, and a picture has one pixel at least.
    top = min(max(0, round(box.top - margin)), height - 1)
    left = min(max(0, round(box.left - margin)), width - 1)
    bottom, right = max(top + 1, round(box.bottom + margin)), max(left + 1, round(box.right + margin))
    return pixels[top:bottom, left:right]


def _shrunk(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    share = _LONGEST_SIDE / max(pixels.shape[:2])
    if share >= 1:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    shown = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".png", shown)
    return data.tobytes()
