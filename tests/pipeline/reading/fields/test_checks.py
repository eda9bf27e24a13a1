"""Fields of one paper checked against one another."""

from domain.fields import Doubt, Field
from domain.geometry import Box
from pipeline.papers.field_specs import FieldKind, FieldSpec
from pipeline.reading.fields.checks import checked_together, with_units
from tests.packaged import UNITS


def field(name: str, value: str) -> Field:
    return Field(name=name, value=value, raw=value, page=0, box=Box(0, 0, 1, 1), confidence=0.99, rule="thử")


def marked(*fields: Field) -> set[str]:
    return {one.name for one in checked_together(fields) if Doubt.INVALID in one.doubts}


def test_id_that_says_another_year_or_sex_is_marked() -> None:
    born = field("me_ngay_sinh", "1999-05-23")
    assert marked(field("me_so_dinh_danh", "092199001234"), born) == set()
    assert marked(field("me_so_dinh_danh", "092198001234"), born) == {"me_so_dinh_danh"}
    assert marked(field("cha_so_dinh_danh", "092199001234")) == {"cha_so_dinh_danh"}
    assert marked(field("so_dinh_danh", "092199001234"), field("gioi_tinh", "Nam")) == {"so_dinh_danh"}


def test_date_in_digits_and_in_words_must_agree() -> None:
    digits = field("ngay_sinh", "1996-08-22")
    assert marked(digits, field("ngay_sinh_bang_chu", "1996-08-22")) == set()
    assert marked(digits, field("ngay_sinh_bang_chu", "1997-08-19")) == {"ngay_sinh", "ngay_sinh_bang_chu"}


def test_one_name_with_different_marks_is_marked_in_both_places() -> None:
    assert marked(field("cha_ho_ten", "Lê Đằng"), field("nguoi_khai_ho_ten", "LÊ ĐĂNG")) == {
        "cha_ho_ten",
        "nguoi_khai_ho_ten",
    }
    assert marked(field("cha_ho_ten", "Lê Đằng"), field("nguoi_khai_ho_ten", "LÊ ĐẰNG")) == set()


def test_place_is_followed_by_its_commune_of_today_and_keeps_its_printed_name() -> None:
    specs = (FieldSpec(name="que_quan", labels=("Quê quán",), kind=FieldKind.PLACE),)
    printed_name = "xã Hồ Đắc Kiện, huyện Châu Thành, tỉnh Sóc Trăng"
    place, unit = with_units((field("que_quan", printed_name),), specs, UNITS)
    assert place.value == unit.raw == printed_name
    assert (unit.name, unit.value) == ("que_quan_don_vi", "Xã Hồ Đắc Kiện, thành phố Cần Thơ (31570)")
    assert with_units((field("ghi_chu", printed_name),), specs, UNITS) == (field("ghi_chu", printed_name),)


def test_place_in_a_commune_that_was_parted_asks_which() -> None:
    specs = (FieldSpec(name="que_quan", labels=("Quê quán",), kind=FieldKind.PLACE),)
    _, unit = with_units((field("que_quan", "xã Phú Hội, huyện An Phú, tỉnh An Giang"),), specs, UNITS)
    assert unit.value == ""
    assert not unit.is_sure
    assert "Nhơn Hội" in unit.rule
