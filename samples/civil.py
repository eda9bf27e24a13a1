"""Papers of civil status: the application to register a birth, the birth certificate."""

from functools import partial

from domain.geometry import Box
from samples.blocks import (
    BOLD,
    CENTRE_PT,
    ITALIC,
    NOTE,
    PLAIN,
    TITLE,
    TITLE_LARGE,
    TYPED,
    WRITTEN,
    capitalised,
    citizen_block,
    committee_of,
    country_heading,
    page_number,
    signed_block,
)
from samples.grounds import draw_laid_paper
from samples.people import CITY, Case, Person
from samples.sheet import HEIGHT_PT, LEFT_PT, WIDTH_PT, Align, DrawnPage, Field, Sheet
from samples.wording import long_date, short_date, spell_date

APPLICATION_NOTES = (
    "Chú thích:",
    "(1) Ghi rõ tên cơ quan đề nghị thực hiện việc đăng ký khai sinh.",
    "(2) Ghi theo nơi đăng ký thường trú; nếu không có nơi đăng ký thường trú thì ghi theo nơi đăng "
    "ký tạm trú; trường hợp không có nơi đăng ký thường trú và nơi đăng ký tạm trú thì ghi theo nơi "
    "đang sinh sống.",
    "(3) Ghi thông tin về giấy tờ tùy thân, ghi rõ số, cơ quan cấp, ngày cấp hộ chiếu, chứng minh "
    "nhân dân hoặc giấy tờ hợp lệ thay thế; trường hợp có số định danh cá nhân thì ghi số định danh "
    "cá nhân.",
    "(4) Trường hợp trẻ em sinh tại cơ sở y tế thì ghi rõ tên cơ sở y tế và địa chỉ của cơ sở y tế đó.",
    "(5) Ghi đầy đủ ngày, tháng, năm sinh của mẹ, cha (nếu có).",
)


def _sex(person: Person) -> str:
    return "Nữ" if person.is_woman else "Nam"


def _hospital(case: Case) -> str:
    return f"Trạm Y tế {case.ward}, {CITY}"


def _parent(sheet: Sheet, case: Case, y: float, person: Person, role: str) -> float:
    filled = partial(sheet.fill_in, label=PLAIN, value=WRITTEN)
    y = filled(y, Field(f"Họ, chữ đệm, tên người {role}:", person.name))
    y = filled(
        y,
        Field("Năm sinh:(5)", short_date(person.born), 1.3),
        Field("Dân tộc:", "Kinh"),
        Field("Quốc tịch:", "Việt Nam"),
    )
    y = filled(y, Field("Nơi cư trú:(2)", case.address))
    return filled(y, Field("Giấy tờ tùy thân:(3)", f"Số định danh cá nhân {person.id_number}"))


def _application_front(case: Case, dpi: int) -> DrawnPage:
    sheet = Sheet(dpi)
    filled = partial(sheet.fill_in, label=PLAIN, value=WRITTEN)
    y = country_heading(sheet, 66)
    sheet.write(CENTRE_PT, y + 42, ("TỜ KHAI ĐĂNG KÝ KHAI SINH", TITLE), align=Align.CENTRE)
    y = filled(y + 70, Field("Kính gửi:(1)", committee_of(case)), left=130, right=500) + 6
    y = filled(y, Field("Họ, chữ đệm, tên người yêu cầu:", case.father.name))
    y = filled(y, Field("Ngày, tháng, năm sinh:", short_date(case.father.born)))
    y = filled(y, Field("Nơi cư trú:(2)", case.address))
    y = filled(y, Field("Giấy tờ tùy thân:(3)", f"Số định danh cá nhân {case.father.id_number}"))
    y = filled(y, Field("Quan hệ với người được khai sinh:", "Cha"))
    request = "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:"
    y = sheet.paragraph(y + 4, (request, BOLD), indent=0) + 4
    y = filled(y, Field("Họ, chữ đệm, tên:", case.child.name.upper()))
    y = filled(y, Field("Ngày, tháng, năm sinh:", short_date(case.child.born)))
    y = filled(y, Field("Ghi bằng chữ:", spell_date(case.child.born)))
    y = filled(
        y,
        Field("Giới tính:", _sex(case.child)),
        Field("Dân tộc:", "Kinh"),
        Field("Quốc tịch:", "Việt Nam", 1.3),
    )
    y = filled(y, Field("Nơi sinh:(4)", _hospital(case)))
    y = filled(y, Field("Quê quán:", f"{capitalised(case.ward)}, {CITY}"))
    y = _parent(sheet, case, y, case.mother, "mẹ")
    _parent(sheet, case, y, case.father, "cha")
    return sheet.finished()


