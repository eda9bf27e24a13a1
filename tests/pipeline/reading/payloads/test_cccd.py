"""Citizen cards are read field by field, and what the new card adds stays out of the index."""

from datetime import date

import pytest

from domain.barcode import PayloadKind
from pipeline.reading.payload import read_payload, withheld_kind
from pipeline.reading.payloads.grammar import PayloadField
from tests.packaged import NUMBERS

TODAY = date(2026, 11, 21)
NUMBER = "H13.16-250715-0001"
CARD = "092085000017|360000017|Trần Văn Mẫu|05031985|Nam|Ấp Mẫu, xã Ví Dụ, Cần Thơ|12082021"
FIELDS = (
    PayloadField("id_number", "092085000017"),
    PayloadField("old_id_number", "360000017"),
    PayloadField("name", "Trần Văn Mẫu"),
    PayloadField("born", "1985-03-05"),
    PayloadField("sex", "Nam"),
    PayloadField("address", "Ấp Mẫu, xã Ví Dụ, Cần Thơ"),
    PayloadField("issued", "2021-08-12"),
)


def test_seven_fields_are_read() -> None:
    assert read_payload(CARD, TODAY, NUMBERS).fields == FIELDS


@pytest.mark.parametrize("card", [CARD.replace("|360000017|", "||"), CARD.replace("|360000017|", "|")])
def test_the_old_number_may_be_empty_or_left_out(card: str) -> None:
    assert read_payload(card, TODAY, NUMBERS).fields == (FIELDS[0], *FIELDS[2:])


def test_what_a_new_card_adds_is_no_field() -> None:
    longer = read_payload(CARD + "|Trần Văn Cha|Nguyễn Thị Mẹ||", TODAY, NUMBERS)

    assert longer == read_payload(CARD, TODAY, NUMBERS)


@pytest.mark.parametrize(("birth", "born"), [("1945", "1945"), ("00001945", "1945"), ("12001945", "1945")])
def test_a_birth_of_which_only_the_year_is_known_is_a_year(birth: str, born: str) -> None:
    assert PayloadField("born", born) in read_payload(CARD.replace("05031985", birth), TODAY, NUMBERS).fields


@pytest.mark.parametrize(
    "payload",
    [CARD, CARD.replace("Nam", "Nữ"), CARD + f"|{NUMBER}|||", CARD.replace("Ấp Mẫu", NUMBER)],
)
def test_a_citizen_card_is_never_a_dossier_key(payload: str) -> None:
    found = read_payload(payload, TODAY, NUMBERS)

    assert (found.kind, found.dossier) == (PayloadKind.CCCD, None)
    assert withheld_kind(payload) is None


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
    assert read_payload(payload, TODAY, NUMBERS).kind is PayloadKind.UNKNOWN
