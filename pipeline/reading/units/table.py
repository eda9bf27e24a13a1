"""The provinces and communes since 1 July 2025 and what they were made of, from their data file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import ConfigError
from pipeline.data_table import DataFact
from pipeline.overlay import PACKAGED_ONLY, DataFile, DataFolder
from pipeline.reading.near_match import fold, fold_letters

UNITS_FILE = "units.tsv"
_DATA = Path(__file__).with_name(UNITS_FILE)
_SAID = re.compile(r"^# (source|valid_from): *(\S.*)$", re.MULTILINE)
_TAKEN_OUT = "-"
_KINDS = ("THI TRAN", "PHUONG", "DAC KHU", "XA")
_PROVINCE_KINDS = ("THANH PHO", "TINH", "TP.", "TP")
_SHORT_NAMES = {"HOCHIMINH": ("HCM",), "HUE": (), "BARIAVUNGTAU": ("BRVT",)}


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: str
    """With its kind: Tỉnh Cà Mau, Thành phố Cần Thơ."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A xã, phường or đặc khu as it is today."""

    code: str
    name: str
    province: Province

    @property
    def full_name(self) -> str:
        """As an address ends: Xã An Biên, tỉnh An Giang."""
        kind, _, rest = self.province.name.partition(" ")
        return f"{self.name}, {kind.lower()} {rest}"


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """One that was merged: its kind, the district where the name needs one, and where it went."""

    kind: str
    district: str
    now: Commune


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Names are looked up as bare letters without marks: what a reader loses first."""

    provinces: dict[str, Province]
    """By today's and by former names."""
    former_provinces: frozenset[str]
    """Letters of the names that are no province any more."""
    communes: dict[tuple[str, str], tuple[Commune, ...]]
    """By province code and letters."""
    former: dict[tuple[str, str], tuple[FormerCommune, ...]]
    facts: tuple[DataFact, ...] = ()
    """Where each file of units comes from."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a file: a unit, the code of its province (a province's is its own), what it was made of."""

    code: str
    name: str
    older: tuple[str, ...]
    province: str


def split_kind(name: str) -> tuple[str, str]:
    """The kind of a commune in folded letters, and the letters of its name."""
    folded = fold(name)
    for kind in _KINDS:
        if folded.startswith(f"{kind} "):
            return kind, fold_letters(folded[len(kind) :])
    return "", fold_letters(folded)


def province_letters(name: str) -> str:
    """The letters of a province's name without its kind."""
    folded = fold(name).strip()
    for kind in _PROVINCE_KINDS:
        if folded.startswith(kind):
            return fold_letters(folded[len(kind) :])
    return fold_letters(folded)


def load_units(path: Path = _DATA, own: DataFolder = PACKAGED_ONLY) -> UnitTable:
    """The units of `path` and, over them, the office's own by their codes.

    In the office's file a province without a name heads communes and stays as it is; a commune with the
    name "-" is taken out. ConfigError when a line does not fit.
    """
    file = own.file(UNITS_FILE)
    files = [DataFile(path), *(() if file is None else (file,))]
    rows: dict[str, _Row] = {}
    for one in files:
        _lay_over(rows, one)
    return _table(rows.values(), tuple(map(_fact, files)))


def _lay_over(rows: dict[str, _Row], file: DataFile) -> None:
    province, seen = "", set[str]()
    for number, line in enumerate(file.read().splitlines(), start=1):
        if line.startswith("#"):
            continue
        where = f"line {number} of {file.path}"
        code, name, older = _parts(line, where)
        if code in seen:
            raise ConfigError(f"{where} names the unit {code} again; keep one of the two")
        seen.add(code)
        province = code if len(code) == 2 else province
        if not province:
            raise ConfigError(f"{where} names a commune before any province; write its province above it")
        if name and name != _TAKEN_OUT:
            rows[code] = _Row(code, name, older, province)
        elif code not in rows or (code == province) is (name == _TAKEN_OUT):
            raise ConfigError(
                f"{where} is no unit that is known, or has no name; write CODE, name and former names"
            )
        elif name == _TAKEN_OUT:
            del rows[code]


def _parts(line: str, where: str) -> tuple[str, str, tuple[str, ...]]:
    parts = line.split("\t")
    if len(parts) != 3 or not parts[0].isdigit() or len(parts[0]) not in (2, 5):
        raise ConfigError(f"{where} is no unit; write its code, name and former names, parted by tabs")
    return parts[0], parts[1].strip(), tuple(old for old in parts[2].split("|") if old)


def _fact(file: DataFile) -> DataFact:
    """What the comments at the head of the file say of it."""
    said = {found[1]: found[2].strip() for found in _SAID.finditer(file.read())}
    if "source" not in said:
        raise ConfigError(f"{file.path} names no source; write `# source: ...` as its first line")
    try:
        first = date.fromisoformat(said["valid_from"]) if "valid_from" in said else None
    except ValueError as error:
        raise ConfigError(f"valid_from of {file.path} is not a date; write it as 2025-07-01") from error
    return DataFact(name="units", origin=file.origin, source=said["source"], valid_from=first)


def _table(rows: Iterable[_Row], facts: tuple[DataFact, ...]) -> UnitTable:
    by_code: dict[str, Province] = {}
    provinces: dict[str, Province] = {}
    gone: set[str] = set()
    communes: dict[tuple[str, str], tuple[Commune, ...]] = {}
    former: dict[tuple[str, str], tuple[FormerCommune, ...]] = {}
    for row in rows:
        if row.code == row.province:
            province = by_code[row.code] = Province(row.code, row.name)
            letters = province_letters(row.name)
            for known in (letters, *_SHORT_NAMES.get(letters, ())):
                provinces[known] = province
            for old in row.older:
                provinces[province_letters(old)] = province
                gone.add(province_letters(old))
            continue
        commune = Commune(row.code, row.name, by_code[row.province])
        _, letters = split_kind(row.name)
        key = (row.province, letters)
        communes[key] = (*communes.get(key, ()), commune)
        for old in row.older:
            _add_former(former, old, commune)
    return UnitTable(provinces, frozenset(gone), communes, former, facts)


def _add_former(former: dict[tuple[str, str], tuple[FormerCommune, ...]], old: str, commune: Commune) -> None:
    name, _, district = old.partition(" (")
    kind, letters = split_kind(name)
    key = (commune.province.code, letters)
    entry = FormerCommune(kind, fold(district.rstrip(")")), commune)
    former[key] = (*former.get(key, ()), entry)
