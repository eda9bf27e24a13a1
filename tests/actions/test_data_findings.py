"""What doctor says of the office's own data."""

from datetime import date
from pathlib import Path

from actions.data_findings import look_at_data
from actions.findings import Finding
from pipeline.overlay import PACKAGED, DataFolder
from tests.commands.test_office_data import BROKEN, TYPE, lay

TODAY = date(2026, 11, 27)


def findings(home: Path, profile: str = "office") -> dict[str, Finding]:
    return {one.what: one for one in look_at_data(DataFolder(home / "data"), profile, TODAY)}


def test_each_set_names_the_packaged_source(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert set(found) == {
        "profile",
        "paper types",
        "dossier numbers",
        "rules of splitting",
        "files of units",
        "marks of copies",
        "enclosures",
        "rules of digitising",
        "rules of metadata",
    }
    assert "packaged, Nghị quyết 202/2025/QH15" in found["files of units"].found
    assert {fact.origin for one in found.values() for fact in one.sources} == {PACKAGED}
    assert all(fact.source for one in found.values() for fact in one.sources)
    assert not any(one.advice for one in found.values())


def test_what_the_office_brought_is_named_with_its_file(tmp_path: Path) -> None:
    lay(tmp_path, "papers/tkks.toml", TYPE)
    lay(tmp_path, "profiles/office.toml", 'title = "Của phường"\nsource = "QĐ của phường"\n')
    found = findings(tmp_path)
    assert found["paper types"].found.endswith("1 of SOHOA_HOME/data/papers/tkks.toml")
    (fact,) = (fact for fact in found["paper types"].sources if fact.origin != PACKAGED)
    assert (fact.name, fact.source) == ("TKKS", "thử")
    assert "Của phường" in found["profile"].found
    assert "SOHOA_HOME/data/profiles/office.toml" in found["profile"].found
    assert not any(one.advice for one in found.values())


def test_every_broken_file_is_named_at_once(tmp_path: Path) -> None:
    paths = [lay(tmp_path, name, text) for name, text in BROKEN.items()]
    advice = " ".join(one.advice for one in findings(tmp_path).values())
    assert [path for path in paths if str(path) not in advice] == []


def test_an_entry_that_does_not_hold_today_is_told(tmp_path: Path) -> None:
    lay(tmp_path, "papers/tkks.toml", TYPE + "valid_to = 2026-06-30\n")
    unit = '[[unit]]\ncode = "H99"\nsource = "thử"\nvalid_from = 2027-01-01\n'
    lay(tmp_path, "dossier_numbers.toml", unit)
    found = findings(tmp_path)
    assert "held until 2026-06-30" in found["paper types"].advice
    assert "holds from 2027-01-01" in found["dossier numbers"].advice


def test_a_profile_without_a_source_and_files_that_nothing_reads_are_told(tmp_path: Path) -> None:
    lay(tmp_path, "profiles/kho.toml", 'title = "Kho"\n')
    for name in ("papers/gks.toml.bak", "papers/cu/gks.toml", "unit.tsv", "profiles/.kho.toml"):
        lay(tmp_path, name, "x")
    for elsewhere in ("procedures/1.004873.toml", "type-model/model.npz"):
        lay(tmp_path, elsewhere, "x")
    told = {name for name, one in findings(tmp_path).items() if one.advice}
    unused = ("papers/gks.toml.bak", "papers/cu/gks.toml", "unit.tsv", "profiles/.kho.toml")
    assert told == {f"SOHOA_HOME/data/{name}" for name in ("profiles/kho.toml", *unused)}
