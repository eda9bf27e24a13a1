"""Turns Pillow's many modes into gray or RGB bytes."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from domain.errors import UnreadableImage
from domain.image import ColorMode

_GRAY = frozenset({"L", "LA", "La", "I;16", "I;16B", "I;16L", "I;16N"})
_COLOR = frozenset({"RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB", "HSV", "PA"})
_TAG_BITS_PER_SAMPLE = 258
_BAND_ROWS = 1024


def color_mode(picture: Image.Image, thing: str) -> ColorMode:
    """How a picture will come out of `samples`, known before its pixels are decoded."""
    if picture.mode == "1":
        return ColorMode.BITONAL
    if picture.mode == "P":
        return _palette_mode(picture)
    if picture.mode in _GRAY:
        return ColorMode.GRAY
    if picture.mode in _COLOR:
        return ColorMode.COLOR
    raise UnreadableImage(
        f"{thing} has samples of a kind that no scanner gives ({picture.mode}): save it with 8 bits a channel"
    )


def _palette_mode(picture: Image.Image) -> ColorMode:
    palette = picture.getpalette("RGB") or []
    entries = list(zip(palette[0::3], palette[1::3], palette[2::3], strict=False))
    if any(not red == green == blue for red, green, blue in entries):
        return ColorMode.COLOR
    pure = all(red in (0, 255) for red, _, _ in entries)
    return ColorMode.BITONAL if pure and not picture.has_transparency_data else ColorMode.GRAY


def samples(picture: Image.Image, mode: ColorMode) -> NDArray[np.uint8]:
    """H x W gray or H x W x 3 RGB of a loaded picture; what is transparent shows white paper."""
    bits = _bits(picture)
    width, height = picture.size
    pixels = np.empty((height, width, 3) if mode is ColorMode.COLOR else (height, width), np.uint8)
    # In bands: whole copies on the way took 1.5 GB for 150 million pixels, measured.
    for top in range(0, height, _BAND_ROWS):
        lower = min(top + _BAND_ROWS, height)
        pixels[top:lower] = _band(picture.crop((0, top, width, lower)), mode, bits)
    return pixels


def _band(picture: Image.Image, mode: ColorMode, bits: int) -> NDArray[np.uint8]:
    if picture.mode.startswith("I;16"):
        return (np.asarray(picture).astype(np.uint16) >> (bits - 8)).astype(np.uint8)
    target = "RGB" if mode is ColorMode.COLOR else "L"
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        paper.alpha_composite(over)
        picture = paper
    return np.asarray(picture if picture.mode == target else picture.convert(target), np.uint8)


def _bits(picture: Image.Image) -> int:
    """Of a 16-bit sample: Pillow gives 12-bit TIFF samples as they are, in 16-bit words."""
    tags = getattr(picture, "tag_v2", None)
    return 16 if tags is None else min(16, max(8, int(tags.get(_TAG_BITS_PER_SAMPLE, (16,))[0])))
