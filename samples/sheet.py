"""A sheet of A4 that text, codes and inks are put on; it remembers what was written and where."""

import math
import unicodedata
from dataclasses import dataclass
from enum import Enum

from PIL import Image, ImageChops, ImageDraw

from domain.barcode import Symbology
from domain.geometry import Box
from samples.codes import draw_code
from samples.fonts import Face, load_font

Ink = tuple[int, int, int]

WIDTH_PT, HEIGHT_PT = 595.28, 841.89
LEFT_PT, RIGHT_PT = 85.0, 544.0
LEADER_PT = 3.2
MEASURE_PX = 1000.0
BLACK: Ink = (26, 25, 28)
WHITE: Ink = (255, 255, 255)
PEN_BLUE: Ink = (28, 46, 140)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set; size in points."""

    face: Face
    size_pt: float
    ink: Ink = BLACK


Run = tuple[str, Style]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line (NFC) and the box of its ink, in pixels of the drawn page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class DrawnCode:
    """A symbol, what it says and where it lies, in pixels of the drawn page."""

    symbology: Symbology
    payload: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """A clean page and the truth about it."""

    image: Image.Image
    dpi: int
    lines: tuple[TextLine, ...]
    """Columns are lines of their own; dotted leaders and the text of round stamps are not in it."""
    codes: tuple[DrawnCode, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A printed label and the value filled in behind it; `share` of the width among fields of one line."""

    label: str
    value: str
    share: float = 1.0


class Align(Enum):
    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


_Word = tuple[Run, ...]


def _words(runs: tuple[Run, ...]) -> list[_Word]:
    """The words of several runs; a word may change its style half way."""
    words: list[list[Run]] = []
    joins = False
    for text, style in runs:
        for number, part in enumerate(unicodedata.normalize("NFC", text).split(" ")):
            if number or not joins or not words:
                words.append([])
            if part:
                words[-1].append((part, style))
        joins = True
    return [tuple(word) for word in words if word]


def _text_of(words: list[_Word]) -> str:
    return " ".join("".join(text for text, _ in word) for word in words)


