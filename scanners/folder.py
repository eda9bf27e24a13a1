"""Finds papers in files and folders: a file is a paper, NAME-p1, NAME-p2... are one, a folder a dossier."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError

_PAGE_FILE = re.compile(r"(?P<name>.+)-p(?P<number>\d{1,4})", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """One paper: its files in page order. `name` is `readable` and bears no suffix."""

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
    for path in dict.fromkeys(paths):
        if path.is_dir():
            batches.extend(_below(path))
        elif path.is_file():
            loose.append(path)
        else:
            raise UsageError(f"{path} does not exist; give files or folders that do")
    batches.extend(FoundBatch(None, (paper,)) for paper in group_pages(loose))
    return tuple(batches)


def _below(folder: Path) -> Iterator[FoundBatch]:
    # No recursion: a tree may be deeper than Python's stack.
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted((entry for entry in folder.iterdir() if is_taken(entry)), key=natural_order)
        except OSError as error:
            raise UsageError(f"cannot look into {folder}: {error.strerror}; mend its rights") from error
        papers = group_pages([entry for entry in entries if entry.is_file()])
        if papers:
            yield FoundBatch(readable(folder.resolve().name), papers)
        waiting.extend(reversed([entry for entry in entries if entry.is_dir()]))


def readable(name: str) -> str:
    """A file's name as text: NFC, with \\xNN for bytes that are no UTF-8."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode(errors="backslashreplace"))


def is_taken(path: Path) -> bool:
    """False for what is no paper: hidden and temporary files, links, and what is neither file nor folder."""
    hidden = path.name.startswith((".", "~$")) or path.suffix.lower() in {".tmp", ".part", ".crdownload"}
    return not hidden and not path.is_symlink() and (path.is_file() or path.is_dir())


def group_pages(files: Iterable[Path]) -> tuple[FoundPaper, ...]:
    """Files as papers, in the order of their first files; NAME-pN files of one folder become one paper."""
    papers: dict[tuple[Path, str], list[tuple[int, Path]]] = {}
    for file in files:
        stem = readable(file.stem)
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
    return tuple((part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
