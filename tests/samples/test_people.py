"""Nobody in the samples exists."""

import re
from datetime import date

import pytest

from samples.people import (
    UNASSIGNED_PROVINCE,
    Procedure,
    invent_case,
    is_invented,
    receipt_payloads,
    received_on,
)

NUMBER = "H13.16-250715-0001"


@pytest.mark.parametrize("seed", range(40))
def test_everyone_of_a_case_is_invented(seed: int) -> None:
    case = invent_case(seed, Procedure.BIRTH)
    for person in case.people:
        assert is_invented(person.name)
        assert re.fullmatch(UNASSIGNED_PROVINCE + r"\d{9}", person.id_number)
        assert person.id_number[4:6] == f"{person.born:%y}"
        assert len(person.phone.replace(" ", "")) == 9  # one digit short of a number that could ring


def test_a_name_outside_the_lists_is_not_invented() -> None:
    assert not is_invented("Nguyễn Văn")
    assert not is_invented("Lúa Nguyễn")


@pytest.mark.parametrize("seed", range(40))
def test_a_case_agrees_with_itself(seed: int) -> None:
    case = invent_case(seed, Procedure.LAND)
    assert case.child.name.split()[0] == case.father.name.split()[0]
    assert case.child.born < case.received
    assert case.mother.born < case.child.born
    assert len({person.name for person in case.people}) == 5


def test_the_same_seed_gives_the_same_case() -> None:
    assert invent_case(7, Procedure.BIRTH) == invent_case(7, Procedure.BIRTH)
    assert invent_case(7, Procedure.BIRTH) != invent_case(8, Procedure.BIRTH)


def test_the_day_of_receipt_comes_from_the_dossier_number() -> None:
    assert received_on(NUMBER) == date(2025, 7, 15)
    assert received_on("000.00.16.H13-230103-0003") == date(2023, 1, 3)


def test_receipts_write_the_number_alone_in_a_url_or_behind_a_key() -> None:
    alone, url, pairs = receipt_payloads(NUMBER, Procedure.LAND)
    assert alone == NUMBER
    assert url.endswith(f"?maHoSo={NUMBER}")
    assert url.startswith("https://dichvucong.example/")
    assert dict(pair.split("=") for pair in pairs.split(";"))["maHoSo"] == NUMBER
