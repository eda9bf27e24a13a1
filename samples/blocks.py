"""Parts that several papers share: headings, signature blocks, stamps."""

from samples.fonts import Face
from samples.pens import STAMP_MM, STAMP_RED, draw_round_stamp, draw_signature
from samples.people import Case, Person
from samples.sheet import PEN_BLUE, WIDTH_PT, Align, Ink, Sheet, Style

CENTRE_PT = WIDTH_PT / 2
LEFT_COLUMN_PT, RIGHT_COLUMN_PT = 172.0, 405.0

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

PLAIN = Style(Face.SERIF, 13)
BOLD = Style(Face.SERIF_BOLD, 13)
ITALIC = Style(Face.SERIF_ITALIC, 13)
HEADING = Style(Face.SERIF, 12)
HEADING_BOLD = Style(Face.SERIF_BOLD, 12)
TITLE = Style(Face.SERIF_BOLD, 14)
TITLE_LARGE = Style(Face.SERIF_BOLD, 19)
TYPED = Style(Face.SANS, 11.5)
WRITTEN = Style(Face.PEN, 13.5, PEN_BLUE)
NOTE = Style(Face.SERIF_ITALIC, 11)

STAMP_PT = STAMP_MM / 25.4 * 72


def capitalised(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def country_heading(sheet: Sheet, y: float, x: float = CENTRE_PT) -> float:
    """Quốc hiệu and tiêu ngữ, centred at x, with the rule beneath."""
    sheet.write(x, y, (COUNTRY, HEADING_BOLD), align=Align.CENTRE)
    sheet.write(x, y + 17, (MOTTO, BOLD), align=Align.CENTRE)
    sheet.rule(x - 84, y + 22.5, x + 84, y + 22.5)
    return y + 17


def agency_heading(sheet: Sheet, y: float, lines: tuple[tuple[str, Style], ...]) -> float:
    """The agency in the left column, with a short rule beneath; gives the last baseline."""
    for text, style in lines:
        sheet.write(LEFT_COLUMN_PT, y, (text, style), align=Align.CENTRE)
        y += 16
    sheet.rule(LEFT_COLUMN_PT - 34, y - 10, LEFT_COLUMN_PT + 34, y - 10)
    return y - 16


def committee_of(case: Case) -> str:
    return f"Ủy ban nhân dân {case.ward}"


def page_number(sheet: Sheet, number: int) -> None:
    """In the middle of the top margin, as NĐ 30/2020 has it."""
    sheet.write(CENTRE_PT, 44, (str(number), PLAIN), align=Align.CENTRE)


def sign(sheet: Sheet, person: Person, x: float, y: float, ink: Ink = PEN_BLUE, width_mm: float = 38) -> None:
    """A pen's signature centred at x whose top is at y; each person always signs alike."""
    mask = draw_signature(int(person.id_number), width_mm, sheet.dpi)
    sheet.press(mask, ink, x - width_mm / 25.4 * 36, y)


def stamp(sheet: Sheet, case: Case, x: float, y: float) -> None:
    """The committee's red stamp with its centre at (x, y)."""
    mask = draw_round_stamp(committee_of(case).upper(), "T.P CẦN THƠ", case.seed, sheet.dpi)
    sheet.press(mask, STAMP_RED, x - STAMP_PT / 2, y - STAMP_PT / 2)


def signed_block(sheet: Sheet, case: Case, y: float, titles: tuple[str, ...], *, stamped: bool) -> None:
    """Titles, the chair's signature, a stamp over its left third when asked for, the name."""
    for title in titles:
        sheet.write(RIGHT_COLUMN_PT, y, (title, BOLD), align=Align.CENTRE)
        y += 17
    sign(sheet, case.chair, RIGHT_COLUMN_PT + 6, y - 2, width_mm=42)
    sheet.write(RIGHT_COLUMN_PT, y + 72, (case.chair.name, BOLD), align=Align.CENTRE)
    if stamped:
        stamp(sheet, case, RIGHT_COLUMN_PT - 52, y + 22)


def citizen_block(
    sheet: Sheet, person: Person, y: float, title: str, hint: str, x: float = RIGHT_COLUMN_PT
) -> None:
    """Where a citizen signs."""
    sheet.write(x, y, (title, BOLD), align=Align.CENTRE)
    sheet.write(x, y + 15, (hint, NOTE), align=Align.CENTRE)
    sign(sheet, person, x, y + 22)
    sheet.write(x, y + 88, (person.name, WRITTEN), align=Align.CENTRE)
