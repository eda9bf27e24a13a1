"""The first reader of QR codes and barcodes: zxing-cpp, with only the wanted formats switched on."""

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from domain.barcode import Barcode, Decoder, Symbology
from domain.geometry import Box, Point
from pipeline.imaging.code39 import expand_full_ascii

# Micro QR and rMQR are left out of QR, Code 32 and full ASCII out of Code 39 (see code39.py), Micro PDF417
# out of PDF417: each costs time and misreads of its own.
_FORMATS = {
    Symbology.QR: (zxingcpp.BarcodeFormat.QRCodeModel1, zxingcpp.BarcodeFormat.QRCodeModel2),
    Symbology.CODE_128: (zxingcpp.BarcodeFormat.Code128,),
    Symbology.CODE_39: (zxingcpp.BarcodeFormat.Code39Std,),
    Symbology.PDF417: (zxingcpp.BarcodeFormat.PDF417,),
    Symbology.DATA_MATRIX: (zxingcpp.BarcodeFormat.DataMatrix,),
    Symbology.AZTEC: (zxingcpp.BarcodeFormat.Aztec,),
    Symbology.MICRO_QR: (zxingcpp.BarcodeFormat.MicroQRCode,),
    Symbology.RMQR: (zxingcpp.BarcodeFormat.RMQRCode,),
    Symbology.MICRO_PDF417: (zxingcpp.BarcodeFormat.MicroPDF417,),
    Symbology.EAN_UPC: (
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.UPCE,
    ),
    Symbology.ITF: (zxingcpp.BarcodeFormat.ITF,),
    Symbology.CODE_32: (zxingcpp.BarcodeFormat.Code32,),
    Symbology.CODE_93: (zxingcpp.BarcodeFormat.Code93,),
    Symbology.CODABAR: (zxingcpp.BarcodeFormat.Codabar,),
    Symbology.DATABAR: (zxingcpp.BarcodeFormat.DataBar,),
}
# A format of its own first, then its family: zxing-cpp calls a compact PDF417 by another name than a PDF417.
_BY_FORMAT = {one: symbology for symbology, formats in _FORMATS.items() for one in formats}
_BY_FAMILY = {formats[0].symbology: symbology for symbology, formats in reversed(_FORMATS.items())}
# Code 39 has no check digit and a line of text has its rhythm: short ones are not believed, nor what
# only a few scan lines agree on.
_MIN_LETTERS = {Symbology.CODE_39: 4, Symbology.CODE_128: 2}
_MIN_BAR_PIXELS = 6
# AIM identifiers of QR, Data Matrix and PDF417 symbols that hold an ECI: their bytes are not what they mean.
_NAMES_ENCODING = frozenset({"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6", "]L1"})

Corners = tuple[Point, Point, Point, Point]


class Threshold(Enum):
    """How gray becomes black and white."""

    LOCAL = zxingcpp.Binarizer.LocalAverage
    GLOBAL = zxingcpp.Binarizer.GlobalHistogram


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one look gave: symbols read, and places where a symbol lies that could not be read."""

    barcodes: tuple[Barcode, ...]
    unread: tuple[Corners, ...]


def _payload(found: zxingcpp.Barcode, symbology: Symbology) -> str:
    """UTF-8 when the bytes are clean UTF-8 and name no other encoding; else what zxing-cpp makes of them."""
    if symbology is Symbology.CODE_32:
        return str(found.text)
    if symbology is Symbology.CODE_39:
        return expand_full_ascii(found.text)
    if found.symbology_identifier not in _NAMES_ENCODING:
        try:
            return found.bytes.decode("utf-8")
        except UnicodeDecodeError:
            pass
    # Bytes that are no text in the encoding they name: one letter a byte, so that the symbol is not lost.
    return found.text or found.bytes.decode("latin-1")


def _corners(found: zxingcpp.Barcode) -> Corners:
    place = found.position
    first, second, third, fourth = (
        Point(corner.x, corner.y)
        for corner in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    )
    return first, second, third, fourth


def _believable(barcode: Barcode) -> bool:
    if barcode.symbology not in _MIN_LETTERS:
        return bool(barcode.payload)
    top_left, _, _, bottom_left = barcode.corners
    height = math.hypot(bottom_left.x - top_left.x, bottom_left.y - top_left.y)
    return len(barcode.payload) >= _MIN_LETTERS[barcode.symbology] and height >= _MIN_BAR_PIXELS


def bounds(corners: Corners) -> Box:
    """The upright box around four corners."""
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    return Box(min(across), min(down), max(across), max(down))


def look_with_zxing(
    gray: NDArray[np.uint8],
    symbologies: frozenset[Symbology],
    *,
    thorough: bool = False,
    tells_unread: bool = True,
    threshold: Threshold = Threshold.LOCAL,
) -> Sighting:
    """What zxing-cpp sees; `thorough` tries light-on-dark symbols and smaller copies of the picture too.

    Where unread places are told, one line of a barcode read wrong can hide the next one, read right.
    """
    formats = [each for symbology, own in _FORMATS.items() if symbology in symbologies for each in own]
    if not formats or min(gray.shape) < 3:
        return Sighting((), ())
    results = zxingcpp.read_barcodes(
        np.ascontiguousarray(gray),
        formats=zxingcpp.BarcodeFormats(formats),
        try_downscale=thorough,
        try_invert=thorough,
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=threshold.value,
        return_errors=tells_unread,
    )
    barcodes: list[Barcode] = []
    unread: list[Corners] = []
    for found in results:
        corners = _corners(found)
        if not found.valid:
            unread.append(corners)
            continue
        symbology = _BY_FORMAT.get(found.format) or _BY_FAMILY[found.symbology]
        if symbology not in symbologies:  # a variant: zxing-cpp gives MicroPDF417 to whom asks for PDF417
            continue
        barcode = Barcode(
            symbology=symbology, payload=_payload(found, symbology), corners=corners, decoder=Decoder.ZXING
        )
        if _believable(barcode):
            barcodes.append(barcode)
    return Sighting(tuple(barcodes), tuple(unread))