class Sheet:
    """Positions are points from the top left corner of the sheet; y is the baseline of a text."""

    def __init__(self, dpi: int, paper: Image.Image | None = None) -> None:
        self.dpi = dpi
        size = (round(self._px(WIDTH_PT)), round(self._px(HEIGHT_PT)))
        self._image = paper.resize(size) if paper else Image.new("RGB", size, WHITE)
        self._draw = ImageDraw.Draw(self._image)
        self._lines: list[TextLine] = []
        self._codes: list[DrawnCode] = []

    def _px(self, length_pt: float) -> float:
        return length_pt * self.dpi / 72

    def finished(self) -> DrawnPage:
        return DrawnPage(image=self._image, dpi=self.dpi, lines=tuple(self._lines), codes=tuple(self._codes))

    def _width(self, word: _Word) -> float:
        """Reckoned from large letters, so that lines break alike at every resolution."""
        return sum(
            load_font(style.face, MEASURE_PX).getlength(text) * style.size_pt / MEASURE_PX
            for text, style in word
        )

    def _space(self, style: Style) -> float:
        return self._width(((" ", style),))

    def _natural_width(self, words: list[_Word]) -> float:
        return sum(map(self._width, words)) + sum(self._space(word[0][1]) for word in words[1:])

    def _set(self, x: float, y: float, words: list[_Word], stretch: float = 0.0) -> tuple[float, Box]:
        """Puts words side by side, each space wider by `stretch`; gives where the line ends and its ink."""
        boxes: list[tuple[float, float, float, float]] = []
        for number, word in enumerate(words):
            if number:
                x += self._space(word[0][1]) + stretch
            for text, style in word:
                font = load_font(style.face, self._px(style.size_pt))
                at = (self._px(x), self._px(y))
                self._draw.text(at, text, fill=style.ink, font=font, anchor="ls")
                boxes.append(self._draw.textbbox(at, text, font=font, anchor="ls"))
                x += self._width(((text, style),))
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return x, Box(min(lefts), min(tops), max(rights), max(bottoms))

    def write(self, x: float, y: float, *runs: Run, align: Align = Align.LEFT) -> None:
        """One line of text that begins, is centred or ends at x."""
        words = _words(runs)
        _, box = self._set(x - align.value * self._natural_width(words), y, words)
        self._lines.append(TextLine(_text_of(words), box))

    def _broken(self, words: list[_Word], first_width: float, width: float) -> list[list[_Word]]:
        lines: list[list[_Word]] = [[]]
        for word in words:
            room = first_width if len(lines) == 1 else width
            if lines[-1] and self._natural_width([*lines[-1], word]) > room:
                lines.append([])
            lines[-1].append(word)
        return lines

    def paragraph(
        self, y: float, *runs: Run, left: float = LEFT_PT, right: float = RIGHT_PT, indent: float = 28.35
    ) -> float:
        """A justified paragraph; gives the baseline of the line after it."""
        pitch = runs[0][1].size_pt * 1.36
        lines = self._broken(_words(runs), right - left - indent, right - left)
        for number, words in enumerate(lines):
            x = left + (0 if number else indent)
            gaps = len(words) - 1
            last = number == len(lines) - 1
            stretch = 0.0 if last or not gaps else (right - x - self._natural_width(words)) / gaps
            _, box = self._set(x, y, words, stretch)
            self._lines.append(TextLine(_text_of(words), box))
            y += pitch
        return y + 5

    def _leader(self, x0: float, x1: float, y: float) -> None:
        """Dots from x0 to x1 on a grid of the sheet, so that leaders of neighbouring lines agree."""
        # A little below the baseline: dots on it, or under the values, cost Tesseract 5.5 whole lines
        # (0.67 against 0.93 of the words of a form at 200 dpi).
        radius = self._px(0.45)
        for step in range(math.ceil(x0 / LEADER_PT), math.floor(x1 / LEADER_PT) + 1):
            cx, cy = self._px(step * LEADER_PT), self._px(y + 0.9)
            self._draw.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=BLACK)

    def fill_in(
        self,
        y: float,
        *fields: Field,
        label: Style,
        value: Style,
        left: float = LEFT_PT,
        right: float = RIGHT_PT,
    ) -> float:
        """Labels, values and dots up to the end of each field; a lone value may run over several lines.

        Gives the next baseline.
        """
        pitch = label.size_pt * 1.78
        total = sum(field.share for field in fields)
        texts: list[str] = []
        boxes: list[Box] = []
        x, overflow = left, list[list[_Word]]()
        for field in fields:
            end = x + (right - left) * field.share / total
            printed = _words(((field.label, label),))
            start, box = self._set(x, y, printed)
            texts.append(_text_of(printed))
            boxes.append(box)
            start += self._space(label) + 1
            first, *rest = self._broken(_words(((field.value, value),)), end - start, right - left)
            if first:
                start, box = self._set(start, y, first)
                boxes.append(box)
                texts.append(_text_of(first))
            self._leader(start + 5, end - 6, y)
            overflow += rest
            x = end
        self._note(texts, boxes)
        for words in overflow:
            y += pitch
            end, box = self._set(left + 2, y, words)
            self._note([_text_of(words)], [box])
            self._leader(end + 5, right - 6, y)
        return y + pitch

    def _note(self, texts: list[str], boxes: list[Box]) -> None:
        whole = Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )
        self._lines.append(TextLine(" ".join(texts), whole))

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, width_pt: float = 0.7, ink: Ink = BLACK
    ) -> None:
        """A straight line."""
        width = max(1, round(self._px(width_pt)))
        self._draw.line((self._px(x0), self._px(y0), self._px(x1), self._px(y1)), fill=ink, width=width)

    def frame(self, box: Box, width_pt: float = 0.7, ink: Ink = BLACK) -> None:
        """The outline of a rectangle in points."""
        edges = (self._px(box.left), self._px(box.top), self._px(box.right), self._px(box.bottom))
        self._draw.rectangle(edges, outline=ink, width=max(1, round(self._px(width_pt))))

    def code(self, symbology: Symbology, payload: str, box: Box) -> None:
        """A symbol whose modules fill `box` (points), on a white quiet zone of four modules or so."""
        left, top = round(self._px(box.left)), round(self._px(box.top))
        size = (round(self._px(box.width)), round(self._px(box.height)))
        quiet = round(self._px(6))
        self._draw.rectangle(
            (left - quiet, top - quiet, left + size[0] + quiet, top + size[1] + quiet), fill=WHITE
        )
        self._image.paste(draw_code(symbology, payload, size).convert("RGB"), (left, top))
        self._codes.append(DrawnCode(symbology, payload, Box(left, top, left + size[0], top + size[1])))

    def press(self, mask: Image.Image, ink: Ink, x: float, y: float) -> None:
        """Lays ink over the sheet as a pen or a stamp does: what is beneath still shows. x, y: top left."""
        at = (round(self._px(x)), round(self._px(y)))
        layer = Image.new("RGB", self._image.size, WHITE)
        layer.paste(ink, (*at, at[0] + mask.width, at[1] + mask.height), mask)
        self._image.paste(ImageChops.multiply(self._image, layer))
