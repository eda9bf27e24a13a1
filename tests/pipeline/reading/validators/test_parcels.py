"""Numbers of parcels: the post's check digit is held, other carriers' numbers are taken as they are."""

import pytest

from pipeline.reading.validators.parcels import read_parcel_number


@pytest.mark.parametrize(
    ("text", "value"), [("EB 473 124 829 VN", "EB473124829VN"), ("rr473124829vn", "RR473124829VN")]
)
def test_a_number_of_the_post_is_read_without_blanks(text: str, value: str) -> None:
    read = read_parcel_number(text)
    assert read is not None
    assert (read.value, read.fault) == (value, "")


def test_a_wrong_check_digit_is_told() -> None:
    read = read_parcel_number("EB473124828VN")
    assert read is not None
    assert read.fault


def test_numbers_of_other_carriers_are_taken() -> None:
    read = read_parcel_number("VTP-1234 5678")
    assert read is not None
    assert (read.value, read.fault) == ("VTP12345678", "")


@pytest.mark.parametrize("text", ["", "12345", "NGUYENTHIMAU", "Nguyễn Thị Mẫu", "1" * 40])
def test_anything_else_is_none(text: str) -> None:
    assert read_parcel_number(text) is None
