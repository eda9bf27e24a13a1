"""What an office lays over the packaged data is in force, and what does not fit is refused by its name."""

import os
import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from domain.errors import ConfigError
from domain.ids import DossierNumber
from pipeline.office_data import OfficeData, load_office_data
from pipeline.overlay import PACKAGED, DataFolder
from pipeline.profile import SigningRule, load_profile
from pipeline.reading.dossier_number import parse_dossier_number
from pipeline.reading.split_cues import CueRole, find_cues
from pipeline.reading.units.place import locate
from tests.packaged import DATA
from tests.pipeline.reading.printed import PAGE, page, printed

TODAY = date(2026, 11, 27)
NEW = (
    'code = "DDNCS"\nname = "Đơn đề nghị chuyển sinh hoạt"\nfamily = "general"\n'
    'titles = ["ĐƠN ĐỀ NGHỊ CHUYỂN SINH HOẠT"]\nsource = "QĐ của phường"\n'
)
BIRTH = (
    'code = "GKS"\nname = "Khai sinh"\nfamily = "civil-status"\ntitles = ["GIẤY KHAI SINH"]\nsource = "mới"\n'
)
OUT = 'code = "GKS"\ndisabled = true\n'
PATTERN = (
    '[[pattern]]\nname = "{}"\nregex = \'X(?P<date>\\d{{6}})\'\nvalid_from = 2020-01-01\nsource = "thử"\n'
)
UNIT = "# source: thử\n92\t\t\n92999\tXã Mẫu Mới\tXã Mẫu Cũ\n"


def office(folder: Path, **files: str) -> OfficeData:
    return load_office_data(folder_of(folder, **files))


def folder_of(folder: Path, **files: str) -> DataFolder:
    """A data folder; a name of papers is written papers__gks."""
    for name, text in files.items():
        ending = ".tsv" if name == "units" else ".toml"
        path = folder / (name.replace("__", "/") + ending)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return DataFolder(folder)


def test_an_office_without_files_reads_by_the_packaged_data(tmp_path: Path) -> None:
    assert office(tmp_path) == DATA
    assert office(tmp_path / "not-there") == DATA
    assert {paper.origin for paper in DATA.papers.papers} == {PACKAGED}


def test_a_new_type_stands_beside_the_packaged_ones(tmp_path: Path) -> None:
    papers = office(tmp_path, papers__ddncs=NEW).papers
    assert len(papers.papers) == len(DATA.papers.papers) + 1
    paper = papers.paper("DDNCS")
    assert paper is not None
    assert paper.origin == "SOHOA_HOME/data/papers/ddncs.toml"


def test_a_file_saved_by_an_office_editor_is_read(tmp_path: Path) -> None:
    files = {"papers__ddncs": NEW, "units": UNIT, "profiles__kho": 'title = "Kho"\n'}
    own = folder_of(tmp_path, **{name: "\ufeff" + text.replace("\n", "\r\n") for name, text in files.items()})
    assert load_office_data(own).papers.paper("DDNCS") is not None
    assert load_profile("kho", own).title == "Kho"


def test_a_type_of_the_same_code_stands_in_place_of_the_packaged_one(tmp_path: Path) -> None:
    paper = office(tmp_path, papers__gks=BIRTH).papers.paper("GKS")
    assert paper is not None
    assert (paper.name, paper.fields, paper.source) == ("Khai sinh", (), "mới")


def test_a_type_can_be_taken_out(tmp_path: Path) -> None:
    papers = office(tmp_path, papers__gks=OUT).papers
    assert papers.paper("GKS") is None
    assert papers.taken_out == ("GKS",)


def test_a_type_that_rules_of_splitting_name_can_be_taken_out_too(tmp_path: Path) -> None:
    assert office(tmp_path, papers__gtn='code = "GTN"\ndisabled = true\n').papers.paper("GTN") is None


def test_shapes_of_dossier_numbers_are_added_replaced_and_taken_out_by_name(tmp_path: Path) -> None:
    fallback = '[[pattern]]\nname = "vendor-fallback"\ndisabled = true\n'
    numbers = office(tmp_path, dossier_numbers=PATTERN.format("own") + fallback).numbers
    assert parse_dossier_number("X260101", TODAY, numbers) == "X260101"
    assert parse_dossier_number("H13.16-250715-0001", TODAY, numbers) is not None
    assert parse_dossier_number("H13.16-250715-48213", TODAY, numbers) is None, "the shape is taken out"
    replaced = office(tmp_path, dossier_numbers=PATTERN.format("full-year")).numbers
    assert len(replaced.patterns) == len(DATA.numbers.patterns)


def test_a_unit_code_of_the_office_is_known(tmp_path: Path) -> None:
    text = '[[unit]]\ncode = "H99"\nsource = "thử"\n[[unit]]\ncode = "H22"\ndisabled = true\n'
    assert office(tmp_path, dossier_numbers=text).numbers.known_units == DATA.numbers.known_units - {
        "H22"
    } | {"H99"}


