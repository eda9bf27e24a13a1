"""What a page as its job leaves it says of where it belongs."""

from datetime import date

import pytest

from domain.artifact import Artifact, MediaType
from domain.barcode import Barcode, Decoder, PayloadKind, Symbology
from domain.geometry import Box, Dpi, Point, Size
from domain.ids import DossierNumber, sha256_of_text
from domain.image import ColorMode, PageImage
from domain.layout import PageLayout, Region, RegionKind
from domain.page import Flag, Page
from domain.text import Line
from pipeline.reading.page_evidence import PageEvidence, evidence_of
from pipeline.reading.page_number import PagePlace
from pipeline.reading.split_cues import CueRole
from tests.packaged import DATA
from tests.pipeline.reading.printed import page as text_of
from tests.pipeline.reading.printed import printed

TODAY = date(2026, 1, 1)
SIZE = Size(1000, 1414)
NUMBER = DossierNumber("H13.16-250715-0001")


def scanned(*lines: Line, code: str | None = None, flags: tuple[Flag, ...] = (), stamp: bool = False) -> Page:
    corner = Point(0, 0)
    regions = (Region(RegionKind.STAMP, Box(400, 600, 600, 800), 0.9),) if stamp else ()
    return Page(
        source=Artifact(sha256_of_text("0" * 64), 1, MediaType.JPEG),
        index=0,
        image=PageImage(size=SIZE, dpi=Dpi(121, 121), dpi_known=True, mode=ColorMode.COLOR, coding=None),
        codes=()
        if code is None
        else (Barcode(symbology=Symbology.QR, payload=code, corners=(corner,) * 4, decoder=Decoder.ZXING),),
        layout=PageLayout(regions),
        text=text_of(*lines) if lines else None,
        flags=flags,
    )


def evidence(page: Page) -> PageEvidence:
    return evidence_of(page, DATA, TODAY)


def test_size_title_and_motto_are_seen() -> None:
    found = evidence(
        scanned(
            printed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 230, 80),
            printed("TỜ KHAI ĐĂNG KÝ KHAI SINH", 330, 180),
            printed("Họ, chữ đệm, tên người yêu cầu", 120, 300),
        )
    )
    assert found.width_mm == pytest.approx(210, abs=1)
    assert found.height_mm == pytest.approx(297, abs=1)
    assert found.title is not None
    assert found.title.code == "TKKS"
    assert found.cues == {CueRole.MOTTO}
    assert not found.runs_on


@pytest.mark.parametrize(
    ("opening", "runs_on"),
    [
        ("trong thời hạn ba ngày", True),
        ("c) Diện tích đất ở", True),
        ("Điều 5. Hiệu lực", True),
        ("II. Kết quả", True),
        ("Đơn vị thực hiện", False),
        ("1. Thửa đất", False),
        ("Ủy ban nhân dân", False),
    ],
)
def test_a_page_may_begin_inside_a_text(opening: str, runs_on: bool) -> None:
    found = evidence(scanned(printed("2", 495, 60), printed(opening, 120, 200), printed("Hết.", 120, 1200)))
    assert found.place == PagePlace(2)
    assert found.runs_on is runs_on


def test_a_page_may_end_inside_a_sentence() -> None:
    ends = evidence(scanned(printed("Điều này quy định.", 120, 1220)))
    breaks = evidence(scanned(printed("Điều này quy định về", 120, 1220)))
    assert (ends.breaks_off, breaks.breaks_off) == (False, True)


def test_a_code_and_a_printed_number_are_told_apart() -> None:
    found = evidence(scanned(printed(f"Mã hồ sơ: {NUMBER}", 300, 300), code=NUMBER))
    assert found.dossiers == found.written_dossiers == (NUMBER,)
    assert found.payloads == {PayloadKind.DOSSIER}
    assert evidence(scanned(printed(f"Mã hồ sơ: {NUMBER}", 300, 300))).dossiers == ()


@pytest.mark.parametrize("code", ["PATCHT", "patch t", "PATCH2"])
def test_a_patch_code_makes_a_separator_sheet(code: str) -> None:
    assert evidence(scanned(code=code)).is_separator


def test_a_separator_sheet_is_known_by_its_words_and_a_paper_that_has_them_is_none() -> None:
    assert evidence(scanned(printed("TỜ PHÂN CÁCH HỒ SƠ", 330, 500))).is_separator
    long = [
        printed("Quy trình lập hồ sơ và bàn giao tài liệu cho lưu trữ", 120, 600 + 30 * n) for n in range(6)
    ]
    assert not evidence(scanned(printed("TỜ PHÂN CÁCH HỒ SƠ", 330, 500), *long)).is_separator


def test_a_stamp_alone_is_something() -> None:
    found = evidence(scanned(stamp=True))
    assert found.has_stamp
    assert not found.is_blank


def test_a_blank_side_is_only_blank() -> None:
    found = evidence(scanned(printed("vết mờ", 100, 100), flags=(Flag.BLANK,)))
    assert found.is_blank
    assert found.words == 0


def test_nothing_of_a_citizens_card_is_kept() -> None:
    code = "001099012345||Nguyễn Văn Mẫu|01021999|Nam|Phường Mẫu, Thành phố Mẫu|05062021"
    found = evidence(scanned(code=code))
    assert found.payloads == {PayloadKind.CCCD}
    assert "001099012345" not in repr(found)


@pytest.mark.parametrize(
    ("code", "within"), [("PATCH2", True), ("PATCH3", False), ("PATCHT", False), (NUMBER, False)]
)
def test_only_the_patch_of_paper_sheets_leaves_the_dossier_as_it_is(code: str, within: bool) -> None:
    assert evidence(scanned(code=code)).is_within_dossier is within
