"""The paper types sohoa knows, one TOML file each beside this module, loaded and checked."""

import datetime
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.errors import ConfigError
from pipeline.papers.field_specs import FieldSpec, read_field_specs

_FOLDER = Path(__file__).parent
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_REQUIRED = frozenset({"code", "name", "family", "source"})
_LISTS = frozenset({"titles", "form_codes", "abbreviations"})
_DATES = frozenset({"valid_from", "valid_to"})
_KNOWN = _REQUIRED | _LISTS | _DATES | {"subject_mark", "fields", "least_confidence"}

_Table = dict[str, object]


class Family(StrEnum):
    """Fields of work that papers belong to."""

    ND30 = "nd30"  # văn bản hành chính, NĐ 30/2020/NĐ-CP
    LEGAL = "legal"  # văn bản quy phạm pháp luật
    ONE_STOP = "one-stop"
    CIVIL_STATUS = "civil-status"
    IDENTITY = "identity"
    RESIDENCE = "residence"
    JUSTICE = "justice"
    LAND = "land"
    WELFARE = "welfare"
    EDUCATION = "education"
    HEALTH = "health"
    BUSINESS = "business"
    GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperType:
    """One kind of paper and what is printed on it that tells it from others."""

    code: str
    name: str
    """In Vietnamese, as an officer calls it."""
    family: Family
    titles: tuple[str, ...] = ()
    """As printed, in capitals; a longer title of another type wins over a shorter one that it begins with."""
    form_codes: tuple[str, ...] = ()
    """As printed after "Mẫu": CT01, 11/ĐK. A code that several types carry (numbers drift) only supports."""
    abbreviations: tuple[str, ...] = ()
    """As it stands in the number: BC in 280/BC-UBND."""
    subject_mark: str | None = None
    """What opens the subject line of a paper that has no title: V/v of a công văn."""
    valid_from: datetime.date | None = None
    """First day such a paper was issued under `source`; older papers of the same title exist all the same."""
    valid_to: datetime.date | None = None
    """Last day such a paper was issued or had value."""
    least_confidence: float | None = None
    """How sure sohoa must be of this type to take it unasked, 0 to 1; None for what the profile says."""
    fields: tuple[FieldSpec, ...] = ()
    """What its form asks for, besides what every administrative paper has (NĐ 30)."""
    source: str


@dataclass(frozen=True, slots=True)
class PaperCatalog:
    """All paper types, in the order of their codes."""

    papers: tuple[PaperType, ...]

    def paper(self, code: str) -> PaperType | None:
        """The paper type of that code; None when the catalog has none."""
        return next((paper for paper in self.papers if paper.code == code), None)


def load_papers(folder: Path = _FOLDER) -> PaperCatalog:
    """Every *.toml of `folder` as a paper type; ConfigError names the file that does not fit."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ConfigError(f"no paper type (*.toml) in {folder}; point to the folder that holds them")
    entries = sorted(((_load(file), file) for file in files), key=lambda entry: entry[0].code)
    _refuse_duplicates(
        "title", ((_same_title(title), file) for paper, file in entries for title in paper.titles)
    )
    _refuse_duplicates(
        "abbreviation", ((short, file) for paper, file in entries for short in paper.abbreviations)
    )
    return PaperCatalog(tuple(paper for paper, _ in entries))


def _load(file: Path) -> PaperType:
    try:
        table: _Table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the paper type {file}: {error.strerror}; check its rights") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the paper type {file} is not valid TOML in UTF-8: {error}; correct it") from error
    if unknown := sorted(table.keys() - _KNOWN):
        raise ConfigError(
            f"the paper type {file} has the unknown key {unknown[0]!r}; known are {', '.join(sorted(_KNOWN))}"
        )
    paper = PaperType(
        code=_text(file, table, "code"),
        name=_text(file, table, "name"),
        family=_family(file, table),
        titles=_texts(file, table, "titles"),
        form_codes=_texts(file, table, "form_codes"),
        abbreviations=_texts(file, table, "abbreviations"),
        subject_mark=_text(file, table, "subject_mark") if "subject_mark" in table else None,
        valid_from=_date(file, table, "valid_from"),
        valid_to=_date(file, table, "valid_to"),
        least_confidence=_share(file, table, "least_confidence"),
        fields=read_field_specs(file, table.get("fields", [])),
        source=_text(file, table, "source"),
    )
    _check(file, paper)
    return paper


def _check(file: Path, paper: PaperType) -> None:
    if not _CODE.fullmatch(paper.code):
        raise ConfigError(
            f"the paper type {file} has the code {paper.code!r}; a code is 2 to 12 capital letters and digits"
        )
    if file.stem != paper.code.lower():
        raise ConfigError(f"the paper type {file} has the code {paper.code}; name the file by its code")
    if not (paper.titles or paper.form_codes or paper.subject_mark):
        raise ConfigError(
            f"the paper type {file} could never be recognised; give it titles, form_codes or a subject_mark"
        )
    for title in paper.titles:
        if title != title.upper():
            raise ConfigError(f"the title {title!r} in {file} is not in capitals; write it as it is printed")
    if paper.valid_from and paper.valid_to and paper.valid_from > paper.valid_to:
        raise ConfigError(f"the paper type {file} ends before it begins; check valid_from and valid_to")


def _text(file: Path, table: _Table, key: str) -> str:
    return _checked_text(file, key, table.get(key))


def _texts(file: Path, table: _Table, key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list):
        raise ConfigError(f"{key} of the paper type {file} is not a list of texts; write it in brackets")
    return tuple(_checked_text(file, key, value) for value in values)


def _checked_text(file: Path, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"the paper type {file} wants a text that is not empty for {key!r}")
    if value != unicodedata.normalize("NFC", value.strip()):
        raise ConfigError(
            f"{key} of the paper type {file} is not plain NFC text without outer spaces: {value!r}"
        )
    return value


def _family(file: Path, table: _Table) -> Family:
    word = _text(file, table, "family")
    try:
        return Family(word)
    except ValueError as error:
        raise ConfigError(
            f"the paper type {file} has the unknown family {word!r}; known are {', '.join(Family)}"
        ) from error


def _date(file: Path, table: _Table, key: str) -> datetime.date | None:
    value = table.get(key)
    # A datetime is a date to isinstance, and would not compare with one.
    if value is None or type(value) is datetime.date:
        return value
    raise ConfigError(f"{key} of the paper type {file} is not a date; write it as 2025-07-01, without quotes")


def _share(file: Path, table: _Table, key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    # True is an integer to isinstance.
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise ConfigError(f"{key} of the paper type {file} is {value!r}; write a share above 0 and up to 1")


def _same_title(title: str) -> str:
    return " ".join(re.findall(r"\w+", title))


def _refuse_duplicates(what: str, entries: Iterable[tuple[str, Path]]) -> None:
    seen: dict[str, Path] = {}
    for value, file in entries:
        if value in seen:
            raise ConfigError(
                f"the {what} {value!r} stands in {seen[value].name} and in {file.name} of {file.parent};"
                " one paper type holds it, so remove the other"
            )
        seen[value] = file
