"""Sets what is no letter and no form: passports, booklets, land certificates, slips, envelopes, tickets."""

from collections.abc import Callable, Iterator

from bench.stacks.cards import set_card
from bench.stacks.kinds import Kind
from bench.stacks.office import motto
from bench.stacks.sheet import PlacedPrint, PlainPage, PrintKind, Sheet
from bench.stacks.wording import Writer

_FOLDED = 0.2


def set_passport(kind: Kind, _pages: int, writer: Writer) -> Iterator[PlainPage]:
    sheet = Sheet()
    sheet.top = 40
    sheet.centre("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / SOCIALIST REPUBLIC OF VIET NAM", 8)
    sheet.centre(kind.titles[0], 11, bold=True)
    for line in (
        f"Họ và tên / Full name: {writer.person().upper()}",
        f"Ngày sinh / Date of birth: {writer.day()}",
        f"Số / No.: B{writer.digits(7)}",
        "P<VNMDOAN<<THI<DIEM<<<<<<<<<<<<<<<<<<<<<<<<<<",
        f"B{writer.digits(8)}VNM{writer.digits(7)}F{writer.digits(7)}<<<<<<<<<<<<<<0{writer.digits(1)}",
    ):
        sheet.centre(line, 8)
    yield sheet.done()


def set_booklet(kind: Kind, pages: int, writer: Writer) -> Iterator[PlainPage]:
    """A cover, and inner pages that repeat a small heading and bear their number at the foot."""
    sheet = Sheet()
    motto(sheet)
    sheet.down(13, 8)
    sheet.centre(writer.rng.choice(kind.titles), 24, bold=True)
    sheet.down(13, 3)
    for line in (f"Họ và tên: {writer.person()}", f"Số: {writer.digits(9)}"):
        sheet.centre(line, 14)
    yield sheet.done()
    for number in range(2, pages + 1):
        sheet = Sheet()
        sheet.left(
            "Quan hệ với chủ hộ: con"
            if kind.code == "SOHK"
            else f"Năm học 20{10 + number} - 20{11 + number}",
            12,
        )
        for _ in range(writer.rng.randint(8, 18)):
            sheet.left(
                f"{writer.person()} {writer.day()} {writer.rng.randint(1, 10)},{writer.rng.randint(0, 9)}", 12
            )
        if writer.rng.random() < 0.8:
            sheet.put(str(number), sheet.width / 2, sheet.height - 12, 11)
        yield sheet.done()


def set_land(kind: Kind, pages: int, writer: Writer) -> Iterator[PlainPage]:
    """A certificate as four sides of A4, or unfolded: two wide pages of two sides each."""
    sides = [_land_one, _land_two, _land_three, _land_four]
    if pages == 2 or writer.rng.random() < _FOLDED:
        # Unfolded, the outside shows sides four and one, the inside two and three.
        for left, right in ((_land_four, _land_one), (_land_two, _land_three)):
            sheet = Sheet(420.0, 297.0)
            for half, draw in ((0.0, left), (210.0, right)):
                part = Sheet()
                draw(part, kind, writer)
                for line in part.lines:
                    sheet.put(line.text, line.left + half, line.top, line.points, bold=line.bold)
            yield sheet.done()
        return
    for draw in sides:
        sheet = Sheet()
        draw(sheet, kind, writer)
        yield sheet.done()
    if writer.rng.random() < 0.15:
        sheet = Sheet()
        sheet.centre("TRANG BỔ SUNG GIẤY CHỨNG NHẬN", 14, bold=True)
        for _ in range(6):
            sheet.paragraph(next(writer.steps()), 11)
        yield sheet.done()


def _land_one(sheet: Sheet, kind: Kind, writer: Writer) -> None:
    motto(sheet)
    sheet.down(13, 6)
    sheet.centre(writer.rng.choice(kind.titles), 16, bold=True)
    sheet.down(13, 2)
    sheet.left("I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", bold=True)
    for text in (
        f"Ông: {writer.person()}, năm sinh 1970, CCCD số {writer.digits(12)}",
        f"Địa chỉ: {writer.address()}",
    ):
        sheet.paragraph(text)
    sheet.put(f"CP {writer.digits(6)}", 150, 270, 14, bold=True)


