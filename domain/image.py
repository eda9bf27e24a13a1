"""What is known of a page's picture, and its bytes as they lie in the source file."""

from dataclasses import dataclass
from enum import StrEnum

from domain.geometry import Dpi, Size


class ColorMode(StrEnum):
    BITONAL = "bitonal"
    GRAY = "gray"
    COLOR = "color"


class Coding(StrEnum):
    """Codings that a PDF can carry unaltered (ISO 32000-1, 7.4)."""

    JPEG = "jpeg"  # DCTDecode: baseline or progressive, 8 bits, gray or YCbCr/RGB
    CCITT_G4 = "ccitt-g4"  # CCITTFaxDecode, K = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """Facts of a page's picture as the source holds it, before any operation."""

    size: Size
    dpi: Dpi
    dpi_known: bool
    """False when the source names no believable resolution and `dpi` was reckoned from the paper size."""
    mode: ColorMode
    coding: Coding | None
    """The coding whose bytes can go into a PDF as they are; None when the picture must be encoded anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedImage:
    """A picture as bytes that a PDF can carry."""

    coding: Coding
    size: Size
    mode: ColorMode
    data: bytes
    black_is_1: bool = False
    """CCITT only: 1 bits are black in the decoded picture (PDF /BlackIs1)."""
