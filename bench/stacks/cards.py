"""Sets identity cards and health cards: both sides of a card are one paper."""

from collections.abc import Iterator

from bench.stacks.kinds import Kind
from bench.stacks.office import MOTTO
from bench.stacks.sheet import PlacedCode, PlainPage, Sheet
from bench.stacks.wording import Writer
from domain.barcode import Symbology

CARD_MM = (92.0, 60.0)
_BOTH_ON_ONE = 0.35
_CROPPED = 0.4


def set_card(kind: Kind, pages: int, writer: Writer) -> Iterator[PlainPage]:
    """Both sides on one sheet, on a sheet each, or as small pages; a health card has one side."""
    rng = writer.rng
    if kind.code == "BHYT":
        sheet = Sheet()
        _health_card(sheet, kind, writer)
        yield sheet.done()
        return
    number = writer.digits(12)
    if pages == 1 or rng.random() < _BOTH_ON_ONE:
        sheet = Sheet()
        sheet.top = 35
        _front(sheet, kind, number, writer)
        sheet.top = 150
        _back(sheet, kind, number, writer)
        yield sheet.done()
        return
    cropped = rng.random() < _CROPPED
    for draw in (_front, _back):
        sheet = Sheet(*CARD_MM, margin=4, top=3) if cropped else Sheet(top=60)
        draw(sheet, kind, number, writer)
        yield sheet.done()


def _front(sheet: Sheet, kind: Kind, number: str, writer: Writer) -> None:
    if kind.code != "CMND":
        # Sample data: no such person, no such number.
        payload = f"{number}||{writer.person()}|01021990|Nam|{writer.address()}|05062021"
        sheet.codes.append(
            PlacedCode(
                payload=payload,
                symbology=Symbology.QR,
                left=sheet.width / 2 + 25,
                top=sheet.top,
                side=14,
            )
        )
    sheet.centre(MOTTO[0], 7, bold=True)
    sheet.centre(MOTTO[1], 7)
    title = kind.titles[0]
    sheet.centre(title, 11, bold=True)
    if kind.code == "CCCD":
        sheet.centre("Citizen Identity Card", 7)
    elif kind.code == "CANCUOC":
        sheet.centre("IDENTITY CARD", 7)
    for line in (
        f"Số / No.: {number if kind.code != 'CMND' else number[:9]}",
        f"Họ và tên / Full name: {writer.person().upper()}",
        f"Ngày sinh / Date of birth: {writer.day()}",
        "Giới tính / Sex: Nam   Quốc tịch / Nationality: Việt Nam",
        f"Nơi thường trú: {writer.ward().title()}, Cần Thơ",
    ):
        sheet.centre(line, 7)


def _back(sheet: Sheet, kind: Kind, number: str, writer: Writer) -> None:
    machine_lines = (
        "Ngón trỏ trái / Left index finger   Ngón trỏ phải / Right index finger",
        f"IDVNM{number[3:]}{writer.digits(1)}{number}<<{writer.digits(1)}",
        f"{writer.digits(7)}M{writer.digits(7)}VNM<<<<<<<<<<<{writer.digits(1)}",
        "DOAN<<THI<DIEM<<<<<<<<<<<<<<<<",
    )
    backs: dict[str, tuple[str, ...]] = {
        "CMND": (
            "Dân tộc: Kinh   Tôn giáo: Không",
            "DẤU VẾT RIÊNG VÀ DỊ HÌNH",
            "NGÓN TRỎ TRÁI   NGÓN TRỎ PHẢI",
            writer.long_day(),
            "GIÁM ĐỐC CA TỈNH CẦN THƠ",
        ),
        "CCCD": (
            "Đặc điểm nhân dạng / Personal identification:",
            "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
            *machine_lines,
        ),
        "CANCUOC": (
            "Nơi cư trú / Place of residence: Cần Thơ",
            "BỘ CÔNG AN / MINISTRY OF PUBLIC SECURITY",
            *machine_lines,
        ),
    }
    for line in backs[kind.code]:
        sheet.centre(line, 7)


def _health_card(sheet: Sheet, kind: Kind, writer: Writer) -> None:
    sheet.top = 30
    sheet.centre("BẢO HIỂM XÃ HỘI VIỆT NAM", 8, bold=True)
    sheet.centre(kind.titles[0], 11, bold=True)
    for line in (
        f"Mã số: GD4{writer.digits(12)}",
        f"Họ và tên: {writer.person()}",
        f"Ngày sinh: {writer.day()}   Giới tính: Nữ",
        "Nơi đăng ký KCB BĐ: Trạm y tế phường",
        f"Giá trị sử dụng: từ ngày {writer.day()}",
    ):
        sheet.centre(line, 8)
