"""Pictures for a PDF: pixels encoded anew, and the image objects that carry encoded bytes unaltered."""

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from domain.errors import NotConformant, TooLarge
from domain.geometry import Size
from domain.image import Coding, ColorMode, EncodedImage
from pipeline.pdf.objects import ObjectSink
from pipeline.sources.jpeg import read_jpeg_header

_LARGEST_JPEG_SIDE = 65_500  # libjpeg's own limit
_BLACK_BELOW = 128
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTE_COUNTS = 273, 278, 279


def encode_picture(pixels: NDArray[np.uint8], mode: ColorMode, *, jpeg_quality: int = 85) -> EncodedImage:
    """Gray (h, w) or RGB (h, w, 3) pixels as JPEG, or as CCITT Group 4 with black where gray is below 128."""
    if pixels.dtype != np.uint8 or pixels.size == 0 or pixels.shape[2:] not in ((), (3,)) or pixels.ndim < 2:
        raise ValueError(f"not gray or RGB pixels of 8 bits: {pixels.dtype} {pixels.shape}")
    size = Size(pixels.shape[1], pixels.shape[0])
    if mode is ColorMode.BITONAL:
        return EncodedImage(coding=Coding.CCITT_G4, size=size, mode=mode, data=_ccitt_g4(_as_gray(pixels)))
    if max(size.width, size.height) > _LARGEST_JPEG_SIDE:
        raise TooLarge(
            f"a picture of {size.width} x {size.height} pixels is too long for JPEG; lower its dpi"
        )
    shown = _as_gray(pixels) if mode is ColorMode.GRAY else _as_bgr(pixels)
    return EncodedImage(coding=Coding.JPEG, size=size, mode=mode, data=_jpeg(shown, jpeg_quality))


def write_picture(sink: ObjectSink, picture: EncodedImage) -> int:
    """Writes the image object with the picture's bytes as they are; gives its number."""
    entries = f"/Type /XObject /Subtype /Image /Width {picture.size.width} /Height {picture.size.height} " + (
        _jpeg_entries(picture) if picture.coding is Coding.JPEG else _ccitt_entries(picture)
    )
    return sink.write_stream(entries, picture.data)


def _as_gray(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _as_bgr(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    code = cv2.COLOR_GRAY2BGR if pixels.ndim == 2 else cv2.COLOR_RGB2BGR
    return np.asarray(cv2.cvtColor(pixels, code), np.uint8)


def _jpeg(pixels: NDArray[np.uint8], quality: int) -> bytes:
    settings = (
        *(cv2.IMWRITE_JPEG_QUALITY, quality),
        *(cv2.IMWRITE_JPEG_OPTIMIZE, 1),
        *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420),
    )
    _, coded = cv2.imencode(".jpg", pixels, settings)
    return coded.tobytes()


def _ccitt_g4(gray: NDArray[np.uint8]) -> bytes:
    """One strip; libtiff codes 1 bits as black runs, which is black in a PDF without /BlackIs1."""
    height = gray.shape[0]
    file = io.BytesIO()
    ink = Image.fromarray(np.where(gray < _BLACK_BELOW, np.uint8(255), np.uint8(0))).convert(
        "1", dither=Image.Dither.NONE
    )
    ink.save(file, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: height})
    file.seek(0)
    with TiffImageFile(file) as tiff:
        ((offset,), (length,)) = (tiff.tag_v2[_STRIP_OFFSETS], tiff.tag_v2[_STRIP_BYTE_COUNTS])
    return file.getvalue()[offset : offset + length]


def _ccitt_entries(picture: EncodedImage) -> str:
    if picture.mode is not ColorMode.BITONAL:
        raise NotConformant(f"CCITT bytes cannot hold a {picture.mode} picture; encode the picture anew")
    return (
        "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms "
        f"<< /K -1 /Columns {picture.size.width} /Rows {picture.size.height} "
        f"/BlackIs1 {'true' if picture.black_is_1 else 'false'} >>"
    )


def _jpeg_entries(picture: EncodedImage) -> str:
    header = read_jpeg_header(picture.data)
    announced = f"{picture.size.width} x {picture.size.height} pixels in {picture.mode}"
    if header is None or not header.carriable:
        raise NotConformant(
            f"the JPEG of {announced} is damaged or of a rare coding; encode the picture anew"
        )
    if header.size != picture.size or header.mode is not picture.mode:
        raise NotConformant(
            f"the JPEG holds {header.size.width} x {header.size.height} pixels in {header.mode}, "
            f"announced were {announced}; encode the picture anew"
        )
    space = "/DeviceGray" if header.components == 1 else "/DeviceRGB"
    return f"/ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode"
