"""Every symbology is read in every direction: the office's always, the others when a profile asks."""

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from domain.barcode import ON_OFFICE_PAPERS, Decoder, Symbology
from pipeline.imaging.symbols import read_symbols

NUMBER = "H13.16-250715-0001"
BY_DEFAULT = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.CODE_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.CODE_39: zxingcpp.BarcodeFormat.Code39,
    Symbology.PDF417: zxingcpp.BarcodeFormat.PDF417,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
}
BY_PROFILE = {
    Symbology.AZTEC: (zxingcpp.BarcodeFormat.Aztec, NUMBER, NUMBER),
    Symbology.MICRO_QR: (zxingcpp.BarcodeFormat.MicroQRCode, "25071", "25071"),
    Symbology.RMQR: (zxingcpp.BarcodeFormat.RMQRCode, "H13.16", "H13.16"),
    Symbology.MICRO_PDF417: (zxingcpp.BarcodeFormat.MicroPDF417, NUMBER, NUMBER),
    Symbology.EAN_UPC: (zxingcpp.BarcodeFormat.EAN13, "8934563138165", "8934563138165"),
    Symbology.ITF: (zxingcpp.BarcodeFormat.ITF, "25071500000001", "25071500000001"),
    Symbology.CODE_32: (zxingcpp.BarcodeFormat.Code32, "12345678", "A123456788"),
    Symbology.CODE_93: (zxingcpp.BarcodeFormat.Code93, NUMBER, NUMBER),
    Symbology.CODABAR: (zxingcpp.BarcodeFormat.Codabar, "A25071500B", "A25071500B"),
    Symbology.DATABAR: (zxingcpp.BarcodeFormat.DataBarOmni, "0112345678901231", "0112345678901231"),
}


def _page(kind: zxingcpp.BarcodeFormat, written: str, turns: int) -> NDArray[np.uint8]:
    """An A4 page at 200 dpi with one symbol."""
    symbol = np.array(zxingcpp.create_barcode(written, kind).to_image(scale=4), dtype=np.uint8)
    page = np.full((2339, 1654), 245, dtype=np.uint8)
    page[400 : 400 + symbol.shape[0], 300 : 300 + symbol.shape[1]] = symbol
    return np.ascontiguousarray(np.rot90(page, turns))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("symbology", list(BY_DEFAULT))
def test_each_symbology_is_read_in_every_direction(symbology: Symbology, turns: int) -> None:
    (found,) = read_symbols(_page(BY_DEFAULT[symbology], NUMBER, turns))

    assert (found.symbology, found.payload, found.decoder) == (symbology, NUMBER, Decoder.ZXING)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("symbology", list(BY_PROFILE))
def test_other_symbologies_are_read_when_they_are_asked_for(symbology: Symbology, turns: int) -> None:
    kind, written, payload = BY_PROFILE[symbology]
    page = _page(kind, written, turns)

    (found,) = read_symbols(page, frozenset({symbology}))

    assert (found.symbology, found.payload) == (symbology, payload)
    assert symbology not in {other.symbology for other in read_symbols(page)}


def test_every_symbology_is_tried_by_one_of_these_tests() -> None:
    assert {*BY_DEFAULT, *BY_PROFILE, Symbology.PATCH} == set(Symbology)
    assert {*BY_DEFAULT, Symbology.PATCH} == set(ON_OFFICE_PAPERS)
