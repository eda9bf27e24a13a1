"""The file a new paper type begins with loads as it is and explains every key and kind."""

import re
from pathlib import Path

import pytest

from pipeline.overlay import DataFolder
from pipeline.papers.catalog import Family, PaperType, load_papers
from pipeline.papers.field_specs import FieldKind
from pipeline.papers.template import type_template


def loaded(tmp_path: Path, text: str) -> PaperType:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "dxnct.toml").write_text(text, encoding="utf-8")
    paper = load_papers(own=DataFolder(tmp_path)).paper("DXNCT")
    assert paper is not None
    return paper


def test_template_loads_before_anybody_has_touched_it(tmp_path: Path) -> None:
    paper = loaded(tmp_path, type_template("DXNCT", None))
    assert (paper.name, paper.titles, paper.fields) == ("DXNCT", ("TIÊU ĐỀ CỦA DXNCT",), ())


@pytest.mark.parametrize("name", ["Đơn xin xác nhận cư trú", 'Đơn "xin" \\ thử [1] # 2', "Đơn {xin}"])
def test_name_becomes_the_title(tmp_path: Path, name: str) -> None:
    paper = loaded(tmp_path, type_template("DXNCT", name))
    assert (paper.name, paper.titles) == (name, (name.upper(),))


def test_its_examples_load_when_their_marks_are_taken_away(tmp_path: Path) -> None:
    text = re.sub(
        r"^#( +\{| form_codes| valid_| abbrev)", r"\1", type_template("DXNCT", "Đơn thử"), flags=re.M
    )
    paper = loaded(tmp_path, text.replace('["BC"]', '["DXNCT"]').replace("\n valid", "\nvalid"))
    assert [spec.name for spec in paper.fields] == ["ho_ten", "ngay_sinh", "noi_cu_tru", "ly_do"]
    assert paper.valid_from is not None
    assert paper.form_codes == ("CT01",)


def test_every_key_family_and_kind_is_explained() -> None:
    text = type_template("DXNCT", "Đơn thử")
    keys = (
        "code", "name", "family", "titles", "form_codes", "abbreviations", "subject_mark", "source",
        "valid_from", "valid_to", "disabled", "fields",
    )  # fmt: skip
    assert [key for key in keys if not re.search(rf"^(# )?{key} = ", text, re.MULTILINE)] == []
    words = (*FieldKind, *Family, "labels", "kind", "under", "pattern", "bare", "own_line")
    assert [word for word in words if not re.search(rf"^#   {word} +\S", text, re.MULTILINE)] == []
