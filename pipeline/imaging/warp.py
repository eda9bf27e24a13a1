"""Draws a page straight: one resampling from the source's pixels to those of the straightened page."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.errors import TooLarge
from domain.geometry import Affine, Size
from domain.geometry import scale as scaling

# OpenCV addresses pixels by 16 bit numbers when it warps.
_LONGEST_SIDE = 32_766
_EXACT = 1e-6
_ROTATIONS = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}


def _quarter_turns(placement: Affine) -> int | None:
    """0 to 3 when the map is whole quarter turns and a shift by whole pixels; None when it is not."""
    linear = (placement.a, placement.b, placement.d, placement.e)
    turns = ((1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0))
    if any(abs(shift - round(shift)) > _EXACT for shift in (placement.c, placement.f)):
        return None
    for count, turn in enumerate(turns):
        if all(abs(given - wanted) < _EXACT for given, wanted in zip(linear, turn, strict=True)):
            return count
    return None


def _blank(size: Size, like: NDArray[np.uint8], fill: int) -> NDArray[np.uint8]:
    return np.full((size.height, size.width, *like.shape[2:]), fill, np.uint8)


def _turned(
    source: NDArray[np.uint8], placement: Affine, turns: int, size: Size, fill: int
) -> NDArray[np.uint8]:
    """Quarter turns and a shift, pixel for pixel."""
    # Ten times as fast as turning a view of the colours.
    turned = np.asarray(cv2.rotate(source, _ROTATIONS[turns]), np.uint8) if turns else source
    height, width = turned.shape[:2]
    # A turn moves the source's far corner to the origin's side; what is left is the shift.
    height_in, width_in = source.shape[:2]
    left = round(placement.c) - (0, height_in, width_in, 0)[turns]
    top = round(placement.f) - (0, 0, height_in, width_in)[turns]
    if (left, top, width, height) == (0, 0, size.width, size.height):
        return turned if turns else source.copy()
    page = _blank(size, source, fill)
    x0, x1 = max(0, left), min(size.width, left + width)
    y0, y1 = max(0, top), min(size.height, top + height)
    if x0 < x1 and y0 < y1:
        page[y0:y1, x0:x1] = turned[y0 - top : y1 - top, x0 - left : x1 - left]
    return page


def _warped(source: NDArray[np.uint8], placement: Affine, size: Size, fill: int) -> NDArray[np.uint8]:
    height, width = source.shape[:2]
    magnification = math.sqrt(abs(placement.a * placement.e - placement.b * placement.d))
    if magnification < 0.95:
        small_size = (max(1, round(width * magnification)), max(1, round(height * magnification)))
        source = np.asarray(cv2.resize(source, small_size, interpolation=cv2.INTER_AREA), np.uint8)
        placement = scaling(width / small_size[0], height / small_size[1]).then(placement)
    back = placement.inverse()
    # Our pixel centres lie at +0.5, OpenCV's at 0.
    matrix = np.array(
        [
            [back.a, back.b, back.c + 0.5 * (back.a + back.b) - 0.5],
            [back.d, back.e, back.f + 0.5 * (back.d + back.e) - 0.5],
        ]
    )
    drawn = cv2.warpAffine(
        source,
        matrix,
        (size.width, size.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(fill, fill, fill),
    )
    return np.asarray(drawn, np.uint8)


def render(
    source: NDArray[np.uint8], placement: Affine, size: Size, *, scale: float = 1.0, fill: int = 255
) -> NDArray[np.uint8]:
    """The straightened page of `size` pixels, drawn `scale` times as large; `fill` where the source ends.

    Quarter turns at full scale move pixels unaltered. Never the source itself, always a new array.
    """
    drawn_size = Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))
    longest = max(*source.shape[:2], size.width, size.height, drawn_size.width, drawn_size.height)
    if longest > _LONGEST_SIDE:
        raise TooLarge(
            f"cannot straighten a page {longest} pixels long: the limit is {_LONGEST_SIDE}; scan it coarser"
        )
    turns = _quarter_turns(placement)
    if turns is not None and scale <= 1.0:
        page = _turned(source, placement, turns, size, fill)
        if drawn_size == size:
            return page
        small_size = (drawn_size.width, drawn_size.height)
        return np.asarray(cv2.resize(page, small_size, interpolation=cv2.INTER_AREA), np.uint8)
    whole = placement.then(scaling(drawn_size.width / size.width, drawn_size.height / size.height))
    return _warped(source, whole, drawn_size, fill)
