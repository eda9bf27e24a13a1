"""Reads the words of a page: one reading of the whole, further looks where it is in doubt, and a vote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from domain.choice import WordChooser
from domain.ocr import Effort, OcrEngine
from domain.page import Page
from domain.text import Line, PageText, Word
from pipeline.frame import PageFrame
from pipeline.imaging.pixels import raster_of
from pipeline.reading.chance import chance_of
from pipeline.reading.doubt import (
    Doubt,
    Margins,
    certainty_left,
    doubtful,
    has_likelier,
    sobered,
    stretches,
    unlikely,
)
from pipeline.reading.second_reading import PageOpinion
from pipeline.reading.vote import vote
from pipeline.reading_view import ReadingView, reading_view
from pipeline.rereading import Rereader

_BESIDE = 1
"""Neighbours shown with a word that is read again: alone it is read worse, and more of them cost more."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What an effort spends on a page besides its first reading."""

    doubt: Doubt
    """Which words a line reader looks at again."""
    scales: tuple[float, ...] = ()
    """The whole page is read again at so many times the first resolution."""


LOOKS = {
    Effort.FAST: Looks(Doubt(below=0.6, margin=0.0, strangers=False)),
    Effort.FULL: Looks(Doubt(below=0.9, margin=4.0, strangers=True)),
    Effort.BEST: Looks(Doubt(below=0.97, margin=6.0, strangers=True), scales=(0.75, 5 / 3)),
}
"""Measured in docs/decisions/016."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReader:
    """The readers of a page and what they are asked."""

    first: OcrEngine
    lines: OcrEngine
    """Looks at single lines; may be as slow as it likes, for it sees little."""
    chooser: WordChooser
    dpi: float
    line_dpi: float
    looks: Looks
    erase_leaders: bool

    def read(self, page: Page, frame: PageFrame) -> PageText:
        """The page's text: boxes in pixels of the straightened page, confidences the chance to be right."""
        # Readings are held against one another on the flat page, where lines are level.
        view = cache(lambda dpi: reading_view(page, frame, dpi, erase_leaders=self.erase_leaders))
        text = self._read_in(view(self.dpi), self.dpi)
        others = [
            PageOpinion(self._read_in(view(dpi), dpi).words, self._name(dpi))
            for dpi in (self.dpi * scale for scale in self.looks.scales)
        ]
        rereader = Rereader(lambda: view(self.line_dpi), self.line_dpi, self.lines)
        lines = self._sobered([self._voted(line, others, rereader) for line in text.lines])
        read = replace(text, lines=lines, engine=f"{text.engine}+{self.lines.name}")
        return read.placed(page.box_from_flat)

    def _read_in(self, view: ReadingView, dpi: float) -> PageText:
        text = self.first.read(raster_of(view.pixels), dpi).placed(view.box_on_flat)
        return replace(text, lines=tuple(_with_chances(line, self.first.name) for line in text.lines))

    def _voted(self, line: Line, others: Sequence[PageOpinion], rereader: Rereader) -> tuple[Line, Margins]:
        words = line.words
        margins = self._margins(words)
        doubts = doubtful(words, margins, self.looks.doubt, self.chooser)
        opinions = [opinion for other in others for opinion in other.on(words)]
        opinions += rereader.opinions(words, stretches(doubts, _BESIDE))
        voted = vote(words, self._name(self.dpi), opinions, self.chooser)
        if [word.text for word in voted] != [word.text for word in words]:
            margins = self._margins(voted)
        return replace(line, words=voted), margins

    def _sobered(self, lines: Sequence[tuple[Line, Margins]]) -> tuple[Line, ...]:
        """The lines without the certainty that their wording does not bear."""
        against = [unlikely(line.words, margins, self.chooser) for line, margins in lines]
        worn = sum(has_likelier(margins) for _, margins in lines)
        left = certainty_left(sum(map(len, against)), worn)
        return tuple(
            replace(line, words=_less_sure(sobered(line.words, marks), left))
            for (line, _), marks in zip(lines, against, strict=True)
        )

    def _margins(self, words: Sequence[Word]) -> Margins:
        return self.chooser.margins([word.text for word in words])

    def _name(self, dpi: float) -> str:
        return f"{self.first.name} {dpi:.0f}"


def _less_sure(words: tuple[Word, ...], left: float) -> tuple[Word, ...]:
    if left == 1:
        return words
    return tuple(replace(word, confidence=word.confidence * left) for word in words)


def _with_chances(line: Line, engine: str) -> Line:
    return replace(line, words=tuple(_with_chance(word, engine) for word in line.words))


def _with_chance(word: Word, engine: str) -> Word:
    return replace(word, confidence=chance_of(engine, word.confidence))
