"""The facts of the repository: only what is sure, the rest is told as missing; and the result code."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.document import Document, PaperType
from domain.dossier import ComponentLink, DigitisedMetadata, DossierPart
from domain.errors import ConfigError
from domain.fields import Doubt, Field, FieldSheet
from domain.geometry import Box
from domain.ids import BatchId, DocumentId, UnitCode
from pipeline.dossiers import metadata as metadata_module
from pipeline.dossiers.metadata import build_metadata, expiry_day, load_metadata_rules, result_code

TODAY = date(2026, 11, 27)


def paper(code: str = "GKS", name: str = "Giấy khai sinh") -> Document:
    return Document(
        id=DocumentId("d1"),
        batch=BatchId("b1"),
        unit=UnitCode("H13.16"),
        profile="office",
        name="a",
        received_at=datetime(2026, 11, 27, tzinfo=UTC),
        files=(),
        paper=PaperType(code=code, name=name, confidence=1.0, rule="thử"),
    )


def field(name: str, value: str, *doubts: Doubt, handwritten: bool = False) -> Field:
    return Field(
        name=name,
        value=value,
        raw=value,
        page=0,
        box=Box(0, 0, 1, 1),
        confidence=0.99,
        rule="thử",
        handwritten=handwritten,
        doubts=doubts,
    )


BIRTH = (
    field("so", "61/2025"),
    field("ho_ten", "Nguyễn Thị Mẫu"),
    field("ngay_sinh", "2025-06-20"),
    field("so_dinh_danh", "092325000012"),
    field("noi_dang_ky", "UBND phường Mẫu, thành phố Cần Thơ"),
    field("ngay_dang_ky", "2025-07-15"),
)


def made(*fields: Field, document: Document | None = None) -> DigitisedMetadata:
    return build_metadata(document or paper(), FieldSheet(fields), TODAY)


def without(*names: str) -> tuple[Field, ...]:
    return tuple(one for one in BIRTH if one.name not in names)


def missing(metadata: DigitisedMetadata) -> list[str]:
    return [one.key for one in metadata.missing]


def test_a_birth_certificate_has_all_its_facts_with_where_they_come_from() -> None:
    metadata = made(*BIRTH)
    assert missing(metadata) == []
    assert {one.key: (one.value, one.taken_from) for one in metadata.entries} == {
        "ma_loai_giay_to": ("GKS", "loại giấy tờ"),
        "ma_dinh_danh_chu": ("092325000012", "so_dinh_danh"),
        "ten_chu": ("Nguyễn Thị Mẫu", "ho_ten"),
        "ngay_sinh": ("2025-06-20", "ngay_sinh"),
        "ten_giay_to": ("Giấy khai sinh", "loại giấy tờ"),
        "so_ky_hieu": ("61/2025", "so"),
        "ngay_cap": ("2025-07-15", "ngay_dang_ky"),
        "co_quan_cap": ("UBND phường Mẫu, thành phố Cần Thơ", "noi_dang_ky"),
        "trich_yeu": ("Giấy khai sinh của Nguyễn Thị Mẫu", "ghép từ loại giấy tờ và ho_ten"),
        "thoi_han_hieu_luc": ("vô thời hạn", "loại giấy tờ"),
        "pham_vi_hieu_luc": ("toàn quốc", "mặc định"),
    }


def test_an_owner_without_a_number_is_known_by_name_and_birth() -> None:
    assert missing(made(*without("so_dinh_danh"))) == []
    assert missing(made(*without("so_dinh_danh", "ngay_sinh"))) == ["ma_dinh_danh_chu"]


@pytest.mark.parametrize(
    "bad",
    [
        field("so", "61/2025", Doubt.UNSURE),
        field("so", "61/2025", handwritten=True),
        field("so", "", Doubt.UNREAD),
    ],
)
def test_what_is_not_sure_is_missing(bad: Field) -> None:
    metadata = made(bad, *without("so"))
    assert missing(metadata) == ["so_ky_hieu"]
    assert metadata.value("so_ky_hieu") == ""


@pytest.mark.parametrize(("value", "why"), [("2026-11-28", "chưa tới"), ("1975-02", "không đủ")])
def test_a_day_of_issue_is_whole_and_has_come(value: str, why: str) -> None:
    metadata = made(field("ngay_dang_ky", value), *without("ngay_dang_ky"))
    assert missing(metadata) == ["ngay_cap"]
    assert why in metadata.missing[0].why
    assert missing(made(field("ngay_dang_ky", "2026-11-27"), *without("ngay_dang_ky"))) == []


@pytest.mark.parametrize(("length", "lacks"), [(1000, []), (1001, ["trich_yeu"])])
def test_a_subject_has_at_most_a_thousand_letters(length: int, lacks: list[str]) -> None:
    document = paper("QD", "Quyết định")
    fields = (
        field("trich_yeu", "x" * length),
        field("so_ky_hieu", "15/QĐ-UBND"),
        field("ngay_ban_hanh", "2025-07-15"),
        field("co_quan_ban_hanh", "UBND phường Mẫu"),
        field("so_dinh_danh", "092325000012"),
    )
    assert missing(made(*fields, document=document)) == lacks


def test_a_printed_end_of_validity_outdoes_what_a_type_lets_suppose() -> None:
    assert made(*BIRTH, field("gia_tri_den", "2030-01-01")).value("thoi_han_hieu_luc") == "2030-01-01"
    assert missing(made(*BIRTH, field("gia_tri_den", "2030-01-01", Doubt.UNSURE))) == ["thoi_han_hieu_luc"]
    assert expiry_day(FieldSheet((field("gia_tri_den", "2030-01-01"),))) == date(2030, 1, 1)
    assert expiry_day(FieldSheet((field("gia_tri_den", "không thời hạn"),))) is None


def test_an_organisation_is_known_by_its_number_or_its_name_and_founding_year() -> None:
    document = paper("HKD", "Giấy chứng nhận đăng ký hộ kinh doanh")
    metadata = made(field("ten", "Hộ Mẫu"), field("dang_ky_lan_dau", "2020-03-01"), document=document)
    assert metadata.value("ten_to_chuc") == "Hộ Mẫu"
    assert metadata.value("nam_thanh_lap") == "2020"
    assert "ma_dinh_danh_chu" not in missing(metadata)


def test_the_result_of_a_procedure_bears_its_result_code() -> None:
    link = ComponentLink(code="KQ.G07.000122", rule="thử", is_result=True)
    document = replace(paper(), part=DossierPart(component=link))
    assert made(*BIRTH, document=document).value("ma_loai_giay_to") == "KQ.G07.000122"


def test_a_paper_of_no_known_type_lacks_type_and_name() -> None:
    lacking = missing(made(*BIRTH, document=replace(paper(), paper=None)))
    assert lacking[:2] == ["ma_loai_giay_to", "ten_giay_to"]


def test_the_result_code_follows_its_template_and_keeps_the_raw_number_apart() -> None:
    metadata = made(*BIRTH)
    assert result_code(metadata, "GKS", 3) == "092325000012.GKS.61-2025.03"
    assert metadata.value("so_ky_hieu") == "61/2025"


def test_the_owner_part_stays_blank_where_nobody_is_known() -> None:
    assert result_code(made(*without("so_dinh_danh")), "GKS", 1) == ".GKS.61-2025.01"


def test_another_template_is_data(tmp_path: Path) -> None:
    shipped = Path(metadata_module.__file__).with_name("metadata.toml").read_text()
    file = tmp_path / "metadata.toml"
    file.write_text(shipped.replace("{owner}.{type}.{number}.{seq:02d}", "{type}/{seq:04d}"))
    assert result_code(made(*BIRTH), "GKS", 7, load_metadata_rules(file)) == "GKS/0007"
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(shipped.replace("{owner}.{type}", "{owner}.{secret}"))
    with pytest.raises(ConfigError, match=r"wrong\.toml"):
        load_metadata_rules(wrong)
