"""Dossier numbers are recognised, found and mended, and nothing else is taken for one."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ConfigError
from domain.ids import DossierNumber
from pipeline.reading import dossier_grammar
from pipeline.reading.dossier_grammar import read_grammar
from pipeline.reading.dossier_number import (
    find_dossier_numbers,
    parse_dossier_number,
    received_day,
    repair_dossier_number,
)
from tests.packaged import NUMBERS

TODAY = date(2026, 11, 21)
DATA = Path(dossier_grammar.__file__).with_name("dossier_numbers.toml")
SAMPLES = (
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
    "H13.16-250715-48213",
)


@pytest.mark.parametrize("number", SAMPLES)
def test_a_published_number_is_accepted_unchanged(number: str) -> None:
    assert parse_dossier_number(number, TODAY, NUMBERS) == number
    assert parse_dossier_number(f" {number}\n", TODAY, NUMBERS) == number
    assert repair_dossier_number(number, TODAY, NUMBERS) == number
    assert find_dossier_numbers(f"Mã hồ sơ: {number}.", TODAY, NUMBERS) == (number,)


@pytest.mark.parametrize(
    "text",
    [
        "H13-25-0001",
        "1.00119",
        "KQ12",
        "",
        "H13.16-250715-001",
        "H13.16-250715-00011111",
        "H13.16-250230-0001",  # 30 February
        "H13.16-251315-0001",  # month 13
        "H13.16-261122-0001",  # tomorrow
        "G09.20-20270101-0092637",
        "113.16-250715-0001",
        "h13.16-250715-0001",
        "H13.1234-250715-0001",
        "H13.16–250715–0001",
        "H13.16 - 250715 - 0001",
        "000.00.12.H62-180101-0004",  # before the circular that made the form
        "H13.16-250715-\u0660\u0660\u0660\u0661",  # digits, but not ASCII ones
        "H13.16-250715-0001" + "0" * 10_000,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    assert parse_dossier_number(text, TODAY, NUMBERS) is None


def test_a_number_received_today_is_accepted_and_one_of_tomorrow_is_not() -> None:
    assert parse_dossier_number("H13.16-250715-0001", date(2025, 7, 15), NUMBERS) is not None
    assert parse_dossier_number("H13.16-250715-0001", date(2025, 7, 14), NUMBERS) is None


def test_numbers_are_found_once_each_and_in_order() -> None:
    text = "Hồ sơ H13.16-250715-0002 (bổ sung cho H13.16-250715-0001),\nmã:H13.16-250715-0002"

    assert find_dossier_numbers(text, TODAY, NUMBERS) == ("H13.16-250715-0002", "H13.16-250715-0001")


@pytest.mark.parametrize(
    "text",
    [
        "AH13.16-250715-0001",
        "H13.16-250715-0001A",
        "H13.16-250715-0001-KQ",
        "KQ-H13.16-250715-0001",
        "H13.16-250715-0001.007.pdf",
        "9.H13.16-250715-0001",
        "H13.16-250715-0001–02",
        "H13.16-250715-\n0001",
        "H13.16-250715-0001_2",
    ],
)
def test_a_part_of_a_longer_word_is_not_a_number(text: str) -> None:
    assert find_dossier_numbers(text, TODAY, NUMBERS) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("H13.16–250715–0001", "H13.16-250715-0001"),
        ("H13. 16 - 250715 - 0001", "H13.16-250715-0001"),
        ("HI3.l6-2S07IS-OOOl", "H13.16-250715-0001"),
        ("OOO.00.I6.H13-23O1O3-0003", "000.00.16.H13-230103-0003"),
        ("G22.99-2S1225-02017B", "G22.99-251225-020178"),
        ("G22.99—251225—020175", "G22.99-251225-020175"),
        ("H99.16 – 250715 – 0001", "H99.16-250715-0001"),  # only folded: the unit need not be known
    ],
)
def test_what_ocr_misread_is_mended(text: str, meant: str) -> None:
    assert parse_dossier_number(text, TODAY, NUMBERS) is None
    assert repair_dossier_number(text, TODAY, NUMBERS) == meant


@pytest.mark.parametrize(
    "text",
    [
        "H99.I6-250715-0001",  # no such unit is known: a guess about digits is not believed
        "1I3.16-250715-0001",  # the letter of the unit is never made up
        "813.16-250715-0001",
        "H13.16-2S0230-0001",  # mended, and still no date
        "H13.16-25071Z-0001",
        "HOI NGHI - SO BO - 2025",
        "H13.16-250715-OOO1" + " " * 200,
        "",
    ],
)
def test_a_guess_without_ground_is_not_made(text: str) -> None:
    assert repair_dossier_number(text, TODAY, NUMBERS) is None


@settings(derandomize=True, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_letters_that_look_like_digits_are_mended_back(number: str, data: st.DataObject) -> None:
    misread = {"0": "O", "1": "Il", "5": "S", "8": "B"}
    text = "".join(
        data.draw(st.sampled_from(misread[digit] + digit)) if digit in misread else digit for digit in number
    )
    assert repair_dossier_number(text, TODAY, NUMBERS) == number


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet="H13G.-– 0259OIlSB\n", max_size=60))
def test_an_accepted_number_is_never_rewritten(text: str) -> None:
    accepted = parse_dossier_number(text, TODAY, NUMBERS)
    mended = repair_dossier_number(text, TODAY, NUMBERS)

    if accepted is not None:
        assert mended == accepted == text.strip()
    if mended is not None:
        assert parse_dossier_number(mended, TODAY, NUMBERS) == mended


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[pattern]]",
        "[[pattern]]\nname='a'\nregex='('\nsource='x'\nvalid_from=2020-01-01\n[[unit]]\ncode='H13'",
        "[[pattern]]\nname='a'\nregex='x'\nsource='x'\nvalid_from=2020-01-01\n[[unit]]\ncode='H13'",
        "[[pattern]]\nname='a'\nregex='(?P<date>x)'\nsource='x'\nvalid_from='2020'\n[[unit]]\ncode='H13'",
    ],
)
def test_a_broken_grammar_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "numbers.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=r"numbers\.toml"):
        read_grammar(path)


def test_every_pattern_says_where_it_comes_from() -> None:
    grammar = read_grammar()

    assert all(pattern.source and pattern.name for pattern in grammar.patterns)
    assert {"H13", "H30", "H51"} <= grammar.known_units


@pytest.mark.parametrize(
    "number",
    [
        "000.00.16.H13-230103-0003",  # Cần Thơ before the merger
        "000.00.04.H51-200221-0001",  # Sóc Trăng
        "000.00.20.H30-210412-0007",  # Hậu Giang
        "H51.18.29-230612-0012",
        "H13.16-250715-0001",
    ],
)
def test_numbers_of_the_provinces_that_merged_are_taken_and_never_rewritten(number: str) -> None:
    assert parse_dossier_number(number, TODAY, NUMBERS) == number
    assert repair_dossier_number(f" {number} ", TODAY, NUMBERS) == number


def test_the_day_of_a_number_is_told_whatever_its_form() -> None:
    assert received_day(DossierNumber("000.00.04.H51-200221-0001")) == date(2020, 2, 21)
    assert received_day(DossierNumber("G09.20-20260609-0092637")) == date(2026, 6, 9)
    assert received_day(DossierNumber("no number")) is None


def test_a_unit_that_nobody_confirmed_says_so() -> None:
    (row,) = [one for one in tomllib.loads(DATA.read_text())["unit"] if one["code"] == "H30"]
    assert "low confidence" in row["source"]
