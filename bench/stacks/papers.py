"""One paper of a test stack, by its kind: its pages as they were printed."""

from collections.abc import Iterator

from bench.stacks.forms import set_certificate, set_contract, set_form
from bench.stacks.kinds import Kind
from bench.stacks.office import MOTTO, set_annex, set_office
from bench.stacks.sheet import PlacedCode, PlacedPrint, PlainPage, PrintKind, Sheet
from bench.stacks.small import SMALL
from bench.stacks.wording import Writer
from domain.barcode import Symbology

_SHAPES = {
    **SMALL,
    "office": set_office,
    "letter": set_office,
    "form": set_form,
    "certificate": set_certificate,
    "contract": set_contract,
}
_ANNEXED = 0.4
_ACTS = {"QD": "Quyết định", "TB": "Thông báo", "KH": "Kế hoạch", "BC": "Báo cáo"}
_SEPARATORS = ("TỜ PHÂN CÁCH HỒ SƠ", "TỜ NGĂN CÁCH", "PHIẾU PHÂN TÁCH HỒ SƠ")
RECEIPT = "GTN"


def set_paper(kind: Kind, writer: Writer) -> tuple[PlainPage, ...]:
    """The sides of one paper that have something on them."""
    pages = list(_SHAPES[kind.shape](kind, writer.rng.randint(kind.fewest_pages, kind.most_pages), writer))
    if kind.annexed and writer.rng.random() < _ANNEXED:
        pages.extend(set_annex(writer.rng.randint(1, 2), _ACTS[kind.code], writer))
    return tuple(pages)


def set_receipt(number: str, code: str | None, writer: Writer) -> PlainPage:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả; `code` is what its QR holds, None where it bears none."""
    rng = writer.rng
    sheet = Sheet()
    if code is not None:
        sheet.codes.append(PlacedCode(payload=code, symbology=Symbology.QR, left=14, top=10, side=24))
    sheet.pair("UBND THÀNH PHỐ CẦN THƠ", MOTTO[0], 11, bold=True)
    sheet.pair("BỘ PHẬN MỘT CỬA", MOTTO[1], 11, bold=True)
    sheet.pair(f"Số: {rng.randint(1, 900)}/GTN", f"{writer.ward().title()}, {writer.long_day()}", 11)
    sheet.down(13, 2)
    sheet.centre("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", 14, bold=True)
    sheet.centre(f"Mã hồ sơ: {number}", 12)
    sheet.down(13)
    for text in (
        f"Tiếp nhận hồ sơ của: {writer.person()}",
        f"Địa chỉ: {writer.address()}",
        f"Nội dung yêu cầu giải quyết: {writer.subject()}",
        "Thành phần hồ sơ nộp gồm:",
        *(f"{row}. {writer.component()}" for row in range(1, rng.randint(3, 6))),
        f"Thời gian nhận hồ sơ: 08 giờ 15 phút, {writer.long_day()}",
        f"Thời gian trả kết quả: 16 giờ 30 phút, {writer.long_day()}",
    ):
        sheet.paragraph(text, 12, indent=0)
    sheet.down(13)
    sheet.pair("NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", 12, bold=True)
    return sheet.done()


def set_separator(payload: str | None, number: str | None, writer: Writer) -> PlainPage:
    """A sheet between dossiers: a patch code, or the dossier's number as a QR code and in large print."""
    sheet = Sheet()
    sheet.top = 90
    if payload is not None:
        kind = Symbology.QR if number else Symbology.CODE_128
        sheet.codes.append(PlacedCode(payload=payload, symbology=kind, left=70, top=40, side=40))
    sheet.centre(writer.rng.choice(_SEPARATORS), 24, bold=True)
    if number:
        sheet.centre(number, 20)
    return sheet.done()


def set_certified_back(writer: Writer) -> Iterator[PlainPage]:
    """The back of a certified copy: the whole stamp, or a small seal that no word can be read in."""
    sheet = Sheet()
    if writer.rng.random() < 0.7:
        sheet.top = writer.rng.uniform(40, 180)
        for line in (
            "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
            f"Số chứng thực: {writer.digits(4)} Quyển số: 01 -SCT/BS",
            writer.long_day().capitalize(),
            "TM. ỦY BAN NHÂN DÂN",
            "PHÓ CHỦ TỊCH",
        ):
            sheet.centre(line, 11, about=130)
    x, y = writer.rng.uniform(40, 160), writer.rng.uniform(60, 220)
    sheet.prints.append(PlacedPrint(kind=PrintKind.STAMP, x=x, y=y, width=34))
    yield sheet.done()
