"""Papers of land: the application to register a change, the certificate of land use right."""

from functools import partial

from domain.barcode import Symbology
from domain.geometry import Box
from samples.blocks import (
    BOLD,
    CENTRE_PT,
    ITALIC,
    NOTE,
    PLAIN,
    RIGHT_COLUMN_PT,
    TITLE,
    TYPED,
    capitalised,
    citizen_block,
    committee_of,
    country_heading,
    page_number,
    signed_block,
)
from samples.fonts import Face
from samples.grounds import draw_pink_ground
from samples.people import CITY, Case
from samples.sheet import LEFT_PT, RIGHT_PT, Align, DrawnPage, Field, Ink, Sheet, Style
from samples.wording import area, long_date, short_date

CERTIFICATE_RED: Ink = (176, 24, 36)
MAP_INK: Ink = (70, 62, 66)


def _application_front(case: Case, dpi: int) -> DrawnPage:
    sheet = Sheet(dpi)
    filled = partial(sheet.fill_in, label=PLAIN, value=TYPED)
    sheet.write(RIGHT_PT, 52, ("Mẫu số 18", BOLD), align=Align.RIGHT)
    y = country_heading(sheet, 82)
    sheet.write(CENTRE_PT, y + 44, ("ĐƠN ĐĂNG KÝ BIẾN ĐỘNG", TITLE), align=Align.CENTRE)
    sheet.write(CENTRE_PT, y + 62, ("ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT", TITLE), align=Align.CENTRE)
    y = (
        filled(
            y + 92, Field("Kính gửi:", f"Chi nhánh Văn phòng đăng ký đất đai, {CITY}"), left=110, right=520
        )
        + 6
    )
    owner = "1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất, người quản lý đất:"
    y = sheet.paragraph(y, (owner, BOLD), indent=0) + 3
    y = filled(y, Field("a) Tên:", case.mother.name))
    y = filled(y, Field("b) Giấy tờ nhân thân/pháp nhân:", f"Số định danh cá nhân {case.mother.id_number}"))
    y = filled(y, Field("c) Địa chỉ:", case.address))
    y = filled(y, Field("d) Điện thoại liên hệ:", case.mother.phone), Field("Hộp thư điện tử:", "không"))
    y = sheet.paragraph(y + 4, ("2. Nội dung biến động:", BOLD), indent=0) + 3
    parcel = case.parcel
    change = (
        f"Chuyển mục đích sử dụng đất đối với thửa đất số {parcel.number}, tờ bản đồ số "
        f"{parcel.map_sheet}, diện tích {area(parcel.area_m2)}, từ đất trồng cây lâu năm sang đất ở "
        f"tại nông thôn theo Quyết định của {committee_of(case)}; bổ sung tên chồng là "
        f"{case.father.name} cùng đứng tên."
    )
    y = filled(y, Field("-", change))
    kept = "3. Giấy tờ liên quan đến nội dung biến động nộp kèm theo đơn này gồm có:"
    y = sheet.paragraph(y + 4, (kept, BOLD), indent=0) + 3
    y = filled(y, Field("(1) Giấy chứng nhận đã cấp, số phát hành:", parcel.certificate))
    y = filled(y, Field("(2)", "Quyết định cho phép chuyển mục đích sử dụng đất (bản chính)"))
    y = filled(y, Field("(3)", "Giấy chứng nhận kết hôn (bản sao)"))
    y = filled(y, Field("(4)", "")) + 6
    wish = (
        "4. Tôi có nhu cầu cấp mới Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất."
    )
    sheet.paragraph(y, (wish, PLAIN), indent=0)
    return sheet.finished()


