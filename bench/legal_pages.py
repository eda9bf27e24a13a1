"""Sets the first page of an act as the State prints it, and reads it with sohoa's page job."""

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from bench.legal_acts import LegalAct
from bench.read_papers import PaperReader
from bench.stack_pictures import DPI, draw
from bench.stacks.sheet import MM_A_POINT, PlainPage, Sheet, text_width, wrap
from domain.page import Page

_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_LEFT, _RIGHT = 0.27, 0.67
"""Where the middles of the two columns of a head stand, of the page's width."""
_LEFT_MM = 72.0
_POINTS = 13.0
_LINE_MM = _POINTS * MM_A_POINT * 1.3


def set_first_page(act: LegalAct) -> PlainPage:
    """The first side of the act: a head of two columns, kind and subject in the middle, text to the foot."""
    sheet = Sheet(margin=27.0)
    left = [
        *((line, True) for name in act.issuer for line in wrap(name, _LEFT_MM, 12)),
        ("", False),
        *((line, False) for line in _number_rows(act.number_line)),
    ]
    right = [(_COUNTRY, True), (_MOTTO, True), ("", False), (act.dated, False)]
    top = sheet.top
    for column, middle in ((left, _LEFT), (right, _RIGHT)):
        for row, (text, bold) in enumerate(column):
            points = 12.0 if bold else _POINTS
            place = middle * sheet.width - text_width(text, points) / 2
            sheet.put(text, place, top + row * _LINE_MM, points, bold=bold)
    sheet.top += (max(len(left), len(right)) + 1.5) * _LINE_MM
    sheet.centre(act.kind, 14, bold=True)
    sheet.centre(act.subject, 14, bold=True)
    sheet.down(_POINTS, 1.2)
    for paragraph in act.body:
        sheet.paragraph(paragraph)
        if sheet.room < _LINE_MM:
            break
    return sheet.done()


def _number_rows(line: str) -> list[str]:
    """The number on as many rows as the column needs; one without spaces breaks behind its dashes."""
    rows = wrap(line, _LEFT_MM, _POINTS)
    if all(text_width(row, _POINTS) <= _LEFT_MM for row in rows):
        return rows
    return [row.replace("- ", "-") for row in wrap(line.replace("-", "- "), _LEFT_MM, _POINTS)]


def read_first_page(act: LegalAct, reader: PaperReader, scratch: Path) -> Sequence[Page]:
    """The page as it is read from a picture of it."""
    picture = scratch / f"{act.name}.png"
    draw(set_first_page(act), crc32(act.name.encode())).save(picture, dpi=(DPI, DPI))
    try:
        return reader.read(picture)
    finally:
        picture.unlink()
