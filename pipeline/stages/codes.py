"""Reads the QR codes and barcodes of a page."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.barcode import ON_OFFICE_PAPERS, Barcode, Symbology
from domain.geometry import Affine
from domain.page import Page
from pipeline.frame import PageFrame
from pipeline.imaging.symbols import read_symbols
from pipeline.reading.payload import withheld_kind
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class CodesOptions:
    symbologies: tuple[Symbology, ...] = ON_OFFICE_PAPERS


def _gray(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def build(options: CodesOptions, _tools: Tools) -> PageRun:
    wanted = frozenset(options.symbologies)

    def codes(page: Page, frame: PageFrame) -> Page:
        # Decoders take any angle, so the source's own pixels serve: no resampling blurs the modules.
        placement, _size = page.placement
        found = read_symbols(_gray(frame.pixels()), wanted)
        return replace(page, codes=tuple(_keepable(_placed(code, placement)) for code in found))

    return codes


def _placed(code: Barcode, placement: Affine) -> Barcode:
    a, b, c, d = (placement.apply(corner) for corner in code.corners)
    return replace(code, corners=(a, b, c, d))


def _keepable(code: Barcode) -> Barcode:
    """The symbol without a payload that may not be kept: only what it was stays on the page's record."""
    kind = withheld_kind(code.payload)
    return code if kind is None else replace(code, payload="", withheld=kind)


STAGE = PageStage(
    name="codes",
    version="2",
    options=CodesOptions,
    build=build,
    libraries=("zxing-cpp", "pyzbar"),
    remembers="codes",
)
