"""SPEC part J as far as it is said of texts and payloads: the sample values, and those to be rejected."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.barcode import PayloadKind
from pipeline.reading.dossier_number import parse_dossier_number, repair_dossier_number
from pipeline.reading.near_match import fold
from pipeline.reading.payload import read_payload, withheld_kind
from pipeline.reading.payloads.grammar import PayloadField
from pipeline.reading.payloads.land import CERTIFICATE_NUMBER
from pipeline.reading.units.place import locate
from pipeline.reading.validators.names import read_person
from pipeline.reading.validators.numbers import (
    read_land_book,
    read_land_serial,
    read_notation,
    read_procedure_code,
    read_result_code,
)
from tests.packaged import DATA, NUMBERS

TODAY = date(2026, 11, 27)
B4 = ("15/QĐ-UBND", "05/BNV-VP", "30/2020/NĐ-CP", "01/SY-UBND", "12-NQ/ĐU")
B4_MISREAD = {"I5/QĐ-UBND": "15/QĐ-UBND", "15/QÐ-UBND": "15/QĐ-UBND", "15/OĐ-UBND": "15/QĐ-UBND"}
B4_MISREAD |= {"15/QD-UBND": "15/QĐ-UBND", "l5/QĐ-UBND": "15/QĐ-UBND", "15 / QĐ - UBND": "15/QĐ-UBND"}
REGISTERS = ("576/2026/TLKT-BS", "12/TLKS-BS", "7/UBND-XNTTHN", "7/2026/XNTTHN")
C4 = (
    "000.00.12.H62-201105-0004",
    "000.00.53.H48-220921-0099",
    "G22.99.09-240114-0001",
    "G22.99.08-260921-896048",
    "G22.99-251225-020175",
    "G09.20-20260609-0092637",
    "000.00.04.H51-200221-0001",
    "000.00.16.H13-230103-0003",
    "H13.16-250715-0001",
    "H13.125.12-250715-0001",
)
TTHC = ("1.001193", "2.000635", "1.001612.000.00.00.H48", "1.012796.H36", "1.004946.000.00.00.H51")
RESULTS = ("KQ.G07.000122", "000.00.00.G09-KQ002269", "KQ005897", "KQ0777", "KQ005898")
GCN = ("AM 143443", "K 550768", "DL 242877", "AA 01695788", "AM143443", "AA01695788")
VNPAY = (
    "00020101021226280010A00000077501100106913377520450455303704540115802VN5906POS3656005HANOI62410112ND03"
    "427/06180312POS365 Hanoi0705POS01630493CE",
    "00020101021126280010A0000007750110010531314453037045408210900005802VN5910CELLPHONES62600312CPSHN "
    "ONLINE0517021908061613127850705ONLHN0810CellphoneS63047685",
)
# An invented person: no province has the code 099.
CARD = "099085000017|360000017|Trần Văn Mẫu|05031985|Nam|Ấp Mẫu, xã Ví Dụ, Cần Thơ|12082021"


@pytest.mark.parametrize("sample", [*B4, *REGISTERS])
def test_j1_every_number_of_b4_is_read(sample: str) -> None:
    read = read_notation(f"Số: {sample}".removeprefix("Số: "))
    assert read is not None
    assert (read.text, read.mended, read.fault) == (sample, False, "")


@pytest.mark.parametrize(("misread", "meant"), B4_MISREAD.items())
def test_j1_what_ocr_confuses_in_numbers_of_b4_is_mended(misread: str, meant: str) -> None:
    read = read_notation(misread)
    assert read is not None
    assert read.text == meant


@pytest.mark.parametrize("sample", C4)
def test_j1_every_dossier_number_of_c4_is_read(sample: str) -> None:
    assert parse_dossier_number(sample, TODAY, NUMBERS) == sample
    assert read_payload(sample, TODAY, NUMBERS).dossier == sample


@pytest.mark.parametrize(
    ("misread", "meant"),
    [("H13.16–25O7l5-0001", "H13.16-250715-0001"), ("H13.16 - 250715 - OOO1", "H13.16-250715-0001")],
)
def test_j1_what_ocr_confuses_in_a_dossier_number_is_mended(misread: str, meant: str) -> None:
    assert repair_dossier_number(misread, TODAY, NUMBERS) == meant


@pytest.mark.parametrize("sample", TTHC)
def test_j1_every_procedure_code_of_c6_is_read(sample: str) -> None:
    read = read_procedure_code(sample)
    assert read is not None
    assert read.value == sample


@pytest.mark.parametrize("sample", RESULTS)
def test_j1_every_result_code_of_c6_is_read(sample: str) -> None:
    read = read_result_code(sample)
    assert read is not None
    assert read.value == sample


@pytest.mark.parametrize("sample", GCN)
def test_j1_every_serial_of_a_land_certificate_of_e5_is_read(sample: str) -> None:
    read = read_land_serial(sample)
    assert read is not None
    assert read.value.replace(" ", "") == sample.replace(" ", "")
    assert CERTIFICATE_NUMBER.fullmatch(sample)


@pytest.mark.parametrize("sample", ["CH 00123", "CN 653", "CS01234", "CT00012", "H 0123", "00123QSDĐ/1990"])
def test_j1_every_register_number_of_e5_is_read(sample: str) -> None:
    read = read_land_book(sample)
    assert read is not None
    assert read.value == sample


@pytest.mark.parametrize("sample", ["H13-25-0001", "1.00119", "KQ12"])
def test_j1_the_negative_samples_are_nothing(sample: str) -> None:
    readers: tuple[Callable[[str], object], ...] = (
        read_procedure_code,
        read_result_code,
        read_land_serial,
        read_notation,
        lambda text: parse_dossier_number(text, TODAY, NUMBERS),
        lambda text: repair_dossier_number(text, TODAY, NUMBERS),
    )
    assert [read(sample) for read in readers] == [None] * len(readers)
    assert read_payload(sample, TODAY, NUMBERS).kind is PayloadKind.UNKNOWN


@pytest.mark.parametrize("sample", VNPAY)
def test_j2_the_check_sum_of_both_payment_samples_holds(sample: str) -> None:
    assert read_payload(sample, TODAY, NUMBERS).kind is PayloadKind.PAYMENT
    assert withheld_kind(sample) is PayloadKind.PAYMENT


@pytest.mark.parametrize("sample", VNPAY)
def test_j2_any_flipped_bit_of_any_byte_fails(sample: str) -> None:
    passed = []
    for place in range(len(sample)):
        for bit in range(8):
            flipped = sample[:place] + chr(ord(sample[place]) ^ (1 << bit)) + sample[place + 1 :]
            # A hexadecimal digit is the same digit in small letters.
            if flipped.upper() != sample.upper():
                passed.append(read_payload(flipped, TODAY, NUMBERS).kind is PayloadKind.PAYMENT)
    assert len(passed) > 8 * (len(sample) - 80)
    assert not any(passed)


@pytest.mark.parametrize("sample", VNPAY)
def test_j2_any_other_digit_in_any_place_fails(sample: str) -> None:
    others = (
        sample[:place] + digit + sample[place + 1 :]
        for place in range(len(sample))
        for digit in "0123456789"
        if digit != sample[place]
    )
    assert not any(read_payload(one, TODAY, NUMBERS).kind is PayloadKind.PAYMENT for one in others)


FIELDS = (
    PayloadField("id_number", "099085000017"),
    PayloadField("old_id_number", "360000017"),
    PayloadField("name", "Trần Văn Mẫu"),
    PayloadField("born", "1985-03-05"),
    PayloadField("sex", "Nam"),
    PayloadField("address", "Ấp Mẫu, xã Ví Dụ, Cần Thơ"),
    PayloadField("issued", "2021-08-12"),
)


def test_j3_the_seven_fields_of_a_citizen_card_are_read() -> None:
    assert read_payload(CARD, TODAY, NUMBERS).fields == FIELDS


@pytest.mark.parametrize("old", ["||", "|"], ids=["empty 2nd field", "6 fields"])
def test_j3_the_old_number_may_be_empty_or_left_out(old: str) -> None:
    card = CARD.replace("|360000017|", old)
    assert read_payload(card, TODAY, NUMBERS).fields == (FIELDS[0], *FIELDS[2:])


def test_j3_what_a_card_of_eleven_fields_adds_is_kept_out_of_the_index() -> None:
    family = "|Trần Văn Cha 099060000001|Lê Thị Mẹ 099160000002|Trần Thị Vợ 099188000003|099212000004"
    longer = read_payload(CARD + family, TODAY, NUMBERS)
    assert (CARD + family).count("|") + 1 == 11
    assert (longer.kind, longer.fields) == (PayloadKind.CCCD, FIELDS)


def test_j3_fields_in_another_order_are_no_citizen_card() -> None:
    parts = CARD.split("|")
    for one in range(len(parts)):
        for other in range(one + 1, len(parts)):
            swapped = list(parts)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            found = read_payload("|".join(swapped), TODAY, NUMBERS)
            assert found.kind is PayloadKind.UNKNOWN, f"fields {one + 1} and {other + 1}"


ETH, STROKE = "Phường Thới An \u00d0ông", "Phường Thới An \u0110ông"


def test_j12_eth_and_d_with_stroke_are_one_letter_to_every_look_up() -> None:
    assert ETH != STROKE
    assert fold(ETH) == fold(STROKE) == "PHUONG THOI AN DONG"
    assert fold("\u00f0ông") == fold("\u0111ông")


def test_j12_a_unit_is_found_under_either_letter() -> None:
    table = DATA.units
    found = [locate(f"{name}, thành phố Cần Thơ", table) for name in (ETH, STROKE)]
    assert found[0] is not None
    assert found[0] == found[1]
    assert [commune.name for commune in found[0].communes] == [STROKE]


def test_j12_a_person_and_a_notation_are_one_under_either_letter() -> None:
    persons = [read_person(name) for name in ("Trần Thị \u00d0ào", "Trần Thị \u0110ào")]
    assert persons[0] is not None
    assert persons[1] is not None
    assert persons[0].value == persons[1].value
    notations = [read_notation(text) for text in ("15/Q\u00d0-UBND", "15/Q\u0110-UBND")]
    assert [one.text for one in notations if one is not None] == ["15/Q\u0110-UBND"] * 2