def _application_back(case: Case, dpi: int) -> DrawnPage:
    sheet = Sheet(dpi)
    page_number(sheet, 2)
    y = 84.0
    for text in (
        "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa "
        "thuận nhất trí của các bên liên quan theo quy định pháp luật.",
        "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.",
        "Tôi đồng ý cung cấp thông tin về quá trình xử lý hồ sơ và đồng ý cho cơ quan đăng ký hộ "
        "tịch khai thác dữ liệu trong Cơ sở dữ liệu quốc gia về dân cư để giải quyết hồ sơ.",
    ):
        y = sheet.paragraph(y + 2, (text, PLAIN))
    place = capitalised(case.ward.split(" ", 1)[1])
    sheet.write(405, y + 16, (f"Làm tại: {place}, {long_date(case.received)}", ITALIC), align=Align.CENTRE)
    citizen_block(sheet, case.father, y + 36, "Người yêu cầu", "(Ký, ghi rõ họ, chữ đệm, tên)")
    y += 158
    sheet.write(LEFT_PT, y, ("Đề nghị cấp bản sao:", BOLD))
    for left, ticked, answer in ((248, True, "Có"), (330, False, "Không")):
        sheet.write(left - 6, y, (answer, PLAIN), align=Align.RIGHT)
        sheet.frame(Box(left, y - 10, left + 11, y + 1))
        if ticked:
            sheet.rule(left + 2, y - 5, left + 5, y - 1, 1.1, WRITTEN.ink)
            sheet.rule(left + 5, y - 1, left + 13, y - 13, 1.1, WRITTEN.ink)
    y = sheet.fill_in(y + 22, Field("Số lượng:", "03 bản"), label=PLAIN, value=WRITTEN, right=250) + 14
    sheet.rule(LEFT_PT, y - 8, 230, y - 8)
    for note in APPLICATION_NOTES:
        y = sheet.paragraph(y + 6, (note, NOTE), indent=0) - 4
    return sheet.finished()


def draw_birth_application(case: Case, dpi: int) -> list[DrawnPage]:
    """TKKS: two pages, filled in with a pen."""
    return [_application_front(case, dpi), _application_back(case, dpi)]


def draw_birth_certificate(case: Case, dpi: int) -> list[DrawnPage]:
    """GKS: one page on tinted paper inside a frame (form of TT 04/2020/TT-BTP)."""
    sheet = Sheet(dpi, draw_laid_paper(dpi))
    for inset in (34, 38):
        sheet.frame(
            Box(inset, inset, WIDTH_PT - inset, HEIGHT_PT - inset), 1.6 if inset == 34 else 0.6, (122, 92, 70)
        )
    filled = partial(sheet.fill_in, label=PLAIN, value=TYPED, left=72, right=526)
    y = country_heading(sheet, 78)
    sheet.write(CENTRE_PT, y + 52, ("GIẤY KHAI SINH", TITLE_LARGE), align=Align.CENTRE)
    number = f"Số: {case.seed % 300 + 21}/{case.received.year}"
    sheet.write(CENTRE_PT, y + 74, (number, PLAIN), align=Align.CENTRE)
    y = filled(y + 106, Field("Họ, chữ đệm, tên:", case.child.name.upper()))
    y = filled(y, Field("Ngày, tháng, năm sinh:", short_date(case.child.born)))
    y = filled(y, Field("Ghi bằng chữ:", spell_date(case.child.born)))
    three = (Field("Dân tộc:", "Kinh"), Field("Quốc tịch:", "Việt Nam", 1.3))
    y = filled(y, Field("Giới tính:", _sex(case.child)), *three)
    y = filled(y, Field("Nơi sinh:", _hospital(case)))
    y = filled(y, Field("Quê quán:", f"{capitalised(case.ward)}, {CITY}"))
    y = filled(y, Field("Số định danh cá nhân:", case.child.id_number))
    for person, role in ((case.mother, "mẹ"), (case.father, "cha")):
        y = filled(y + 5, Field(f"Họ, chữ đệm, tên người {role}:", person.name.upper()))
        y = filled(y, Field("Năm sinh:", str(person.born.year)), *three)
        y = filled(y, Field("Nơi cư trú:", case.address))
    y = filled(y + 5, Field("Họ, chữ đệm, tên người đi khai sinh:", case.father.name))
    y = filled(y, Field("Giấy tờ tùy thân:", f"Số định danh cá nhân {case.father.id_number}"))
    y = filled(y, Field("Nơi đăng ký khai sinh:", f"{committee_of(case)}, {CITY}"))
    y = filled(y, Field("Ngày, tháng, năm đăng ký:", short_date(case.received)))
    signed_block(sheet, case, y + 12, ("NGƯỜI KÝ GIẤY KHAI SINH", "CHỦ TỊCH"), stamped=True)
    return [sheet.finished()]
