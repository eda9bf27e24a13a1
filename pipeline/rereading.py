"""Reads stretches of lines once more with an engine that reads single lines."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from domain.errors import OcrFailed, TimedOut, TooLarge, UnreadableImage
from domain.geometry import Box, enclosing
from domain.ocr import Layout, OcrEngine
from domain.text import Word
from pipeline.imaging.pixels import raster_of
from pipeline.reading.chance import chance_of
from pipeline.reading.vote import Opinion
from pipeline.reading_view import ReadingView

_MOST_LOOKS = 500
"""On a page; the densest sheets want a hundred. Past it (a texture read as text) the first reading stands."""
_BESIDE = 0.15
"""Of the words' height: paper shown around them."""


class Rereader:
    """One page's picture, drawn when it is first wanted, and the engine that looks at pieces of it."""

    def __init__(self, draw: Callable[[], ReadingView], dpi: float, engine: OcrEngine) -> None:
        self._draw = draw
        self._dpi = dpi
        self._engine = engine
        self._left = _MOST_LOOKS

    @cached_property
    def _view(self) -> ReadingView:
        return self._draw()

    def opinions(self, words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> Iterator[Opinion]:
        """How the engine reads those stretches of a line; boxes are in pixels of the flat page."""
        for start, stop in spans:
            if self._left == 0:
                return
            self._left -= 1
            read = self._read([word.box for word in words[start:stop]])
            if read:
                yield Opinion(start, stop, read, f"{self._engine.name} {self._dpi:.0f}")

    def _read(self, boxes: Sequence[Box]) -> tuple[Word, ...]:
        """The words in a row of boxes; none where there is no line to see."""
        shown = enclosing(self._view.box_in_view(box) for box in boxes)
        margin = _BESIDE * shown.height
        height, width = self._view.pixels.shape[:2]
        x, y = max(int(shown.left - margin), 0), max(int(shown.top - margin), 0)
        piece = self._view.pixels[
            y : min(int(shown.bottom + margin) + 1, height), x : min(int(shown.right + margin) + 1, width)
        ]
        if min(piece.shape[:2]) < 1:
            return ()
        try:
            text = self._engine.read(raster_of(piece), self._dpi, Layout.LINE)
        except (TooLarge, UnreadableImage, OcrFailed, TimedOut):
            # What no line reader takes is no line: the first reading stands alone.
            return ()
        return tuple(self._on_flat(word, x, y) for word in text.words)

    def _on_flat(self, word: Word, x: int, y: int) -> Word:
        box = Box(word.box.left + x, word.box.top + y, word.box.right + x, word.box.bottom + y)
        chance = chance_of(self._engine.name, word.confidence)
        return replace(word, box=self._view.box_on_flat(box), confidence=chance)
