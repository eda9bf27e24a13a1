"""A decoded symbol (QR code, barcode, patch code) and where it lies on the page."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.geometry import Box, Point


class Symbology(StrEnum):
    """Symbologies sohoa reads, by the names of their standards (ISO/IEC 18004, 15417 ...)."""

    QR = "QR Code"
    CODE_128 = "Code 128"
    CODE_39 = "Code 39"
    PDF417 = "PDF417"
    DATA_MATRIX = "Data Matrix"
    PATCH = "Patch Code"
    AZTEC = "Aztec"
    MICRO_QR = "Micro QR Code"
    RMQR = "rMQR Code"
    MICRO_PDF417 = "MicroPDF417"
    EAN_UPC = "EAN/UPC"
    ITF = "ITF"
    CODE_32 = "Code 32"
    CODE_93 = "Code 93"
    CODABAR = "Codabar"
    DATABAR = "DataBar"


ON_OFFICE_PAPERS: Final = (
    Symbology.QR,
    Symbology.CODE_128,
    Symbology.CODE_39,
    Symbology.PDF417,
    Symbology.DATA_MATRIX,
    Symbology.PATCH,
)
"""What is looked for unless a profile says otherwise: each symbology costs time and misreads of its own."""


class Decoder(StrEnum):
    ZXING = "zxing-cpp"
    ZBAR = "zbar"
    SOHOA = "sohoa"
    """Its own reader of patch codes."""


class PayloadKind(StrEnum):
    """What a payload is, whatever symbol bore it."""

    DOSSIER = "dossier"
    REFUSED_DOSSIER = "refused-dossier"
    """Has the shape of a dossier number, but its date is not real, not yet or not of that shape's time; or
    names two dossiers. Never a key: a person decides."""
    CCCD = "cccd"
    """Citizen card, old and new."""
    LAND = "land"
    """Land certificate."""
    BHYT = "bhyt"
    """Health insurance card."""
    PAYMENT = "payment"
    """VietQR, VNPAY: account numbers."""
    VNEID = "vneid"
    """May be a token that logs somebody in."""
    SEPARATOR = "separator"
    """Sheet between papers."""
    URL = "url"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """One symbol; corners run clockwise from its own top left, in pixels of the straightened page."""

    symbology: Symbology
    payload: str
    corners: tuple[Point, Point, Point, Point]
    decoder: Decoder
    withheld: PayloadKind | None = None
    """The kind of a payload that may not be kept; `payload` is empty then."""

    @property
    def box(self) -> Box:
        """The upright rectangle around it."""
        across, down = [corner.x for corner in self.corners], [corner.y for corner in self.corners]
        return Box(min(across), min(down), max(across), max(down))
