"""Fields behind the labels of a form."""

from datetime import date

from domain.fields import Doubt, Field
from domain.geometry import Box
from domain.text import Line
from pipeline.papers.catalog import load_papers
from pipeline.papers.field_specs import FieldKind, FieldSpec
from pipeline.reading.fields.form import read_form
from tests.packaged import NUMBERS
from tests.pipeline.reading.fields.letters import sheet
from tests.pipeline.reading.printed import printed

TODAY = date(2026, 1, 1)


def read(specs: tuple[FieldSpec, ...], *lines: Line, pens: tuple[Box, ...] = ()) -> dict[str, Field]:
    return {field.name: field for field in read_form([sheet(*lines, pens=pens)], specs, TODAY, NUMBERS)}


def values(code: str, *lines: Line) -> dict[str, str]:
    paper = load_papers().paper(code)
    assert paper is not None
    return {name: field.value for name, field in read(paper.fields, *lines).items()}


def spec(
    name: str, label: str, kind: FieldKind = FieldKind.TEXT, *, bare: bool = False, own_line: bool = False
) -> FieldSpec:
    return FieldSpec(name=name, labels=(label,), kind=kind, bare=bare, own_line=own_line)


def test_birth_certificate_is_read_whole() -> None:
    assert values(
        "GKS",
        printed("Số: 61/2025", 450, 190),
        printed("Họ, chữ đệm, tên: LÊ VĂN MẪU", 100, 230),
        printed("Ngày, tháng, năm sinh: 07/06/2025", 100, 260),
        printed("Giới tính: Nam Dân tộc: Kinh Quốc tịch: Việt Nam", 100, 290),
        printed("Số định danh cá nhân: 092225001234", 100, 320),
        printed("Họ, chữ đệm, tên người mẹ: Trần Thị Thử", 100, 350),
        printed("Năm sinh: 1999 Dân tộc: Hoa Quốc tịch: Việt Nam", 100, 380),
        printed("Họ, chữ đệm, tên người cha: Lê Văn Nháp", 100, 410),
        printed("Năm sinh: 1998 Dân tộc: Khmer", 100, 440),
    ) == {
        "so": "61/2025",
        "ho_ten": "LÊ VĂN MẪU",
        "ngay_sinh": "2025-06-07",
        "gioi_tinh": "Nam",
        "dan_toc": "Kinh",
        "quoc_tich": "Việt Nam",
        "so_dinh_danh": "092225001234",
        "me_ho_ten": "Trần Thị Thử",
        "me_ngay_sinh": "1999",
        "me_dan_toc": "Hoa",
        "me_quoc_tich": "Việt Nam",
        "cha_ho_ten": "Lê Văn Nháp",
        "cha_ngay_sinh": "1998",
        "cha_dan_toc": "Khmer",
    }


def test_label_with_a_letter_misread_and_a_note_behind_it_is_found() -> None:
    specs = (spec("giay_to", "Giấy tờ tùy thân", FieldKind.PERSONAL_ID),)
    read_in = read(specs, printed("Giẩy tò tùy thân:(3) Số định danh 092199001234", 100, 200))
    assert read_in["giay_to"].value == "092199001234"


def test_label_grown_together_with_its_value_is_cut() -> None:
    assert (
        read((spec("ten", "Họ và tên", FieldKind.PERSON),), printed("Họ và tên:LÊ VĂN MẪU", 100, 200))[
            "ten"
        ].value
        == "LÊ VĂN MẪU"
    )


def test_label_without_its_colon_is_none_unless_the_form_has_none() -> None:
    line = printed("Diện tích 120 m2, Thửa đất số 12, tờ", 100, 200)
    specs = (
        spec("dien_tich", "Diện tích", FieldKind.AREA),
        spec("thua", "Thửa đất số", FieldKind.COUNT, bare=True),
    )
    assert {name: field.value for name, field in read(specs, line).items()} == {"thua": "12"}
    assert read(specs, printed("Thửa đất có 54 m2 lộ giới", 100, 200)) == {}


def test_long_address_runs_on_in_the_line_below() -> None:
    specs = (spec("noi_cu_tru", "Nơi cư trú", FieldKind.PLACE), spec("khac", "Dân tộc"))
    first = printed("Nơi cư trú: số 12, đường Hàng Bần, khu vực 3, phường", 100, 200)
    below, other = printed("Mẫu, thành phố Cần Thơ", 100, 226), printed("Dân tộc: Kinh", 100, 252)
    found = read(specs, first, below, other)
    assert found["noi_cu_tru"].value == "số 12, đường Hàng Bần, khu vực 3, phường Mẫu, thành phố Cần Thơ"
    assert found["khac"].value == "Kinh"


def test_value_of_a_card_stands_under_its_label() -> None:
    specs = (spec("ho_ten", "Họ và tên / Full name", FieldKind.PERSON, own_line=True),)
    lines = (printed("Họ và tên / Full name:", 100, 200), printed("LÊ VĂN MẪU", 100, 226))
    assert read(specs, *lines)["ho_ten"].value == "LÊ VĂN MẪU"


def test_what_a_pen_wrote_and_nobody_could_read_is_offered_with_its_place() -> None:
    specs = (spec("ho_ten", "Họ và tên", FieldKind.PERSON),)
    pen = Box(210, 195, 400, 225)
    (field,) = read(specs, printed("Họ và tên:", 100, 200), pens=(pen,)).values()
    assert (field.value, field.handwritten, field.doubts) == ("", True, (Doubt.UNREAD,))
    assert field.box.left <= pen.left
    assert read(specs, printed("Họ và tên:", 100, 200)) == {}


def test_value_of_another_form_is_kept_and_marked() -> None:
    specs = (
        FieldSpec(name="so", labels=("Số",), pattern=r"\d{3}"),
        spec("sdt", "Điện thoại", FieldKind.PHONE),
    )
    found = read(specs, printed("Số: 12a Điện thoại: không có", 100, 200))
    assert {name: (field.value, field.doubts) for name, field in found.items()} == {
        "so": ("12a", (Doubt.INVALID,)),
        "sdt": ("không có", (Doubt.INVALID,)),
    }


def test_mended_number_keeps_what_was_read_and_is_less_sure() -> None:
    (field,) = read(
        (spec("so", "Số CCCD", FieldKind.PERSONAL_ID),), printed("Số CCCD: O92l99001234~0.99", 100, 200)
    ).values()
    assert (field.value, field.raw, field.confidence) == ("092199001234", "O92l99001234", 0.9)
    assert "đã sửa" in field.rule


def test_unlisted_label_inside_a_text_marks_it() -> None:
    found = read((spec("dan_toc", "Dân tộc"),), printed("Dân tộc: Kinh Tôn giáo: Không", 100, 200))
    assert found["dan_toc"].doubts == (Doubt.INVALID,)
