"""Pictures cut out of a page for a person to read: stamps, handwriting, whatever a question is about."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.errors import UsageError
from domain.geometry import Box
from domain.page import Page
from engine.worker import Worker
from pipeline.frame import PageFrame

_MARGIN_MM = 2.0
_MM_PER_INCH = 25.4
_LONGEST_SIDE = 2000
"""Pixels: a line across A4 stays legible, a whole page at 600 dpi does not fill a screen four times."""


def write_crops(page: Page, worker: Worker, folder: Path, name: str) -> tuple[Path, ...]:
    """Writes each region of the page as `NAME-pPAGE-NUMBER-KIND.png`, pages and numbers from 1.

    UsageError when there is such a file already, or none can be written.
    """
    if page.layout is None or not page.layout.regions:
        return ()
    seen = _straightened(page, worker)
    written: list[Path] = []
    for number, region in enumerate(page.layout.regions, start=1):
        path = folder / f"{name}-p{page.index + 1}-{number}-{region.kind.value}.png"
        write_crop(path, _png(_cut(seen, region.box, _margin(page))))
        written.append(path)
    return tuple(written)


def draw_crop(page: Page, worker: Worker, box: Box | None) -> bytes:
    """The place of the straightened page with a little around it, or the whole page, as PNG.

    A page that could not be read is drawn as its file says.
    """
    seen = _straightened(page, worker)
    return _png(_shrunk(seen if box is None or page.image is None else _cut(seen, box, _margin(page))))


def write_crop(path: Path, data: bytes) -> None:
    """Writes a picture that is not there yet; UsageError when it is, or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        if path.exists():
            raise UsageError(f"{path} is there already; give an empty folder for the crops") from error
        raise UsageError(f"cannot write {path}: {error.strerror}; give another folder") from error


def _straightened(page: Page, worker: Worker) -> NDArray[np.uint8]:
    with worker.source(page) as source:
        frame = PageFrame(source)
        if page.image is None:
            page = replace(page, image=source.image, operations=source.operations)
        try:
            return frame.color(page)
        finally:
            frame.close()


def _margin(page: Page) -> float:
    return page.dpi.x * _MARGIN_MM / _MM_PER_INCH


def _cut(pixels: NDArray[np.uint8], box: Box, margin: float) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    # A box may lie beyond the sheet, and a picture has one pixel at least.
    top = min(max(0, round(box.top - margin)), height - 1)
    left = min(max(0, round(box.left - margin)), width - 1)
    bottom, right = max(top + 1, round(box.bottom + margin)), max(left + 1, round(box.right + margin))
    return pixels[top:bottom, left:right]


def _shrunk(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    share = _LONGEST_SIDE / max(pixels.shape)
    if share >= 1:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    shown = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".png", shown)
    return data.tobytes()
