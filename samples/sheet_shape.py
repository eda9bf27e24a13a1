"""Sheets that do not lie flat under the lens: bowed ones, and ones photographed from aside."""

from typing import cast

import cv2
import numpy as np

from samples.effects import LID, Pixels, light_unevenly

TABLE = (112, 92, 74)
"""What a photographed sheet lies on."""


def bow(image: Pixels, share: float) -> Pixels:
    """Lines sag: their middle lies lower than their ends by `share` of the page's height; below 0 higher."""
    height, width = image.shape[:2]
    across = (np.arange(width, dtype=np.float32) + np.float32(0.5)) / np.float32(width)
    sag = np.float32(share * height) * 4 * across * (1 - across)
    rows = np.arange(height, dtype=np.float32)[:, None] - sag[None, :]
    columns = np.broadcast_to(np.arange(width, dtype=np.float32)[None, :], rows.shape)
    bowed = cv2.remap(
        image,
        np.ascontiguousarray(columns),
        np.ascontiguousarray(rows, dtype=np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=LID,
    )
    return cast(Pixels, bowed)


def photograph(image: Pixels, tilt: float, seed: int) -> Pixels:
    """A telephone's picture, shaded, on a table; the sheet's corners up to `tilt` of the width further in."""
    height, width = image.shape[:2]
    rng = np.random.default_rng(seed)
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    inward = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=np.float32)
    # A rim of table all round, as nobody holds a telephone so that the sheet just fits.
    seen = flat + inward * (rng.uniform(0.0, tilt, (4, 2)) + 0.02).astype(np.float32) * np.float32(width)
    matrix = cv2.getPerspectiveTransform(flat, seen.astype(np.float32))
    taken = cv2.warpPerspective(
        image,
        matrix,
        (width, height),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=TABLE,
    )
    return light_unevenly(cast(Pixels, taken), 0.45, seed)