def test_an_office_says_which_provinces_dossiers_come_to_it(tmp_path: Path) -> None:
    ours, theirs = DossierNumber("000.00.04.H51-200221-0001"), DossierNumber("H36.12-250715-0001")
    ministry = DossierNumber("G22.99.08-260921-896048")
    assert list(map(DATA.numbers.may_come_here, (ours, theirs, ministry))) == [True, False, True]
    other = office(tmp_path, dossier_numbers='[home]\nprovinces = ["H36"]\nsource = "thử"\n').numbers
    assert list(map(other.may_come_here, (ours, theirs, ministry))) == [False, True, True]
    every = office(tmp_path, dossier_numbers='[home]\nprovinces = []\nsource = "thử"\n').numbers
    assert list(map(every.may_come_here, (ours, theirs, ministry))) == [True] * 3
    own = office(tmp_path, dossier_numbers=PATTERN.format("own")).numbers
    assert own.may_come_here(DossierNumber("X260101")), "an own shape without a unit code"


def test_a_number_before_its_shape_was_in_use_is_refused(tmp_path: Path) -> None:
    numbers = office(tmp_path, dossier_numbers=PATTERN.format("own") + "valid_to = 2025-12-31\n").numbers
    found = [
        parse_dossier_number(f"X{day}", TODAY, numbers) for day in ("191231", "200101", "251231", "260101")
    ]
    assert [number is not None for number in found] == [False, True, True, False]


def test_cues_of_a_role_stand_in_place_of_the_packaged_ones(tmp_path: Path) -> None:
    cue = '[[cue]]\nrole = "separator"\nphrases = ["TỜ LÓT HỒ SƠ"]\nwithin = 0.7\nsource = "thử"\n'
    rules = office(tmp_path, splitting=cue + '[receipts]\ntypes = ["GTN", "QD"]\nsource = "thử"\n').splitting
    assert find_cues(page(printed("TỜ LÓT HỒ SƠ", 300, 200)), PAGE, rules) == {CueRole.SEPARATOR}
    assert find_cues(page(printed("TỜ PHÂN CÁCH", 300, 200)), PAGE, rules) == frozenset()
    assert rules.receipts == {"GTN", "QD"}
    assert rules.promulgating == DATA.splitting.promulgating


def test_a_role_can_do_without_cues(tmp_path: Path) -> None:
    rules = office(tmp_path, splitting='[[cue]]\nrole = "loose"\ndisabled = true\n').splitting
    assert {cue.role for cue in rules.cues} == set(CueRole) - {CueRole.LOOSE}


def test_communes_are_added_renamed_and_taken_out_by_code(tmp_path: Path) -> None:
    old = locate("xã Mẫu Cũ, thành phố Cần Thơ", office(tmp_path, units=UNIT).units)
    assert old is not None
    assert [commune.full_name for commune in old.communes] == ["Xã Mẫu Mới, thành phố Cần Thơ"]
    gone = office(tmp_path, units="# source: thử\n01\t\t\n00004\t-\t\n").units
    assert ("01", "BADINH") in DATA.units.communes
    assert ("01", "BADINH") not in gone.communes
    assert gone.former_provinces == DATA.units.former_provinces, "a heading leaves its province as it is"


