"""Gray pictures from which red ink has vanished, for reading the text under seals."""

import cv2
import numpy as np
from numpy.typing import NDArray


def without_red_ink(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page as red light sees it: red ink goes as light as the paper, black and blue stay dark.

    A gray picture is given back unchanged; the input is never altered.
    """
    if rgb.ndim == 2:
        return rgb
    return np.asarray(cv2.extractChannel(rgb, 0), np.uint8)