def _application_back(case: Case, dpi: int) -> DrawnPage:
    sheet = Sheet(dpi)
    page_number(sheet, 2)
    y = 86.0
    for text in (
        "Tôi cam đoan nội dung kê khai trên đơn là đúng sự thật và chịu trách nhiệm trước pháp luật "
        "về nội dung đã kê khai; thửa đất không có tranh chấp, quyền sử dụng đất không bị kê biên để "
        "bảo đảm thi hành án.",
        "Tôi đề nghị cơ quan có thẩm quyền xem xét, giải quyết theo quy định của pháp luật về đất đai.",
    ):
        y = sheet.paragraph(y + 3, (text, PLAIN))
    place = capitalised(case.ward.split(" ", 1)[1])
    sheet.write(RIGHT_COLUMN_PT, y + 18, (f"{place}, {long_date(case.received)}", ITALIC), align=Align.CENTRE)
    citizen_block(sheet, case.mother, y + 38, "Người viết đơn", "(Ký và ghi rõ họ tên)")
    y += 176
    sheet.rule(LEFT_PT, y - 16, 230, y - 16)
    for text in (
        "Hướng dẫn viết đơn:",
        "- Cá nhân ghi rõ họ tên, số định danh cá nhân; tổ chức ghi theo quyết định thành lập hoặc "
        "giấy đăng ký.",
        "- Hai vợ chồng cùng sử dụng đất thì ghi tên cả vợ và chồng.",
        "- Mục 2 ghi tóm tắt nội dung biến động: nhận chuyển quyền, đổi tên, thay đổi diện tích, "
        "chuyển mục đích sử dụng đất, gia hạn hoặc nội dung khác.",
    ):
        y = sheet.paragraph(y, (text, NOTE), indent=0) - 2
    return sheet.finished()


def _certificate_code(case: Case) -> str:
    """The label: value lines that land certificates carry in their QR."""
    parcel = case.parcel
    return (
        f"Số phát hành Giấy chứng nhận: {parcel.certificate}. Thửa đất số: {parcel.number}. "
        f"Tờ bản đồ số: {parcel.map_sheet}. Diện tích: {area(parcel.area_m2)}. "
        f"Số vào sổ cấp Giấy chứng nhận: {parcel.register_number}."
    )


def _certificate_front(case: Case, dpi: int) -> DrawnPage:
    sheet = Sheet(dpi, draw_pink_ground(dpi))
    sheet.code(Symbology.QR, _certificate_code(case), Box(478, 36, 535, 93))
    country_heading(sheet, 62, 268)
    red_title = Style(Face.SERIF_BOLD, 19, CERTIFICATE_RED)
    red_line = Style(Face.SERIF_BOLD, 13.5, CERTIFICATE_RED)
    sheet.write(CENTRE_PT, 146, ("GIẤY CHỨNG NHẬN", red_title), align=Align.CENTRE)
    sheet.write(CENTRE_PT, 170, ("QUYỀN SỬ DỤNG ĐẤT,", red_line), align=Align.CENTRE)
    sheet.write(CENTRE_PT, 189, ("QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT", red_line), align=Align.CENTRE)
    put = partial(sheet.paragraph, left=68, right=532, indent=0)
    parcel = case.parcel
    until = case.received.replace(year=case.received.year + 50, day=1)
    y = put(228, ("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", BOLD))
    y = put(y, (f"Bà {case.mother.name}, số định danh cá nhân {case.mother.id_number}.", PLAIN))
    y = put(y, (f"Địa chỉ: {case.address}.", PLAIN)) + 4
    y = put(y, ("2. Thông tin thửa đất:", BOLD))
    for text in (
        f"a) Thửa đất số: {parcel.number}; tờ bản đồ số: {parcel.map_sheet};",
        f"b) Diện tích: {area(parcel.area_m2)};",
        "c) Loại đất: Đất trồng cây lâu năm;",
        f"d) Thời hạn sử dụng đất: Đến ngày {short_date(until)};",
        "đ) Hình thức sử dụng đất: Sử dụng riêng;",
        f"e) Địa chỉ: {capitalised(case.street)}, {case.ward}, {CITY};",
        "g) Nguồn gốc sử dụng đất: Công nhận quyền sử dụng đất như giao đất không thu tiền sử dụng đất.",
    ):
        y = put(y, (text, PLAIN))
    y = put(y + 4, ("3. Thông tin tài sản gắn liền với đất: ", BOLD), ("-/-", PLAIN))
    place = capitalised(case.ward.split(" ", 1)[1])
    sheet.write(RIGHT_COLUMN_PT, y + 22, (f"{place}, {long_date(case.received)}", ITALIC), align=Align.CENTRE)
    titles = (f"TM. ỦY BAN NHÂN DÂN {case.ward}".upper(), "CHỦ TỊCH")
    signed_block(sheet, case, y + 42, titles, stamped=True)
    sheet.write(
        532, 792, (parcel.certificate, Style(Face.SERIF_BOLD, 17, CERTIFICATE_RED)), align=Align.RIGHT
    )
    sheet.write(68, 792, ("Thông tin chi tiết được thể hiện tại mã QR", NOTE))
    return sheet.finished()


