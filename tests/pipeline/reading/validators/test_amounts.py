"""Money and areas."""

import pytest

from pipeline.reading.validators.amounts import read_area, read_count, read_money


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567 đồng", "1234567"),
        ("50.000 đ", "50000"),
        ("7700", "7700"),
        ("1.234.567 đồng (Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng chẵn)", "1234567"),
    ],
)
def test_sum_is_plain_digits(text: str, value: str) -> None:
    read = read_money(text)
    assert read is not None
    assert (read.value, read.fault) == (value, "")


def test_sum_in_words_must_say_the_same() -> None:
    read = read_money("1.000.000 đồng (bằng chữ: hai triệu đồng)")
    assert read is not None
    assert read.fault == "số tiền bằng số và bằng chữ khác nhau"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("123,4 m²", "123.4"),
        ("123.4 m2", "123.4"),
        ("7.700m2", "7700"),
        ("476,4 mét vuông", "476.4"),
        ("12 ha", None),
    ],
)
def test_area_is_in_square_metres(text: str, value: str | None) -> None:
    read = read_area(text)
    assert (read.value if read else None) == value


def test_count_stands_first_and_is_whole() -> None:
    assert [
        read.value if read else None for read in map(read_count, ("12", "656, tờ 13", "54,0 m2", "có 3"))
    ] == [
        "12",
        "656",
        None,
        None,
    ]
