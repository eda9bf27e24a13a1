"""A stored sequence of bytes, known by its SHA-256."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import Sha256


class MediaType(StrEnum):
    """Media types (IANA) of what sohoa takes in and stores."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    BMP = "image/bmp"
    WEBP = "image/webp"
    HEIC = "image/heic"
    JSON = "application/json"
    OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Artifact:
    """What a store holds: the digest is its address, the size is in bytes."""

    sha256: Sha256
    size: int
    media_type: MediaType
