"""EXIF orientation (CIPA DC-008, tag 274): which way up a picture was taken."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, TiffImagePlugin

_QUARTER_TURNS = {3: 2, 6: 1, 8: 3}


def read_orientation(picture: Image.Image) -> int:
    """1 to 8; 1 when the picture says nothing sensible."""
    # A TIFF's own tag; getexif() would drop it once the frame is decoded.
    tags: Any = picture.tag_v2 if isinstance(picture, TiffImagePlugin.TiffImageFile) else picture.getexif()
    value = tags.get(ExifTags.Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def quarter_turns(orientation: int) -> int:
    """Clockwise quarter turns that set an unmirrored picture upright; 0 for mirrored ones."""
    return _QUARTER_TURNS.get(orientation, 0)


def is_mirrored(orientation: int) -> bool:
    return orientation in (2, 4, 5, 7)


def is_transposed(orientation: int) -> bool:
    """Whether a mirrored picture swaps width and height when set right."""
    return orientation in (5, 7)


def unmirrored(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """The pixels of a mirrored picture, upright; others as they are."""
    match orientation:
        case 2:
            pixels = pixels[:, ::-1]
        case 4:
            pixels = pixels[::-1]
        case 5:
            pixels = pixels.swapaxes(0, 1)
        case 7:
            pixels = pixels[::-1, ::-1].swapaxes(0, 1)
    return np.ascontiguousarray(pixels)


def unturned(pixels: NDArray[np.uint8], turns: int) -> NDArray[np.uint8]:
    """Pixels that were turned clockwise by `turns`, as they were before."""
    return np.ascontiguousarray(np.rot90(pixels, turns))
