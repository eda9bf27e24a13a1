"""A decoded symbol (QR or barcode) and where it lies on the page."""

from dataclasses import dataclass
from enum import StrEnum

from domain.geometry import Point


class Symbology(StrEnum):
    """Symbologies sohoa reads, by the names of ISO/IEC (15417, 16388, 18004, 15438, 16022)."""

    QR = "QR Code"
    CODE_128 = "Code 128"
    CODE_39 = "Code 39"
    PDF417 = "PDF417"
    DATA_MATRIX = "Data Matrix"


class Decoder(StrEnum):
    ZXING = "zxing-cpp"
    ZBAR = "zbar"


@dataclass(frozen=True, slots=True)
class Barcode:
    """One symbol; corners run clockwise from its own top left, in pixels of the straightened page."""

    symbology: Symbology
    payload: str
    corners: tuple[Point, Point, Point, Point]
    decoder: Decoder
