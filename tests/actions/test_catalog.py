"""An import adds versions and destroys none; one bad file keeps the whole import out."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.catalog import (
    Imported,
    ListToImport,
    import_procedures,
    list_procedures,
    read_lists,
    show_procedure,
)
from domain.errors import NotFound, UnsupportedFile, UsageError
from pipeline.dossiers.procedures import ProcedureCatalog, catalog_of, read_versions
from tests.pipeline.dossiers.lists import exported

OLD, NEW = date(2024, 1, 1), date(2026, 1, 1)


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    for row in rows:
        code = row["metadata"]["mã_thủ_tục"]
        (folder / f"{code}.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return folder


class Shelf:
    """A folder of versions and what it holds now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def catalog(self) -> ProcedureCatalog:
        return catalog_of(read_versions(self.folder))

    def take(self, lists: Path, since: date, *, whole: bool = False) -> Imported:
        found = ListToImport(procedures=read_lists([lists]), valid_from=since, source="thử", is_whole=whole)
        return import_procedures(self.folder, self.catalog, found)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "home" / "data" / "procedures")


def renamed(code: str, name: str) -> dict[str, Any]:
    return exported(code, name=name)


def test_history_is_kept_with_the_days_each_version_was_in_force(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.take(write(tmp_path / "a", exported()), OLD).new == ("9.000001",)
    before = {file.name: file.read_bytes() for file in shelf.folder.iterdir()}
    assert shelf.take(write(tmp_path / "b", renamed("9.000001", "Thả diều")), NEW).changed == ("9.000001",)
    first, second = show_procedure(shelf.catalog, "9.000001.H13")
    assert (first.name, first.valid_from, first.valid_to) == (
        "Thủ tục cấp giấy phép thả diều",
        OLD,
        date(2025, 12, 31),
    )
    assert (second.name, second.valid_from, second.valid_to) == ("Thả diều", NEW, None)
    assert {name: (shelf.folder / name).read_bytes() for name in before} == before


def test_the_same_list_again_changes_nothing(shelf: Shelf, tmp_path: Path) -> None:
    lists = write(tmp_path / "a", exported(), exported("9.000002"))
    shelf.take(lists, OLD)
    files = sorted(shelf.folder.iterdir())
    done = shelf.take(lists, NEW)
    assert (done.new, done.changed, done.ended, done.unchanged) == ((), (), (), 2)
    assert sorted(shelf.folder.iterdir()) == files


def test_a_code_that_disappears_ends_only_with_a_whole_list(shelf: Shelf, tmp_path: Path) -> None:
    shelf.take(write(tmp_path / "a", exported(), exported("9.000002")), OLD)
    part = write(tmp_path / "b", exported())
    assert shelf.take(part, NEW).ended == ()
    assert shelf.take(part, NEW, whole=True).ended == ("9.000002",)
    assert [one.code for one in list_procedures(shelf.catalog, NEW)] == ["9.000001"]
    assert [one.code for one in list_procedures(shelf.catalog, OLD)] == ["9.000001", "9.000002"]
    kept = shelf.catalog.version_at("9.000002", NEW)
    assert kept is not None
    assert kept.procedure.components
    assert shelf.take(part, NEW, whole=True).ended == (), "it ended already"


def test_a_code_may_come_back(shelf: Shelf, tmp_path: Path) -> None:
    both = write(tmp_path / "a", exported(), exported("9.000002"))
    shelf.take(both, OLD)
    shelf.take(write(tmp_path / "b", exported()), date(2025, 1, 1), whole=True)
    assert shelf.take(both, NEW).changed == ("9.000002",)
    assert [one.code for one in list_procedures(shelf.catalog, NEW)] == ["9.000001", "9.000002"]
    assert [one.code for one in list_procedures(shelf.catalog, date(2025, 6, 1))] == ["9.000001"]


def test_one_bad_file_keeps_everything_out(shelf: Shelf, tmp_path: Path) -> None:
    lists = write(tmp_path / "a", exported())
    (lists / "z.json").write_text("{")
    with pytest.raises(UnsupportedFile, match=r"z\.json"):
        shelf.take(lists, OLD)
    assert not shelf.folder.exists()


def test_links_and_empty_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(UsageError, match="no list"):
        read_lists([tmp_path / "a"])


def test_an_unknown_code_is_told() -> None:
    with pytest.raises(NotFound, match=r"9\.999999"):
        show_procedure(ProcedureCatalog(), "9.999999")
