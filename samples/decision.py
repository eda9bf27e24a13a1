"""Decisions of a people's committee in the layout of NĐ 30/2020/NĐ-CP."""

from functools import partial

from samples.blocks import (
    BOLD,
    CENTRE_PT,
    HEADING_BOLD,
    ITALIC,
    LEFT_COLUMN_PT,
    PLAIN,
    RIGHT_COLUMN_PT,
    TITLE,
    agency_heading,
    capitalised,
    committee_of,
    country_heading,
    page_number,
    signed_block,
)
from samples.fonts import Face
from samples.people import CITY, Case, Procedure
from samples.sheet import LEFT_PT, Align, DrawnPage, Sheet, Style
from samples.wording import area, long_date, short_date

LAND_GROUNDS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
    "Căn cứ Nghị định số 102/2024/NĐ-CP ngày 30 tháng 7 năm 2024 của Chính phủ quy định chi tiết thi "
    "hành một số điều của Luật Đất đai;",
    "Căn cứ Nghị định số 151/2025/NĐ-CP ngày 12 tháng 6 năm 2025 của Chính phủ quy định về phân định "
    "thẩm quyền của chính quyền địa phương 02 cấp, phân quyền, phân cấp trong lĩnh vực đất đai;",
)
ALLOWANCE_GROUNDS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách "
    "trợ giúp xã hội đối với đối tượng bảo trợ xã hội;",
)


def _heading(sheet: Sheet, case: Case, subject: tuple[str, ...]) -> float:
    kind, name = case.ward.split(" ", 1)
    y = agency_heading(
        sheet, 76, (("ỦY BAN NHÂN DÂN", HEADING_BOLD), (f"{kind} {name}".upper(), HEADING_BOLD))
    )
    country_heading(sheet, 76, RIGHT_COLUMN_PT)
    sheet.write(LEFT_COLUMN_PT, y + 26, (f"Số: {case.seed % 900 + 15}/QĐ-UBND", PLAIN), align=Align.CENTRE)
    place = f"{capitalised(name)}, {long_date(case.received)}"
    sheet.write(RIGHT_COLUMN_PT, y + 26, (place, ITALIC), align=Align.CENTRE)
    y += 66
    sheet.write(CENTRE_PT, y, ("QUYẾT ĐỊNH", TITLE), align=Align.CENTRE)
    for line in subject:
        y += 18
        sheet.write(CENTRE_PT, y, (line, BOLD), align=Align.CENTRE)
    sheet.rule(CENTRE_PT - 48, y + 7, CENTRE_PT + 48, y + 7)
    y += 36
    chair = f"CHỦ TỊCH ỦY BAN NHÂN DÂN {case.ward}".upper()
    sheet.write(CENTRE_PT, y, (chair, BOLD), align=Align.CENTRE)
    return y + 26


def _articles(sheet: Sheet, y: float, articles: tuple[str, ...]) -> float:
    for text in articles:
        number, rest = text.split(". ", 1)
        y = sheet.paragraph(y + 2, (f"{number}. ", BOLD), (rest, PLAIN))
    return y


def _ending(sheet: Sheet, case: Case, y: float, receivers: tuple[str, ...]) -> None:
    """Nơi nhận on the left; title, signature, stamp and name on the right."""
    small = Style(Face.SERIF, 11)
    sheet.write(LEFT_PT, y, ("Nơi nhận:", Style(Face.SERIF_BOLD_ITALIC, 12)))
    for number, receiver in enumerate(receivers, start=1):
        sheet.write(LEFT_PT, y + 15 * number, (f"- {receiver}", small))
    signed_block(sheet, case, y, ("CHỦ TỊCH",), stamped=True)


