"""Pictures of QR codes and Code 128 barcodes."""

import numpy as np
import zxingcpp
from PIL import Image

from domain.barcode import Symbology

MODULE_PX = 12
"""Drawn this large first: at any resolution an edge then lies right to a twelfth of a module."""


def draw_code(symbology: Symbology, payload: str, size_px: tuple[int, int]) -> Image.Image:
    """A gray picture of exactly `size_px`, without the quiet zone."""
    if symbology is Symbology.QR:
        code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    else:
        code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.Code128)
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    if symbology is Symbology.CODE_128:
        modules = modules[:1]
    large = Image.fromarray(np.kron(modules, np.ones((MODULE_PX, MODULE_PX), dtype=np.uint8)))
    return large.resize(size_px, Image.Resampling.BOX)
