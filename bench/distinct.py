"""The same scan as many different files, so that nothing is known from before."""

import io
import struct

from PIL import Image

_COMMENT = b"\xff\xfe"


def distinct_jpeg(jpeg: bytes, number: int) -> bytes:
    """The same picture as another file: a comment segment after the start of the image."""
    note = str(number).encode()
    return jpeg[:2] + _COMMENT + struct.pack(">H", len(note) + 2) + note + jpeg[2:]


def jpeg_size(jpeg: bytes) -> tuple[int, int, int, float]:
    """Width, height, channels and resolution of a JPEG."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        dpi = float(picture.info.get("dpi", (200, 200))[0])
        return picture.width, picture.height, len(picture.getbands()), dpi
