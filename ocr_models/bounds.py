"""What a raster must be before an engine's native code sees it."""

from domain.errors import TooLarge, UnreadableImage
from domain.raster import Mode, Raster

MAX_PIXELS = 150_000_000
"""An A0 map at 300 dpi is 140 million."""
MAX_SIDE = 32_767
"""Tesseract keeps coordinates in 16 bits."""
MIN_DPI, MAX_DPI = 30, 2400
"""Tesseract guesses a resolution outside its own bounds; a thumbnail of 30 dpi still has an up side."""

BYTES_A_PIXEL = {Mode.GRAY: 1, Mode.RGB: 3}


def check_raster(raster: Raster) -> None:
    """Passes a raster whose shape is believable and whose buffer is as long as its shape says."""
    shape = f"{raster.width} x {raster.height} pixels"
    if raster.width < 1 or raster.height < 1:
        raise UnreadableImage(f"a raster of {shape} has nothing to read; check the crop that made it")
    if max(raster.width, raster.height) > MAX_SIDE or raster.width * raster.height > MAX_PIXELS:
        raise TooLarge(
            f"a raster of {shape} is more than OCR takes ({MAX_SIDE} a side, {MAX_PIXELS} in all); "
            "scan at a lower resolution or read it in parts"
        )
    row = raster.width * BYTES_A_PIXEL[raster.mode]
    needed = raster.stride * (raster.height - 1) + row
    if raster.stride < row or raster.data.nbytes < needed:
        raise UnreadableImage(
            f"a raster of {shape} holds {raster.data.nbytes} bytes in rows of {raster.stride} "
            f"and should hold {needed}; the decoder that made it is at fault"
        )


def whole_dpi(dpi: float) -> int:
    """The resolution as tesseract takes it: an integer inside its bounds."""
    return round(min(max(dpi, MIN_DPI), MAX_DPI))
