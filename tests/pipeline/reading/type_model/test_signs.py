"""What a model sees of a paper, and what it never sees."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.barcode import Barcode, Decoder, PayloadKind, Symbology
from domain.errors import ConfigError
from domain.geometry import Box, Point
from domain.layout import PageLayout, Table
from pipeline.papers.catalog import PaperCatalog, load_papers
from pipeline.reading.type_model.lexicon import WORDS, is_unit_name, lexicon_for
from pipeline.reading.type_model.signs import paper_signs
from tests.packaged import NUMBERS
from tests.settled import page_of
from tests.sheets import HEADING, SIZE

LEXICON = lexicon_for(load_papers())
DAY = date(2025, 7, 15)


def words(*lines: str) -> frozenset[str]:
    return paper_signs(page_of(lines), 1, LEXICON, DAY, NUMBERS).words


def layout(*lines: str, pages: int = 1) -> frozenset[str]:
    return paper_signs(page_of(lines), pages, LEXICON, DAY, NUMBERS).layout


def test_words_of_a_title_and_of_the_zone_are_told_apart() -> None:
    found = words("PHIẾU KHẢO SÁT", "Về vệ sinh môi trường")
    assert {"title:PHIEU", "title:KHAO SAT", "zone:MOI TRUONG"} <= found
    assert "title:MOI TRUONG" not in found


@pytest.mark.parametrize(
    "line",
    [
        "ĐẶNG MÔI TRƯỜNG",
        "XÃ MÔI TRƯỜNG",
        "Họ và tên: môi trường",
        "Kính gửi Ủy ban Môi Trường",
        "MÔI 12 TRƯỜNG",
        "MÔI-9 TRƯỜNG",
    ],
)
def test_what_was_filled_in_is_passed_over(line: str) -> None:
    assert {one for one in words(line) if "MOI TRUONG" in one} == set()


def test_words_that_open_like_a_surname_are_kept_when_they_are_public() -> None:
    assert "title:HO SO" in words("HỒ SƠ MÔI TRƯỜNG")


def test_place_of_the_state_and_count_of_pages_are_signs() -> None:
    assert {"layout:motto middle", "layout:pages 3-4", "layout:landscape"} <= layout(*HEADING, pages=3)
    assert {"layout:motto none", "layout:pages more"} <= layout("PHIẾU", pages=11)


def test_codes_and_tables_are_signs_and_payloads_are_not() -> None:
    corner = Point(1, 1)
    code = Barcode(
        symbology=Symbology.QR,
        payload="H13.16-250515-0001",
        corners=(corner, corner, corner, corner),
        decoder=Decoder.ZXING,
    )
    hidden = replace(code, payload="", withheld=PayloadKind.CCCD)
    table = Table(Box(0, 0, SIZE[0], SIZE[1] * 0.4), ())
    page = replace(page_of(("PHIẾU",)), codes=(code, hidden), layout=PageLayout((), (table,)))
    found = paper_signs(page, 1, LEXICON, DAY, NUMBERS).layout
    assert {"layout:code dossier", "layout:code cccd", "layout:table half"} <= found
    assert not any("H13" in sign for sign in found)


def test_page_without_text_has_a_layout_only() -> None:
    found = paper_signs(replace(page_of(("X",)), text=None), 1, LEXICON, DAY, NUMBERS)
    assert found.words == frozenset()
    assert found.layout


def test_list_of_words_has_no_digit_no_mark_and_no_place() -> None:
    listed = [line for line in WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(listed) > 5000
    assert [
        one for one in listed if not one.replace(" ", "").isascii() or not one.replace(" ", "").isalpha()
    ] == []
    assert [one for one in listed if " " in one and is_unit_name(one)] == []
    assert {"NGUYEN VAN", "NGUYEN", "THI", "AN BINH"} & set(listed) == set()


def test_titles_of_an_offices_own_types_add_their_words() -> None:
    papers = load_papers().papers
    own = replace(papers[0], titles=("SỔ VÀNG TRUYỀN THỐNG ẤP",))
    assert "VANG TRUYEN" in lexicon_for(PaperCatalog((own,))).words
    assert "VANG TRUYEN" not in LEXICON.words


def test_damaged_list_is_named(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("phiếu\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="without marks"):
        lexicon_for(load_papers(), file)
    with pytest.raises(ConfigError, match="restore"):
        lexicon_for(load_papers(), file.with_name("none.txt"))