def _land_decision(case: Case, dpi: int) -> list[DrawnPage]:
    first = Sheet(dpi)
    parcel = case.parcel
    y = _heading(first, case, ("Về việc cho phép chuyển mục đích sử dụng đất",))
    for ground in LAND_GROUNDS:
        y = first.paragraph(y, (ground, ITALIC))
    asked = (
        f"Xét đơn của bà {case.mother.name} và đề nghị của Trưởng phòng Kinh tế, "
        f"Hạ tầng và Đô thị {case.ward}."
    )
    y = first.paragraph(y, (asked, ITALIC))
    first.write(CENTRE_PT, y + 8, ("QUYẾT ĐỊNH:", BOLD), align=Align.CENTRE)
    _articles(
        first,
        y + 34,
        (
            f"Điều 1. Cho phép bà {case.mother.name}, số định danh cá nhân {case.mother.id_number}, "
            f"địa chỉ {case.address}, chuyển mục đích sử dụng {area(parcel.area_m2)} đất thuộc thửa "
            f"đất số {parcel.number}, tờ bản đồ số {parcel.map_sheet} tại {case.ward} từ đất trồng "
            "cây lâu năm sang đất ở. Thời hạn sử dụng đất: ổn định lâu dài.",
            "Điều 2. Người sử dụng đất có trách nhiệm nộp tiền sử dụng đất và các khoản phí, lệ phí "
            "theo thông báo của cơ quan thuế trong thời hạn 30 ngày kể từ ngày nhận được thông báo; "
            "sử dụng đất đúng mục đích, đúng ranh giới được cho phép tại Điều 1 Quyết định này.",
            "Điều 3. Văn phòng đăng ký đất đai chỉnh lý hồ sơ địa chính, cập nhật cơ sở dữ liệu đất "
            "đai và xác nhận nội dung biến động vào Giấy chứng nhận đã cấp theo quy định của pháp "
            "luật.",
            "Điều 4. Quyết định này có hiệu lực thi hành kể từ ngày ký.",
        ),
    )
    second = Sheet(dpi)
    page_number(second, 2)
    y = _articles(
        second,
        84,
        (
            f"Điều 5. Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {case.ward}, Trưởng phòng "
            f"Kinh tế, Hạ tầng và Đô thị, Thủ trưởng các đơn vị có liên quan và bà {case.mother.name} "
            "chịu trách nhiệm thi hành Quyết định này./.",
        ),
    )
    _ending(second, case, y + 20, ("Như Điều 5;", "Chi cục Thuế khu vực;", "Lưu: VT, KTHTĐT."))
    return [first.finished(), second.finished()]


def _allowance_decision(case: Case, dpi: int) -> list[DrawnPage]:
    sheet = Sheet(dpi)
    y = _heading(sheet, case, ("Về việc hưởng trợ cấp xã hội hàng tháng",))
    put = partial(sheet.paragraph)
    for ground in ALLOWANCE_GROUNDS:
        y = put(y, (ground, ITALIC))
    y = put(y, ("Theo đề nghị của công chức Văn hóa - Xã hội.", ITALIC))
    sheet.write(CENTRE_PT, y + 8, ("QUYẾT ĐỊNH:", BOLD), align=Align.CENTRE)
    y = _articles(
        sheet,
        y + 34,
        (
            f"Điều 1. Trợ cấp xã hội hàng tháng đối với bà {case.mother.name}, sinh ngày "
            f"{short_date(case.mother.born)}, cư trú tại {case.address}, đang nuôi con là "
            f"{case.child.name}, sinh ngày {short_date(case.child.born)}. Mức trợ cấp: 360.000 "
            "đồng/tháng (Ba trăm sáu mươi nghìn đồng), kể từ ngày 01 tháng "
            f"{case.received.month % 12 + 1:02d} năm {case.received.year + case.received.month // 12}.",
            "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký.",
            "Điều 3. Công chức Văn hóa - Xã hội, công chức Tài chính - Kế toán và bà "
            f"{case.mother.name} chịu trách nhiệm thi hành Quyết định này. {committee_of(case)}, "
            f"{CITY}, giao bộ phận văn thư lưu hồ sơ theo quy định./.",
        ),
    )
    _ending(sheet, case, y + 22, ("Như Điều 3;", "Phòng LĐ-TB&XH;", "Lưu: VT."))
    return [sheet.finished()]


def draw_decision(case: Case, dpi: int) -> list[DrawnPage]:
    """QD: two pages on a change of land use, else one page on an allowance."""
    return _land_decision(case, dpi) if case.procedure is Procedure.LAND else _allowance_decision(case, dpi)