def _parcel_map(sheet: Sheet, case: Case, top: float) -> None:
    """A plan: the parcel's outline, its corners and the lengths of its sides."""
    corners = ((190, top + 168), (206, top + 34), (398, top + 22), (424, top + 152))
    small = Style(Face.SANS, 9.5, MAP_INK)
    for number, (x, y) in enumerate(corners):
        to_x, to_y = corners[(number + 1) % 4]
        sheet.rule(x, y, to_x, to_y, 1.0, MAP_INK)
        sheet.write(x + (-12 if x < 300 else 5), y + (12 if y > top + 90 else -5), (str(number + 1), small))
        length = f"{8 + (case.seed * 7 + number * 13) % 40 + 0.35:.2f}".replace(".", ",")
        middle = ((x + to_x) / 2, (y + to_y) / 2)
        sheet.write(middle[0] + (7 if number != 2 else 8), middle[1] - 5, (length, small))
    sheet.write(
        306, top + 92, (str(case.parcel.number), Style(Face.SANS_BOLD, 12, MAP_INK)), align=Align.CENTRE
    )
    sheet.rule(268, top + 97, 344, top + 97, 0.7, MAP_INK)
    sheet.write(306, top + 110, (area(case.parcel.area_m2), small), align=Align.CENTRE)


def _certificate_back(case: Case, dpi: int) -> DrawnPage:
    sheet = Sheet(dpi, draw_pink_ground(dpi))
    put = partial(sheet.paragraph, left=68, right=532, indent=0)
    put(66, ("4. Sơ đồ thửa đất, tài sản gắn liền với đất:", BOLD))
    _parcel_map(sheet, case, 86)
    sheet.write(CENTRE_PT, 286, ("Tỷ lệ 1/500", NOTE), align=Align.CENTRE)
    y = put(318, ("5. Ghi chú:", BOLD))
    y = put(y, (f"Số vào sổ cấp Giấy chứng nhận: {case.parcel.register_number}.", PLAIN))
    y = put(y, ("Thửa đất có 12,0 m² thuộc hành lang bảo vệ kênh rạch.", PLAIN))
    y = put(y + 8, ("6. Những thay đổi sau khi cấp Giấy chứng nhận:", BOLD))
    top, split = y - 8, 352
    sheet.frame(Box(68, top, 532, 762), 0.8)
    sheet.rule(split, top, split, 762, 0.8)
    sheet.rule(68, top + 42, 532, top + 42, 0.8)
    sheet.write(210, top + 26, ("Nội dung thay đổi và cơ sở pháp lý", BOLD), align=Align.CENTRE)
    sheet.write(442, top + 18, ("Xác nhận của cơ quan", BOLD), align=Align.CENTRE)
    sheet.write(442, top + 35, ("có thẩm quyền", BOLD), align=Align.CENTRE)
    sheet.write(
        532, 792, (case.parcel.certificate, Style(Face.SERIF_BOLD, 17, CERTIFICATE_RED)), align=Align.RIGHT
    )
    return sheet.finished()


def draw_land_application(case: Case, dpi: int) -> list[DrawnPage]:
    """DDKBD: two pages, form 18."""
    return [_application_front(case, dpi), _application_back(case, dpi)]


def draw_land_certificate(case: Case, dpi: int) -> list[DrawnPage]:
    """GCN: the two pages of the 2024 model (TT 10/2024/TT-BTNMT)."""
    return [_certificate_front(case, dpi), _certificate_back(case, dpi)]
