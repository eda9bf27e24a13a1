"""The shapes a dossier number may have and the unit codes that are known, read from their data file."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from domain.errors import ConfigError

_DATA = Path(__file__).with_name("dossier_numbers.toml")


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
    patterns: tuple[NumberPattern, ...]
    known_units: frozenset[str]
    """Heads of unit codes: H13, G22."""


def _pattern(entry: dict[str, object]) -> NumberPattern:
    regex = re.compile(str(entry["regex"]), re.ASCII)
    if "date" not in regex.groupindex:
        raise ValueError(f"pattern {entry.get('name')} has no group named date")
    valid_from, valid_to = entry["valid_from"], entry.get("valid_to")
    if not isinstance(valid_from, date) or not isinstance(valid_to, date | None):
        raise TypeError(f"pattern {entry.get('name')} needs dates as valid_from and valid_to")
    return NumberPattern(
        name=str(entry["name"]),
        regex=regex,
        valid_from=valid_from,
        valid_to=valid_to,
        source=str(entry["source"]),
    )


@cache
def read_grammar(path: Path = _DATA) -> DossierGrammar:
    """The grammar in `path`; ConfigError for a file that is none. Each file is read once a process."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        patterns = tuple(_pattern(entry) for entry in data["pattern"])
        return DossierGrammar(patterns, frozenset(str(unit["code"]) for unit in data["unit"]))
    except (OSError, KeyError, TypeError, ValueError, re.error) as error:
        raise ConfigError(
            f"cannot read the dossier number patterns in {path}: {error}; mend the file"
        ) from error
