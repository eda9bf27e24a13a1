"""Patch codes, QR codes and barcodes as black rectangles, in millimetres."""

from collections.abc import Iterator
from itertools import groupby

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from domain.barcode import Symbology
from domain.geometry import Box
from pipeline.imaging.patch_codes import BARS

NARROW = 2.032
"""The narrow bar of a patch code: 0.08 in (Kodak A-61599)."""
_WIDE = 5.08
PATCH_DEPTH = 2 * _WIDE + 5 * NARROW
"""From the outer side of the first bar to the inner side of the last; spaces are as wide as narrow bars."""


def patch_at_edges(name: str, width: float, height: float, margin: float, length: float) -> tuple[Box, ...]:
    """The patch of that name in the middle of each edge of a sheet, read from that edge inwards."""
    bars = tuple(_bars(name, margin))
    across, down = (width - length) / 2, (height - length) / 2
    return (
        *(Box(across, start, across + length, end) for start, end in bars),
        *(Box(across, height - end, across + length, height - start) for start, end in bars),
        *(Box(start, down, end, down + length) for start, end in bars),
        *(Box(width - end, down, width - start, down + length) for start, end in bars),
    )


def _bars(name: str, start: float) -> Iterator[tuple[float, float]]:
    """Where each bar begins and ends, measured from the edge."""
    for letter in BARS[name]:
        end = start + (_WIDE if letter == "W" else NARROW)
        yield start, end
        start = end + NARROW


def qr_code(text: str, centre: float, top: float, side: float) -> tuple[Box, ...]:
    """A QR code that may lose a quarter of its surface; its quiet zone is the caller's."""
    modules = _modules(Symbology.QR, text)
    module = side / modules.shape[1]
    return tuple(
        Box(left, top + row * module, right, top + (row + 1) * module)
        for row, line in enumerate(modules)
        for left, right in _runs(line, centre - side / 2, module)
    )


def code_128(text: str, centre: float, top: float, height: float, widest: float) -> tuple[Box, ...]:
    """A Code 128 barcode, at most `widest` wide, of modules of half a millimetre at most."""
    (line, *_) = _modules(Symbology.CODE_128, text)
    module = min(0.5, widest / len(line))
    runs = _runs(line, centre - module * len(line) / 2, module)
    return tuple(Box(left, top, right, top + height) for left, right in runs)


def _modules(symbology: Symbology, text: str) -> NDArray[np.bool_]:
    """True where it is black."""
    if symbology is Symbology.QR:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    else:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    return np.asarray(code.to_image(scale=1, add_quiet_zones=False), np.uint8) < 128


def _runs(line: NDArray[np.bool_], left: float, module: float) -> Iterator[tuple[float, float]]:
    place = 0
    for black, run in groupby(line.tolist()):
        length = len(tuple(run))
        if black:
            yield left + place * module, left + (place + length) * module
        place += length
