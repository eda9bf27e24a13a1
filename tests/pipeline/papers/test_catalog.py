import datetime
from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipeline.papers.catalog import Family, load_papers
from pipeline.papers.field_specs import FieldKind

BIRTH = """\
code = "GKS"
name = "Giấy khai sinh"
family = "civil-status"
titles = ["GIẤY KHAI SINH"]
source = "TT 04/2020/TT-BTP"
"""


def folder_with(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return folder


def test_shipped_types_hold_what_the_samples_show() -> None:
    catalog = load_papers()
    expected = {
        "GTN",
        "TKKS",
        "DDKBD",
        "GKS",
        "GCN",
        "QD",
        "CV",
        "TB",
        "BC",
        "TTR",
        "CT",
        "KH",
        "XNHN",
        "TLKS",
    }
    assert expected <= {paper.code for paper in catalog.papers}


def test_shipped_types_come_in_the_order_of_their_codes() -> None:
    codes = [paper.code for paper in load_papers().papers]
    assert codes == sorted(codes)


def test_type_is_found_by_its_code() -> None:
    catalog = load_papers()
    paper = catalog.paper("CT01")
    assert paper is not None
    assert (paper.family, paper.form_codes) == (Family.RESIDENCE, ("CT01",))
    assert catalog.paper("NONE") is None


def test_every_key_of_a_file_arrives(tmp_path: Path) -> None:
    extra = (
        'form_codes = ["HT-1"]\nabbreviations = ["KS"]\nsubject_mark = "V/v"\n'
        "valid_from = 2020-07-16\nvalid_to = 2027-02-28\nleast_confidence = 0.8\n"
        'fields = [{ name = "so", labels = ["Số"], kind = "register-number" }]\n'
    )
    (paper,) = load_papers(folder_with(tmp_path, gks=BIRTH + extra)).papers
    assert paper.name == "Giấy khai sinh"
    assert paper.titles == ("GIẤY KHAI SINH",)
    assert paper.least_confidence == 0.8
    assert (paper.form_codes, paper.abbreviations, paper.subject_mark) == (("HT-1",), ("KS",), "V/v")
    assert (paper.valid_from, paper.valid_to) == (datetime.date(2020, 7, 16), datetime.date(2027, 2, 28))
    assert [(spec.name, spec.kind) for spec in paper.fields] == [("so", FieldKind.REGISTER_NUMBER)]
    assert paper.source == "TT 04/2020/TT-BTP"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (BIRTH + 'colour = "red"\n', "unknown key 'colour'"),
        (BIRTH.replace("civil-status", "hobby"), "unknown family 'hobby'"),
        (BIRTH.replace('name = "Giấy khai sinh"\n', ""), "'name'"),
        (BIRTH.replace('"GKS"', '" "'), "'code'"),
        (BIRTH.replace('"GKS"', '"gks"'), "capital letters"),
        (BIRTH.replace('"GKS"', '"GKSX"'), "name the file by its code"),
        (BIRTH.replace('["GIẤY KHAI SINH"]', '"GIẤY KHAI SINH"'), "not a list"),
        (BIRTH.replace('["GIẤY KHAI SINH"]', "[7]"), "'titles'"),
        (BIRTH.replace('["GIẤY KHAI SINH"]', '["Giấy khai sinh"]'), "not in capitals"),
        (BIRTH.replace('["GIẤY KHAI SINH"]', "[]"), "never be recognised"),
        (BIRTH.replace("GIẤY", "GIA\u0302\u0301Y"), "NFC"),
        (BIRTH + 'valid_from = "2020"\n', "not a date"),
        (BIRTH + "valid_from = 2020-07-16T00:00:00\n", "not a date"),
        (BIRTH + "valid_from = 2020-07-16\nvalid_to = 2020-07-15\n", "ends before it begins"),
        (BIRTH + "least_confidence = 0\n", "above 0 and up to 1"),
        (BIRTH + "least_confidence = 1.01\n", "above 0 and up to 1"),
        (BIRTH + "least_confidence = true\n", "above 0 and up to 1"),
        (BIRTH + 'least_confidence = "0.9"\n', "above 0 and up to 1"),
        (BIRTH + "code", "not valid TOML"),
    ],
)
def test_file_that_does_not_fit_is_refused_by_name(tmp_path: Path, content: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as refusal:
        load_papers(folder_with(tmp_path, gks=content))
    assert "gks.toml" in str(refusal.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gks.toml").write_bytes(b'code = "\xff"')
    with pytest.raises(ConfigError, match="UTF-8"):
        load_papers(tmp_path)


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gks.toml").mkdir()
    with pytest.raises(ConfigError, match=r"cannot read .*gks\.toml"):
        load_papers(tmp_path)


def test_code_of_two_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gks2\.toml.*name the file by its code"):
        load_papers(folder_with(tmp_path, gks=BIRTH, gks2=BIRTH))


def test_title_of_two_types_is_refused_whatever_its_punctuation(tmp_path: Path) -> None:
    other = BIRTH.replace('"GKS"', '"KS"').replace("GIẤY KHAI", "GIẤY, KHAI")
    with pytest.raises(ConfigError, match=r"title .*gks\.toml and in .*ks\.toml"):
        load_papers(folder_with(tmp_path, gks=BIRTH, ks=other))


def test_abbreviation_of_two_types_is_refused(tmp_path: Path) -> None:
    short = 'abbreviations = ["KS"]\n'
    other = BIRTH.replace('"GKS"', '"KS"').replace("GIẤY KHAI", "TỜ KHAI")
    with pytest.raises(ConfigError, match="abbreviation 'KS'"):
        load_papers(folder_with(tmp_path, gks=BIRTH + short, ks=other + short))


def test_form_code_may_drift_from_one_type_to_another(tmp_path: Path) -> None:
    form = 'form_codes = ["11/ĐK"]\n'
    other = BIRTH.replace('"GKS"', '"KS"').replace("GIẤY KHAI", "TỜ KHAI")
    assert len(load_papers(folder_with(tmp_path, gks=BIRTH + form, ks=other + form)).papers) == 2


def test_folder_without_types_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no paper type"):
        load_papers(tmp_path)
