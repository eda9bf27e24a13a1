"""Arrays as they cross a port."""

import numpy as np
from numpy.typing import NDArray

from domain.raster import Mode, Raster


def raster_of(pixels: NDArray[np.uint8]) -> Raster:
    """The array (gray HxW or RGB HxWx3) as a Raster; copied only when its rows are not whole."""
    whole = np.ascontiguousarray(pixels)
    height, width = whole.shape[:2]
    mode = Mode.GRAY if whole.ndim == 2 else Mode.RGB
    return Raster(width, height, whole.strides[0], mode, whole.data.cast("B"))
