"""Tables of data files, read strictly: values by key and kind, and what does not fit refused by name."""

import datetime
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from domain.errors import ConfigError
from pipeline.overlay import DataFile


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFact:
    """One entry of the data in force: where it comes from and when it holds."""

    name: str
    origin: str
    """PACKAGED, or the office's file as SOHOA_HOME/data/NAME."""
    source: str
    """The act of law, or what else the entry rests on."""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table of a data file."""

    where: str
    """For messages: the paper type /office/data/papers/gks.toml."""
    origin: str
    values: Mapping[str, object]

    def refuse_unknown(self, known: frozenset[str]) -> None:
        """ConfigError when the table has another key than these."""
        if unknown := sorted(self.values.keys() - known):
            raise ConfigError(
                f"{self.where} has the unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}"
            )

    def text(self, key: str) -> str:
        return self._checked_text(key, self.values.get(key))

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts; empty when the key is not there."""
        values = self.values.get(key, [])
        if not isinstance(values, list):
            raise ConfigError(f"{key} of {self.where} is not a list of texts; write it in brackets")
        return tuple(self._checked_text(key, value) for value in values)

    def day(self, key: str) -> datetime.date | None:
        value = self.values.get(key)
        # A datetime is a date to isinstance, and would not compare with one.
        if value is None or type(value) is datetime.date:
            return value
        raise ConfigError(f"{key} of {self.where} is not a date; write it as 2025-07-01, without quotes")

    def share(self, key: str) -> float:
        """A number from 0 to 1."""
        value = self.values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        raise ConfigError(f"{key} of {self.where} is no number from 0 to 1; write it as 0.35")

    def flag(self, key: str) -> bool:
        """True or false; false when the key is not there."""
        value = self.values.get(key, False)
        if isinstance(value, bool):
            return value
        raise ConfigError(f"{key} of {self.where} is neither true nor false; write one of them")

    def table(self, key: str) -> Self | None:
        """The table under that key; None when there is none."""
        value = self.values.get(key)
        if value is None or isinstance(value, Mapping):
            return None if value is None else self._below(key, value)
        raise ConfigError(f"{key} of {self.where} is no table; write [{key}] on a line of its own above it")

    def tables(self, key: str) -> tuple[Self, ...]:
        """The tables of a list."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, Mapping) for value in values):
            raise ConfigError(f"{key} of {self.where} is no list of tables; write [[{key}]] above each")
        return tuple(self._below(f"{key} {number}", value) for number, value in enumerate(values, start=1))

    def fact(self, name: str) -> DataFact:
        """What the table says of its own source and validity; ConfigError when it ends before it begins."""
        first, last = self.day("valid_from"), self.day("valid_to")
        if first and last and first > last:
            raise ConfigError(f"{self.where} ends before it begins; check valid_from and valid_to")
        return DataFact(
            name=name, origin=self.origin, source=self.text("source"), valid_from=first, valid_to=last
        )

    def _below(self, key: str, values: Mapping[str, object]) -> Self:
        return replace(self, where=f"{key} of {self.where}", values=values)

    def _checked_text(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ConfigError(f"{self.where} wants a text that is not empty for {key!r}")
        if value != unicodedata.normalize("NFC", value.strip()):
            raise ConfigError(f"{key} of {self.where} is not plain NFC text without outer spaces: {value!r}")
        return value


def read_data_table(file: DataFile, what: str) -> DataTable:
    """A whole TOML file as a table; messages call it `what`. ConfigError when it is no TOML."""
    where = f"{what} {file.path}"
    try:
        return DataTable(where=where, origin=file.origin, values=tomllib.loads(file.read()))
    except (ValueError, RecursionError) as error:
        # Not only TOMLDecodeError: a number of thousands of digits, or as many brackets.
        raise ConfigError(f"{where} is not valid TOML in UTF-8: {error}; correct it") from error


def laid_over(layers: Sequence[DataTable], key: str, name: str) -> dict[str, tuple[DataTable, ...]]:
    """The tables of the lists under `key`, by the text each has under `name`.

    What a later layer says of a name stands in place of what earlier ones say of it; `disabled = true`
    takes the name out. ConfigError when there is nothing of that name to take out.
    """
    found: dict[str, tuple[DataTable, ...]] = {}
    for layer in layers:
        own: dict[str, tuple[DataTable, ...]] = {}
        for table in layer.tables(key):
            own[table.text(name)] = (*own.get(table.text(name), ()), table)
        for word, tables in own.items():
            if not any(table.flag("disabled") for table in tables):
                found[word] = tables
            elif word not in found or len(tables) > 1:
                raise ConfigError(
                    f"{tables[0].where} takes out {word!r}, which is not there or stands in it twice; "
                    "name one that `sohoa doctor --json` lists"
                )
            else:
                del found[word]
    return found
