"""Dates as papers write them."""

from datetime import date

import pytest

from pipeline.reading.validators.dates import read_date

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ngày 05 tháng 02 năm 2026", "2026-02-05"),
        ("Cần Thơ, ngày 5 tháng 2 năm 2026", "2026-02-05"),
        ("ngày 04 tháng01 năm 2021", "2021-01-04"),
        ("ngày 15 tháng 7 năm 2025", "2025-07-15"),
        ("07/06/2025", "2025-06-07"),
        ("7-6-2025", "2025-06-07"),
        ("20.09.2025", "2025-09-20"),
        ("07062025", "2025-06-07"),
        ("08 giờ 45 phút, ngày 15 tháng 7 năm 2025", "2025-07-15"),
        ("Ngày bảy, tháng sáu, năm hai nghìn không trăm hai mươi lăm", "2025-06-07"),
        ("ngày mười chín, tháng tám, năm một nghìn chín trăm chín mươi bảy.", "1997-08-19"),
        ("ngày năm tháng năm năm hai nghìn không trăm linh năm", "2005-05-05"),
        ("ngày mồng hai tháng tư", None),
        ("02/1975", "1975-02"),
        ("1959", "1959"),
        ("không rõ", None),
        ("số 12/3", None),
    ],
)
def test_every_form_gives_the_same_date(text: str, value: str | None) -> None:
    read = read_date(text)
    assert (read.value if read else None) == value
    assert read is None or not (read.fault or read.mended)


@pytest.mark.parametrize(
    ("text", "value"),
    [("ngày l5 tháng O3 năm 2O24", "2024-03-15"), ("I5/O3/2024", "2024-03-15"), ("2S/12/2019", "2019-12-25")],
)
def test_letters_are_digits_only_where_digits_are_due(text: str, value: str) -> None:
    read = read_date(text)
    assert read is not None
    assert (read.value, read.mended) == (value, True)


@pytest.mark.parametrize("text", ["ngày 45 tháng 3 năm 2024", "29/02/2023", "31/04/2020"])
def test_day_that_no_calendar_has_is_a_fault(text: str) -> None:
    read = read_date(text)
    assert read is not None
    assert read.fault == "không có ngày này trong lịch"


def test_future_is_a_fault_only_where_it_cannot_be() -> None:
    assert read_date("15/07/2031") == read_date("15-07-2031")
    late = read_date("15/07/2031", TODAY)
    assert late is not None
    assert late.fault == "ngày ở tương lai"


def test_year_of_two_digits_is_given_with_a_fault() -> None:
    read = read_date("ngày 12 tháng 4 năm 76", TODAY)
    assert read is not None
    assert (read.value, bool(read.fault)) == ("1976-04-12", True)
