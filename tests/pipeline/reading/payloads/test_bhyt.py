"""Health insurance cards: hexadecimal names become Vietnamese, and the insurer's own fields stay out."""

from datetime import date

import pytest

from domain.barcode import PayloadKind
from pipeline.reading.payload import read_payload
from pipeline.reading.payloads.grammar import PayloadField
from tests.packaged import NUMBERS

TODAY = date(2026, 11, 21)
NAME, ADDRESS = "Trần Thị Mẫu".encode().hex(), "Ấp Mẫu, xã Ví Dụ".encode().hex()
CARD = f"DN4920000000017|{NAME}|05/03/1985|2|{ADDRESS}|92 - 001|01/01/2019|-|31/12/2019|92000001|x|y|a1b2c3$"


@pytest.mark.parametrize("number", ["DN4920000000017", "9200000017"])
def test_a_card_is_read_field_by_field(number: str) -> None:
    found = read_payload(CARD.replace("DN4920000000017", number), TODAY, NUMBERS)

    assert found.kind is PayloadKind.BHYT
    assert found.fields == (
        PayloadField("insurance_number", number),
        PayloadField("name", "Trần Thị Mẫu"),
        PayloadField("born", "1985-03-05"),
        PayloadField("sex", "Nữ"),
        PayloadField("address", "Ấp Mẫu, xã Ví Dụ"),
        PayloadField("clinic", "92 - 001"),
        PayloadField("valid_from", "2019-01-01"),
    )


def test_a_year_of_birth_upper_case_digits_and_no_address_are_read() -> None:
    card = CARD.replace(NAME, NAME.upper()).replace("05/03/1985", "1985").replace(ADDRESS, "-")

    fields = read_payload(card, TODAY, NUMBERS).fields

    assert PayloadField("name", "Trần Thị Mẫu") in fields
    assert PayloadField("born", "1985") in fields
    assert not any(field.name == "address" for field in fields)


@pytest.mark.parametrize(
    "payload",
    [
        CARD.replace(NAME, NAME[:-1]),
        CARD.replace(NAME, "c3"),
        CARD.replace(NAME, "3132"),
        CARD.replace("05/03/1985", "31/02/1985"),
        CARD.replace("|2|", "|3|"),
        CARD.replace("DN49", "DN4"),
        "|".join(CARD.split("|")[:6]),
    ],
)
def test_a_card_with_a_wrong_field_is_unknown(payload: str) -> None:
    assert read_payload(payload, TODAY, NUMBERS).kind is PayloadKind.UNKNOWN
