"""Sets what citizens fill in and what they are given: applications, certificates, contracts."""

from collections.abc import Iterator

from bench.stacks.kinds import Kind
from bench.stacks.office import MOTTO, body, motto
from bench.stacks.sheet import PlacedPrint, PlainPage, PrintKind, Sheet
from bench.stacks.wording import Writer

_FIELDS = (
    "Họ, chữ đệm, tên: {person}",
    "Ngày, tháng, năm sinh: {day}",
    "Số định danh cá nhân: {digits}",
    "Nơi cư trú: {address}",
    "Dân tộc: Kinh    Quốc tịch: Việt Nam",
    "Số điện thoại liên hệ: 09{short}",
    "Giấy tờ tùy thân: Căn cước công dân số {digits}, cấp ngày {day}",
    "Quan hệ với người được khai: con đẻ",
    "Nghề nghiệp: ........................................................",
    "Họ, chữ đệm, tên người mẹ: {person}",
    "Họ, chữ đệm, tên người cha: {person}",
    "Thửa đất số: {few}; tờ bản đồ số: {few}; diện tích: {few},5 m²",
    "Địa chỉ thửa đất: {address}",
    "Nội dung đề nghị: ....................................................",
    "Lý do: ...............................................................",
)
_SIGNERS = (
    "NGƯỜI KHAI",
    "NGƯỜI YÊU CẦU",
    "NGƯỜI LÀM ĐƠN",
    "Người viết đơn",
    "NGƯỜI ĐỀ NGHỊ",
    "NGƯỜI NỘP THUẾ",
)
_RESULT_HEADS = ("ỦY BAN NHÂN DÂN", "SỞ TƯ PHÁP", "CÔNG AN THÀNH PHỐ CẦN THƠ", "SỞ XÂY DỰNG")
_ATTESTED = ("LỜI CHỨNG CỦA CÔNG CHỨNG VIÊN", "LỜI CHỨNG CHỨNG THỰC HỢP ĐỒNG, GIAO DỊCH")


def _field(number: int, writer: Writer) -> str:
    text = writer.rng.choice(_FIELDS).format(
        person=writer.person(),
        day=writer.day(),
        digits=writer.digits(12),
        short=writer.digits(8),
        few=writer.rng.randint(1, 400),
        address=writer.address(),
    )
    return f"{number}. {text}" if number % 3 == 0 else text


def set_form(kind: Kind, pages: int, writer: Writer) -> Iterator[PlainPage]:
    """An application of `pages` sides; later sides bear a number, "Trang 2", "2/3", or nothing."""
    rng = writer.rng
    numbers = rng.choice(("", "", "{n}", "{n}/{all}", "Trang {n}", "Trang {n}/{all}"))
    sheet = Sheet()
    if kind.form:
        sheet.put(kind.form, sheet.width - 25 - min(80.0, 2 * len(kind.form)), 8, 10)
    motto(sheet)
    sheet.down(13)
    sheet.centre(rng.choice(kind.titles), 14, bold=True)
    if kind.subjects:
        sheet.centre(rng.choice(kind.subjects), 12)
    if rng.random() < 0.8:
        sheet.centre(f"Kính gửi: Ủy ban nhân dân phường {writer.ward().title()}", 13)
    sheet.down(13)
    count = 0
    for number in range(1, pages + 1):
        if number > 1:
            sheet = Sheet()
        if numbers and (number > 1 or "all" in numbers):
            sheet.put(numbers.format(n=number, all=pages), sheet.width / 2 - 6, sheet.height - 14, 11)
        last = number == pages
        least = rng.uniform(70, 160) if last else 0.0
        while sheet.room > least + 8:
            count += 1
            if rng.random() < 0.12 and sheet.room > 40:
                sheet.paragraph(next(writer.steps()))
            else:
                sheet.paragraph(_field(count, writer), indent=0)
        if last:
            _sign_form(sheet, writer)
        yield sheet.done()


def _sign_form(sheet: Sheet, writer: Writer) -> None:
    sheet.down(13)
    middle = sheet.width * 0.7
    sheet.centre(f"Cần Thơ, {writer.long_day()}", 12, about=middle)
    sheet.centre(writer.rng.choice(_SIGNERS), 13, bold=True, about=middle)
    sheet.centre("(Ký, ghi rõ họ, chữ đệm, tên)", 11, about=middle)
    sheet.prints.append(PlacedPrint(kind=PrintKind.SIGNATURE, x=middle, y=sheet.top + 10, width=40))
    sheet.down(13, 4)
    sheet.centre(writer.person(), 13, about=middle)


