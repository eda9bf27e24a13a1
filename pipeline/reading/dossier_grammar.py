"""The shapes a dossier number may have and the unit codes that are known, read from their data file."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import ConfigError
from domain.ids import DossierNumber
from pipeline.data_table import DataFact, DataTable, laid_over, read_data_table
from pipeline.overlay import PACKAGED_ONLY, DataFile, DataFolder

NUMBERS_FILE = "dossier_numbers.toml"
_DATA = Path(__file__).with_name(NUMBERS_FILE)
_HEAD = re.compile(r"[A-FH-Z][0-9]{2}")  # G is for ministries (QĐ 20/2020/QĐ-TTg)
_VALIDITY = frozenset({"valid_from", "valid_to", "source", "disabled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPattern:
    """One shape, and when numbers of that shape were given out."""

    name: str
    regex: re.Pattern[str]
    """Matches the whole number; its group `date` is yymmdd or yyyymmdd."""
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class DossierGrammar:
    """What an office takes for a dossier number."""

    patterns: tuple[NumberPattern, ...]
    known_units: frozenset[str]
    """Heads of unit codes: H13, G22."""
    home: frozenset[str] = frozenset()
    """Heads of the provinces whose dossiers come to this office; empty when those of all may."""
    facts: tuple[DataFact, ...] = ()
    """Where each pattern and unit comes from."""

    def may_come_here(self, number: DossierNumber) -> bool:
        """False when the number is that of another province; ministries' come to every office."""
        parts = number.split("-")[0].split(".")
        heads = {part for part in (parts[0], parts[-1]) if _HEAD.fullmatch(part)}
        # An office's own shapes need not have a unit code.
        return not self.home or not heads or not heads.isdisjoint(self.home)


def read_grammar(path: Path = _DATA, own: DataFolder = PACKAGED_ONLY) -> DossierGrammar:
    """The grammar in `path` and, over it, the office's own patterns by name, units by code, home provinces.

    ConfigError for a file that is none.
    """
    file = own.file(NUMBERS_FILE)
    layers = [_layer(DataFile(path)), *(() if file is None else (_layer(file),))]
    patterns = tuple(_alone(name, tables) for name, tables in laid_over(layers, "pattern", "name").items())
    units = tuple(_alone(code, tables) for code, tables in laid_over(layers, "unit", "code").items())
    for unit in units:
        unit.refuse_unknown(frozenset({"code", "name"}) | _VALIDITY)
        unit.optional_text("name")
    home = [table for layer in layers if (table := layer.table("home")) is not None][-1:]
    for table in home:
        table.refuse_unknown(frozenset({"provinces"}) | _VALIDITY - {"disabled"})
    return DossierGrammar(
        patterns=tuple(map(_pattern, patterns)),
        known_units=frozenset(unit.text("code") for unit in units),
        home=frozenset(code for table in home for code in table.texts("provinces")),
        facts=(
            *(one.fact(one.text("name")) for one in patterns),
            *(one.fact(one.text("code")) for one in units),
            *(one.fact("home") for one in home),
        ),
    )


def _layer(file: DataFile) -> DataTable:
    table = read_data_table(file, "the file of dossier numbers")
    table.refuse_unknown(frozenset({"pattern", "unit", "home"}))
    if not table.values:
        raise ConfigError(f"{table.where} is empty; write [[pattern]], [[unit]] or [home], or remove it")
    return table


def _alone(name: str, tables: tuple[DataTable, ...]) -> DataTable:
    if len(tables) > 1:
        raise ConfigError(f"{tables[-1].where} says anew what {name!r} is; keep one of the two")
    return tables[0]


def _pattern(table: DataTable) -> NumberPattern:
    table.refuse_unknown(frozenset({"name", "regex"}) | _VALIDITY)
    fact = table.fact(table.text("name"))
    try:
        regex = re.compile(table.text("regex"), re.ASCII)
    except re.error as error:
        raise ConfigError(f"the regex of {table.where} is no regular expression: {error}") from error
    if "date" not in regex.groupindex:
        raise ConfigError(f"the regex of {table.where} has no group named date; write (?P<date>...)")
    if fact.valid_from is None:
        raise ConfigError(f"{table.where} wants valid_from, the first day such numbers were given out")
    return NumberPattern(
        name=fact.name, regex=regex, valid_from=fact.valid_from, valid_to=fact.valid_to, source=fact.source
    )
