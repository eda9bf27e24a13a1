"""Finds papers in files and folders: a file is a paper, NAME-p1, NAME-p2... are one, a folder a dossier."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError

_PAGE_FILE = re.compile(r"(?P<name>.+)-p(?P<number>\d{1,4})", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """One paper: its files in page order. `name` is NFC and bears no suffix."""

    name: str
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FoundBatch:
    """Papers that belong together; `folder` is the folder's name, None for a loose paper."""

    folder: str | None
    papers: tuple[FoundPaper, ...]


def find_batches(paths: Iterable[Path]) -> tuple[FoundBatch, ...]:
    """The batches that the given files and folders make; files given together in one folder may be
    pages of one paper. Hidden files, links and temporary names are passed over.

    UsageError for a path that does not exist.
    """
    batches: list[FoundBatch] = []
    loose: list[Path] = []
    for path in paths:
        if path.is_dir():
            batches.extend(_in_folder(path))
        elif path.is_file():
            loose.append(path)
        else:
            raise UsageError(f"{path} does not exist; give files or folders that do")
    batches.extend(FoundBatch(None, (paper,)) for paper in group_pages(loose))
    return tuple(batches)


def _in_folder(folder: Path) -> list[FoundBatch]:
    entries = sorted((entry for entry in folder.iterdir() if is_taken(entry)), key=natural_order)
    papers = group_pages([entry for entry in entries if entry.is_file()])
    name = unicodedata.normalize("NFC", folder.resolve().name)
    batches = [FoundBatch(name, papers)] if papers else []
    for entry in entries:
        if entry.is_dir():
            batches.extend(_in_folder(entry))
    return batches


def is_taken(path: Path) -> bool:
    """False for what is no paper: hidden and temporary files, links, and what is neither file nor folder."""
    hidden = path.name.startswith((".", "~$")) or path.suffix.lower() in {".tmp", ".part", ".crdownload"}
    return not hidden and not path.is_symlink() and (path.is_file() or path.is_dir())


def group_pages(files: Iterable[Path]) -> tuple[FoundPaper, ...]:
    """Files as papers, in the order of their first files; NAME-pN files of one folder become one paper."""
    papers: dict[tuple[Path, str], list[tuple[int, Path]]] = {}
    for file in files:
        stem = unicodedata.normalize("NFC", file.stem)
        page = _PAGE_FILE.fullmatch(stem)
        if page is None:
            papers[(file, stem)] = [(0, file)]
        else:
            papers.setdefault((file.parent, page["name"]), []).append((int(page["number"]), file))
    return tuple(
        FoundPaper(name, tuple(file for _number, file in sorted(numbered)))
        for (_place, name), numbered in papers.items()
    )


def natural_order(path: Path) -> tuple[tuple[bool, int, str], ...]:
    """Sorts 2 before 10, as people do."""
    parts = _NUMBERS.split(path.name)
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)