def set_certificate(kind: Kind, pages: int, writer: Writer) -> Iterator[PlainPage]:
    """What an office gives: issuer, motto, title, facts, signer; a second side goes on with facts."""
    rng = writer.rng
    sheet = Sheet()
    if kind.form:
        sheet.put(kind.form, sheet.width - 25 - min(80.0, 2 * len(kind.form)), 8, 10)
    if rng.random() < 0.5:
        sheet.pair(rng.choice(_RESULT_HEADS), MOTTO[0], 12, bold=True)
        sheet.pair(f"PHƯỜNG {writer.ward()}", MOTTO[1], 12, bold=True)
        notation = f"Số: {rng.randint(1, 900)}/{kind.notation or rng.randint(2010, 2026)}"
        sheet.pair(notation, f"{writer.ward().title()}, {writer.long_day()}", 12)
    else:
        motto(sheet)
        sheet.centre(f"Số: {rng.randint(1, 900)}/{kind.notation or rng.randint(2010, 2026)}", 12)
    sheet.down(13)
    sheet.centre(rng.choice(kind.titles), rng.choice((15, 18)), bold=True)
    sheet.down(13)
    for number in range(1, pages + 1):
        if number > 1:
            sheet = Sheet()
        last = number == pages
        least = rng.uniform(90, 150) if last else 0.0
        count = 0
        while sheet.room > least + 8:
            count += 1
            sheet.paragraph(_field(count, writer), indent=0)
        if last:
            _sign_certificate(sheet, writer)
        yield sheet.done()


def _sign_certificate(sheet: Sheet, writer: Writer) -> None:
    middle = sheet.width * 0.7
    sheet.down(13)
    sheet.centre("NGƯỜI KÝ", 13, bold=True, about=middle)
    sheet.centre("(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)", 10, about=middle)
    sheet.prints.append(PlacedPrint(kind=PrintKind.STAMP, x=middle - 10, y=sheet.top + 14, width=36))
    sheet.down(13, 4)
    sheet.centre(writer.person(), 13, bold=True, about=middle)


def set_contract(kind: Kind, pages: int, writer: Writer) -> Iterator[PlainPage]:
    """Parties, articles, signatures; a notary's words often take a last side."""
    rng = writer.rng
    attested = pages > 1 and rng.random() < 0.5
    sheet = Sheet()
    motto(sheet)
    sheet.down(13)
    sheet.centre(rng.choice(kind.titles), 15, bold=True)
    if kind.subjects:
        sheet.centre(rng.choice(kind.subjects), 12)
    sheet.down(13)
    sheet.left("BÊN A:", bold=True)
    for number in range(1, 5):
        sheet.paragraph(_field(number, writer), indent=0)
    sheet.left("BÊN B:", bold=True)
    for number in range(1, 5):
        sheet.paragraph(_field(number, writer), indent=0)
    numbered = rng.random() < 0.6
    yield from body(
        sheet, writer.act(), pages - attested, numbered=numbered, writer=writer, close=_sign_contract
    )
    if attested:
        yield _attestation(writer)


def _sign_contract(sheet: Sheet, writer: Writer) -> None:
    sheet.down(13)
    sheet.pair("BÊN A", "BÊN B", 13, bold=True)
    sheet.pair("(Ký, ghi rõ họ tên)", "(Ký, ghi rõ họ tên)", 11)
    sheet.down(13, 4)
    sheet.pair(writer.person(), writer.person(), 13)


def _attestation(writer: Writer) -> PlainPage:
    sheet = Sheet()
    sheet.centre(writer.rng.choice(_ATTESTED))
    sheet.down(13)
    for text in (
        f"Hôm nay, {writer.long_day()}, tại Văn phòng công chứng {writer.ward().title()}",
        "Tôi, công chứng viên, trong phạm vi trách nhiệm của mình theo quy định của pháp luật",
        f"Chứng nhận: hợp đồng này được giao kết giữa {writer.person()} và {writer.person()}",
        f"Số công chứng {writer.digits(4)} quyển số 01/2025 TP/CC-SCC/HĐGD",
    ):
        sheet.paragraph(text)
    _sign_certificate(sheet, writer)
    return sheet.done()