def test_a_profile_of_the_office_stands_before_the_built_in_one(tmp_path: Path) -> None:
    own = folder_of(tmp_path, profiles__plain='[rules]\nsigning = "auto"\n', profiles__kho='title = "Kho"\n')
    assert load_profile("plain", own).rules.signing is SigningRule.AUTO
    assert load_profile("kho", own).title == "Kho"
    with pytest.raises(ConfigError, match="own are kho, plain"):
        load_profile("khoo", own)


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"papers__ddncs": NEW + 'colour = "red"\n'}, r"ddncs\.toml has the unknown key 'colour'"),
        (
            {"papers__ddncs": NEW.replace("ĐƠN ĐỀ NGHỊ CHUYỂN SINH HOẠT", "GIẤY KHAI SINH")},
            "stands in .*ddncs",
        ),
        ({"papers__xyz": NEW}, r"xyz\.toml has the code DDNCS; name the file by its code: ddncs\.toml"),
        ({"papers__ddncs": NEW + "disabled = true\n"}, r"ddncs\.toml takes out DDNCS, which is not there"),
        ({"papers__gks": BIRTH + "disabled = true\n"}, r"gks\.toml has the unknown key 'family'"),
        ({"papers__gks": BIRTH + "disabled = 1\n"}, "neither true nor false"),
        ({"papers__gks": "tiêu đề"}, r"gks\.toml is not valid TOML"),
        ({"papers__gks": BIRTH.replace('source = "mới"\n', "")}, "'source'"),
        ({"dossier_numbers": ""}, r"dossier_numbers\.toml is empty"),
        ({"dossier_numbers": "pattern = 3\n"}, r"\[\[pattern\]\] above each"),
        ({"dossier_numbers": "home = 3\n"}, r"write \[home\] on a line"),
        ({"dossier_numbers": '[home]\nprovince = ["H36"]\nsource = "thử"\n'}, "unknown key 'province'"),
        ({"dossier_numbers": "[[muster]]\n"}, "unknown key 'muster'"),
        ({"dossier_numbers": PATTERN.format("a") * 2}, "says anew what 'a' is"),
        ({"dossier_numbers": PATTERN.format("a") + "valid_to = 2019-01-01\n"}, "ends before it begins"),
        ({"dossier_numbers": '[[unit]]\ncode = "H98"\ndisabled = true\n'}, "takes out 'H98'"),
        ({"dossier_numbers": '[[unit]]\ncode = "H98"\n'}, "'source'"),
        ({"splitting": "[receipts]\ntypes = 3\n"}, "not a list"),
        ({"splitting": 'receipts = ["GTN"]\n'}, r"write \[receipts\]"),
        ({"splitting": '[receipts]\ntypes = ["GTNN"]\nsource = "thử"\n'}, r"splitting\.toml names .*'GTNN'"),
        (
            {"splitting": '[[cue]]\nrole = "sign"\nphrases = ["A"]\nwithin = 1.0\nsource = "x"\n'},
            "role 'sign'",
        ),
        ({"splitting": '[[cue]]\nrole = "form"\nphrases = ["A"]\nwithin = 9\nsource = "x"\n'}, "from 0 to 1"),
        ({"splitting": '[[cue]]\nrole = "form"\nphrases = []\nwithin = 1.0\nsource = "x"\n'}, "no phrases"),
        ({"units": "92\t\t\n"}, "names no source"),
        ({"units": UNIT.replace("92\t\t\n", "")}, "before any province"),
        ({"units": UNIT + "92999\tXã Khác\t\n"}, "unit 92999 again"),
        ({"units": UNIT.replace("92\t", "99\t")}, "line 2 .* no unit that is known"),
        ({"units": UNIT + "92\t-\t\n"}, "unit 92 again"),
        ({"units": "# source: thử\n92\t-\t\n"}, "no unit that is known"),
        ({"units": "# source: thử\n# valid_from: 1/7/2025\n92\t\t\n"}, "not a date"),
        ({"units": UNIT.replace("\tXã Mẫu Cũ", "")}, "parted by tabs"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, files: dict[str, str], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as refusal:
        office(tmp_path, **files)
    assert str(tmp_path) in str(refusal.value)


def test_every_entry_that_comes_with_sohoa_names_its_source() -> None:
    facts = (*DATA.numbers.facts, *DATA.splitting.facts, *DATA.units.facts)
    assert all(fact.source and fact.origin == PACKAGED for fact in facts)
    assert {fact.valid_from for fact in DATA.units.facts} == {date(2025, 7, 1)}


def test_the_examples_of_the_operators_page_load(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")
    section = text.split("## Your own data")[1].split("\n## ")[0]
    pattern, units = re.findall(r"```(?:toml)?\n(.*?)```", section, re.DOTALL)
    data = office(tmp_path, dossier_numbers=pattern, units=units)
    assert parse_dossier_number("CT01-260115-0001", TODAY, data.numbers) is not None
    found = locate("xã Mẫu Hai, thành phố Cần Thơ", data.units)
    assert found is not None
    assert [commune.code for commune in found.communes] == ["92999"]


@pytest.mark.parametrize("value", ["[" * 5000 + "]" * 5000, "9" * 5000])
@pytest.mark.parametrize("name", ["splitting", "papers__gks", "profiles__office"])
def test_a_file_made_to_break_the_reader_is_refused_like_any_other(
    tmp_path: Path, name: str, value: str
) -> None:
    own = folder_of(tmp_path, **{name: f"x = {value}\n"})
    load = partial(load_profile, "office") if name == "profiles__office" else load_office_data
    with pytest.raises(ConfigError, match=re.escape(str(tmp_path))):
        load(own)


@pytest.mark.parametrize("name", ["splitting.toml", "units.tsv", "papers"])
def test_a_link_that_leads_nowhere_is_not_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match=name):
        load_office_data(DataFolder(tmp_path))


def test_what_is_no_file_or_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "splitting.toml")
    with pytest.raises(ConfigError, match="no file at all"):
        load_office_data(DataFolder(tmp_path))
    (tmp_path / "splitting.toml").unlink()
    with (tmp_path / "splitting.toml").open("wb") as file:
        file.truncate(9 << 20)
    with pytest.raises(ConfigError, match="over 8 MB"):
        load_office_data(DataFolder(tmp_path))


def test_the_code_of_what_has_no_type_is_no_code_of_a_type(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="UNKNOWN"):
        office(tmp_path, papers__unknown=NEW.replace("DDNCS", "UNKNOWN"))
