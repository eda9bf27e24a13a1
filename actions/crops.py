"""Pictures of a page's stamps, signatures and handwriting, for a person to read."""

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


def write_crops(page: Page, worker: Worker, folder: Path, name: str) -> tuple[Path, ...]:
    """Writes each region of the page as `NAME-pPAGE-NUMBER-KIND.png`, pages and numbers from 1.

    UsageError when there is such a file already, or none can be written.
    """
    if page.layout is None or not page.layout.regions:
        return ()
    with worker.source(page) as source:
        frame = PageFrame(source)
        try:
            seen = frame.color(page)
        finally:
            frame.close()
    written: list[Path] = []
    for number, region in enumerate(page.layout.regions, start=1):
        path = folder / f"{name}-p{page.index + 1}-{number}-{region.kind.value}.png"
        picture = _cut(seen, region.box, page.dpi.x * _MARGIN_MM / _MM_PER_INCH)
        _write(path, _png(picture))
        written.append(path)
    return tuple(written)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        if path.exists():
            raise UsageError(f"{path} is there already; give an empty folder for the crops") from error
        raise UsageError(f"cannot write {path}: {error.strerror}; give another folder") from error


def _cut(pixels: NDArray[np.uint8], box: Box, margin: float) -> NDArray[np.uint8]:
    top, left = max(0, round(box.top - margin)), max(0, round(box.left - margin))
    return pixels[top : round(box.bottom + margin), left : round(box.right + margin)]


def _png(pixels: NDArray[np.uint8]) -> bytes:
    shown = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".png", shown)
    return data.tobytes()
