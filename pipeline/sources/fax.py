"""CCITT Group 4 (ITU-T T.6): the strip of a TIFF page that a PDF can carry, and how it decodes."""

import io
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from domain.image import EncodedImage

_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_GROUP_4 = 4
_TAG_COMPRESSION = 259
_TAG_PHOTOMETRIC = 262
_TAG_FILL_ORDER = 266
_TAG_STRIP_OFFSETS = 273
_TAG_STRIP_BYTE_COUNTS = 279
_TAG_T6_OPTIONS = 293
_TAG_TILE_OFFSETS = 324


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxStrip:
    """Where the one strip lies in the file and how its bits are meant."""

    offset: int
    length: int
    low_bit_first: bool
    black_is_1: bool

    def in_pdf_order(self, data: bytes) -> bytes:
        """The strip with the high bit first, the only order a PDF knows; the code words stay as they are."""
        return data.translate(_REVERSED) if self.low_bit_first else data


def find_fax_strip(picture: TiffImagePlugin.TiffImageFile, file_bytes: int) -> FaxStrip | None:
    """The strip of the current frame; None when it is not one whole Group 4 strip."""
    tags = picture.tag_v2
    offsets, lengths = tags.get(_TAG_STRIP_OFFSETS, ()), tags.get(_TAG_STRIP_BYTE_COUNTS, ())
    if tags.get(_TAG_COMPRESSION) != _GROUP_4 or picture.mode != "1" or _TAG_TILE_OFFSETS in tags:
        return None
    if len(offsets) != 1 or len(lengths) != 1 or tags.get(_TAG_T6_OPTIONS, 0) != 0:
        return None
    offset, length = int(offsets[0]), int(lengths[0])
    if offset <= 0 or length <= 0 or offset + length > file_bytes:
        return None
    # TIFF photometric 1 (black is zero) shows the runs that T.6 calls black as white.
    return FaxStrip(
        offset=offset,
        length=length,
        low_bit_first=tags.get(_TAG_FILL_ORDER, 1) == 2,
        black_is_1=tags.get(_TAG_PHOTOMETRIC, 0) == 1,
    )


def decode_fax(fax: EncodedImage) -> NDArray[np.uint8]:
    """Pixels 0 and 255 of Group 4 bytes; OSError or ValueError when they are damaged."""
    tags = (
        (256, fax.size.width),
        (257, fax.size.height),
        (258, 1),
        (_TAG_COMPRESSION, _GROUP_4),
        (_TAG_PHOTOMETRIC, int(fax.black_is_1)),
        (_TAG_STRIP_OFFSETS, 8 + 2 + 8 * 12 + 4),
        (278, fax.size.height),
        (_TAG_STRIP_BYTE_COUNTS, len(fax.data)),
    )
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    header = struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + directory + struct.pack("<I", 0)
    with Image.open(io.BytesIO(header + fax.data), formats=["TIFF"]) as picture:
        return np.array(picture.convert("L"), np.uint8)
