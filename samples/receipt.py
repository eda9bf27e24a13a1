"""Form 01: the receipt that carries the dossier number (TT 03/2025/TT-VPCP)."""

from datetime import timedelta

from domain.barcode import Symbology
from domain.geometry import Box
from samples.blocks import (
    BOLD,
    CENTRE_PT,
    HEADING,
    HEADING_BOLD,
    ITALIC,
    LEFT_COLUMN_PT,
    PLAIN,
    RIGHT_COLUMN_PT,
    TITLE,
    TYPED,
    agency_heading,
    capitalised,
    country_heading,
    sign,
)
from samples.people import Case, Procedure
from samples.sheet import Align, DrawnPage, Field, Sheet
from samples.wording import long_date

COMPONENTS = {
    Procedure.BIRTH: (
        "Tờ khai đăng ký khai sinh (bản chính)",
        "Giấy chứng sinh (bản chính)",
        "Giấy khai sinh (bản sao, để đối chiếu)",
    ),
    Procedure.LAND: (
        "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất (bản chính)",
        "Giấy chứng nhận đã cấp (bản gốc)",
        "Quyết định của Ủy ban nhân dân (bản chính)",
    ),
    Procedure.ALLOWANCE: (
        "Tờ khai đề nghị trợ giúp xã hội (bản chính)",
        "Giấy khai sinh của con (bản sao)",
    ),
}


def _codes(sheet: Sheet, case: Case) -> None:
    """The QR in the top left corner (TT 01/2023, article 26), the barcode in the top right one."""
    sheet.code(Symbology.QR, case.receipt_payload, Box(62, 30, 128, 96))
    if case.has_code_128:
        sheet.code(Symbology.CODE_128, case.dossier_number, Box(352, 40, 536, 74))
        sheet.write(444, 87, (case.dossier_number, TYPED), align=Align.CENTRE)


def _heading(sheet: Sheet, case: Case) -> float:
    agency = (
        (f"UBND {case.ward}".upper(), HEADING),
        ("TRUNG TÂM PHỤC VỤ", HEADING_BOLD),
        ("HÀNH CHÍNH CÔNG", HEADING_BOLD),
    )
    y = agency_heading(sheet, 124, agency)
    country_heading(sheet, 124, RIGHT_COLUMN_PT)
    sheet.write(LEFT_COLUMN_PT, y + 24, (f"Số: {case.seed % 900 + 12:04d}/TNHS", PLAIN), align=Align.CENTRE)
    place = f"{capitalised(case.ward.split(' ', 1)[1])}, {long_date(case.received)}"
    sheet.write(RIGHT_COLUMN_PT, y + 24, (place, ITALIC), align=Align.CENTRE)
    return y + 62


def _body(sheet: Sheet, case: Case, y: float) -> float:
    def filled(y: float, *fields: Field) -> float:
        return sheet.fill_in(y, *fields, label=PLAIN, value=TYPED)

    centre = f"Trung tâm Phục vụ hành chính công {case.ward}"
    code, name = case.procedure.value
    y = filled(y, Field("Bộ phận tiếp nhận:", centre))
    y = filled(y, Field("Tiếp nhận hồ sơ của:", case.mother.name))
    y = filled(
        y, Field("Số định danh cá nhân:", case.mother.id_number, 1.3), Field("Điện thoại:", case.mother.phone)
    )
    y = filled(y, Field("Địa chỉ:", case.address))
    y = filled(y, Field("Nội dung yêu cầu giải quyết:", f"{name} (mã thủ tục {code})"))
    sheet.write(85, y, ("Thành phần hồ sơ nộp gồm:", PLAIN))
    for number, component in enumerate(COMPONENTS[case.procedure], start=1):
        y = sheet.paragraph(y + 19, (f"{number}. {component}", PLAIN), left=100, indent=0) - 21
    y = filled(y + 22, Field("Số lượng hồ sơ:", "01 (bộ)"), Field("Thời hạn giải quyết:", "05 ngày làm việc"))
    due = case.received + timedelta(days=7)
    y = filled(y, Field("Thời gian nhận hồ sơ:", f"08 giờ 45 phút, {long_date(case.received)}"))
    y = filled(y, Field("Thời gian trả kết quả giải quyết hồ sơ:", f"16 giờ 30 phút, {long_date(due)}"))
    y = filled(y, Field("Đăng ký nhận kết quả tại:", centre))
    return filled(
        y,
        Field("Vào Sổ theo dõi hồ sơ, Quyển số:", "01/2025", 1.5),
        Field("Số thứ tự:", f"{case.seed % 900 + 12}"),
    )


def draw_receipt(case: Case, dpi: int) -> list[DrawnPage]:
    """One page."""
    sheet = Sheet(dpi)
    _codes(sheet, case)
    y = _heading(sheet, case)
    sheet.write(CENTRE_PT, y, ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", TITLE), align=Align.CENTRE)
    sheet.write(CENTRE_PT, y + 20, (f"Mã hồ sơ: {case.dossier_number}", BOLD), align=Align.CENTRE)
    sheet.write(CENTRE_PT, y + 38, ("(Liên: Giao tổ chức, cá nhân nộp hồ sơ)", ITALIC), align=Align.CENTRE)
    y = _body(sheet, case, y + 66) + 14
    for x, title, person in (
        (LEFT_COLUMN_PT, "NGƯỜI NỘP HỒ SƠ", case.mother),
        (RIGHT_COLUMN_PT, "NGƯỜI TIẾP NHẬN HỒ SƠ", case.officer),
    ):
        sheet.write(x, y, (title, BOLD), align=Align.CENTRE)
        sheet.write(x, y + 16, ("(Ký và ghi rõ họ tên)", ITALIC), align=Align.CENTRE)
        sign(sheet, person, x, y + 24)
        sheet.write(x, y + 92, (person.name, BOLD), align=Align.CENTRE)
    return [sheet.finished()]
