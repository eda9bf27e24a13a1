"""Payment codes are known by their check sum, never a dossier key, and never kept."""

from datetime import date

import pytest

from domain.barcode import PayloadKind
from pipeline.reading.payload import read_payload, withheld_kind
from pipeline.reading.payloads.grammar import Payload
from pipeline.reading.payloads.payment import crc16
from tests.packaged import NUMBERS

TODAY = date(2026, 11, 21)
NUMBER = "H13.16-250715-0001"
VNPAY = (
    "00020101021226280010A00000077501100106913377520450455303704540115802VN5906POS3656005HANOI"
    "62410112ND03427/06180312POS365 Hanoi0705POS01630493CE"
)
VNPAY_DYNAMIC = (
    "00020101021126280010A0000007750110010531314453037045408210900005802VN5910CELLPHONES"
    "62600312CPSHN ONLINE0517021908061613127850705ONLHN0810CellphoneS63047685"
)


def test_the_check_sum_is_that_of_the_standard() -> None:
    assert crc16(b"123456789") == 0x29B1


@pytest.mark.parametrize("payload", [VNPAY, VNPAY_DYNAMIC, VNPAY.replace("93CE", "93ce")])
def test_a_payment_code_is_known_by_its_check_sum(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS) == Payload(PayloadKind.PAYMENT)
    assert withheld_kind(payload) is PayloadKind.PAYMENT


@pytest.mark.parametrize("place", range(6, len(VNPAY)))
def test_a_payment_code_with_one_wrong_character_is_unknown_and_not_kept(place: int) -> None:
    flipped = list(VNPAY)
    flipped[place] = "7" if flipped[place] != "7" else "8"

    assert read_payload("".join(flipped), TODAY, NUMBERS) == Payload(PayloadKind.UNKNOWN)
    assert withheld_kind("".join(flipped)) is PayloadKind.UNKNOWN


def test_a_payment_for_a_dossier_is_no_dossier_code() -> None:
    body = f"00020101021138540010A000000727622508{len(NUMBER) + 2:02d} {NUMBER} 6304"
    crc = crc16(body.encode())

    assert read_payload(f"{body}{crc:04X}", TODAY, NUMBERS) == Payload(PayloadKind.PAYMENT)
    assert read_payload(f"{body}{crc ^ 1:04X}", TODAY, NUMBERS) == Payload(PayloadKind.UNKNOWN)
