"""The procedures sohoa knows, with every version of each, and the one that counts on a day."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from domain.codec import canonical, from_json
from domain.errors import ConfigError
from domain.procedure import Component, Procedure, ProcedureResult, ProcedureVersion
from pipeline.dossiers.procedure_codes import procedure_key

_BUILT_IN = Path(__file__).with_name("procedures.toml")
_LARGEST_FILE = 4 << 20
_MOST_FILES = 200_000


@dataclass(frozen=True, slots=True)
class ProcedureCatalog:
    """All versions of all procedures: by code, and of one code in the order of their days."""

    versions: tuple[ProcedureVersion, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all procedures, each once."""
        return tuple(dict.fromkeys(version.procedure.code for version in self.versions))

    def versions_of(self, code: str) -> tuple[ProcedureVersion, ...]:
        """The versions of one procedure, the oldest first; `code` may carry a province's suffix."""
        key = procedure_key(code)
        return tuple(version for version in self.versions if version.procedure.code == key)

    def version_at(self, code: str, day: date) -> ProcedureVersion | None:
        """The version that counts for a dossier of that day; None when the code is not known.

        A day before all versions has the first, one after the end the last: a dossier stays classifiable. A
        version of unknown age that lists no components gives way to the first that does.
        """
        known = self.versions_of(code)
        if not known:
            return None
        begun = [one for one in known if one.valid_from is None or one.valid_from <= day]
        chosen = begun[-1] if begun else known[0]
        if chosen.valid_from is None and not chosen.procedure.components:
            return next((one for one in known if one.procedure.components), chosen)
        return chosen

    def in_force(self, day: date) -> tuple[ProcedureVersion, ...]:
        """What is in force on that day, one version a procedure."""
        found = (self._last_begun(code, day) for code in self.codes)
        return tuple(one for one in found if one is not None and not one.ended)

    def last_day(self, version: ProcedureVersion) -> date | None:
        """The day before the next version of the procedure begins; None for the last one."""
        known = self.versions_of(version.procedure.code)
        later = known[known.index(version) + 1 :]
        return later[0].valid_from - timedelta(days=1) if later and later[0].valid_from else None

    def _last_begun(self, code: str, day: date) -> ProcedureVersion | None:
        known = self.versions_of(code)
        begun = [one for one in known if one.valid_from is None or one.valid_from <= day]
        return begun[-1] if begun else None


def catalog_of(versions: Iterable[ProcedureVersion]) -> ProcedureCatalog:
    """The catalog of versions that come in the order they became known; of one day the later one counts."""
    return ProcedureCatalog(
        tuple(sorted(versions, key=lambda one: (one.procedure.code, one.valid_from or date.min)))
    )


def load_procedures(folder: Path | None = None, built_in: Path = _BUILT_IN) -> ProcedureCatalog:
    """The procedures that come with sohoa and the versions kept in `folder`; ConfigError names a bad file."""
    kept = () if folder is None else read_versions(folder)
    return catalog_of((*_built_in(built_in), *kept))


class KeptProcedures:
    """The procedures of a folder, read again whenever something was added to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark: int | None = None
        self._catalog: ProcedureCatalog | None = None

    def read(self) -> ProcedureCatalog:
        """The catalog as it is now; ConfigError names a file that is damaged."""
        mark = self._folder.stat().st_mtime_ns if self._folder.is_dir() else None
        if self._catalog is None or mark != self._mark:
            # The mark of before the reading: what comes meanwhile is seen next time.
            self._catalog, self._mark = load_procedures(self._folder), mark
        return self._catalog


def read_versions(folder: Path) -> tuple[ProcedureVersion, ...]:
    """The versions in the files of `folder`, in the order they were kept; none where there is no folder."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if len(files) > _MOST_FILES:
        raise ConfigError(f"{folder} holds more than {_MOST_FILES} files; only `sohoa catalog` writes there")
    return tuple(map(_read_version, files))


def version_text(version: ProcedureVersion) -> bytes:
    """A version as it is kept: canonical JSON with the digest of what it says."""
    return canonical(_Kept(sha256=_digest(version), version=version)) + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    sha256: str
    version: ProcedureVersion


def _digest(version: ProcedureVersion) -> str:
    return hashlib.sha256(canonical(version)).hexdigest()


def _read_version(file: Path) -> ProcedureVersion:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise ValueError(f"it has more than {_LARGEST_FILE} bytes")
        kept: _Kept = from_json(_Kept, json.loads(file.read_bytes()), "procedure")
        if kept.sha256 != _digest(kept.version):
            raise ValueError("its digest is not that of what it says: somebody changed it")
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"the procedure {file} cannot be used: {error}; bring the file back from a backup, or delete it "
            "and import the list again (sohoa catalog import)"
        ) from error
    return kept.version


@cache
def _built_in(file: Path) -> tuple[ProcedureVersion, ...]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return tuple(_built_in_version(row, table["sources"]) for row in table["procedure"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"the list of procedures {file} does not fit: {error!r}; correct it") from error


def _built_in_version(row: dict[str, Any], sources: dict[str, str]) -> ProcedureVersion:
    code = str(row["code"])
    if procedure_key(code) != code:
        raise ValueError(f"{code!r} is no code of a procedure (1.001193)")
    procedure = Procedure(
        code=code,
        name=str(row["name"]),
        field=str(row.get("field", "")),
        level=str(row.get("level", "Cấp Xã")),
        components=tuple(_components(row.get("components", []))),
        results=tuple(
            ProcedureResult(code=str(one.get("code", f"kq{number:02d}")), name=str(one["name"]))
            for number, one in enumerate(row.get("results", []), start=1)
        ),
    )
    return ProcedureVersion(
        procedure=procedure, valid_from=_day(row.get("valid_from")), source=sources[row["source"]]
    )


def _components(rows: list[dict[str, Any]]) -> Iterator[Component]:
    for number, row in enumerate(rows, start=1):
        yield Component(
            code=str(row.get("code", f"tp{number:02d}")),
            name=str(row["name"]),
            to_digitise=row.get("thuoc_dien_so_hoa"),
            types=tuple(map(str, row.get("types", ()))),
        )


def _day(value: object) -> date | None:
    if value is None or type(value) is date:
        return value
    raise ValueError(f"valid_from {value!r} is no date (2025-07-01, without quotes)")
