"""The kind of copy is told by marks; a seal or a signature alone is believed less."""

from pathlib import Path

import pytest

from domain.dossier import CopyKind
from domain.errors import ConfigError
from pipeline.dossiers.copies import find_copy_kind, load_copy_marks
from tests.pipeline.dossiers.pages import page

CERTIFIED = "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH"


@pytest.mark.parametrize(
    ("lines", "type_code", "signed", "kind"),
    [
        (("TRÍCH LỤC KHAI SINH (BẢN SAO)",), "TLKS", False, CopyKind.REGISTER_COPY),
        (("TRÍCH LỤC KHAI SINH", "(BẢN SAO)"), "TLKS", False, CopyKind.REGISTER_COPY),
        (("GIẤY KHAI SINH", "(BẢN SAO)"), "GKS", False, CopyKind.PAPER_COPY),
        (("GIẤY KHAI SINH", CERTIFIED), "GKS", False, CopyKind.PAPER_COPY),
        (("GIẤY KHAI SINH", "CHỨNG THỤC BẢN SAO ĐÚNG VÓI BẢN CHÍNH"), "GKS", False, CopyKind.PAPER_COPY),
        (("GIẤY KHAI SINH", "Số chứng thực: 12 Quyển số 01 - SCT/BS"), "GKS", False, CopyKind.PAPER_COPY),
        (("TRÍCH LỤC KHAI SINH", CERTIFIED), "TLKS", False, CopyKind.PAPER_COPY),
        (("QUYẾT ĐỊNH", "SAO Y BẢN CHÍNH"), "QD", False, CopyKind.PAPER_COPY),
        (("QUYẾT ĐỊNH", "SAO Y; UBND phường Mẫu"), "QD", False, CopyKind.PAPER_COPY),
        (("GIẤY KHAI SINH", CERTIFIED), "GKS", True, CopyKind.CERTIFIED_E_COPY),
        (("GIẤY KHAI SINH",), "GKS", True, CopyKind.ORIGINAL),
    ],
)
def test_marks_tell_the_kind(lines: tuple[str, ...], type_code: str, signed: bool, kind: CopyKind) -> None:
    found = find_copy_kind([page(*lines)], type_code, is_signed=signed)
    assert found is not None
    assert found.kind is kind


def test_mark_on_the_back_counts_for_the_paper() -> None:
    found = find_copy_kind([page("GIẤY KHAI SINH"), page(CERTIFIED)], "GKS", is_signed=False)
    assert found is not None
    assert found.kind is CopyKind.PAPER_COPY


def test_a_seal_alone_is_not_sure() -> None:
    found = find_copy_kind([page("GIẤY KHAI SINH", stamped=True)], "GKS", is_signed=False)
    assert found is not None
    assert (found.kind, found.confidence < 0.9) == (CopyKind.ORIGINAL, True)


def test_words_inside_a_sentence_are_no_mark() -> None:
    letter = page("ĐƠN ĐỀ NGHỊ", "Nộp kèm 01 bản sao giấy khai sinh và bản chính để đối chiếu")
    assert find_copy_kind([letter], "DTDV", is_signed=False) is None


def test_a_paper_that_a_receipt_lists_as_a_copy_is_no_mark() -> None:
    receipt = page("GIẤY TIẾP NHẬN HỒ SƠ", "1. Giấy khai sinh (bản sao, để đối chiếu)", "Bản sao học bạ")
    assert find_copy_kind([receipt], "GTN", is_signed=False) is None


def test_nothing_tells_where_nothing_stands() -> None:
    assert find_copy_kind([page("GIẤY KHAI SINH")], "GKS", is_signed=False) is None


def test_every_mark_has_its_source_and_a_broken_file_is_named(tmp_path: Path) -> None:
    assert all(mark.phrases and mark.name for mark in load_copy_marks())
    file = tmp_path / "copies.toml"
    file.write_text("[[mark]]\nkind = 'ban_gi_do'\n")
    with pytest.raises(ConfigError, match=r"copies\.toml"):
        load_copy_marks(file)
