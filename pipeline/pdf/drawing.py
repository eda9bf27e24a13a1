"""Pages of rectangles and lines of text as a PDF: for sheets that are printed, not for the archive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

from domain.geometry import Box
from pipeline.pdf.metadata import LANGUAGE, PRODUCER
from pipeline.pdf.objects import ObjectSink, number, numbers, reference, text_string
from pipeline.pdf.typeface import Typeface

_POINTS_A_MM = 72 / 25.4
_BOLD_STROKE = 0.035
"""Of the size: letters drawn with an outline as thick look bold."""
_FONT_NAME = "SHEETS+Arimo"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line of text, centred; places in millimetres from the top left corner of the sheet."""

    text: str
    centre: float
    baseline: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One page, in millimetres."""

    width: float
    height: float
    blacks: tuple[Box, ...] = ()
    lines: tuple[TextLine, ...] = field(default=())


def write_drawings(file: BinaryIO, title: str, pages: Sequence[Drawing], typeface: Typeface) -> None:
    """Writes the pages; equal ones give equal bytes."""
    sink = ObjectSink(file)
    catalog, tree, font = (sink.reserve() for _ in range(3))
    contents = [_content(page, typeface) for page in pages]
    kids = [
        _write_page(sink, page, content, tree, font) for page, content in zip(pages, contents, strict=True)
    ]
    _write_font(sink, font, typeface, "".join(line.text for page in pages for line in page.lines))
    sink.write(
        f"<< /Type /Pages /Kids [{' '.join(map(reference, kids))}] /Count {len(kids)} >>", object_number=tree
    )
    sink.write(f"<< /Type /Catalog /Pages {reference(tree)} /Lang ({LANGUAGE}) >>", object_number=catalog)
    info = sink.write(f"<< /Title {text_string(title)} /Producer ({PRODUCER}) >>")
    identifier = sha256("".join(contents).encode("ascii")).hexdigest()[:32]
    sink.close(root=catalog, info=info, identifier=identifier)


def _write_page(sink: ObjectSink, page: Drawing, content: str, tree: int, font: int) -> int:
    stream = sink.write_deflated("", content.encode("ascii"))
    size = numbers(page.width * _POINTS_A_MM, page.height * _POINTS_A_MM)
    return sink.write(
        f"<< /Type /Page /Parent {reference(tree)} /MediaBox [0 0 {size}] "
        f"/Resources << /Font << /F {reference(font)} >> >> /Contents {reference(stream)} >>"
    )


def _content(page: Drawing, typeface: Typeface) -> str:
    scale = number(_POINTS_A_MM, 8)
    parts = [f"{scale} 0 0 {scale} 0 0 cm"]
    if page.blacks:
        # All in one path: filled one by one, neighbours would show a pale seam between them.
        parts += [
            f"{numbers(box.left, page.height - box.bottom, box.width, box.height)} re" for box in page.blacks
        ]
        parts.append("f")
    parts += [_text(line, page.height, typeface) for line in page.lines]
    return "\n".join(parts)


def _text(line: TextLine, height: float, typeface: Typeface) -> str:
    left = line.centre - typeface.width(line.text, line.size) / 2
    codes = "".join(f"{typeface.glyph(letter):04X}" for letter in line.text)
    bold = f"2 Tr {number(line.size * _BOLD_STROKE)} w" if line.bold else "0 Tr"
    place = numbers(left, height - line.baseline)
    return f"BT {bold} /F {number(line.size)} Tf {place} Td <{codes}> Tj ET"


def _write_font(sink: ObjectSink, font: int, typeface: Typeface, letters: Iterable[str]) -> None:
    """A Type 0 font whose codes are the numbers of the glyphs."""
    used = sorted({typeface.glyph(letter): letter for letter in letters}.items())
    program = sink.write_deflated(f"/Length1 {len(typeface.data)}", typeface.data)
    left, low, right, high = typeface.box()
    descriptor = sink.write(
        f"<< /Type /FontDescriptor /FontName /{_FONT_NAME} /Flags 4 /FontBBox [{left} {low} {right} {high}] "
        f"/ItalicAngle 0 /Ascent {high} /Descent {low} /CapHeight 716 /StemV 80 "
        f"/FontFile2 {reference(program)} >>"
    )
    widths = " ".join(f"{glyph} [{typeface.advance(letter)}]" for glyph, letter in used)
    descendant = sink.write(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{_FONT_NAME} "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {reference(descriptor)} /W [{widths}] /CIDToGIDMap /Identity >>"
    )
    sink.write(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{_FONT_NAME} /Encoding /Identity-H "
        f"/DescendantFonts [{reference(descendant)}] >>",
        object_number=font,
    )
