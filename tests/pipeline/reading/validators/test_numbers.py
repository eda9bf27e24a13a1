"""Numbers of papers: the samples of the rules they come from."""

import pytest

from pipeline.reading.validators.numbers import (
    read_land_book,
    read_land_serial,
    read_notation,
    read_procedure_code,
    read_register_number,
    read_result_code,
)


@pytest.mark.parametrize(
    ("text", "number", "year", "kind", "issuer"),
    [
        ("15/QĐ-UBND", "15", "", "QĐ", "UBND"),
        ("05/BNV-VP", "05", "", "", "BNV"),
        ("30/2020/NĐ-CP", "30", "2020", "NĐ", "CP"),
        ("01/SY-UBND", "01", "", "SY", "UBND"),
        ("574 /UBND-KTTH", "574", "", "", "UBND"),
        ("239/TTr-UBND", "239", "", "TTr", "UBND"),
        ("04/QĐ-BCĐ138", "04", "", "QĐ", "BCĐ138"),
        ("2269/QĐ-TTg", "2269", "", "QĐ", "TTg"),
        ("0052/TNHS", "0052", "", "", "TNHS"),
    ],
)
def test_notation_falls_into_its_parts(text: str, number: str, year: str, kind: str, issuer: str) -> None:
    read = read_notation(text)
    assert read is not None
    assert (read.number, read.year, read.kind, read.issuer) == (number, year, kind, issuer)
    assert read.text == text.replace(" ", "")
    assert not read.mended


def test_party_papers_number_the_other_way_round() -> None:
    read = read_notation("12-NQ/ĐU")
    assert read is not None
    assert (read.text, read.kind, read.is_party) == ("12-NQ/ĐU", "NQ", True)


@pytest.mark.parametrize("text", ["576/2026/TLKT-BS", "12/TLKS-BS", "7/UBND-XNTTHN", "7/XNTTHN"])
def test_numbers_of_civil_status_are_kept(text: str) -> None:
    read = read_notation(text)
    assert read is not None
    assert read.text == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("I5/QĐ-UBND", "15/QĐ-UBND"),
        ("15/QÐ-UBND", "15/QĐ-UBND"),
        ("15/OĐ-UBND", "15/QĐ-UBND"),
        ("l5/QD-UBND", "15/QĐ-UBND"),
        ("15/QĐ–UBND", "15/QĐ-UBND"),
        ("150/2025/TTBQP", "150/2025/TT-BQP"),
        ("44/2025/QĐTTg", "44/2025/QĐ-TTg"),
        ("15/QĐ-HDND", "15/QĐ-HĐND"),
    ],
)
def test_what_readers_confuse_is_mended(text: str, meant: str) -> None:
    read = read_notation(text)
    assert read is not None
    assert read.text == meant


def test_notation_of_one_word_is_left_whole() -> None:
    for text in ("121/2025/QH15", "96/2025/UBTVQH15", "7/TTHC"):
        read = read_notation(text)
        assert read is not None
        assert (read.text, read.mended) == (text, False)


def test_number_that_a_pen_has_still_to_write_is_none() -> None:
    read = read_notation("....../QĐ-UBND")
    assert read is not None
    assert (read.number, read.notation) == ("", "QĐ-UBND")


@pytest.mark.parametrize("text", ["61/2025", "12", "", "a/b", "12/qđ-ubnd"])
def test_other_text_is_no_notation(text: str) -> None:
    assert read_notation(text) is None


@pytest.mark.parametrize("text", ["1.001193", "2.000635", "1.001612.000.00.00.H48", "1.012796.H36"])
def test_procedure_codes_are_known_by_their_form(text: str) -> None:
    read = read_procedure_code(f"(mã thủ tục {text})")
    assert read is not None
    assert read.value == text


@pytest.mark.parametrize("text", ["KQ.G07.000122", "000.00.00.G09-KQ002269", "KQ005897", "KQ0777"])
def test_result_codes_are_known_by_their_form(text: str) -> None:
    read = read_result_code(text)
    assert read is not None
    assert read.value == text


def test_what_only_looks_like_a_code_is_none() -> None:
    assert read_procedure_code("1.00119") is None
    assert read_result_code("KQ12") is None


def test_year_of_a_register_number_is_no_later_than_its_registration() -> None:
    sound, late = read_register_number("Số: 61/2025", 2025), read_register_number("61/2052", 2025)
    assert sound is not None
    assert late is not None
    assert (sound.value, sound.fault) == ("61/2025", "")
    assert late.fault == "năm của số không hợp lý"


@pytest.mark.parametrize("text", ["AM 143443", "K 550768", "DL 242877", "AA 01695788"])
def test_land_certificates_have_their_serials(text: str) -> None:
    read = read_land_serial(f"số phát hành {text}")
    assert read is not None
    assert read.value == text


def test_serial_of_another_length_is_none() -> None:
    assert read_land_serial("A 01695788") is None
    assert read_land_serial("AM 14344") is None


@pytest.mark.parametrize("text", ["CH72981", "CN 653", "H 0123"])
def test_land_books_have_their_numbers(text: str) -> None:
    read = read_land_book(text)
    assert read is not None
    assert read.value == text
