"""The second opinion on QR codes and Code 128: zbar, asked for raw bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_void_p, cast, string_at
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyzbar import wrapper

from domain.barcode import Barcode, Decoder, Symbology
from domain.geometry import Box, Point

# Not Code 39: it has no check digit, and zbar guessed a digit of a damaged one that zxing-cpp left unread.
_SYMBOLS = {
    Symbology.QR: wrapper.ZBarSymbol.QRCODE,
    Symbology.CODE_128: wrapper.ZBarSymbol.CODE128,
}
_GRAY = 0x30303859  # the fourcc Y800
# zbar.h 0.23: ZBAR_CFG_BINARY, unknown to pyzbar. Without it zbar guesses an encoding and turns
# short Vietnamese UTF-8 into Japanese in two cases of three.
_RAW_BYTES = 4


@contextmanager
def _scanner(symbologies: frozenset[Symbology]) -> Iterator[Any]:  # a ctypes pointer: pyzbar has no types
    scanner = wrapper.zbar_image_scanner_create()
    try:
        wrapper.zbar_image_scanner_set_config(
            scanner, wrapper.ZBarSymbol.NONE, wrapper.ZBarConfig.CFG_ENABLE, 0
        )
        for symbology in symbologies:
            symbol = _SYMBOLS[symbology]
            wrapper.zbar_image_scanner_set_config(scanner, symbol, wrapper.ZBarConfig.CFG_ENABLE, 1)
        if Symbology.QR in symbologies:
            wrapper.zbar_image_scanner_set_config(scanner, _SYMBOLS[Symbology.QR], _RAW_BYTES, 1)
        yield scanner
    finally:
        wrapper.zbar_image_scanner_destroy(scanner)


def _corners(symbol: Any) -> tuple[Point, Point, Point, Point]:
    """The upright box around the symbol, begun at the corner that is its own top left."""
    count = wrapper.zbar_symbol_get_loc_size(symbol)
    across = [wrapper.zbar_symbol_get_loc_x(symbol, place) for place in range(count)] or [0]
    down = [wrapper.zbar_symbol_get_loc_y(symbol, place) for place in range(count)] or [0]
    box = Box(min(across), min(down), max(across) + 1, max(down) + 1)
    corners = [
        Point(box.left, box.top),
        Point(box.right, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    ]
    turns = max(0, wrapper.zbar_symbol_get_orientation(symbol) if wrapper.zbar_symbol_get_orientation else 0)
    first, second, third, fourth = corners[turns:] + corners[:turns]
    return first, second, third, fourth


def _symbols(image: Any) -> Iterator[Any]:
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        yield symbol
        symbol = wrapper.zbar_symbol_next(symbol)


def _barcode(symbol: Any) -> Barcode | None:
    """The symbol when its bytes are clean UTF-8; other bytes would be a guess."""
    data = string_at(wrapper.zbar_symbol_get_data(symbol), wrapper.zbar_symbol_get_data_length(symbol))
    kinds = {int(code): symbology for symbology, code in _SYMBOLS.items()}
    symbology = kinds.get(symbol.contents.type)
    try:
        payload = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if symbology is None or not payload:
        return None
    return Barcode(symbology=symbology, payload=payload, corners=_corners(symbol), decoder=Decoder.ZBAR)


def read_with_zbar(gray: NDArray[np.uint8], symbologies: frozenset[Symbology]) -> tuple[Barcode, ...]:
    """What zbar reads of the symbologies it is trusted with (QR, Code 128)."""
    wanted = symbologies & _SYMBOLS.keys()
    if not wanted:
        return ()
    height, width = gray.shape
    pixels = c_char_p(gray.tobytes())
    with _scanner(frozenset(wanted)) as scanner:
        image = wrapper.zbar_image_create()
        try:
            wrapper.zbar_image_set_format(image, _GRAY)
            wrapper.zbar_image_set_size(image, width, height)
            wrapper.zbar_image_set_data(image, cast(pixels, c_void_p), gray.size, None)
            if wrapper.zbar_scan_image(scanner, image) <= 0:
                return ()
            return tuple(filter(None, map(_barcode, _symbols(image))))
        finally:
            wrapper.zbar_image_destroy(image)
