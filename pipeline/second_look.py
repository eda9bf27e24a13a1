"""Reads the lines at one place of a page once more with every reader, as whole pages are for an archive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.choice import WordChooser
from domain.geometry import Box
from domain.ocr import Layout, OcrEngine
from domain.page import Page
from domain.text import Line, PageText, Word
from pipeline.frame import PageFrame
from pipeline.imaging.pixels import raster_of
from pipeline.reading.chance import chance_of
from pipeline.reading.doubt import Doubt, doubtful, sobered, stretches, unlikely
from pipeline.reading.second_reading import PageOpinion
from pipeline.reading.vote import vote
from pipeline.reading_view import ReadingView, reading_view
from pipeline.rereading import Rereader

_DOUBT = Doubt(below=0.9, margin=6.0, strangers=True)
"""A word is looked at again sooner than on the rest of a page: it tells what the paper is about."""
_BESIDE = 1
_MARGIN = 0.5
"""Of a line's height: paper shown around the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """The readers and what they are shown."""

    blocks: OcrEngine
    """Reads the whole place, at another resolution than pages are read at."""
    lines: OcrEngine
    """Reads what is in doubt, word by word with its neighbours."""
    chooser: WordChooser
    dpi: float

    def is_wanted(self, text: PageText, place: Box) -> bool:
        """Some word there is in doubt."""
        return any(any(self._doubts(_words_in(line, place))) for line in text.lines)

    def read(self, page: Page, text: PageText, frame: PageFrame, place: Box) -> PageText:
        """The page's text with the lines at that place voted on anew; boxes in pixels of the page."""
        flat, place = text.placed(page.box_on_flat), page.box_on_flat(place)
        view = reading_view(page, frame, self.dpi)
        opinion = PageOpinion(self._block(view, place), f"{self.blocks.name} {self.dpi:.0f}")
        rereader = Rereader(lambda: view, self.dpi, self.lines)
        name = f"{self.blocks.name} {text.reading_dpi:.0f}"
        lines = tuple(self._voted(line, place, opinion, rereader, name) for line in flat.lines)
        return replace(flat, lines=lines).placed(page.box_from_flat)

    def _voted(self, line: Line, place: Box, opinion: PageOpinion, rereader: Rereader, name: str) -> Line:
        inside = _words_in(line, place)
        if not inside:
            return line
        spans = stretches(self._doubts(inside), _BESIDE)
        opinions = [*opinion.on(inside), *rereader.opinions(inside, spans)]
        voted = vote(inside, name, opinions, self.chooser)
        margins = self.chooser.margins([word.text for word in voted])
        voted = sobered(voted, unlikely(voted, margins, self.chooser))
        start = line.words.index(inside[0])
        return replace(line, words=(*line.words[:start], *voted, *line.words[start + len(inside) :]))

    def _doubts(self, words: Sequence[Word]) -> tuple[bool, ...]:
        margins = self.chooser.margins([word.text for word in words])
        return doubtful(words, margins, _DOUBT, self.chooser)

    def _block(self, view: ReadingView, place: Box) -> tuple[Word, ...]:
        """What the first engine reads there, in pixels of the flat page."""
        shown = view.box_in_view(place)
        margin = _MARGIN * self.dpi / 6
        height, width = view.pixels.shape[:2]
        x, y = max(int(shown.left - margin), 0), max(int(shown.top - margin), 0)
        piece = view.pixels[
            y : min(int(shown.bottom + margin) + 1, height), x : min(int(shown.right + margin) + 1, width)
        ]
        read = self.blocks.read(raster_of(piece), self.dpi, Layout.BLOCK)
        return tuple(
            replace(
                word,
                box=view.box_on_flat(
                    Box(word.box.left + x, word.box.top + y, word.box.right + x, word.box.bottom + y)
                ),
                confidence=chance_of(self.blocks.name, word.confidence),
            )
            for word in read.words
        )


def _words_in(line: Line, place: Box) -> tuple[Word, ...]:
    """The words of a line whose centres lie at the place, from the first to the last."""
    held = [at for at, word in enumerate(line.words) if _holds(place, word.box)]
    return line.words[held[0] : held[-1] + 1] if held else ()


def _holds(place: Box, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return place.left <= x <= place.right and place.top <= y <= place.bottom
