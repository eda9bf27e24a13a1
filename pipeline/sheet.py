"""A page's pictures as its warp has them: the sheet alone, without the table, and the flat page."""

import numpy as np
from numpy.typing import NDArray

from domain.page import Page
from domain.warp import Warp
from pipeline.imaging.bend import flattened
from pipeline.imaging.sheet_view import on_paper, seen_from_above


def sheet_alone(page: Page, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A view of the straightened page without the table round a photographed sheet; a scan's as it is."""
    perspective = page.warp.perspective if page.warp else None
    if perspective is None:
        return pixels
    scale = pixels.shape[1] / page.size.width
    corners = np.array([(corner.x, corner.y) for corner in perspective.corners]) * scale
    return on_paper(pixels, corners, page.dpi.x * scale)


def flat_picture(page: Page, warp: Warp, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The flat page, as large as a view of the straightened page."""
    scale = pixels.shape[0] / page.size.height
    drops = np.array(warp.drops) * scale
    if warp.perspective is None:
        return flattened(pixels, drops)
    size = (page.size.width, page.size.height)
    return seen_from_above(pixels, np.array(warp.perspective.to_page), size, drops)
