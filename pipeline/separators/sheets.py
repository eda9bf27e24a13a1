"""The sheets that part a stack before it is scanned, as A4 pages to print."""

from domain.geometry import Box
from domain.ids import DossierNumber
from pipeline.pdf.drawing import Drawing, TextLine
from pipeline.pdf.typeface import sheet_typeface
from pipeline.separators.marks import PATCH_DEPTH, code_128, patch_at_edges, qr_code

_WIDTH, _HEIGHT = 210.0, 297.0
_MIDDLE = _WIDTH / 2
_MARGIN = 8.0
"""Printers leave 5 mm of the sheet white."""
_PATCH_LENGTH = 130.0
_WIDEST = _WIDTH - 2 * (_MARGIN + PATCH_DEPTH + 12)
"""Print keeps 12 mm off the bars, six narrow ones, so that none of it looks like a fifth bar."""

_DOSSIER_PATCH, _PAPER_PATCH = "T", "2"

# Few words: should no bar be read, a sheet of at most forty is still known by its title (page_evidence).
_HOW_TO_USE = (
    "Mặt in cùng phía với mặt trước giấy tờ,",
    "xuôi hay ngược đều đọc được.",
    "Không viết lên vạch đen.",
)


def dossier_separator() -> Drawing:
    """Lies before the first paper of each dossier."""
    told = ("Đặt trước giấy tờ đầu tiên của mỗi hồ sơ.", *_HOW_TO_USE)
    return _sheet(_DOSSIER_PATCH, "TỜ PHÂN CÁCH HỒ SƠ", told)


def paper_separator() -> Drawing:
    """Lies between two papers of one dossier."""
    told = ("Đặt giữa hai giấy tờ của cùng một hồ sơ.", *_HOW_TO_USE)
    # No word of TỜ PHÂN CÁCH: read without its bars, that would open a dossier.
    return _sheet(_PAPER_PATCH, "SANG GIẤY TỜ KHÁC", told)


def dossier_cover(number: DossierNumber) -> Drawing:
    """Lies on top of the papers of one dossier and names it."""
    side, top = 52.0, 84.0
    bars_top = top + side + 12
    marks = (
        *qr_code(number, _MIDDLE, top, side),
        *code_128(number, _MIDDLE, bars_top, 18, _WIDEST),
    )
    lines = (
        TextLine(text="TỜ BÌA HỒ SƠ", centre=_MIDDLE, baseline=56, size=11, bold=True),
        TextLine(text=number, centre=_MIDDLE, baseline=74, size=_fitting(number, 9), bold=True),
        TextLine(text=number, centre=_MIDDLE, baseline=bars_top + 24, size=_fitting(number, 4)),
    )
    told = (
        "Đặt lên trên giấy tờ của đúng hồ sơ có mã này.",
        *_HOW_TO_USE,
        "Mỗi tờ bìa chỉ dùng cho một hồ sơ.",
    )
    return _drawn(_DOSSIER_PATCH, marks, (*lines, *_told(told, bars_top + 38, size=5.2)))


def _sheet(patch: str, title: str, told: tuple[str, ...]) -> Drawing:
    heading = TextLine(text=title, centre=_MIDDLE, baseline=100, size=_fitting(title, 12), bold=True)
    return _drawn(patch, (), (heading, *_told(told, 130, size=6)))


def _told(lines: tuple[str, ...], first: float, size: float) -> tuple[TextLine, ...]:
    return tuple(
        TextLine(text=line, centre=_MIDDLE, baseline=first + 2 * size * row, size=_fitting(line, size))
        for row, line in enumerate(lines)
    )


def _fitting(text: str, size: float) -> float:
    """The size, or less where the line would come near the bars."""
    return min(size, _WIDEST / sheet_typeface().width(text, 1.0))


def _drawn(patch: str, marks: tuple[Box, ...], lines: tuple[TextLine, ...]) -> Drawing:
    bars = patch_at_edges(patch, _WIDTH, _HEIGHT, _MARGIN, _PATCH_LENGTH)
    return Drawing(width=_WIDTH, height=_HEIGHT, blacks=(*bars, *marks), lines=lines)
