"""The pixels of a page, and the pages of a document, for as long as one segment runs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.artifact import Artifact, MediaType
from domain.geometry import Size
from domain.geometry import scale as scaling
from domain.page import Page
from pipeline.imaging.ink import without_red_ink
from pipeline.imaging.warp import render
from pipeline.sources.page import SourcePage

_ENLARGE_AT_MOST = 2.0


class PageFrame:
    """One page's pixels: decoded once, drawn as asked, kept until `close`.

    Views follow the page's operations: ask with the page as the stages before left it.
    """

    def __init__(self, source: SourcePage) -> None:
        self.source = source
        self._pixels: NDArray[np.uint8] | None = None
        self._plain: NDArray[np.uint8] | None = None
        self._views: dict[tuple[object, ...], NDArray[np.uint8]] = {}

    def pixels(self) -> NDArray[np.uint8]:
        """The source's own pixels before any operation: gray HxW or RGB HxWx3."""
        if self._pixels is None:
            self._pixels = self.source.pixels()
        return self._pixels

    def color(self, page: Page, dpi: float | None = None) -> NDArray[np.uint8]:
        """The straightened page as it looks, at its own resolution or at `dpi`."""
        return self._view("color", self.pixels(), page, dpi)

    def gray(self, page: Page, dpi: float | None = None) -> NDArray[np.uint8]:
        """The straightened page as it looks, without its colour."""
        seen = self.color(page, dpi)
        return seen if seen.ndim == 2 else np.asarray(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY), np.uint8)

    def plain(self, page: Page, dpi: float | None = None) -> NDArray[np.uint8]:
        """The straightened page in gray without red ink, for reading only."""
        if self._plain is None:
            self._plain = without_red_ink(self.pixels())
        return self._view("plain", self._plain, page, dpi)

    def close(self) -> None:
        self._pixels = self._plain = None
        self._views.clear()

    def _view(self, kind: str, pixels: NDArray[np.uint8], page: Page, dpi: float | None) -> NDArray[np.uint8]:
        key = (kind, page.operations, dpi)
        if key not in self._views:
            placement, size = page.placement
            x = y = 1.0
            if dpi is not None:
                x, y = (min(_ENLARGE_AT_MOST, dpi / own) for own in (page.dpi.x, page.dpi.y))
            drawn = Size(max(1, round(size.width * x)), max(1, round(size.height * y)))
            exact = placement.then(scaling(drawn.width / size.width, drawn.height / size.height))
            self._views[key] = render(pixels, exact, drawn)
        return self._views[key]


class DocumentFrame:
    """A paper's pages, opened one at a time, and a place for the files made of them."""

    def __init__(
        self,
        *,
        pages: tuple[Callable[[], Page], ...],
        open_page: Callable[[Page], AbstractContextManager[SourcePage]],
        local: Callable[[Artifact], AbstractContextManager[Path]],
        keep: Callable[[Path, MediaType], Artifact],
        at: datetime | None = None,
        numbers: tuple[int, ...] = (),
    ) -> None:
        self._pages = pages
        self.numbers = numbers or tuple(range(len(pages)))
        """Which page of the paper each of them is, from 0: those that could not be read are not here."""
        self._open_page = open_page
        self.local = local
        """Bytes of an artifact as a file, read only."""
        self.keep = keep
        """Stores a finished file for good."""
        self.at = at
        """The moment to write into what is made; stages have no clock."""

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def page(self, number: int) -> Page:
        """The page with everything that was read from it."""
        return self._pages[number]()

    @contextmanager
    def pixels(self, page: Page) -> Iterator[PageFrame]:
        with self._open_page(page) as source:
            frame = PageFrame(source)
            try:
                yield frame
            finally:
                frame.close()
