"""Personal IDs, tax codes and telephone numbers. All are invented."""

import pytest

from pipeline.reading.validators.identity import (
    personal_id_fault,
    read_personal_id,
    read_phone,
    read_tax_code,
)


@pytest.mark.parametrize("text", ["092199001234", "Số định danh cá nhân 092199001234", "092 199 001 234"])
def test_personal_id_is_found_in_what_stands_around_it(text: str) -> None:
    read = read_personal_id(text)
    assert read is not None
    assert (read.value, read.mended, read.fault) == ("092199001234", False, "")


def test_lookalikes_become_digits_inside_the_number_only() -> None:
    read = read_personal_id("O92l99OO1234")
    assert read is not None
    assert (read.value, read.mended) == ("092199001234", True)
    assert read_personal_id("SOBOlIQDSOBZ") is None
    assert read_personal_id("0921990012345") is None


@pytest.mark.parametrize(
    ("number", "born", "is_woman", "fault"),
    [
        ("092199001234", 1999, True, ""),
        ("092199001234", 1998, True, "số định danh không khớp năm sinh"),
        ("092199001234", 1999, False, "số định danh không khớp giới tính"),
        ("092225001234", 2025, False, ""),
        ("092325001234", 2025, True, ""),
        ("099199001234", None, None, "mã tỉnh nơi đăng ký khai sinh không có"),
        ("123456789", 1950, None, ""),
    ],
)
def test_number_agrees_with_birth_sex_and_province(
    number: str, born: int | None, is_woman: bool | None, fault: str
) -> None:
    assert personal_id_fault(number, born, is_woman) == fault


def test_old_card_has_nine_digits() -> None:
    read = read_personal_id("CMND số 361234567")
    assert read is not None
    assert (read.value, read.fault) == ("361234567", "")


@pytest.mark.parametrize(
    ("text", "value", "sound"),
    [
        ("Mã số thuế: 0100109106", "0100109106", True),
        ("0100109106-001", "0100109106-001", True),
        ("0100109107", "0100109107", False),
        ("092199001234", "092199001234", True),
    ],
)
def test_tax_code_is_held_to_its_check_digit(text: str, value: str, sound: bool) -> None:
    read = read_tax_code(text)
    assert read is not None
    assert (read.value, not read.fault) == (value, sound)


@pytest.mark.parametrize(
    ("text", "value", "sound"),
    [
        ("0912 345 678", "0912345678", True),
        ("(+84) 912345678", "0912345678", True),
        ("0292.3623.804", "02923623804", True),
        ("072111 722", "072111722", False),
    ],
)
def test_telephone_number_is_digits_from_zero_on(text: str, value: str, sound: bool) -> None:
    read = read_phone(text)
    assert read is not None
    assert (read.value, not read.fault) == (value, sound)
