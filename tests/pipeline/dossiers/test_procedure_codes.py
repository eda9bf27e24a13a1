"""Codes of procedures: what is one (SPEC J1), what is compared of it, and where pages name one."""

from datetime import date

import pytest

from domain.artifact import Artifact, MediaType
from domain.barcode import Barcode, Decoder, Symbology
from domain.geometry import Point
from domain.ids import Sha256
from domain.page import Page
from domain.text import Line, PageText
from pipeline.dossiers.procedure_codes import named_procedures, procedure_key
from tests.packaged import NUMBERS
from tests.pipeline.dossiers.pages import PICTURE
from tests.pipeline.reading.printed import printed

TODAY = date(2026, 11, 27)
CORNER = Point(0, 0)


def page(*lines: Line, payload: str | None = None) -> Page:
    code = Barcode(
        symbology=Symbology.QR,
        payload=payload or "",
        corners=(CORNER, CORNER, CORNER, CORNER),
        decoder=Decoder.ZXING,
    )
    return Page(
        source=Artifact(Sha256("0" * 64), 1, MediaType.JPEG),
        index=0,
        image=PICTURE,
        codes=() if payload is None else (code,),
        text=PageText(lines, "test", 150),
    )


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("1.001193", "1.001193"),
        ("2.000635", "2.000635"),
        (" 1.001612.000.00.00.H48 ", "1.001612"),
        ("1.012796.H36", "1.012796"),
        ("1.00119", ""),
        ("H13-25-0001", ""),
        ("KQ12", ""),
        ("1.0011930", ""),
        ("thủ tục 1.001193", ""),
        ("", ""),
    ],
)
def test_codes_are_compared_by_their_first_eight_characters(code: str, key: str) -> None:
    assert procedure_key(code) == key


def test_print_behind_its_label_names_the_procedure() -> None:
    line = printed("Nội dung: Đăng ký khai sinh (mã thủ tục 1.001193)", 100, 400)
    assert named_procedures(page(line), TODAY, NUMBERS) == ("1.001193",)


def test_number_without_label_or_read_unsurely_names_none() -> None:
    bare = printed("Khoản 1.001193 của bảng kê", 100, 400)
    unsure = printed("Mã TTHC: 1.001198~0.6", 100, 500)
    assert named_procedures(page(bare, unsure), TODAY, NUMBERS) == ()


def test_symbol_outdoes_print() -> None:
    line = printed("Mã TTHC: 2.000635", 100, 400)
    found = named_procedures(page(line, payload="H13.16-250715-0001;1.001193"), TODAY, NUMBERS)
    assert found == ("1.001193",)
