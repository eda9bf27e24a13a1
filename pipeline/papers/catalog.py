"""The paper types sohoa knows, one TOML file each beside this module, loaded and checked."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.document import UNKNOWN_TYPE
from domain.errors import ConfigError
from pipeline.data_table import DataFact, DataTable, read_data_table
from pipeline.overlay import PACKAGED, PACKAGED_ONLY, DataFile, DataFolder
from pipeline.papers.field_specs import FieldSpec, read_field_specs

_FOLDER = Path(__file__).parent
CODE = re.compile(rf"(?!{UNKNOWN_TYPE}$)[A-Z][A-Z0-9]{{1,11}}")
"""What a code of a paper type looks like; what has no type is none."""
_KNOWN = frozenset(
    {
        "code", "name", "family", "source", "titles", "form_codes", "abbreviations", "subject_mark",
        "valid_from", "valid_to", "least_confidence", "fields", "disabled",
    }
)  # fmt: skip
_TAKEN_OUT = frozenset({"code", "disabled", "source"})


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
    origin: str = PACKAGED
    """PACKAGED, or the office's file as SOHOA_HOME/data/papers/NAME."""

    @property
    def fact(self) -> DataFact:
        """Where the type comes from and when it holds."""
        return DataFact(
            name=self.code,
            origin=self.origin,
            source=self.source,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


@dataclass(frozen=True, slots=True)
class PaperCatalog:
    """All paper types, in the order of their codes."""

    papers: tuple[PaperType, ...]
    taken_out: tuple[str, ...] = ()
    """Codes of types that come with sohoa and that the office does without."""

    def paper(self, code: str) -> PaperType | None:
        """The paper type of that code; None when the catalog has none."""
        return next((paper for paper in self.papers if paper.code == code), None)

    def holder_of(self, title: str) -> PaperType | None:
        """The paper type that has this title, whatever its punctuation; None when none has."""
        letters = _same_title(title)
        held = (paper for paper in self.papers if letters in map(_same_title, paper.titles))
        return next(held, None)


def packaged_type(code: str) -> DataFile | None:
    """The file of the type of that code that comes with sohoa; None when there is none."""
    file = DataFile(_FOLDER / f"{code.lower()}.toml")
    return file if file.path.is_file() else None


def load_papers(
    folder: Path = _FOLDER,
    own: DataFolder = PACKAGED_ONLY,
    trial: Path | None = None,
    leave_out: Path | None = None,
) -> PaperCatalog:
    """Every *.toml of `folder` as a paper type, and over them the office's own: a file of the same code
    stands in place of the packaged one, `disabled = true` takes that out.

    `trial` is laid over both, as if it lay in the office's folder; the office's file `leave_out` is passed
    over. ConfigError names the file that does not fit.
    """
    packaged = [DataFile(path) for path in sorted(folder.glob("*.toml"))]
    if not packaged:
        raise ConfigError(f"no paper type (*.toml) in {folder}; point to the folder that holds them")
    tried = () if trial is None else (DataFile(trial, str(trial)),)
    entries: dict[str, tuple[PaperType, Path]] = {}
    gone: list[str] = []
    brought = [
        file for file in own.files("papers") if leave_out is None or not _are_one(file.path, leave_out)
    ]
    for file in (*packaged, *brought, *tried):
        table = read_data_table(file, "the paper type")
        code = _code(file.path, table)
        if not table.flag("disabled"):
            entries[code] = (_paper(file.path, table), file.path)
        elif file.origin == PACKAGED or code not in entries:
            raise ConfigError(f"{table.where} takes out {code}, which is not there; remove the file")
        else:
            table.refuse_unknown(_TAKEN_OUT)
            gone.append(code)
            del entries[code]
    ordered = [entries[code] for code in sorted(entries)]
    _refuse_duplicates(
        "title", ((_same_title(title), file) for paper, file in ordered for title in paper.titles)
    )
    _refuse_duplicates(
        "abbreviation", ((short, file) for paper, file in ordered for short in paper.abbreviations)
    )
    return PaperCatalog(tuple(paper for paper, _ in ordered), tuple(gone))


def _are_one(file: Path, other: Path) -> bool:
    return file.resolve() == other.resolve()


def _code(file: Path, table: DataTable) -> str:
    table.refuse_unknown(_KNOWN)
    code = table.text("code")
    if not CODE.fullmatch(code):
        raise ConfigError(
            f"{table.where} has the code {code!r}; a code is 2 to 12 capital letters and digits"
        )
    if file.stem != code.lower():
        raise ConfigError(
            f"{table.where} has the code {code}; name the file by its code: {code.lower()}.toml"
        )
    return code


def _least_confidence(table: DataTable) -> float | None:
    """None when the key is not there. Never 0: it would take any likeness of a title, unasked."""
    if "least_confidence" not in table.values:
        return None
    value = table.values["least_confidence"]
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise ConfigError(f"least_confidence of {table.where} is no number above 0 and up to 1; write it as 0.8")


def _paper(file: Path, table: DataTable) -> PaperType:
    code = table.text("code")
    fact = table.fact(code)
    paper = PaperType(
        code=code,
        name=table.text("name"),
        family=_family(table),
        titles=table.texts("titles"),
        form_codes=table.texts("form_codes"),
        abbreviations=table.texts("abbreviations"),
        subject_mark=table.optional_text("subject_mark"),
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        least_confidence=_least_confidence(table),
        fields=read_field_specs(file, table.values.get("fields", [])),
        source=fact.source,
        origin=fact.origin,
    )
    if not (paper.titles or paper.form_codes or paper.subject_mark):
        raise ConfigError(
            f"{table.where} could never be recognised; give it titles, form_codes or a subject_mark"
        )
    for title in paper.titles:
        if title != title.upper():
            raise ConfigError(f"the title {title!r} in {file} is not in capitals; write it as it is printed")
    return paper


def _family(table: DataTable) -> Family:
    word = table.text("family")
    try:
        return Family(word)
    except ValueError as error:
        raise ConfigError(
            f"{table.where} has the unknown family {word!r}; known are {', '.join(Family)}"
        ) from error


def _same_title(title: str) -> str:
    return " ".join(re.findall(r"\w+", title))


def _refuse_duplicates(what: str, entries: Iterable[tuple[str, Path]]) -> None:
    seen: dict[str, Path] = {}
    for value, file in entries:
        if value in seen:
            raise ConfigError(
                f"the {what} {value!r} stands in {seen[value]} and in {file}; one paper type holds it,"
                " so take it out of one of them"
            )
        seen[value] = file
