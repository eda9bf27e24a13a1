"""Land certificates: labels become fields, and no dossier is read out of one."""

import unicodedata
from datetime import date

import pytest

from domain.barcode import PayloadKind
from pipeline.reading.payload import read_payload
from pipeline.reading.payloads.grammar import PayloadField
from pipeline.reading.payloads.land import CERTIFICATE_NUMBER
from tests.packaged import NUMBERS

TODAY = date(2026, 11, 21)
CERTIFICATE = (
    "Số phát hành Giấy chứng nhận: AA 01695788. Thửa đất số: 17. Tờ bản đồ số: 4. Diện tích: 1.204,5 m2. "
    "Địa chỉ: Phường Thới An Đông. Người sử dụng đất: bà Trần Thị Mẫu. "
    "Số vào sổ cấp Giấy chứng nhận: CN 653. Ghi chú: không."
)
FIELDS = {
    PayloadField("certificate_number", "AA 01695788"),
    PayloadField("parcel", "17"),
    PayloadField("map_sheet", "4"),
    PayloadField("area", "1.204,5 m2"),
    PayloadField("address", "Phường Thới An Đông"),
    PayloadField("register_number", "CN 653"),
}


@pytest.mark.parametrize(
    "payload",
    [
        CERTIFICATE,
        CERTIFICATE.replace(". ", ".\n"),
        unicodedata.normalize("NFD", CERTIFICATE),
        CERTIFICATE.replace("Đ", "\u00d0").replace("đ", "\u00f0"),
        CERTIFICATE.replace("Thửa đất số", "THỬA ĐẤT SỐ"),
    ],
)
def test_labels_become_fields_however_they_are_written(payload: str) -> None:
    found = read_payload(payload, TODAY, NUMBERS)

    assert found.kind is PayloadKind.LAND
    assert set(found.fields) == FIELDS


def test_whose_land_it_is_stays_out_of_the_index() -> None:
    assert "Mẫu" not in "".join(field.text for field in read_payload(CERTIFICATE, TODAY, NUMBERS).fields)


def test_the_dossier_a_certificate_was_made_in_is_no_key() -> None:
    found = read_payload(f"{CERTIFICATE} Ghi chú: H13.16-250715-0001.", TODAY, NUMBERS)

    assert (found.kind, found.dossier) == (PayloadKind.LAND, None)


def test_a_serial_number_of_another_shape_is_no_field() -> None:
    found = read_payload(CERTIFICATE.replace("AA 01695788", "chưa cấp"), TODAY, NUMBERS)

    assert found.kind is PayloadKind.LAND
    assert not any(field.name == "certificate_number" for field in found.fields)


@pytest.mark.parametrize("number", ["AM 143443", "K 550768", "DL 242877", "AA 01695788", "Đ123456"])
def test_published_serial_numbers_are_known(number: str) -> None:
    assert CERTIFICATE_NUMBER.fullmatch(number)


@pytest.mark.parametrize("number", ["AM 14344", "AMX 143443", "K 55076812", "H13-25-0001", "KQ12"])
def test_other_numbers_are_no_serial_numbers(number: str) -> None:
    assert not CERTIFICATE_NUMBER.fullmatch(number)


@pytest.mark.parametrize(
    "payload", ["Thửa đất số: 17.", "Diện tích: 4. Ghi chú: không.", "Hỏi về thửa đất số: 17; diện tích: 3"]
)
def test_a_label_or_two_of_anything_are_no_certificate(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS).kind is PayloadKind.UNKNOWN
