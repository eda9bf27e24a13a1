"""Small sheets of paper drawn for tests, as pictures and as files."""

import io
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from domain.barcode import Symbology
from domain.ids import DossierNumber
from samples.codes import draw_code
from samples.fonts import Face, load_font

NUMBER = DossierNumber("H13.16-250515-0001")
OTHER_NUMBER = DossierNumber("H13.16-250516-0002")
DPI = 150
SIZE = (620, 560)
HEADING = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
TITLE = "TỜ KHAI ĐĂNG KÝ KHAI SINH"
MARK_PX = 16
"""Side of the black squares at the upper edge: one on every page but a paper's first."""
HIDDEN = "Lênhtínhiệubímật"
BODY = (
    "Kính gửi: Ủy ban nhân dân phường Mẫu",
    f"Nội dung {HIDDEN} của tờ khai thử",
    "gồm những việc sau đây",
)


def draw_sheet(
    text: str = "", *, code: str | None = None, stamp: str | None = None, white: bool = False
) -> Image.Image:
    """A small sheet of printed lines, with a QR code or a red framed stamp when asked; `text` makes it unlike
    others."""
    sheet = Image.new("RGB", SIZE, (255, 255, 255))
    if white:
        return sheet
    draw = ImageDraw.Draw(sheet)
    draw.text((90, 45), HEADING[0], fill=(20, 20, 20), font=load_font(Face.SERIF_BOLD, 18))
    draw.text((112, 300), TITLE, fill=(20, 20, 20), font=load_font(Face.SERIF_BOLD, 23))
    for number in range(6):
        line = f"{text} Dòng {number} của tờ giấy thử, viết cho đầy trang giấy"[:56]
        draw.text((52, 352 + 33 * number), line, fill=(20, 20, 20), font=load_font(Face.SERIF, 20))
    if code is not None:
        sheet.paste(draw_code(Symbology.QR, code, (135, 135)), (435, 112))
    if stamp is not None:
        draw.rectangle((67, 135, 67 + 188, 135 + 75), outline=(205, 25, 35), width=5)
        draw.text((97, 146), stamp, fill=(205, 25, 35), font=load_font(Face.SANS_BOLD, 52))
    return sheet


def later(sheet: Image.Image) -> Image.Image:
    """The sheet with the mark of a page that is not its paper's first."""
    return marked(sheet, 1)


def marked(sheet: Image.Image, marks: int) -> Image.Image:
    """The sheet with so many black squares at its upper edge: they tell FakeReader what to read."""
    for number in range(marks):
        left = 8 + number * 2 * MARK_PX
        ImageDraw.Draw(sheet).rectangle((left, 8, left + MARK_PX, 8 + MARK_PX), fill=(0, 0, 0))
    return sheet


def write_jpeg(path: Path, sheet: Image.Image) -> Path:
    sheet.save(path, "JPEG", quality=80, dpi=(DPI, DPI))
    return path


def write_pages(path: Path, *sheets: Image.Image) -> Path:
    """The sheets as a PDF with a page each: a paper of as many pages."""
    first, *rest = sheets
    return write_stack(
        path, first, *(later(sheet) if sheet.getcolors(1) is None else sheet for sheet in rest)
    )


def write_page_files(folder: Path, name: str, *sheets: Image.Image) -> tuple[Path, ...]:
    """The sheets as files that are named as the pages of one paper, which is never cut."""
    first, *rest = sheets
    return tuple(
        write_jpeg(folder / f"{name}-p{number}.jpg", sheet)
        for number, sheet in enumerate((first, *map(later, rest)), start=1)
    )


def write_stack(path: Path, *sheets: Image.Image) -> Path:
    """The sheets as a PDF with a page each, as they are."""
    first, *rest = sheets
    file = io.BytesIO()
    first.save(file, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=80)
    # Pillow's own table of objects is out of bounds for a strict reader, which signing needs.
    with pikepdf.open(file) as pdf:
        pdf.save(path, deterministic_id=True)
    return path
