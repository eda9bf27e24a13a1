"""The catalog of procedures keeps every version, and gives the one that counts on a day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipeline.dossiers.procedures import (
    KeptProcedures,
    catalog_of,
    load_procedures,
    read_versions,
    version_text,
)
from pipeline.reading.validators.numbers import read_procedure_code
from storage.procedures import keep_version
from tests.pipeline.dossiers.lists import BIRTH, version

OLD, NEW = date(2024, 1, 1), date(2026, 1, 1)
FIRST = version(BIRTH, OLD)
SECOND = version(replace(BIRTH, name="Đăng ký khai sinh mới"), NEW)


def test_shipped_codes_are_those_of_the_spec_with_their_source() -> None:
    catalog = load_procedures()
    assert {"1.001193", "2.000635", "2.000986", "1.012796", "1.115651"} <= set(catalog.codes)
    assert all(read_procedure_code(code) is not None for code in catalog.codes)
    assert all(one.source and one.procedure.name for one in catalog.versions)
    assert len(catalog.codes) == len(catalog.versions)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2020, 5, 5), BIRTH.name),  # older than all that is known: the first
        (date(2025, 12, 31), BIRTH.name),
        (NEW, "Đăng ký khai sinh mới"),
        (date(2030, 1, 1), "Đăng ký khai sinh mới"),
    ],
)
def test_an_old_dossier_has_the_version_of_its_day(day: date, name: str) -> None:
    found = catalog_of((SECOND, FIRST)).version_at("1.001193.000.00.00.H13", day)
    assert found is not None
    assert found.procedure.name == name


def test_a_code_that_ended_is_still_known_and_no_longer_in_force() -> None:
    catalog = catalog_of((FIRST, version(BIRTH, NEW, ended=True)))
    assert catalog.last_day(catalog.versions[0]) == date(2025, 12, 31)
    found = catalog.version_at("1.001193", date(2026, 6, 1))
    assert found is not None
    assert found.procedure == BIRTH
    assert [one.procedure.code for one in catalog.in_force(date(2025, 6, 1))] == ["1.001193"]
    assert catalog.in_force(date(2026, 6, 1)) == ()


def test_a_bare_version_of_unknown_age_gives_way_to_one_with_components() -> None:
    bare = version(replace(BIRTH, components=()))
    assert catalog_of((bare, SECOND)).version_at("1.001193", OLD) == SECOND


def test_of_two_lists_of_one_day_the_later_counts() -> None:
    other = version(replace(BIRTH, name="sửa"), OLD)
    assert catalog_of((FIRST, other)).version_at("1.001193", NEW) == other


def test_versions_are_kept_and_read_back_and_none_is_replaced(tmp_path: Path) -> None:
    files = [keep_version(tmp_path / "data", BIRTH.code, version_text(one)) for one in (FIRST, SECOND)]
    assert [file.name for file in files] == ["1.001193.0001.json", "1.001193.0002.json"]
    assert read_versions(tmp_path / "data") == (FIRST, SECOND)
    assert files[0].read_bytes() == version_text(FIRST)
    assert files[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("Hộ tịch", "Hộ tich"),
        lambda text: text[:-20],
        lambda text: text.replace('"ended"', '"endet"'),
        lambda _text: "[" * 100_000,
    ],
)
def test_a_damaged_version_is_named(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    file = keep_version(tmp_path, BIRTH.code, version_text(FIRST))
    file.write_text(damage(file.read_text()))
    with pytest.raises(ConfigError, match=r"1\.001193\.0001\.json"):
        load_procedures(tmp_path)


def test_an_import_shows_at_once(tmp_path: Path) -> None:
    kept = KeptProcedures(tmp_path / "data")
    assert kept.read().versions_of("9.000001") == ()
    keep_version(tmp_path / "data", "9.000001", version_text(version(replace(BIRTH, code="9.000001"), OLD)))
    assert [one.procedure.code for one in kept.read().versions_of("9.000001")] == ["9.000001"]
    assert kept.read() is kept.read()


@pytest.mark.parametrize("text", ["", "[sources]\n[[procedure]]\ncode = 'x'\nname = 'y'\nsource = 'z'\n"])
def test_a_broken_list_of_ones_own_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "procedures.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"procedures\.toml"):
        load_procedures(built_in=file)
