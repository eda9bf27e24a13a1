"""The provinces and communes since 1 July 2025 and what they were made of, from their data file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.errors import ConfigError
from pipeline.reading.near_match import fold, fold_letters

_DATA = Path(__file__).with_name("units.tsv")
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


@cache
def load_units(path: Path = _DATA) -> UnitTable:
    """The table of the file; ConfigError when a line does not fit."""
    provinces: dict[str, Province] = {}
    gone: set[str] = set()
    communes: dict[tuple[str, str], tuple[Commune, ...]] = {}
    former: dict[tuple[str, str], tuple[FormerCommune, ...]] = {}
    province: Province | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        code, name, older = _parts(line, number, path)
        if len(code) == 2:
            province = Province(code, name)
            letters = province_letters(name)
            for known in (letters, *_SHORT_NAMES.get(letters, ())):
                provinces[known] = province
            for old in older:
                provinces[province_letters(old)] = province
                gone.add(province_letters(old))
            continue
        if province is None:
            raise ConfigError(f"line {number} of {path} names a commune before any province; make it anew")
        commune = Commune(code, name, province)
        _, letters = split_kind(name)
        communes[province.code, letters] = (*communes.get((province.code, letters), ()), commune)
        for old in older:
            _add_former(former, old, commune)
    return UnitTable(provinces, frozenset(gone), communes, former)


def _parts(line: str, number: int, path: Path) -> tuple[str, str, tuple[str, ...]]:
    parts = line.split("\t")
    if len(parts) != 3 or not parts[0].isdigit() or len(parts[0]) not in (2, 5):
        raise ConfigError(f"line {number} of {path} is no unit; make it anew with bench.build_units")
    return parts[0], parts[1], tuple(old for old in parts[2].split("|") if old)


def _add_former(former: dict[tuple[str, str], tuple[FormerCommune, ...]], old: str, commune: Commune) -> None:
    name, _, district = old.partition(" (")
    kind, letters = split_kind(name)
    key = (commune.province.code, letters)
    entry = FormerCommune(kind, fold(district.rstrip(")")), commune)
    former[key] = (*former.get(key, ()), entry)
