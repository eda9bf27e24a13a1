"""Payloads of codes are sorted, and only a dossier's own code gives a dossier number."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ids import DossierNumber
from pipeline.reading.payload import Payload, PayloadKind, read_payload

TODAY = date(2026, 11, 21)
NUMBER = "H13.16-250715-0001"
OTHER = "H13.16-250715-0002"
VNPAY = (
    "00020101021226280010A00000077501100106913377520450455303704540115802VN5906POS3656005HANOI"
    "62410112ND03427/06180312POS365 Hanoi0705POS01630493CE"
)
VNPAY_DYNAMIC = (
    "00020101021126280010A0000007750110010531314453037045408210900005802VN5910CELLPHONES"
    "62600312CPSHN ONLINE0517021908061613127850705ONLHN0810CellphoneS63047685"
)
CARD = "092085000017|360000017|Trần Văn Mẫu|05031985|Nam|Ấp Mẫu, xã Ví Dụ, Cần Thơ|12082021"


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
    assert read_payload(payload, TODAY) == Payload(PayloadKind.DOSSIER, DossierNumber(NUMBER))


@pytest.mark.parametrize("payload", [VNPAY, VNPAY_DYNAMIC, VNPAY.replace("93CE", "93ce")])
def test_a_payment_code_is_known_by_its_check_sum(payload: str) -> None:
    assert read_payload(payload, TODAY) == Payload(PayloadKind.PAYMENT)


@pytest.mark.parametrize("place", [10, 40, 90, -1])
def test_a_payment_code_with_one_wrong_character_is_unknown(place: int) -> None:
    flipped = list(VNPAY)
    flipped[place] = "7" if flipped[place] != "7" else "8"

    assert read_payload("".join(flipped), TODAY) == Payload(PayloadKind.UNKNOWN)


def test_a_payment_for_a_dossier_is_no_dossier_code() -> None:
    body = f"00020101021138540010A000000727622508{len(NUMBER) + 2:02d} {NUMBER} 6304"
    crc = 0xFFFF
    for byte in body.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF

    assert read_payload(f"{body}{crc:04X}", TODAY) == Payload(PayloadKind.PAYMENT)
    assert read_payload(f"{body}{crc ^ 1:04X}", TODAY) == Payload(PayloadKind.UNKNOWN)


@pytest.mark.parametrize(
    "payload",
    [
        CARD,
        CARD.replace("|360000017|", "||"),
        CARD.replace("|360000017|", "|"),
        CARD + "|Trần Văn Cha|Nguyễn Thị Mẹ||",
        CARD.replace("Nam", "Nữ"),
        CARD.replace("05031985", "1945"),
        CARD.replace("05031985", "00001945"),
        CARD + f"|{NUMBER}|||",
        CARD.replace("Ấp Mẫu", NUMBER),
    ],
)
def test_a_citizen_card_is_never_a_dossier_key(payload: str) -> None:
    assert read_payload(payload, TODAY) == Payload(PayloadKind.CCCD)


@pytest.mark.parametrize(
    "payload",
    [
        "Trần Văn Mẫu|092085000017|360000017|05031985|Nam|Ấp Mẫu|12082021",
        "092085000017|Trần Văn Mẫu|360000017|05031985|Nam|Ấp Mẫu|12082021",
        "092085000017|360000017|Trần Văn Mẫu|Nam|05031985|Ấp Mẫu|12082021",
        "092085000017|360000017|Trần Văn Mẫu|31021985|Nam|Ấp Mẫu|12082021",
        "092085000017|360000017|Trần Văn Mẫu|05031985|Nam|Ấp Mẫu|12082031",
        "09208500001|360000017|Trần Văn Mẫu|05031985|Nam|Ấp Mẫu|12082021",
        "092085000017|360000017|Trần Văn Mẫu|05031985|Nam",
        "092085000017",
    ],
)
def test_fields_out_of_order_are_no_citizen_card(payload: str) -> None:
    assert read_payload(payload, TODAY) == Payload(PayloadKind.UNKNOWN)


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
    assert read_payload(payload, TODAY) == Payload(PayloadKind.URL)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "PATCHT",
        "1.001193",
        "javascript:alert(1)",
        "http://[broken",
        "AA 01695788",
        "H13.16-270715-0001",
        f"{NUMBER};{OTHER}",
        f"https://example.vn/{NUMBER}/{OTHER}"[8:],
        f"{NUMBER}|" + "x" * 9_000,
        "[" * 8_000,
        "\ud800000201",
    ],
)
def test_anything_else_is_unknown(payload: str) -> None:
    assert read_payload(payload, TODAY) == Payload(PayloadKind.UNKNOWN)


def test_an_address_with_two_dossiers_is_left_to_a_person() -> None:
    assert read_payload(f"https://example.vn/{NUMBER}/{OTHER}", TODAY) == Payload(PayloadKind.UNKNOWN)


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_kind_and_a_number_only_as_a_dossier(text: str) -> None:
    for payload in (text, "000201" + text, "https://" + text, '{"a":' + text):
        found = read_payload(payload, TODAY)
        assert (found.kind is PayloadKind.DOSSIER) == (found.dossier is not None)
