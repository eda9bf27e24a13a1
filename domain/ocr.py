"""The port of an OCR engine: pixels in, words with boxes and confidence out."""

from enum import StrEnum
from typing import Protocol

from domain.raster import Raster
from domain.text import PageText


class Layout(StrEnum):
    """What the picture shows, so that the engine knows how to divide it."""

    PAGE = "page"  # columns, headings, tables: the engine finds the blocks
    BLOCK = "block"  # one block of text lines
    LINE = "line"  # one text line


class Effort(StrEnum):
    """How much a page's reading may cost (docs/decisions/016)."""

    FAST = "fast"  # one reading
    FULL = "full"  # what is in doubt is read once more
    BEST = "best"  # archives: everything is read again


class OcrEngine(Protocol):
    """One engine with its model loaded; an instance serves one thread at a time."""

    @property
    def name(self) -> str:
        """The word in settings, in the ledger and in PageText.engine."""

    @property
    def version(self) -> str:
        """Library version and digest of the models; part of every step key."""

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        """The words of the picture in reading order, NFC, boxes in pixels of `raster`; none on blank paper.

        TooLarge or UnreadableImage for a raster that cannot be read, TimedOut after the engine's time limit.
        """

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        """Quarter turns to apply clockwise to set the page upright (0 to 3), and how sure that is.

        The second number is the engine's margin over the next best turn: 0 when it cannot tell,
        above about 15 when there is no doubt.
        """

    def close(self) -> None:
        """Frees the models; closing twice is harmless."""
