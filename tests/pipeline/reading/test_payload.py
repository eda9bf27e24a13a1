"""Payloads of codes are sorted, and only a dossier's own code gives a dossier number."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.barcode import PayloadKind
from domain.ids import DossierNumber
from pipeline.reading.payload import read_payload, withheld_kind
from pipeline.reading.payloads.grammar import Payload, PayloadField
from tests.packaged import NUMBERS

TODAY = date(2026, 11, 21)
NUMBER = "H13.16-250715-0001"
OTHER = "H13.16-250715-0002"
FORMS = (
    "000.00.12.H62-201105-0004",
    "000.00.53.H48-220921-0099",
    "000.00.16.H13-230103-0003",
    "000.00.04.H51-200221-0001",
    "H13.16-250715-0001",
    "H13.125.12-250715-0001",
    "G22.99.09-240114-0001",
    "G22.99.08-260921-896048",
    "G22.99-251225-020175",
    "G09.20-20260609-0092637",
    "H13.16-250715-54321",
)


@pytest.mark.parametrize("number", FORMS)
@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "https://dichvucong.example.vn/tra-cuu?maHoSo={}",
        '{{"maHoSo": "{}", "tenGiayTo": "Giấy tiếp nhận"}}',
        "mahoso={};mathutuc=1.001193",
    ],
)
def test_every_shape_of_number_is_read_in_every_form(number: str, form: str) -> None:
    read = read_payload(form.format(number), TODAY, NUMBERS)
    assert (read.kind, read.dossier) == (PayloadKind.DOSSIER, DossierNumber(number))


@pytest.mark.parametrize(
    "payload",
    [
        NUMBER,
        f"\ufeff{NUMBER}\r\n",
        f"https://dichvucong.example.vn/tra-cuu?maHoSo={NUMBER}&x=1",
        f"https://dichvucong.example.vn/hoso/{NUMBER}/chi-tiet",
        f"https://dichvucong.example.vn/app#/hoso?ma={NUMBER}",
        "https://dichvucong.example.vn/hoso/H13.16%2D250715%2D0001",
        json.dumps({"maHoSo": NUMBER, "maTTHC": "1.001193"}),
        '{"hoSo": [{"ma": "H13.16\\u002d250715\\u002d0001"}]}',
        f"mahoso={NUMBER}&mathutuc=1.001193.000.00.00.H13",
        f"{NUMBER}|1.001193|Đơn mẫu|Hệ thống mẫu|20250715",
        f"Mã hồ sơ: {NUMBER}; Mã TTHC: 1.001193",
        f"GIẤY TIẾP NHẬN\nMã hồ sơ: {NUMBER}\nNgày hẹn trả: 20/7/2025",
        f"{NUMBER};{NUMBER}",
    ],
)
def test_a_dossier_code_gives_its_number(payload: str) -> None:
    read = read_payload(payload, TODAY, NUMBERS)
    assert (read.kind, read.dossier) == (PayloadKind.DOSSIER, DossierNumber(NUMBER))


@pytest.mark.parametrize(
    "payload",
    [
        json.dumps({"maHoSo": NUMBER, "maTTHC": "1.001193"}),
        f"mahoso={NUMBER}&mathutuc=1.001193.000.00.00.H13",
        f"{NUMBER}|1.001193.H13|Đơn mẫu|Hệ thống mẫu|20250715",
        f"https://dichvucong.example.vn/tra-cuu?maHoSo={NUMBER}&maTTHC=1.001193",
        f"{NUMBER};1.001193;1.001193.H36",
    ],
)
def test_a_dossier_code_gives_the_procedure_beside_its_number(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS).fields == (PayloadField("procedure", "1.001193"),)


@pytest.mark.parametrize("rest", ["", "1.001193;2.000635", "1.00119", "1.0011930", "11.001193", "v1.001193"])
def test_no_procedure_is_told_where_none_or_several_stand(rest: str) -> None:
    assert read_payload(f"{NUMBER};{rest}", TODAY, NUMBERS).fields == ()


@pytest.mark.parametrize(
    "payload",
    [
        "https://dichvucong.gov.vn",
        "https://dichvucong.example.vn/p/home?id=1.001193",
        "http://example.vn/?ma=H13-25-0001",
        f"https://example.vn/?q=tra+cuu+{NUMBER}",
        "HTTPS://EXAMPLE.VN/A",
    ],
)
def test_the_address_on_a_poster_is_no_dossier_key(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS) == Payload(PayloadKind.URL)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "1.001193",
        "1.00119",
        "H13-25-0001",
        "KQ12",
        "PATCH9",
        "PATCH3/PATCHT",
        "javascript:alert(1)",
        "http://[broken",
        "AA 01695788",
        f"{NUMBER}|" + "x" * 9_000,
        "[" * 8_000,
        "\ud800000201",
    ],
)
def test_anything_else_is_unknown(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS) == Payload(PayloadKind.UNKNOWN)


@pytest.mark.parametrize(
    "payload",
    [
        "H13.16-270715-0001",  # received in the future
        "H13.16-250231-0001",  # on a day that no calendar has
        "H13.16-190715-0001",  # before numbers had this shape
        f"https://example.vn/?ma={NUMBER.replace('-25', '-27')}",
        f"{NUMBER};{OTHER}",
        f"https://example.vn/{NUMBER}/{OTHER}",
        f"{NUMBER}|H13.16-270715-0001",
    ],
)
def test_a_number_that_cannot_be_right_or_is_one_of_two_is_left_to_a_person(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS) == Payload(PayloadKind.REFUSED_DOSSIER)


def test_a_number_counts_from_the_day_it_was_given() -> None:
    assert read_payload(NUMBER, date(2025, 7, 15), NUMBERS).kind is PayloadKind.DOSSIER
    assert read_payload(NUMBER, date(2025, 7, 14), NUMBERS).kind is PayloadKind.REFUSED_DOSSIER


@pytest.mark.parametrize(("payload", "patch"), [("PATCHT", "T"), ("Patch 2", "2"), ("PATCH-3", "3")])
def test_a_separator_sheet_is_known_by_its_word(payload: str, patch: str) -> None:
    expected = Payload(PayloadKind.SEPARATOR, fields=(PayloadField("patch", patch),))
    assert read_payload(payload, TODAY, NUMBERS) == expected


@pytest.mark.parametrize(
    "payload",
    [
        "https://vneid.gov.vn/qr?c=abcdef",
        "https://nguoi-dung@login.vneid.gov.vn:443/a",
        "vneid://login/abcdef",
        "VNEID|abcdef",
        f"https://vneid.gov.vn/{NUMBER}",
    ],
)
def test_a_code_of_the_vneid_app_is_seen_and_not_kept(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS) == Payload(PayloadKind.VNEID)
    assert withheld_kind(payload) is PayloadKind.VNEID


def test_a_login_token_is_not_kept_whoever_made_it() -> None:
    login = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXUifQ.c2lnbmF0dXJl"

    assert read_payload(login, TODAY, NUMBERS) == Payload(PayloadKind.UNKNOWN)
    assert withheld_kind(f" {login}\n") is PayloadKind.UNKNOWN


@pytest.mark.parametrize(
    "payload",
    [NUMBER, "https://example.vn/vneid", "https://vneid.example/".replace("vneid", "vne-id"), "PATCHT"],
)
def test_other_payloads_are_kept(payload: str) -> None:
    assert withheld_kind(payload) is None


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_kind_and_a_number_only_as_a_dossier(text: str) -> None:
    for payload in (text, "000201" + text, "https://" + text, '{"a":' + text):
        found = read_payload(payload, TODAY, NUMBERS)
        assert (found.kind is PayloadKind.DOSSIER) == (found.dossier is not None)
