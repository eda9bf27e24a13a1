"""Where a number or a day may have been written in by hand."""

import pytest

from pipeline.reading.written_places import written_places
from tests.pipeline.reading.printed import PAGE, across, page, printed


def places(text: str, left: float = 100, top: float = 100) -> list[tuple[int, int]]:
    return [
        (round(box.left), round(box.right)) for box in written_places(page(printed(text, left, top)), PAGE)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Số: 4‡~0.74 /QĐ-UBND", [(130, 162)]),
        ("Số: 4‡/QĐ-UBND", [(130, 156)]),
        ("Số: 15~0.97 /QĐ-UBND", []),
        ("Số: 15/QĐ-UBND~0.5", []),
        ("Căn cứ Quyết định số 4‡ /QĐ", []),
        ("Số:", []),
    ],
)
def test_a_number_that_was_not_surely_read_may_be_written(text: str, found: list[tuple[int, int]]) -> None:
    assert places(text) == found


def test_a_number_line_stands_at_the_left_of_the_heading() -> None:
    assert places("Số: 4‡ /QĐ", left=700) == places("Số: 4‡ /QĐ", top=900) == []


def test_day_and_month_of_a_date_line_may_be_written() -> None:
    date = printed("Mẫu, ngày 2~0.7 thángØŸ~0.3 năm 2021", 450, 100)
    number = printed("Số: 15 /QĐ-UBND", 90, 100)
    day, month = written_places(page(across(number, date)), PAGE)
    assert day.left == date.words[1].box.right
    assert day.right == date.words[3].box.left
    # The scrawl was read against the word: the place begins where the word's own letters end.
    assert date.words[3].box.left + 50 == pytest.approx(month.left)
    assert month.top < date.box.top < date.box.bottom < month.bottom


def test_a_date_in_running_text_is_print() -> None:
    assert places("Căn cứ Luật ngày 2~0.5 tháng 6~0.4 năm 2015 của Quốc hội khóa", left=80) == []
    assert places("ngày 19 tháng 6 năm 2015", left=450) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mẫu, ngày4tháng~0.1 01 năm 2025", [(536, 546)]),
        ("Mẫu, ngày0P tháng 02 năm 2025", [(536, 562)]),
        ("Mẫu, ngày {tháng~0.0 02 năm 2025", [(536, 552)]),
        ("Mẫu, tháng 02 ngày 3~0.2 năm 2025", []),
    ],
)
def test_a_day_may_be_read_against_the_words_beside_it(text: str, found: list[tuple[int, int]]) -> None:
    assert places(text, left=450) == found


def test_print_leaves_a_gap_behind_the_number_mark() -> None:
    assert places("Số:04 /CT-UBND") == [(130, 156)]
