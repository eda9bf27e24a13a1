"""A page as OCR sees it: flat, prepared for reading, and the way back to the page's own pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, Size
from domain.page import Page
from pipeline.frame import PageFrame
from pipeline.imaging.leaders import without_leaders
from pipeline.imaging.red_text import red_print, with_red_print
from pipeline.prepared import prepared
from pipeline.sheet import flat_picture, sheet_alone

_RED_PRINT_DPI = 150.0
"""Resolution lines of red print, which vanish with the seals' ink, are looked for at."""


@dataclass(frozen=True, slots=True)
class ReadingView:
    """Gray pixels of the flat page for an OCR engine."""

    pixels: NDArray[np.uint8]
    page_size: Size
    """Pixels of the flat page, and of the straightened one."""

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the page for each of the view, across and down."""
        height, width = self.pixels.shape[:2]
        return self.page_size.width / width, self.page_size.height / height

    def box_on_flat(self, box: Box) -> Box:
        """A box of the view in pixels of the flat page."""
        return box.scaled(*self.scale)

    def box_in_view(self, box: Box) -> Box:
        """A box of the flat page in pixels of the view."""
        x, y = self.scale
        return box.scaled(1 / x, 1 / y)


def reading_view(page: Page, frame: PageFrame, dpi: float, *, erase_leaders: bool = True) -> ReadingView:
    """The page in gray at `dpi`: seals and table gone, prepared as decided, red print kept, lines level.

    Leaders are off when asked.
    """
    pixels = _flat(page, frame, dpi)
    if erase_leaders:
        pixels = without_leaders(pixels, dpi)
    return ReadingView(pixels, page.size)


def _flat(page: Page, frame: PageFrame, dpi: float) -> NDArray[np.uint8]:
    """The picture with its lines level and its sheet seen from above, when the page's are not."""
    if page.warp is None:
        return _with_red_print(page, frame, dpi)
    return flat_picture(page, page.warp, _with_red_print(page, frame, dpi))


def _with_red_print(page: Page, frame: PageFrame, dpi: float) -> NDArray[np.uint8]:
    view = prepared(page, frame, dpi)
    small = sheet_alone(page, frame.plain(page, _RED_PRINT_DPI))
    color = sheet_alone(page, frame.color(page, _RED_PRINT_DPI))
    bands = red_print(small, color, _RED_PRINT_DPI)
    if not bands:
        return view
    x, y = view.shape[1] / small.shape[1], view.shape[0] / small.shape[0]
    return with_red_print(view, frame.color(page, dpi), tuple(band.scaled(x, y) for band in bands))
