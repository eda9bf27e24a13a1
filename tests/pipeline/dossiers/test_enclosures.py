"""Envelopes, queue tickets and money slips come along; a real paper is never taken for one."""

from pathlib import Path

import pytest

from domain.barcode import PayloadKind
from domain.document import UNKNOWN_TYPE
from domain.errors import ConfigError
from domain.page import Page
from pipeline.dossiers.enclosures import find_enclosure, load_enclosures
from pipeline.papers.catalog import load_papers
from tests.pipeline.dossiers.pages import page

ENVELOPE = page(
    "Người gửi: Trần Thị Mẫu", "12 đường Mẫu", "Người nhận: UBND phường Thử", "Mã vận đơn: EB473124829VN"
)
TICKET = page("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "SỐ THỨ TỰ", "1024", "Quầy số 5")


@pytest.mark.parametrize(
    ("type_code", "kind"),
    [
        ("PBI", "phong_bi"),
        ("STT", "phieu_so_thu_tu"),
        ("BLAI", "bien_lai"),
        ("PTHU", "bien_lai"),
        ("GNT", "chung_tu_nop_tien"),
        ("UNC", "chung_tu_nop_tien"),
    ],
)
def test_a_type_tells_an_enclosure(type_code: str, kind: str) -> None:
    assert load_papers().paper(type_code) is not None
    found = find_enclosure([page("Nội dung")], type_code)
    assert found is not None
    assert (found.enclosure.kind, found.type) == (kind, None)


@pytest.mark.parametrize(
    ("seen", "kind", "type_code"), [(ENVELOPE, "phong_bi", "PBI"), (TICKET, "phieu_so_thu_tu", "STT")]
)
def test_few_words_tell_an_enclosure_without_a_title(seen: Page, kind: str, type_code: str) -> None:
    found = find_enclosure([seen], UNKNOWN_TYPE)
    assert found is not None
    assert (found.enclosure.kind, found.type) == (kind, type_code)


def test_a_payment_code_with_few_words_is_one() -> None:
    found = find_enclosure([page("Quét mã để nộp lệ phí", withheld=PayloadKind.PAYMENT)], UNKNOWN_TYPE)
    assert found is not None
    assert found.enclosure.kind == "ma_qr_thanh_toan"


def test_a_paper_of_a_known_type_is_none_whatever_is_printed_on_it() -> None:
    assert find_enclosure([ENVELOPE], "GKS") is None
    assert find_enclosure([page("Quét mã", withheld=PayloadKind.PAYMENT)], "TB") is None


def test_a_long_letter_with_a_payment_code_or_an_address_is_none() -> None:
    lines = ["Nội dung của lá thư dài với rất nhiều chữ trên mỗi dòng"] * 15
    letter = page("Người gửi: Trần Thị Mẫu", "Người nhận: UBND phường", *lines, withheld=PayloadKind.PAYMENT)
    assert find_enclosure([letter], UNKNOWN_TYPE) is None


def test_sender_without_receiver_is_no_envelope() -> None:
    assert find_enclosure([page("Người gửi: Trần Thị Mẫu")], UNKNOWN_TYPE) is None


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    assert {rule.kind for rule in load_enclosures()} >= {"phong_bi", "phieu_so_thu_tu", "bien_lai"}
    file = tmp_path / "enclosures.toml"
    file.write_text("[[enclosure]]\nname = 'x'\n")
    with pytest.raises(ConfigError, match=r"enclosures\.toml"):
        load_enclosures(file)
