"""The fields a paper type has: how its form calls them and what they hold, from the type's TOML file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.errors import ConfigError

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_KEYS = frozenset({"name", "labels", "kind", "under", "pattern", "bare", "own_line"})


class FieldKind(StrEnum):
    """What a field holds: decides how it is read and what is checked."""

    TEXT = "text"
    PERSON = "person"
    DATE = "date"
    EXPIRY = "expiry"  # a date that may lie ahead
    PERSONAL_ID = "personal-id"
    TAX_CODE = "tax-code"
    PHONE = "phone"
    SEX = "sex"
    PLACE = "place"
    MONEY = "money"
    AREA = "area"
    COUNT = "count"
    NOTATION = "notation"
    REGISTER_NUMBER = "register-number"
    LAND_SERIAL = "land-serial"
    LAND_BOOK = "land-book"
    PROCEDURE = "procedure"
    DOSSIER = "dossier"
    PARCEL_NUMBER = "parcel-number"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a form."""

    name: str
    labels: tuple[str, ...]
    """As printed, without the colon; the longest that fits wins."""
    kind: FieldKind = FieldKind.TEXT
    under: str | None = None
    """The field that must have come last before, of those named by an `under`: whose "Năm sinh" it is."""
    pattern: str | None = None
    """A regular expression the value must match as a whole."""
    bare: bool = False
    """The label stands without a colon: Thửa đất số 12."""
    own_line: bool = False
    """The value stands on the line below its label, as on cards."""


def read_field_specs(file: Path, value: object) -> tuple[FieldSpec, ...]:
    """The list of fields in a paper type's file; ConfigError says what does not fit."""
    if not isinstance(value, list):
        raise ConfigError(f"fields of the paper type {file} is not a list; write one table a field")
    specs = tuple(_spec(file, entry) for entry in value)
    names = [spec.name for spec in specs]
    for spec in specs:
        if names.count(spec.name) > 1:
            raise ConfigError(f"the paper type {file} has the field {spec.name!r} twice; keep one")
        if spec.under is not None and spec.under not in names:
            raise ConfigError(f"{spec.name} in {file} stands under {spec.under!r}, which is no field of it")
    return specs


def _spec(file: Path, entry: object) -> FieldSpec:
    if not isinstance(entry, Mapping):
        raise ConfigError(
            f"a field of the paper type {file} is no table; write {{ name = ..., labels = [...] }}"
        )
    if unknown := sorted(set(entry) - _KEYS):
        raise ConfigError(
            f"a field in {file} has the unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}"
        )
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigError(f"the field {name!r} in {file} wants a name of small letters, digits and _")
    return FieldSpec(
        name=name,
        labels=_labels(file, name, entry.get("labels")),
        kind=_kind(file, name, entry.get("kind", FieldKind.TEXT.value)),
        under=_text(file, name, entry.get("under")),
        pattern=_pattern(file, name, _text(file, name, entry.get("pattern"))),
        bare=_flag(file, name, entry.get("bare", False)),
        own_line=_flag(file, name, entry.get("own_line", False)),
    )


def _labels(file: Path, name: str, labels: object) -> tuple[str, ...]:
    texts = tuple(one for one in labels if isinstance(one, str)) if isinstance(labels, list) else ()
    if (
        not texts
        or not isinstance(labels, list)
        or len(texts) != len(labels)
        or any(not text.strip(" :") for text in texts)
    ):
        raise ConfigError(f"the field {name} in {file} wants labels, a list of texts as they are printed")
    return texts


def _kind(file: Path, name: str, word: object) -> FieldKind:
    try:
        return FieldKind(str(word))
    except ValueError as error:
        raise ConfigError(
            f"the field {name} in {file} has the unknown kind {word!r}; known are {', '.join(FieldKind)}"
        ) from error


def _text(file: Path, name: str, value: object) -> str | None:
    if value is None or (isinstance(value, str) and value):
        return value
    raise ConfigError(f"{value!r} at the field {name} in {file} is no text; write it in quotes")


def _flag(file: Path, name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ConfigError(f"{value!r} at the field {name} in {file} is neither true nor false; write one of them")


def _pattern(file: Path, name: str, pattern: str | None) -> str | None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise ConfigError(f"the pattern of {name} in {file} is no regular expression: {error}") from error
    return pattern
