"""Lines of print for the tests of reading: words of known place, height 20."""

from domain.geometry import Box, Size
from domain.text import Line, PageText, Word
from pipeline.reading.heading import box_around

PAGE = Size(1000, 1400)
LETTER = 10.0


def printed(text: str, left: float, top: float, *, block: int = 1, confidence: float = 0.95) -> Line:
    """A line of words a letter's width apart. A number after `~` is the word's own confidence: "Số:~0.3"."""
    words = []
    for part in text.split():
        letters, _, own = part.partition("~")
        box = Box(left, top, left + LETTER * len(letters), top + 20)
        words.append(Word(letters, box, float(own) if own else confidence))
        left = box.right + LETTER * 0.6
    return Line(tuple(words), box_around(words), block)


def across(*lines: Line) -> Line:
    """The lines as an engine reads them that does not see the columns."""
    words = tuple(word for line in lines for word in line.words)
    return Line(words, box_around(words), lines[0].block)


def page(*lines: Line) -> PageText:
    return PageText(lines, "test", 180)
