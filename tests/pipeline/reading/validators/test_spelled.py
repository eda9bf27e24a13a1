"""Numbers in words."""

import pytest

from pipeline.reading.validators.spelled import spelled_date, spelled_number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("không", 0),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("ba mươi tư", 34),
        ("một trăm linh năm", 105),
        ("hai nghìn không trăm hai mươi lăm", 2025),
        ("một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy", 1_234_567),
        ("bảy nghìn bảy trăm", 7_700),
        ("hai tỷ một trăm triệu", 2_100_000_000),
        ("năm mươi ngàn", 50_000),
        ("một con gà", None),
        ("", None),
    ],
)
def test_words_give_their_number(words: str, number: int | None) -> None:
    assert spelled_number(words.split()) == number


def test_month_five_is_told_from_the_word_year() -> None:
    assert spelled_date("ngày ba mươi tháng năm năm một nghìn chín trăm tám mươi") == (30, 5, 1980)
    assert spelled_date("ngày một tháng chạp năm hai nghìn") == (1, 12, 2000)
    assert spelled_date("tháng năm năm hai nghìn") is None
