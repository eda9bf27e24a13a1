"""How large letters are in pixels: what a page can be read by, whatever resolution its file names."""

import numpy as np

from pipeline.imaging.working_copy import Pixels, components

# Body text is set in 13 to 14 points (NĐ 30/2020, phụ lục I). Measured on lines of 13 point Tinos drawn at
# 300 dpi: small letters come out 27 pixels high.
_BODY_HEIGHT_IN = 0.0867
_FEWEST_LETTERS = 30
_SMALLEST_PX = 3
_TALLEST_SHARE = 0.25


def letter_height_px(mask: Pixels) -> float | None:
    """The height of small letters without marks (a, n, u), in pixels of the ink mask.

    None where there are too few letters to tell. Below about 6 pixels marks grow together with
    letters, and the answer is up to a third too large.
    """
    found = components(mask)
    width, height = found.width[1:], found.height[1:]
    letters = (height >= _SMALLEST_PX) & (height <= max(_SMALLEST_PX, _TALLEST_SHARE * mask.shape[0]))
    letters &= (width <= 4 * height) & (height <= 6 * width)
    heights = height[letters].astype(np.float32)
    if heights.size < _FEWEST_LETTERS:
        return None
    tall = float(np.percentile(heights, 75))
    # Marks, full stops and dust are less than half as high as letters; pictures more than twice.
    heights = heights[(heights >= 0.5 * tall) & (heights <= 2 * tall)]
    return float(np.percentile(heights, 25)) if heights.size >= _FEWEST_LETTERS else None


def body_dpi(height_px: float) -> float:
    """The resolution at which body text has letters of that height."""
    return height_px / _BODY_HEIGHT_IN
