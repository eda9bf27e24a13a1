"""The head of an administrative paper."""

from datetime import date

import pytest

from domain.geometry import Box
from domain.text import Line
from pipeline.reading.fields.letterhead import read_letterhead
from pipeline.reading.fields.sheet import Found
from tests.pipeline.reading.fields.letters import DATE, HEAD, NUMBER, sheet
from tests.pipeline.reading.printed import printed

TODAY = date(2026, 1, 1)


def read(*lines: Line, pens: tuple[Box, ...] = ()) -> dict[str, Found]:
    head = read_letterhead(sheet(*lines, pens=pens), TODAY)
    return {} if head is None else {found.name: found for found in head.found}


def test_issuer_number_place_and_day_are_read() -> None:
    found = read(*HEAD, NUMBER, DATE)
    assert {name: one.value for name, one in found.items()} == {
        "so_ky_hieu": "15/QĐ-UBND",
        "ky_hieu": "QĐ-UBND",
        "co_quan_ban_hanh": "ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
        "co_quan_cap": "ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
        "dia_danh": "Mẫu",
        "ngay_ban_hanh": "2025-02-05",
    }
    assert not any(one.written or one.invalid for one in found.values())


@pytest.mark.parametrize(
    ("above", "below", "parent", "issuer"),
    [
        ("UBND TỈNH MẪU", "SỞ NỘI VỤ", "UBND TỈNH MẪU", "SỞ NỘI VỤ"),
        ("UBND XÃ MẪU", "TRUNG TÂM PHỤC VỤ", "UBND XÃ MẪU", "TRUNG TÂM PHỤC VỤ"),
        ("UBND HUYỆN MẪU", "PHƯỜNG THỬ", "UBND HUYỆN MẪU", "PHƯỜNG THỬ"),
        ("BAN CHỈ ĐẠO 138", "TỈNH MẪU", None, "BAN CHỈ ĐẠO 138 TỈNH MẪU"),
    ],
)
def test_body_above_the_issuer_is_told_from_it(
    above: str, below: str, parent: str | None, issuer: str
) -> None:
    found = read(printed(above, 200, 100), printed(below, 210, 126), NUMBER, DATE)
    assert found["co_quan_ban_hanh"].value == issuer
    assert (found["co_quan_chu_quan"].value if "co_quan_chu_quan" in found else None) == parent


def test_office_without_a_territory_of_its_own_is_that_of_the_body_above_it() -> None:
    found = read(printed("UBND TỈNH MẪU", 200, 100), printed("SỞ NỘI VỤ", 220, 126), NUMBER, DATE)
    assert found["co_quan_cap"].value == "SỞ NỘI VỤ TỈNH MẪU"


def test_number_that_a_pen_wrote_says_so_and_its_notation_stays_print() -> None:
    written = printed("Số: 15~0.6 /QĐ-UBND", 210, 180)
    found = read(*HEAD, written, DATE, pens=(Box(250, 175, 272, 205),))
    assert found["so_ky_hieu"].written
    assert not found["ky_hieu"].written


def test_number_in_a_gap_before_the_slash_is_taken_for_handwriting_unless_surely_read() -> None:
    assert read(*HEAD, printed("Số: 15~0.9 /QĐ-UBND", 210, 180), DATE)["so_ky_hieu"].written
    assert not read(*HEAD, printed("Số: 15~0.99 /QĐ-UBND", 210, 180), DATE)["so_ky_hieu"].written


def test_number_that_could_not_be_read_leaves_the_notation() -> None:
    found = read(*HEAD, printed("Số:", 210, 180), printed("/QĐ-UBND", 330, 180), DATE)
    assert (found["so_ky_hieu"].value, found["ky_hieu"].value) == ("", "QĐ-UBND")


def test_day_that_could_not_be_read_gives_no_date() -> None:
    parted = (printed("Mẫu, ngày", 560, 180), printed("tháng 02 năm 2025", 730, 180))
    found = read(*HEAD, NUMBER, *parted, pens=(Box(660, 170, 720, 205),))
    assert (found["ngay_ban_hanh"].value, found["ngay_ban_hanh"].written) == ("", True)
    assert found["dia_danh"].value == "Mẫu"


def test_day_that_is_in_no_calendar_is_invalid() -> None:
    found = read(*HEAD, NUMBER, printed("Mẫu, ngày 45 tháng 3 năm 2024", 560, 180))
    assert found["ngay_ban_hanh"].invalid


def test_urgency_stamp_is_read_and_the_same_words_in_a_sentence_are_not() -> None:
    assert read(*HEAD, NUMBER, DATE, printed("HỎA TỐC", 210, 220))["do_khan"].value == "Hỏa tốc"
    assert "do_khan" not in read(*HEAD, NUMBER, DATE, printed("Công điện hỏa tốc của Ủy ban", 210, 220))


@pytest.mark.parametrize("number", ["Số: 61/2025", "Số: 1234", "Số lượng: 03 bản"])
def test_other_numbers_make_no_letterhead(number: str) -> None:
    assert read(*HEAD, printed(number, 210, 180), DATE) == {}


@pytest.mark.parametrize(
    ("printed_as", "number"),
    [
        ("Luật số: 121/2025/QH15", "121/2025/QH15"),
        ("Nghị quyết số: 96/2025/UBTVQH15", "96/2025/UBTVQH15"),
        ("Pháp lệnh số: 09/2025/UBTVQH15", "09/2025/UBTVQH15"),
        ("Số: 66.15/2026/NQ-CP", "66.15/2026/NQ-CP"),
    ],
)
def test_number_of_an_act_is_read_as_it_is_printed(printed_as: str, number: str) -> None:
    assert read(*HEAD, printed(printed_as, 180, 180), DATE)["so_ky_hieu"].value == number


def test_notation_that_goes_on_behind_a_dash_on_the_next_line_is_read_whole() -> None:
    for first in ("Số: 29/2025/TTLT-BTP-BCA-", "Số: 29/2025/TTLT-BTP - BCA -"):
        lines = (printed(first, 150, 180), printed("BQP-TANDTC", 210, 206))
        assert read(*HEAD, *lines, DATE)["so_ky_hieu"].value == "29/2025/TTLT-BTP-BCA-BQP-TANDTC"


def test_line_under_a_whole_number_is_no_part_of_it() -> None:
    assert read(*HEAD, NUMBER, printed("KHẨN", 240, 206), DATE)["so_ky_hieu"].value == "15/QĐ-UBND"
