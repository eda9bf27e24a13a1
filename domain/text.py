"""Text as it was read from a page: words with boxes and confidence."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.choice import Candidate, Reason
from domain.geometry import Box


@dataclass(frozen=True, slots=True)
class Word:
    """One word, NFC. The box is in pixels of the straightened page; confidence runs from 0 to 1."""

    text: str
    box: Box
    confidence: float
    reason: Reason | None = None
    """Why it reads so; None for what a single reader read and nothing was held against."""
    readings: tuple[Candidate, ...] = ()
    """What it was chosen from, when the readings differ or none of them stands."""


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one printed line, left to right. `block` numbers the text block it belongs to."""

    words: tuple[Word, ...]
    box: Box
    block: int

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class PageText:
    """All lines of a page in reading order, and which engine read them at what resolution."""

    lines: tuple[Line, ...]
    engine: str
    reading_dpi: float

    @property
    def text(self) -> str:
        """Plain text: a line feed after each line, an empty line between blocks."""
        parts: list[str] = []
        block: int | None = None
        for line in self.lines:
            if block is not None and line.block != block:
                parts.append("")
            parts.append(line.text)
            block = line.block
        return "\n".join(parts)

    def placed(self, place: Callable[[Box], Box]) -> "PageText":
        """The same text with every box moved to where `place` puts it."""
        return replace(self, lines=tuple(_placed(line, place) for line in self.lines))

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def mean_confidence(self) -> float | None:
        """Mean over words, weighted by their letters; None when nothing was read."""
        letters = sum(len(word.text) for word in self.words)
        if not letters:
            return None
        return sum(word.confidence * len(word.text) for word in self.words) / letters


def _placed(line: Line, place: Callable[[Box], Box]) -> Line:
    words = tuple(replace(word, box=place(word.box)) for word in line.words)
    return replace(line, words=words, box=place(line.box))
