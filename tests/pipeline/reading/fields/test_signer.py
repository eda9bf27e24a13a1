"""The foot of an issued paper."""

from domain.text import Line
from pipeline.reading.fields.signer import read_foot
from tests.pipeline.reading.fields.letters import FOOT, HEAD, sheet
from tests.pipeline.reading.printed import across, printed


def read(*pages: tuple[Line, ...]) -> dict[str, tuple[str, int]]:
    sheets = [sheet(*lines, number=number) for number, lines in enumerate(pages)]
    return {found.name: (found.value, made.number) for found, made in read_foot(sheets)}


def test_capacity_position_name_and_copies_are_read() -> None:
    assert read(FOOT) == {
        "quyen_han": ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", 0),
        "chuc_vu": ("PHÓ CHỦ TỊCH", 0),
        "nguoi_ky": ("Trần Thị Mẫu", 0),
        "noi_nhan": ("Như Điều 3; Lưu: VT", 0),
    }


def test_foot_is_that_of_the_first_page_that_has_one() -> None:
    draft = (printed("Nơi nhận:", 150, 900), printed("CHỦ TỊCH", 640, 900), printed("Lê Văn Thử", 640, 1120))
    assert read(HEAD, FOOT, draft)["nguoi_ky"] == ("Trần Thị Mẫu", 1)


def test_name_on_one_line_with_the_copies_is_found() -> None:
    joined = across(printed("- Cổng thông tin điện tử;", 150, 1120), FOOT[-1])
    assert read((*FOOT[:-1], joined))["nguoi_ky"] == ("Trần Thị Mẫu", 0)


def test_surest_reading_of_a_name_wins() -> None:
    shadow = printed("Trần~0.4 Thị Ma", 640, 1090)
    assert read((*FOOT[:-1], shadow, FOOT[-1]))["nguoi_ky"] == ("Trần Thị Mẫu", 0)


def test_name_that_was_read_twice_over_is_given_once() -> None:
    (low,) = [printed("Trần Thị Mẫu", 640, 1120)]
    (high,) = [printed("Trần Thị Ma~0.5", 641, 1121)]
    words = tuple(word for pair in zip(low.words, high.words, strict=True) for word in pair)
    assert read((*FOOT[:-1], Line(words, low.box, 1)))["nguoi_ky"] == ("Trần Thị Mẫu", 0)


def test_name_beside_the_copies_is_found_where_a_stamp_hides_the_position() -> None:
    found = {one.name: one for one, _ in read_foot([sheet(*FOOT[:3], FOOT[-1])])}
    assert (found["nguoi_ky"].value, found["nguoi_ky"].least) == ("Trần Thị Mẫu", 0.8)


def test_position_that_nobody_signed_under_is_none() -> None:
    assert read((printed("Xác nhận của", 600, 800), printed("CHỦ TỊCH", 640, 900))) == {}


def test_strokes_of_the_signature_are_no_part_of_the_name_and_leave_it_unsure() -> None:
    crossed = printed("Trần x~0.2 Thị Ti~0.3 Mẫu JI~0.3", 620, 1120)
    found = next(one for one, _ in read_foot([sheet(*FOOT[:-1], crossed)]) if one.name == "nguoi_ky")
    assert (found.value, found.least) == ("Trần Thị Mẫu", 0.8)


def test_short_name_is_kept_where_nothing_else_crosses_it() -> None:
    assert read((*FOOT[:-1], printed("Trần Ý~0.3 Mẫu", 640, 1120)))["nguoi_ky"] == ("Trần Ý Mẫu", 0)
