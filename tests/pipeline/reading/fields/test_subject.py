"""Kind, subject and addressees."""

from dataclasses import replace
from datetime import date

import pytest

from domain.geometry import Box
from domain.text import Line
from pipeline.papers.catalog import load_papers
from pipeline.reading.fields.letterhead import read_letterhead
from pipeline.reading.fields.subject import read_subject
from tests.pipeline.reading.fields.letters import DATE, DECISION, HEAD, NUMBER, sheet
from tests.pipeline.reading.printed import printed

CATALOG = load_papers()


def read(code: str, *lines: Line) -> dict[str, str]:
    made = sheet(*lines)
    head = read_letterhead(made, date(2026, 1, 1))
    assert head is not None
    return {found.name: found.value for found in read_subject(made, head, CATALOG.paper(code))}


def taller(box: Box) -> Box:
    """The box of a line that falls to one side."""
    return replace(box, bottom=box.bottom + 14)


def test_subject_stands_under_the_title_down_to_the_gap_before_the_body() -> None:
    assert read("QD", *HEAD, NUMBER, DATE, *DECISION) == {
        "loai": "Quyết định",
        "trich_yeu": "Về việc thử nghiệm số hóa hồ sơ tại phường Mẫu năm 2025",
    }


def test_line_that_a_wide_gap_has_parted_is_read_whole() -> None:
    parted = (printed("Về việc thử nghiệm", 330, 276), printed("số hóa hồ sơ", 575, 276))
    assert (
        read("QD", *HEAD, NUMBER, DATE, DECISION[0], *parted)["trich_yeu"]
        == "Về việc thử nghiệm số hóa hồ sơ"
    )


def test_mark_in_the_margin_ends_no_subject() -> None:
    stamp = printed("Số đến 12", 60, 290)
    assert read("QD", *HEAD, NUMBER, DATE, *DECISION, stamp)["trich_yeu"].endswith("Mẫu năm 2025")


def test_authority_under_the_subject_is_no_part_of_it() -> None:
    authority = printed("ỦY BAN NHÂN DÂN PHƯỜNG MẪU", 400, 326)
    assert read("QD", *HEAD, NUMBER, DATE, *DECISION[:3], authority)["trich_yeu"].endswith("năm 2025")


def test_subject_that_cannot_end_where_it_was_cut_is_less_sure() -> None:
    made = sheet(*HEAD, NUMBER, DATE, DECISION[0], printed("Về việc thử nghiệm của", 400, 276))
    head = read_letterhead(made, date(2026, 1, 1))
    assert head is not None
    (subject,) = (one for one in read_subject(made, head, CATALOG.paper("QD")) if one.name == "trich_yeu")
    assert (subject.least, "chưa hết" in subject.rule) == (0.8, True)


def test_subject_of_a_letter_stands_under_its_number() -> None:
    number = printed("Số: 05/UBND-VP", 210, 180)
    subject = (printed("V/v góp ý dự thảo", 190, 206), printed("ngày 10/02/2025", 200, 232))
    to = (printed("Kính gửi: Sở Nội vụ thành phố", 380, 300), printed("Thực hiện Công văn số 9", 190, 350))
    assert read("CV", *HEAD, number, DATE, *subject, *to) == {
        "trich_yeu": "V/v góp ý dự thảo ngày 10/02/2025",
        "loai": "Công văn",
        "kinh_gui": "Sở Nội vụ thành phố",
    }


def test_letter_without_a_subject_is_one_all_the_same() -> None:
    assert read("CV", *HEAD, printed("Số: 05/UBND-VP", 210, 180), DATE) == {"loai": "Công văn"}


def test_receipt_has_a_kind_and_no_subject() -> None:
    title = printed("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", 280, 250)
    found = read("GTN", *HEAD, NUMBER, DATE, title, printed("Mã hồ sơ: H13.16-250715-0001", 360, 276))
    assert found == {"loai": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"}


@pytest.mark.parametrize("opening", ["và việc", "về việc", "Xềviệc", "Vềviệc"])
def test_opening_that_every_subject_may_have_is_mended_and_never_surer_than_that(opening: str) -> None:
    made = sheet(*HEAD, NUMBER, DATE, DECISION[0], printed(f"{opening} thử nghiệm số hóa", 400, 276))
    head = read_letterhead(made, date(2026, 1, 1))
    assert head is not None
    (subject,) = (one for one in read_subject(made, head, CATALOG.paper("QD")) if one.name == "trich_yeu")
    assert (subject.value, subject.least) == ("Về việc thử nghiệm số hóa", 0.9)


def test_other_words_at_the_beginning_of_a_subject_are_left_alone() -> None:
    for opening in ("Vụ việc", "Về vấn đề", "Việc"):
        line = printed(f"{opening} thử nghiệm số hóa hồ sơ", 370, 276)
        assert read("QD", *HEAD, NUMBER, DATE, DECISION[0], line)["trich_yeu"].startswith(opening)


def test_lines_that_are_not_quite_level_are_all_of_the_subject() -> None:
    first, second = DECISION[1], printed("Mẫu năm 2025 trên địa bàn", 390, 298)
    tall = replace(first, words=tuple(replace(word, box=taller(word.box)) for word in first.words))
    subject = read("QD", *HEAD, NUMBER, DATE, DECISION[0], tall, second)["trich_yeu"]
    assert subject == "Về việc thử nghiệm số hóa hồ sơ tại phường Mẫu năm 2025 trên địa bàn"
