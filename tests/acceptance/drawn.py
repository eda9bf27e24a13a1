"""Pages that the acceptance tests draw, and an office that reads them with the real engines."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

from app import build_tools
from domain.barcode import Symbology
from domain.geometry import Box
from pipeline.stage import Tools
from samples.blocks import (
    BOLD,
    CENTRE_PT,
    HEADING_BOLD,
    ITALIC,
    LEFT_COLUMN_PT,
    NOTE,
    PLAIN,
    RIGHT_COLUMN_PT,
    TITLE,
    TITLE_LARGE,
    agency_heading,
    country_heading,
    signed_block,
)
from samples.effects import add_noise, blur
from samples.fonts import Face
from samples.people import Procedure, invent_case
from samples.sheet import LEFT_PT, Align, Sheet, Style
from tests.fake_reader import FakeReader
from tests.office import Office, open_office

DPI = 200
SMALL = Style(Face.SERIF, 11)
CASE = invent_case(900, Procedure.ALLOWANCE, "H13.16-250715-0001")
"""Its decision has the number 15."""


class ReadingOffice(Office):
    """An office whose pages are read, by tesseract and the line reader."""

    def tools(self) -> Tools:
        return replace(build_tools(self.settings, self.settings.home / "scratch"), data=cache(self.data))


def open_reading_office(home: Path) -> Office:
    """A real office in `home`; close its ledger at the end."""
    plain = open_office(home)
    return ReadingOffice(
        settings=plain.settings,
        ledger=plain.ledger,
        holdings=plain.holdings,
        clock=plain.clock,
        reader=FakeReader(lines=()),
    )


def scanned(page: Image.Image, seed: int) -> Image.Image:
    """The page as a scanner gives it: a little soft, a little grainy."""
    return Image.fromarray(add_noise(blur(np.array(page.convert("RGB")), 0.5), 1.5, seed))


def write_scans(path: Path, *pages: Image.Image) -> Path:
    """The pages as one PDF, as a feeder's scanner makes it."""
    first, *rest = (scanned(page, number) for number, page in enumerate(pages))
    file = io.BytesIO()
    first.save(file, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=85)
    with pikepdf.open(file) as pdf:
        pdf.save(path, deterministic_id=True)
    return path


def draw_letter(*more: str) -> Image.Image:
    """A công văn in the layout of NĐ 30: the boxes 1 to 9b; `more` are further paragraphs."""
    sheet = Sheet(DPI)
    agency_heading(sheet, 76, (("BỘ NỘI VỤ", HEADING_BOLD),))
    country_heading(sheet, 76, RIGHT_COLUMN_PT)
    sheet.write(LEFT_COLUMN_PT, 119, ("Số: 05/BNV-VP", PLAIN), align=Align.CENTRE)
    sheet.write(
        LEFT_COLUMN_PT, 137, ("V/v lập danh mục hồ sơ năm 2026", Style(Face.SERIF, 12)), align=Align.CENTRE
    )
    place = "Hà Nội, ngày 05 tháng 02 năm 2026"
    sheet.write(RIGHT_COLUMN_PT, 119, (place, ITALIC), align=Align.CENTRE)
    sheet.write(CENTRE_PT, 190, ("Kính gửi: Ủy ban nhân dân thành phố Cần Thơ", PLAIN), align=Align.CENTRE)
    y = 226.0
    for text in (
        "Bộ Nội vụ đề nghị Ủy ban nhân dân thành phố chỉ đạo các cơ quan, đơn vị lập danh mục hồ sơ năm 2026 "
        "và giao nộp hồ sơ đã giải quyết xong vào lưu trữ cơ quan.",
        *more,
        "Trong quá trình thực hiện, nếu có vướng mắc, đề nghị phản ánh về Bộ Nội vụ để được hướng dẫn./.",
    ):
        y = sheet.paragraph(y, (text, PLAIN))
    y += 30
    sheet.write(LEFT_PT, y, ("Nơi nhận:", Style(Face.SERIF_BOLD_ITALIC, 12)))
    for number, receiver in enumerate(("Như trên;", "Bộ trưởng (để báo cáo);", "Lưu: VT, VP."), start=1):
        sheet.write(LEFT_PT, y + 15 * number, (f"- {receiver}", SMALL))
    signed_block(sheet, CASE, y, ("TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG"), stamped=True)
    return sheet.finished().image


