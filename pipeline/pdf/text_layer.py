"""The invisible text of a page: each word as wide as its box, found and marked where it is seen."""

from collections.abc import Iterator
from itertools import groupby
from statistics import median

from domain.geometry import Box
from domain.text import Line, PageText
from pipeline.pdf.characters import plain_text
from pipeline.pdf.glyphless import ADVANCE, ASCENT, DESCENT, UNITS_PER_EM
from pipeline.pdf.objects import number
from pipeline.pdf.text_font import CharacterCodes

_INVISIBLE = 3
_DESCENDER_SHARE = -DESCENT / (ASCENT - DESCENT)
_LEAST_GAP = 0.16
"""Of the line's height, between words whose boxes touch: below it readers would join them."""
_LEAST_PITCH = 0.12
"""Of the line's height, from letter to letter: poppler takes equal letters within 0.1 for one."""
_TALLEST_LINE = 2.5
"""Times the typical word; a line of nothing but small letters measures 2.4 times its words."""


class TextLayer:
    """Turns text in pixels of the straightened page into operators in points of the PDF page."""

    def __init__(self, *, height_pt: float, x_scale: float, y_scale: float, codes: CharacterCodes) -> None:
        """The scales are points a pixel."""
        self._height_pt = height_pt
        self._x_scale = x_scale
        self._y_scale = y_scale
        self._codes = codes

    def operators(self, text: PageText, font_resource: str) -> str:
        """One text object for every block of lines, in the order of the text; empty when there is no word."""
        objects = []
        for _, lines in groupby(text.lines, key=lambda line: line.block):
            shown = "\n".join(
                operator for line in lines for operator in self._line_operators(line, font_resource)
            )
            if shown:
                objects.append(f"BT\n{_INVISIBLE} Tr\n{shown}\nET\n")
        return "".join(objects)

    def _line_operators(self, line: Line, font_resource: str) -> Iterator[str]:
        words = [(plain, word.box) for word in line.words if (plain := plain_text(word.text))]
        if not words:
            return
        top, bottom = _band(line.box, [box for _, box in words])
        height = max(bottom - top, 1.0)
        size_pt = height * self._y_scale
        baseline_pt = self._height_pt - (bottom - _DESCENDER_SHARE * height) * self._y_scale
        yield f"/{font_resource} {number(size_pt, 3)} Tf"
        for (plain, box), width in zip(words, _widths(words, height), strict=True):
            natural_pt = len(plain) * size_pt * ADVANCE / UNITS_PER_EM
            yield (
                f"1 0 0 1 {number(box.left * self._x_scale, 3)} {number(baseline_pt, 3)} Tm "
                f"{number(100 * width * self._x_scale / natural_pt, 3)} Tz "
                # A space of its own would go astray where PDFium sorts the words of lines that overlap.
                f"<{self._codes.encode(f'{plain} ')}> Tj"
            )


def _band(line: Box, words: list[Box]) -> tuple[float, float]:
    """Top and bottom of a line's text: its box, or the typical word when a stamp has swollen the box."""
    typical = median(word.height for word in words)
    if 0 < line.height <= _TALLEST_LINE * max(typical, 1.0):
        return line.top, line.bottom
    return median(word.top for word in words), median(word.bottom for word in words)


def _widths(words: list[tuple[str, Box]], height: float) -> list[float]:
    """How wide each word is set: as its box, but a word that touches the next one gives way."""
    widths = []
    for (plain, box), following in zip(words, (*words[1:], None), strict=True):
        width = max(box.width, _LEAST_PITCH * height * len(plain))
        if following is not None and following[1].left > box.left:
            room = following[1].left - box.left - _LEAST_GAP * height
            width = min(width, max(room, 1.0))
        widths.append(width)
    return widths
