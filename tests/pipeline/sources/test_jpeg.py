"""A JPEG's header is read for what it says, and never trips."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import UnreadableImage
from domain.geometry import Size
from domain.image import ColorMode
from pipeline.sources.jpeg import decode_jpeg, read_jpeg_header


def _jpeg(mode: str = "RGB", **options: bool) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (37, 23)).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize(
    ("mode", "components", "colour", "carriable"),
    [
        ("L", 1, ColorMode.GRAY, True),
        ("RGB", 3, ColorMode.COLOR, True),
        ("CMYK", 4, ColorMode.COLOR, False),
    ],
)
def test_the_header_says_what_a_pdf_can_carry(
    mode: str, components: int, colour: ColorMode, *, carriable: bool, progressive: bool
) -> None:
    header = read_jpeg_header(_jpeg(mode, progressive=progressive))
    assert header is not None
    assert header.size == Size(37, 23)
    assert (header.components, header.bits, header.mode) == (components, 8, colour)
    assert header.complete
    assert header.carriable is carriable


@pytest.mark.parametrize(("frame", "carriable"), [(0xC1, True), (0xC3, False), (0xC9, False)])
def test_only_huffman_coded_transforms_are_carried(frame: int, *, carriable: bool) -> None:
    data = _jpeg().replace(b"\xff\xc0", bytes([0xFF, frame]), 1)
    header = read_jpeg_header(data)
    assert header is not None
    assert header.carriable is carriable


def test_a_preview_inside_does_not_stand_for_the_end() -> None:
    preview = b"\xff\xe1" + (2 + len(_jpeg())).to_bytes(2, "big") + _jpeg()
    data = _jpeg()[:2] + preview + _jpeg()[2:-2]
    header = read_jpeg_header(data)
    assert header is not None
    assert not header.complete


def test_pixels_of_another_size_than_the_header_are_refused() -> None:
    header = read_jpeg_header(_jpeg())
    assert header is not None
    other = io.BytesIO()
    Image.new("RGB", (5, 5)).save(other, "JPEG")
    with pytest.raises(UnreadableImage, match="page 3"):
        decode_jpeg(other.getvalue(), header, "page 3")


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 700), st.binary(max_size=8))
def test_a_spoilt_header_is_read_or_given_up(at: int, noise: bytes) -> None:
    data = _jpeg()
    header = read_jpeg_header(data[:at] + noise + data[at + len(noise) :])
    assert header is None or (header.size.width > 0 and header.size.height > 0)
