"""The page job with the real OCR engine, on pictures that tests draw."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app import dry_worker
from config import Settings
from domain.artifact import MediaType
from domain.page import Page
from engine.perform import read_page
from engine.worker import Worker

Pixels = NDArray[np.uint8]


def reading_worker(home: Path) -> Worker:
    """A worker that keeps nothing beyond `home`; close it at the end."""
    return dry_worker(Settings(home=home), home)


def read_picture(worker: Worker, pixels: Pixels, dpi: float, profile: str = "office") -> Page:
    """What the page stages make of a picture that names that resolution."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", dpi=(dpi, dpi), compress_level=1)
    source = worker.holdings.spool.put(file.getvalue(), MediaType.PNG)
    result = read_page(Page(source=source, index=0), worker, profile).result
    assert isinstance(result, Page)
    return result
