"""Takes lists of procedures in, keeps what was known before, and tells what there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import NotFound, UsageError
from domain.procedure import Component, Procedure, ProcedureResult, ProcedureVersion
from pipeline.dossiers.procedure_import import LARGEST_FILE, read_procedures
from pipeline.dossiers.procedures import ProcedureCatalog, version_text
from scanners.opening import opened
from storage.procedures import keep_version

_MOST_FILES = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListToImport:
    """What was read of the files of an import, and since when it is in force."""

    procedures: tuple[Procedure, ...]
    valid_from: date
    source: str
    is_whole: bool = False
    """Codes in force that the list does not have end with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did; codes in order."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureView:
    """A version of a procedure with the days it was in force."""

    code: str
    name: str
    field: str
    level: str
    valid_from: date | None
    valid_to: date | None
    ended: bool
    source: str
    components: tuple[Component, ...]
    results: tuple[ProcedureResult, ...]


def read_lists(paths: Iterable[Path]) -> tuple[Procedure, ...]:
    """The procedures in JSON files and in folders of them; of a code that stands twice the last counts.

    One bad file ends it before anything is kept; UsageError when there is nothing to read.
    """
    files = [file for path in paths for file in _files_of(path)]
    if not files:
        raise UsageError("no list of procedures there; give files or folders of .json files")
    if len(files) > _MOST_FILES:
        raise UsageError(f"more than {_MOST_FILES} files at once; import the folders one after the other")
    read = (procedure for file in files for procedure in read_procedures(_bytes_of(file), str(file)))
    return tuple({procedure.code: procedure for procedure in read}.values())


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.glob("*.json") if not file.is_symlink())
    return [path]


def _bytes_of(file: Path) -> bytes:
    with opened(file) as held, held.open("rb") as source:
        # One byte more than is taken tells a file that is too large without reading all of it.
        return source.read(LARGEST_FILE + 1)


def import_procedures(folder: Path, known: ProcedureCatalog, found: ListToImport) -> Imported:
    """Keeps what is new in the list as versions that begin on its day; nothing that was known changes.

    A list that begins before what is known already is kept as the older version it is.
    """
    new, changed, unchanged = list[str](), list[str](), 0
    for procedure in found.procedures:
        before = known.versions_of(procedure.code)
        in_force = [one for one in before if one.valid_from is None or one.valid_from <= found.valid_from]
        if in_force and not in_force[-1].ended and in_force[-1].procedure == procedure:
            unchanged += 1
            continue
        _keep(folder, procedure, found)
        (changed if before else new).append(procedure.code)
    ended = tuple(_end_missing(folder, known, found)) if found.is_whole else ()
    return Imported(new=tuple(new), changed=tuple(changed), ended=ended, unchanged=unchanged)


def _keep(folder: Path, procedure: Procedure, found: ListToImport, *, ended: bool = False) -> None:
    version = ProcedureVersion(
        procedure=procedure, valid_from=found.valid_from, source=found.source, ended=ended
    )
    keep_version(folder, procedure.code, version_text(version))


def _end_missing(folder: Path, known: ProcedureCatalog, found: ListToImport) -> Iterable[str]:
    listed = {procedure.code for procedure in found.procedures}
    for version in known.in_force(found.valid_from):
        if version.procedure.code not in listed:
            _keep(folder, version.procedure, found, ended=True)
            yield version.procedure.code


def list_procedures(
    catalog: ProcedureCatalog, day: date, *, every: bool = False
) -> tuple[ProcedureView, ...]:
    """What is in force on that day, or every version there ever was."""
    versions = catalog.versions if every else catalog.in_force(day)
    return tuple(_view(catalog, version) for version in versions)


def show_procedure(catalog: ProcedureCatalog, code: str) -> tuple[ProcedureView, ...]:
    """Every version of one procedure, the oldest first; NotFound when there is none."""
    versions = catalog.versions_of(code)
    if not versions:
        raise NotFound(f"there is no procedure {code}; `sohoa catalog list` names those there are")
    return tuple(_view(catalog, version) for version in versions)


def _view(catalog: ProcedureCatalog, version: ProcedureVersion) -> ProcedureView:
    procedure = version.procedure
    return ProcedureView(
        code=procedure.code,
        name=procedure.name,
        field=procedure.field,
        level=procedure.level,
        valid_from=version.valid_from,
        valid_to=catalog.last_day(version),
        ended=version.ended,
        source=version.source,
        components=procedure.components,
        results=procedure.results,
    )
