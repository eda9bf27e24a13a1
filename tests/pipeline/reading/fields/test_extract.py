"""All fields of a paper together."""

from dataclasses import replace
from datetime import date

from domain.artifact import Artifact, MediaType
from domain.fields import Doubt, Field
from domain.geometry import Dpi
from domain.ids import Sha256
from domain.image import ColorMode, PageImage
from domain.layout import PageLayout
from domain.page import Flag, Page
from domain.text import Line
from pipeline.papers.catalog import load_papers
from pipeline.reading.fields.extract import Sureness, extract_fields
from tests.packaged import DATA
from tests.pipeline.reading.fields.letters import DATE, DECISION, FOOT, HEAD, NUMBER
from tests.pipeline.reading.printed import PAGE, page, printed

SOURCE = Artifact(Sha256("0" * 64), 1, MediaType.JPEG)
PICTURE = PageImage(size=PAGE, dpi=Dpi(120, 120), dpi_known=True, mode=ColorMode.COLOR, coding=None)
LEAST = Sureness(text=0.9, number=0.95)


def made(*lines: Line) -> Page:
    return Page(source=SOURCE, index=0, image=PICTURE, text=page(*lines), layout=PageLayout())


def read(*pages: Page, code: str | None = "QD") -> dict[str, Field]:
    paper = None if code is None else load_papers().paper(code)
    return {field.name: field for field in extract_fields(pages, paper, date(2026, 1, 1), LEAST, DATA)}


def test_decision_over_two_pages_is_read_whole() -> None:
    found = read(made(*HEAD, NUMBER, DATE, *DECISION), made(*FOOT))
    assert {name: field.value for name, field in found.items()} == {
        "so_ky_hieu": "15/QĐ-UBND",
        "ky_hieu": "QĐ-UBND",
        "co_quan_ban_hanh": "ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
        "co_quan_cap": "ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
        "dia_danh": "Mẫu",
        "ngay_ban_hanh": "2025-02-05",
        "loai": "Quyết định",
        "trich_yeu": "Về việc thử nghiệm số hóa hồ sơ tại phường Mẫu năm 2025",
        "quyen_han": "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH",
        "chuc_vu": "PHÓ CHỦ TỊCH",
        "nguoi_ky": "Trần Thị Mẫu",
        "noi_nhan": "Như Điều 3; Lưu: VT",
    }
    assert {field.page for name, field in found.items() if name in ("nguoi_ky", "noi_nhan")} == {1}


def test_blank_and_unread_pages_are_passed_over() -> None:
    blank = replace(made(*HEAD), flags=(Flag.BLANK,))
    unread = replace(made(*HEAD), text=None)
    found = read(blank, unread, made(*HEAD, NUMBER, DATE, *DECISION))
    assert found["so_ky_hieu"].page == 2
    assert read(blank, unread) == {}


def test_number_must_be_read_more_surely_than_a_text() -> None:
    subject = (DECISION[0], printed("Về việc thử~0.93 nghiệm", 440, 276))
    found = read(made(*HEAD, printed("Số: 15/QĐ-UBND~0.93", 210, 180), DATE, *subject))
    assert found["trich_yeu"].is_sure
    assert found["so_ky_hieu"].doubts == (Doubt.UNSURE,)


def test_paper_of_unknown_type_has_what_its_letterhead_says() -> None:
    assert read(made(*HEAD, NUMBER, DATE), code=None)["so_ky_hieu"].value == "15/QĐ-UBND"
    assert read(made(*HEAD), code=None) == {}