def draw_card() -> tuple[Image.Image, Image.Image]:
    """Both sides of a citizen card, laid on the glass one after the other; its person is invented."""
    person = CASE.father
    front, back = Sheet(DPI), Sheet(DPI)
    small, bold = Style(Face.SANS, 9), Style(Face.SANS_BOLD, 13)
    front.frame(Box(150, 90, 445, 280))
    front.write(
        CENTRE_PT, 110, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Style(Face.SANS_BOLD, 9)), align=Align.CENTRE
    )
    front.write(CENTRE_PT, 122, ("Độc lập - Tự do - Hạnh phúc", small), align=Align.CENTRE)
    front.write(CENTRE_PT, 144, ("CĂN CƯỚC CÔNG DÂN", bold), align=Align.CENTRE)
    front.write(CENTRE_PT, 156, ("Citizen Identity Card", small), align=Align.CENTRE)
    payload = f"{person.id_number}||{person.name}|{person.born:%d%m%Y}|Nam|{CASE.address}|05062021"
    front.code(Symbology.QR, payload, Box(375, 165, 430, 220))
    for number, line in enumerate(
        (
            f"Số / No.: {person.id_number}",
            f"Họ và tên / Full name: {person.name.upper()}",
            f"Ngày sinh / Date of birth: {person.born:%d/%m/%Y}",
            "Giới tính / Sex: Nam",
            "Quốc tịch / Nationality: Việt Nam",
            "Có giá trị đến / Date of expiry: 05/06/2046",
        )
    ):
        front.write(165, 180 + 16 * number, (line, small))
    back.frame(Box(150, 90, 445, 280))
    for number, line in enumerate(
        (
            "Đặc điểm nhân dạng / Personal identification: Nốt ruồi",
            "Ngày, tháng, năm / Date, month, year: 05/06/2021",
            "CỤC TRƯỞNG CỤC CẢNH SÁT",
            "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
            "Ngón trỏ trái / Left index finger",
            "Ngón trỏ phải / Right index finger",
        )
    ):
        back.write(165, 112 + 16 * number, (line, small))
    for number, line in enumerate(
        (f"IDVNM{person.id_number[3:]}1{person.id_number}<<4", "9001015M4606051VNM<<<<<<<<<<<8")
    ):
        back.write(165, 236 + 14 * number, (line, Style(Face.SANS, 9)))
    back.write(165, 268, ("MAU<<MOT<NGUOI<<<<<<<<<<<<<<<", Style(Face.SANS, 9)))
    return front.finished().image, back.finished().image


def draw_old_certificate() -> tuple[Image.Image, ...]:
    """A land certificate of 2009 to 2024: four sides of one folded sheet."""
    one, two, three, four = (Sheet(DPI) for _ in range(4))
    country_heading(one, 90)
    one.write(CENTRE_PT, 250, ("GIẤY CHỨNG NHẬN", TITLE_LARGE), align=Align.CENTRE)
    for number, line in enumerate(
        ("QUYỀN SỬ DỤNG ĐẤT", "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT")
    ):
        one.write(CENTRE_PT, 276 + 22 * number, (line, BOLD), align=Align.CENTRE)
    one.write(LEFT_PT, 350, ("I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", BOLD))
    one.paragraph(
        375, (f"Bà: {CASE.mother.name}, sinh năm {CASE.mother.born.year}, địa chỉ: {CASE.address}.", PLAIN)
    )
    one.write(500, 790, ("CP 512345", TITLE), align=Align.RIGHT)
    two.write(LEFT_PT, 80, ("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", BOLD))
    y = 110.0
    for text in (
        "1. Thửa đất:",
        f"a) Thửa đất số: {CASE.parcel.number}, tờ bản đồ số: {CASE.parcel.map_sheet}",
        f"b) Địa chỉ: {CASE.ward}, thành phố Cần Thơ",
        "c) Diện tích: 215,3 m²; hình thức sử dụng: riêng",
        "d) Mục đích sử dụng: Đất ở tại nông thôn; thời hạn sử dụng: Lâu dài",
        "2. Nhà ở: -/-",
    ):
        y = two.paragraph(y, (text, PLAIN))
    signed_block(two, CASE, y + 40, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), stamped=True)
    three.write(LEFT_PT, 80, ("III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", BOLD))
    three.frame(Box(150, 140, 440, 380))
    three.write(300, 260, (str(CASE.parcel.number), BOLD), align=Align.CENTRE)
    three.write(LEFT_PT, 450, ("IV. Những thay đổi sau khi cấp giấy chứng nhận", BOLD))
    three.write(LEFT_PT, 480, ("Nội dung thay đổi và cơ sở pháp lý", PLAIN))
    four.write(LEFT_PT, 80, ("Nội dung thay đổi và cơ sở pháp lý", BOLD))
    four.write(RIGHT_COLUMN_PT, 80, ("Xác nhận của cơ quan", BOLD), align=Align.CENTRE)
    four.paragraph(120, ("Thế chấp tại Ngân hàng theo hồ sơ số 0042, ngày 05/03/2019.", PLAIN))
    four.write(
        LEFT_PT, 780, ("Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa Giấy chứng nhận.", NOTE)
    )
    return tuple(sheet.finished().image for sheet in (one, two, three, four))


def draw_blank() -> Image.Image:
    return Sheet(DPI).finished().image
