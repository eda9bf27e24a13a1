"""Lists the paper types in force, and begins the file of a new one in the office's folder."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import ConfigError, UsageError
from pipeline.overlay import DataFolder
from pipeline.papers.catalog import CODE, PaperCatalog, load_papers, packaged_type
from pipeline.papers.template import COPIED, type_template
from storage.aside import written_first


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeView:
    """One paper type, and where it comes from."""

    code: str
    name: str
    family: str
    fields: tuple[str, ...]
    source: str
    origin: str
    """`packaged`, or the office's file as SOHOA_HOME/data/papers/NAME."""
    valid_from: date | None
    valid_to: date | None


def list_types(papers: PaperCatalog) -> tuple[TypeView, ...]:
    """All types in the order of their codes."""
    return tuple(
        TypeView(
            code=paper.code,
            name=paper.name,
            family=paper.family.value,
            fields=tuple(spec.name for spec in paper.fields),
            source=paper.source,
            origin=paper.origin,
            valid_from=paper.valid_from,
            valid_to=paper.valid_to,
        )
        for paper in papers.papers
    )


def new_type(own: DataFolder, code: str, name: str | None) -> Path:
    """Writes the file of a type of that code and says where it lies.

    A type that comes with sohoa is copied; the file of a new one is explained line by line. UsageError for a
    code or a name that cannot be, and for a file that is there: nothing is overwritten.
    """
    if own.path is None or not CODE.fullmatch(code):
        raise UsageError(f"{code!r} is no code of a paper type; it is 2 to 12 capital letters and digits")
    called = None if name is None else " ".join(unicodedata.normalize("NFC", name).split())
    if called is not None and not (called and called.isprintable()):
        raise UsageError(f"{name!r} is no name of a paper type; give it as an officer calls it")
    packaged = packaged_type(code)
    if packaged is not None and called is not None:
        raise UsageError(f"{code} comes with sohoa and has its name; leave --name out, then edit the copy")
    holder = None if called is None else load_papers(own=own).holder_of(called.upper())
    if holder is not None:
        raise UsageError(f"{called!r} is the title of {holder.code} ({holder.origin}); give another name")
    text = type_template(code, called) if packaged is None else COPIED + packaged.read()
    path = own.path / "papers" / f"{code.lower()}.toml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_first(path, 0o644) as file:
            file.write(text.encode())
    except FileExistsError as error:
        raise UsageError(f"{path} is there already; edit it, or move it away first") from error
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}; check the folder's rights") from error
    return path
