"""Sets what offices write: named documents and letters of NĐ 30/2020, with their annexes."""

import random
from collections.abc import Callable, Iterator

from bench.stacks.kinds import Kind
from bench.stacks.sheet import PlacedPrint, PlainPage, PrintKind, Sheet
from bench.stacks.wording import Writer

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_LEADERS = ("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "TRƯỞNG PHÒNG", "GIÁM ĐỐC")
_ADDRESSEES = ("Sở Nội vụ", "Văn phòng Đăng ký đất đai", "Công an phường")
_SUMMARIES = ("Về việc", "V/v", "Về")

Close = Callable[[Sheet, Writer], None]
"""Sets what stands at the end of a paper."""


def set_office(kind: Kind, pages: int, writer: Writer) -> Iterator[PlainPage]:
    """A document of `pages` sides, numbered from the second on at the middle of the top margin."""
    rng = writer.rng
    text = writer.act()
    numbered = rng.random() < 0.85
    sheet = Sheet()
    _head(sheet, kind, writer)
    if kind.shape == "letter":
        _address(sheet, writer)
    else:
        _title(sheet, kind, writer)
    yield from body(sheet, text, pages, numbered=numbered, writer=writer, close=sign)


def body(
    sheet: Sheet,
    text: Iterator[str],
    pages: int,
    *,
    numbered: bool,
    writer: Writer,
    close: Close,
) -> Iterator[PlainPage]:
    """Fills `sheet` and the ones after it; the last of them is closed."""
    rest = ""
    for number in range(1, pages + 1):
        if number > 1:
            sheet = Sheet()
            if numbered:
                sheet.put(str(number), sheet.width / 2 - 1, 9, 13)
        last = number == pages
        least = writer.rng.uniform(60, 150) if last else 0.0
        while sheet.room > least + 6:
            rest = sheet.paragraph(rest or next(text))
        if last:
            close(sheet, writer)
        yield sheet.done()


def sign(sheet: Sheet, writer: Writer) -> None:
    """Nơi nhận at the left, the signer and the seal at the right."""
    sheet.down(13)
    top = sheet.top
    sheet.put("Nơi nhận:", sheet.margin, top, 12, bold=True)
    for number, line in enumerate(("- Như Điều 3;", "- UBND thành phố;", "- Lưu: VT.")):
        sheet.put(line, sheet.margin, top + 6 + 5 * number, 11)
    middle = sheet.width * 0.7
    for line in ("TM. ỦY BAN NHÂN DÂN", writer.rng.choice(_LEADERS)):
        sheet.centre(line, 13, bold=True, about=middle)
    sheet.prints.append(PlacedPrint(kind=PrintKind.STAMP, x=middle - 12, y=sheet.top + 14, width=36))
    sheet.prints.append(PlacedPrint(kind=PrintKind.SIGNATURE, x=middle, y=sheet.top + 14, width=40))
    sheet.down(13, 5)
    sheet.centre(writer.person(), 13, bold=True, about=middle)


def set_annex(pages: int, act: str, writer: Writer) -> Iterator[PlainPage]:
    """An annex to a document: PHỤ LỤC or a list, brought in by a line in brackets, and its table."""
    rng = writer.rng
    sheet = Sheet()
    number = rng.choice(("", " I", " II", " 01"))
    heading = rng.choice((f"PHỤ LỤC{number}", f"PHỤ LỤC{number}", "DANH SÁCH", "BIỂU TỔNG HỢP"))
    sheet.centre(heading, 13, bold=True)
    sheet.centre(writer.subject().capitalize(), 13, bold=True)
    sheet.centre(
        rng.choice(
            (
                f"(Kèm theo {act} số {rng.randint(1, 900)}/QĐ-UBND {writer.long_day()})",
                f"(Ban hành kèm theo {act} số …/QĐ-UBND ngày … tháng … năm …)",
            )
        ),
        12,
    )
    sheet.down(13)
    for page in range(1, pages + 1):
        if page > 1:
            sheet = Sheet()
            if rng.random() < 0.7:
                sheet.put(str(page), sheet.width / 2 - 1, 9, 13)
        while sheet.room > (60 if page == pages else 10):
            row = rng.randint(1, 60)
            sheet.left(f"{row} {writer.person()} {writer.day()} {rng.randint(1, 99)}.000.000", 12)
        yield sheet.done()


def motto(sheet: Sheet, points: float = 13) -> None:
    """The country's name and its motto, in the middle."""
    for line in MOTTO:
        sheet.centre(line, points, bold=True)


def _head(sheet: Sheet, kind: Kind, writer: Writer) -> None:
    rng = writer.rng
    if kind.form:
        sheet.put(kind.form, sheet.width - 60, 8, 11)
    sheet.pair("ỦY BAN NHÂN DÂN", MOTTO[0], 12, bold=True)
    sheet.pair(f"PHƯỜNG {writer.ward()}", MOTTO[1], 12, bold=True)
    sheet.down(12, 0.6)
    number = f"{rng.randint(1, 900)}" if rng.random() < 0.9 else "......"
    left = f"Số: {number}/{kind.notation}" if kind.notation else ""
    sheet.pair(left, f"{writer.ward().title()}, {writer.long_day()}", 12)
    if kind.shape == "letter":
        for line in _short(f"V/v {writer.subject()}", rng):
            sheet.pair(line, "", 11)
    sheet.down(13)


def _short(text: str, rng: random.Random) -> list[str]:
    words = text.split()[: rng.randint(6, 14)]
    return [" ".join(words[start : start + 5]) for start in range(0, len(words), 5)]


def _address(sheet: Sheet, writer: Writer) -> None:
    sheet.centre(f"Kính gửi: {writer.rng.choice(_ADDRESSEES)}")
    sheet.down(13)


def _title(sheet: Sheet, kind: Kind, writer: Writer) -> None:
    rng = writer.rng
    sheet.centre(rng.choice(kind.titles), 14, bold=True)
    if rng.random() < 0.8:
        sheet.centre(f"{rng.choice(_SUMMARIES)} {writer.subject()}", 14, bold=True)
    sheet.down(13)
    if kind.code in ("QD", "NQ"):
        for _ in range(rng.randint(1, 4)):
            sheet.paragraph(f"Căn cứ {writer.subject()};")
        if kind.code == "QD":
            sheet.centre("QUYẾT ĐỊNH:", 13, bold=True)
