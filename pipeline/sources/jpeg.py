"""Reads a JPEG's frame header and decodes its pixels (ITU-T T.81)."""

import struct
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.errors import UnreadableImage
from domain.geometry import Size
from domain.image import ColorMode
from pipeline.sources.limits import Limits

_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_HUFFMAN_DCT_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_SCAN, _END = 0xDA, 0xD9
_BLOCK_PIXELS = 8 * 8


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegHeader:
    """What the frame header says, and whether the picture's end is there."""

    size: Size
    components: int
    bits: int
    huffman_dct: bool
    """Baseline, extended or progressive DCT with Huffman codes: the codings every PDF reader knows."""
    complete: bool
    """An end-of-image marker follows the first scan."""
    scans: int
    coded_bytes: int
    """From the first scan to the end of the picture."""

    @property
    def mode(self) -> ColorMode:
        return ColorMode.GRAY if self.components == 1 else ColorMode.COLOR

    def check(self, limits: Limits, thing: str) -> None:
        """TooLarge when decoding would take too much, UnreadableImage when most of the pixels are not there.

        Decoders fill what is missing with gray and say nothing, so a picture of pure gray would be filed.
        """
        limits.check_size(self.size, thing)
        limits.check_scans(self.size, self.scans, thing)
        # No coding of these needs less than a bit for a block of 8 x 8 of the first component.
        fewest_bits = self.size.width * self.size.height // _BLOCK_PIXELS
        if self.huffman_dct and self.coded_bytes * 8 < fewest_bits:
            raise UnreadableImage(f"{thing} is a JPEG without most of its pixels: scan it again")

    @property
    def carriable(self) -> bool:
        """Whether a PDF can carry the bytes as they are."""
        return self.complete and self.huffman_dct and self.bits == 8 and self.components in (1, 3)


def read_jpeg_header(data: bytes) -> JpegHeader | None:
    """The header of the first frame; None when there is none before the first scan."""
    at, frame = 2, None
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF or marker in _STANDALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == _SCAN:
            return _header(frame, data, at)
        if marker == _END:
            return None
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _FRAMES:
            frame = (marker, data[at + 4 : at + 2 + length])
        at += 2 + length
    return None


def _header(frame: tuple[int, bytes] | None, data: bytes, first_scan: int) -> JpegHeader | None:
    if frame is None or len(frame[1]) < 6:
        return None
    bits, height, width, components = struct.unpack_from(">BHHB", frame[1])
    if not width or not height:
        return None
    # Within coded pixels 0xFF is always followed by 0x00, so that these bytes are markers.
    found = data.find(b"\xff\xd9", first_scan)
    end = found if found > 0 else len(data)
    return JpegHeader(
        size=Size(width, height),
        components=components,
        bits=bits,
        huffman_dct=frame[0] in _HUFFMAN_DCT_FRAMES,
        complete=found > 0,
        scans=data.count(b"\xff\xda", first_scan, end),
        coded_bytes=end - first_scan,
    )


def decode_jpeg(data: bytes, header: JpegHeader, thing: str) -> NDArray[np.uint8]:
    """Gray (H x W) or RGB (H x W x 3) pixels of a carriable JPEG, not turned by any EXIF orientation."""
    color = cv2.IMREAD_GRAYSCALE if header.components == 1 else cv2.IMREAD_COLOR_RGB
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), color | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise UnreadableImage(f"{thing} is a damaged JPEG: scan it again") from error
    if pixels is None or pixels.shape[:2] != (header.size.height, header.size.width):
        raise UnreadableImage(f"{thing} is a damaged JPEG: scan it again")
    return np.asarray(pixels, np.uint8)
