import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from domain.errors import TooLarge
from domain.geometry import Size
from domain.image import Coding, ColorMode
from pipeline.pdf.pictures import encode_picture
from tests.pipeline.pdf.documents import smooth_pixels

_SIZE = Size(301, 203)


def _decoded(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("mode", [ColorMode.GRAY, ColorMode.COLOR])
def test_jpeg_shows_the_pixels_in_the_mode_asked_for(mode: ColorMode, color: bool) -> None:
    pixels = smooth_pixels(_SIZE, color=color)
    picture = encode_picture(pixels, mode, jpeg_quality=95)
    assert (picture.coding, picture.size, picture.mode) == (Coding.JPEG, _SIZE, mode)
    meant = pixels
    if color and mode is ColorMode.GRAY:
        meant = np.asarray(Image.fromarray(pixels).convert("L"))
    if not color and mode is ColorMode.COLOR:
        meant = np.dstack((pixels, pixels, pixels))
    shown = _decoded(picture.data)
    assert shown.shape == meant.shape
    assert np.abs(shown.astype(int) - meant).mean() < 2


def test_color_is_sampled_four_to_one_and_quality_counts() -> None:
    pixels = smooth_pixels(_SIZE, color=True)
    coarse, fine = (encode_picture(pixels, ColorMode.COLOR, jpeg_quality=at).data for at in (40, 95))
    assert len(coarse) < len(fine)
    with Image.open(io.BytesIO(fine)) as image:
        assert isinstance(image, JpegImagePlugin.JpegImageFile)
        assert JpegImagePlugin.get_sampling(image) == 2


def test_same_pixels_give_same_bytes() -> None:
    pixels = smooth_pixels(_SIZE, color=True)
    for mode in ColorMode:
        assert encode_picture(pixels, mode) == encode_picture(pixels.copy(), mode)


@pytest.mark.parametrize("size", [Size(1, 1), Size(8, 3), Size(2481, 3509)])
def test_bitonal_picture_decodes_bit_for_bit(size: Size) -> None:
    pixels = smooth_pixels(size, color=False)
    pixels[0, 0] = 0
    picture = encode_picture(pixels, ColorMode.BITONAL)
    tiff = _tiff_around(picture.data, size)
    assert picture.coding is Coding.CCITT_G4
    assert np.array_equal(_decoded(tiff), pixels >= 128)


def _tiff_around(strip: bytes, size: Size) -> bytes:
    """A TIFF of one Group 4 strip, white is zero, as any fax reader takes it."""
    tags = {
        256: size.width,
        257: size.height,
        258: 1,
        259: 4,
        262: 0,
        277: 1,
        278: size.height,
        279: len(strip),
    }
    tags[273] = 8 + 2 + 12 * (len(tags) + 1) + 4
    entries = b"".join(
        tag.to_bytes(2, "little") + b"\4\0\1\0\0\0" + value.to_bytes(4, "little")
        for tag, value in sorted(tags.items())
    )
    return b"II*\0\x08\0\0\0" + len(tags).to_bytes(2, "little") + entries + bytes(4) + strip


def test_what_is_no_picture_is_refused() -> None:
    for shape in ((), (4,), (0, 4), (4, 4, 4), (2, 2, 3, 1)):
        with pytest.raises(ValueError, match="not gray or RGB"):
            encode_picture(np.zeros(shape, np.uint8), ColorMode.GRAY)


def test_strip_too_long_for_jpeg_is_refused() -> None:
    with pytest.raises(TooLarge, match="65501"):
        encode_picture(np.zeros((1, 65501), np.uint8), ColorMode.GRAY)