def _land_two(sheet: Sheet, kind: Kind, writer: Writer) -> None:
    del kind
    sheet.left("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)
    for text in (
        "1. Thửa đất:",
        f"a) Thửa đất số: {writer.rng.randint(1, 500)}, tờ bản đồ số: {writer.rng.randint(1, 60)}",
        f"b) Địa chỉ: {writer.address()}",
        f"c) Diện tích: {writer.rng.randint(50, 900)},3 m²",
        "d) Hình thức sử dụng: riêng",
        "đ) Mục đích sử dụng: Đất ở tại đô thị",
        "e) Thời hạn sử dụng: Lâu dài",
        "2. Nhà ở: -/-",
        f"Cần Thơ, {writer.long_day()}",
    ):
        sheet.paragraph(text)
    sheet.prints.append(PlacedPrint(kind=PrintKind.STAMP, x=140, y=230, width=36))


def _land_three(sheet: Sheet, kind: Kind, writer: Writer) -> None:
    del kind
    sheet.left("III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)
    sheet.down(13, 12)
    for _ in range(writer.rng.randint(2, 6)):
        sheet.left(
            f"{writer.rng.randint(1, 30)}.{writer.rng.randint(10, 99)}", 9, indent=writer.rng.uniform(20, 90)
        )
    sheet.down(13, 6)
    sheet.left("IV. Những thay đổi sau khi cấp giấy chứng nhận", bold=True)
    sheet.left("Nội dung thay đổi và cơ sở pháp lý", 11)


def _land_four(sheet: Sheet, kind: Kind, writer: Writer) -> None:
    del kind
    sheet.left("Nội dung thay đổi và cơ sở pháp lý     Xác nhận của cơ quan có thẩm quyền", 11)
    for _ in range(writer.rng.randint(0, 2)):
        sheet.paragraph(f"Thế chấp tại Ngân hàng theo hồ sơ số {writer.digits(4)}, ngày {writer.day()}", 11)
    sheet.put("Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa", 30, 270, 9)


def set_drawing(kind: Kind, _pages: int, writer: Writer) -> Iterator[PlainPage]:
    sheet = Sheet()
    if kind.form:
        sheet.put(kind.form, sheet.width - 50, 8, 10)
    motto(sheet)
    sheet.down(13)
    sheet.centre(writer.rng.choice(kind.titles), 14, bold=True)
    sheet.centre(f"Thửa đất số {writer.rng.randint(1, 400)}, tờ bản đồ số {writer.rng.randint(1, 50)}", 12)
    sheet.down(13, 6)
    for _ in range(writer.rng.randint(4, 10)):
        sheet.left(
            f"{writer.rng.randint(1, 40)}.{writer.rng.randint(10, 99)}", 9, indent=writer.rng.uniform(10, 120)
        )
        sheet.down(9)
    sheet.left("Tỷ lệ 1/500", 11)
    yield sheet.done()


def set_slip(kind: Kind, _pages: int, writer: Writer) -> Iterator[PlainPage]:
    """A receipt for money: half a sheet across."""
    sheet = Sheet(210.0, 148.0)
    sheet.pair("CỤC THUẾ THÀNH PHỐ CẦN THƠ", f"Ký hiệu: BL/{writer.digits(2)}P", 10)
    sheet.pair("KHO BẠC NHÀ NƯỚC", f"Số: {writer.digits(7)}", 10)
    sheet.down(10)
    sheet.centre(writer.rng.choice(kind.titles), 13, bold=True)
    for line in (
        f"Họ tên người nộp: {writer.person()}",
        f"Địa chỉ: {writer.address()}",
        f"Số tiền: {writer.rng.randint(5, 900)}.000 đồng",
        f"Cần Thơ, {writer.long_day()}",
        "Người thu tiền",
    ):
        sheet.left(line, 11)
    yield sheet.done()


def set_envelope(_kind: Kind, _pages: int, writer: Writer) -> Iterator[PlainPage]:
    sheet = Sheet(220.0, 110.0, margin=15, top=10)
    sheet.left(f"Người gửi: {writer.person()}", 11)
    sheet.left(writer.address(), 11)
    sheet.top = 60
    sheet.left(f"Người nhận: Ủy ban nhân dân phường {writer.ward().title()}", 12, indent=70)
    sheet.left(writer.address(), 10, indent=50)
    yield sheet.done()


def set_ticket(_kind: Kind, _pages: int, writer: Writer) -> Iterator[PlainPage]:
    sheet = Sheet(80.0, 100.0, margin=5, top=6)
    sheet.centre("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", 8, bold=True)
    sheet.centre("SỐ THỨ TỰ", 10)
    sheet.centre(str(writer.rng.randint(1001, 4999)), 28, bold=True)
    sheet.centre(f"Quầy số {writer.rng.randint(1, 20)}  {writer.day()}", 8)
    yield sheet.done()


def set_note(_kind: Kind, _pages: int, writer: Writer) -> Iterator[PlainPage]:
    """Half a sheet that somebody wrote on by hand; little of it is read."""
    sheet = Sheet(148.0, 105.0, margin=12, top=14)
    for line in (
        f"Gửi chị {writer.person().split()[-1]}",
        "nhờ chị kiểm tra giúp hồ sơ này",
        f"gọi lại 09{writer.digits(8)}",
    ):
        sheet.left(line, 14)
    yield sheet.done()


SMALL: dict[str, Callable[[Kind, int, Writer], Iterator[PlainPage]]] = {
    "card": set_card,
    "passport": set_passport,
    "booklet": set_booklet,
    "land": set_land,
    "drawing": set_drawing,
    "slip": set_slip,
    "envelope": set_envelope,
    "ticket": set_ticket,
    "note": set_note,
}
