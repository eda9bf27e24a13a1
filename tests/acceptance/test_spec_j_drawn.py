"""SPEC J4, J5 and J13 on drawn pages, read by the real engines through the whole engine."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actions.audit import Auditor, audit
from actions.papers import papers_of
from domain.actor import EVERY_UNIT
from domain.document import DossierOrigin
from domain.layout import RegionKind
from domain.ledger import DocumentRow
from domain.lifecycle import State
from domain.page import Page
from domain.stack import PageRole
from samples.blocks import COUNTRY, MOTTO
from samples.box_stamps import BoxStamp, Press, draw_box_stamp, press_box_stamp
from samples.civil import draw_birth_application
from samples.decision import draw_decision
from samples.people import Procedure, invent_case
from samples.receipt import draw_receipt
from tests.acceptance.drawn import (
    CASE,
    DPI,
    draw_blank,
    draw_card,
    draw_letter,
    draw_old_certificate,
    open_reading_office,
    write_scans,
)
from tests.office import Office, kinds

pytestmark = pytest.mark.tool


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_reading_office(tmp_path / "home")
    yield opened
    opened.ledger.close()


def fields_of(office: Office, row: DocumentRow) -> dict[str, str]:
    assert row.document.kept_fields is not None
    return {field.name: field.value for field in office.holdings.read_fields(row.document.kept_fields).fields}


def type_of(row: DocumentRow) -> str | None:
    return row.document.paper.code if row.document.paper else None


def words_of(page: Page) -> str:
    return "" if page.text is None else " ".join(line.text for line in page.text.lines)


def marks_on(page: Page) -> set[RegionKind]:
    return set() if page.layout is None else {region.kind for region in page.layout.regions}


def test_j4_the_boxes_of_a_letter_are_recovered(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_scans(tmp_path / "cv.pdf", draw_letter()), no_dossier=True)
    (page,) = office.page_values(row)
    fields = fields_of(office, row)
    assert type_of(row) == "CV", "05/BNV-VP is the number of a công văn"
    assert COUNTRY in words_of(page)  # 1
    assert MOTTO in words_of(page)
    expected = {
        "co_quan_ban_hanh": "BỘ NỘI VỤ",  # 2
        "so_ky_hieu": "05/BNV-VP",  # 3
        "ky_hieu": "BNV-VP",
        "dia_danh": "Hà Nội",  # 4
        "ngay_ban_hanh": "2026-02-05",
        "loai": "Công văn",
        "trich_yeu": "V/v lập danh mục hồ sơ năm 2026",  # 5b
        "quyen_han": "TL. BỘ TRƯỞNG",  # 7a
        "chuc_vu": "CHÁNH VĂN PHÒNG",
        "nguoi_ky": CASE.chair.name,  # 7b
        "kinh_gui": "Ủy ban nhân dân thành phố Cần Thơ",  # 9a
        "noi_nhan": "Như trên; Bộ trưởng (để báo cáo); Lưu: VT, VP",  # 9b
    }
    assert {name: fields.get(name) for name in expected} == expected
    assert "giao nộp hồ sơ đã giải quyết xong vào lưu trữ cơ quan" in words_of(page)  # 6
    assert marks_on(page) >= {RegionKind.SIGNATURE, RegionKind.STAMP}  # 7c, 8


def test_j4_the_boxes_of_a_decision_are_recovered(office: Office, tmp_path: Path) -> None:
    (drawn,) = draw_decision(CASE, DPI)
    (row,) = office.digitise(write_scans(tmp_path / "qd.pdf", drawn.image), no_dossier=True)
    (page,) = office.page_values(row)
    fields = fields_of(office, row)
    assert type_of(row) == "QD", "15/QĐ-UBND is the number of a decision"
    expected = {
        "co_quan_ban_hanh": f"ỦY BAN NHÂN DÂN {CASE.ward.upper()}",
        "so_ky_hieu": "15/QĐ-UBND",
        "ky_hieu": "QĐ-UBND",
        "ngay_ban_hanh": "2025-07-15",
        "loai": "Quyết định",  # 5a
        "trich_yeu": "Về việc hưởng trợ cấp xã hội hàng tháng",
        "chuc_vu": "CHỦ TỊCH",
        "nguoi_ky": CASE.chair.name,
        "noi_nhan": "Như Điều 3; Phòng LĐ-TB&XH; Lưu: VT",
    }
    assert {name: fields.get(name) for name in expected} == expected
    assert marks_on(page) >= {RegionKind.SIGNATURE, RegionKind.STAMP}


@pytest.mark.slow
def test_j5_a_dossier_stack_becomes_its_four_papers(office: Office, tmp_path: Path) -> None:
    number = "H13.16-250515-0001"
    case = invent_case(900, Procedure.BIRTH, number, payload_form=0)
    pages = [
        *(page.image for page in draw_receipt(case, DPI)),
        *draw_card(),
        *(page.image for page in draw_birth_application(case, DPI)),
        *draw_old_certificate(),
        draw_blank(),
    ]
    (stack,) = office.digitise(write_scans(tmp_path / "xap.pdf", *pages))
    assert stack.state is State.CUT
    made = [office.row(one) for one in papers_of(office.actor, office.ledger, (stack.document.id,))]
    cut_from = [row.document.cut_from.pages for row in made if row.document.cut_from is not None]
    assert cut_from == [(0,), (1, 2), (3, 4), (5, 6, 7, 8, 9)], "the blank side stays with the certificate"
    assert [type_of(row) for row in made] == ["GTN", "CCCD", "TKKS", "GCN"]
    links = {
        (row.document.dossier.number, row.document.dossier.origin) for row in made if row.document.dossier
    }
    assert links == {(number, DossierOrigin.CODE)}
    assert [row.document.ordinal for row in made] == [1, 2, 3, 4]
    assert all(kind not in kinds(row.document) for row in made for kind in ("cut", "dossier", "type"))
    verdicts = [page.verdict for page in office.ledger.pages(stack.document.id, EVERY_UNIT)]
    roles = [verdict.role for verdict in verdicts if verdict is not None]
    assert roles == [PageRole.CONTENT] * 9 + [PageRole.BLANK]
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings, quick=False)
    assert [fault for result in audit(office.actor, auditor) for fault in result.faults] == []


def test_j13_a_secrecy_stamp_stops_the_paper(office: Office, tmp_path: Path) -> None:
    pixels = np.array(draw_letter())
    mask = draw_box_stamp(BoxStamp(words="MẬT", capital_mm=5.0), DPI)
    stamped = press_box_stamp(pixels, mask, Press(ink=(200, 30, 40), strength=0.9, centre=(430.0, 480.0)))
    (row,) = office.digitise(write_scans(tmp_path / "mat.pdf", Image.fromarray(stamped)), no_dossier=True)
    assert (row.state, kinds(row.document)) == (State.QUESTION, ["secrecy"])
    assert list(office.page_values(row)) == [], "nothing that was read is kept"


def test_j13_the_words_in_a_sentence_do_not_stop_it(office: Office, tmp_path: Path) -> None:
    letter = draw_letter("Các đơn vị bảo mật hồ sơ, giữ bí mật nhà nước và bí mật cá nhân theo quy định.")
    (row,) = office.digitise(write_scans(tmp_path / "bao-mat.pdf", letter), no_dossier=True)
    assert "secrecy" not in kinds(row.document)
    (page,) = office.page_values(row)
    assert "bảo mật hồ sơ, giữ bí mật" in words_of(page)
