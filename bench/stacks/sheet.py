"""Sets lines of text on a sheet of paper: what a page of a test stack holds before anything reads it."""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.barcode import Symbology

MM_A_POINT = 25.4 / 72
A4_MM = (210.0, 297.0)
_CAPITAL_EM = 0.68
_SMALL_EM = 0.44
_SPACE_EM = 0.26
_LEADING = 1.3


class PrintKind(StrEnum):
    STAMP = "stamp"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """Words that stand together; the left end of their line and its top, in millimetres."""

    text: str
    left: float
    top: float
    points: float
    bold: bool = False

    @property
    def width(self) -> float:
        return text_width(self.text, self.points)

    @property
    def height(self) -> float:
        return self.points * MM_A_POINT


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCode:
    """A QR code or barcode, its top left corner and its side in millimetres."""

    payload: str
    symbology: Symbology
    left: float
    top: float
    side: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPrint:
    """A stamp or a signature: centre and width in millimetres."""

    kind: PrintKind
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPage:
    """One side of a sheet as it was printed; a side with nothing on it is blank."""

    width_mm: float
    height_mm: float
    lines: tuple[PlacedLine, ...] = ()
    codes: tuple[PlacedCode, ...] = ()
    prints: tuple[PlacedPrint, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not (self.lines or self.codes or self.prints)


def text_width(text: str, points: float) -> float:
    """About how many millimetres wide a serif face sets `text`."""
    ems = sum(_SPACE_EM if sign == " " else _CAPITAL_EM if sign.isupper() else _SMALL_EM for sign in text)
    return ems * points * MM_A_POINT


@dataclass(slots=True)
class Sheet:
    """A page being set, from the top down."""

    width: float = A4_MM[0]
    height: float = A4_MM[1]
    margin: float = 25.0
    top: float = 18.0
    lines: list[PlacedLine] = field(default_factory=list)
    codes: list[PlacedCode] = field(default_factory=list)
    prints: list[PlacedPrint] = field(default_factory=list)

    @property
    def room(self) -> float:
        """Millimetres left above the bottom margin."""
        return self.height - 22.0 - self.top

    def put(self, text: str, left: float, top: float, points: float, *, bold: bool = False) -> None:
        """A line at a place of its own; what comes next does not move."""
        self.lines.append(PlacedLine(text=text, left=left, top=top, points=points, bold=bold))

    def down(self, points: float, times: float = 1.0) -> None:
        self.top += points * MM_A_POINT * _LEADING * times

    def left(self, text: str, points: float = 13, *, indent: float = 0.0, bold: bool = False) -> None:
        self.put(text, self.margin + indent, self.top, points, bold=bold)
        self.down(points)

    def centre(
        self, text: str, points: float = 13, *, bold: bool = False, about: float | None = None
    ) -> None:
        """Centred, on as many lines as it needs."""
        for line in wrap(text, self.width - 2 * self.margin, points):
            middle = self.width / 2 if about is None else about
            self.put(line, middle - text_width(line, points) / 2, self.top, points, bold=bold)
            self.down(points)

    def pair(self, left: str, right: str, points: float = 12, *, bold: bool = False) -> None:
        """Two columns: the issuer at the left, the motto at the right."""
        for text, middle in ((left, self.width * 0.27), (right, self.width * 0.68)):
            if text:
                self.put(text, middle - text_width(text, points) / 2, self.top, points, bold=bold)
        self.down(points)

    def paragraph(self, text: str, points: float = 13, *, indent: float = 10.0) -> str:
        """As many lines of `text` as the page has room for; what is left over."""
        width = self.width - 2 * self.margin
        lines = wrap(text, width - indent, points)
        for number, line in enumerate(lines):
            if self.room < points * MM_A_POINT:
                return " ".join(lines[number:])
            self.left(line, points, indent=indent if number == 0 else 0.0)
        return ""

    def done(self) -> PlainPage:
        return PlainPage(
            width_mm=self.width,
            height_mm=self.height,
            lines=tuple(self.lines),
            codes=tuple(self.codes),
            prints=tuple(self.prints),
        )


def wrap(text: str, width: float, points: float) -> list[str]:
    """`text` in lines no wider than `width` millimetres."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", points) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines
