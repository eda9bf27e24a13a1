"""Finds papers in files and folders: a file is a paper, NAME-p1, NAME-p2... are one, a folder a dossier."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError
from scanners.passed_over import PassedOver, Why, why_passed

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


@dataclass(frozen=True, slots=True)
class Found:
    """All that lies in the files and folders given: taken as papers, or passed over."""

    batches: tuple[FoundBatch, ...]
    passed: tuple[PassedOver, ...]


def look_through(paths: Iterable[Path]) -> Found:
    """The batches that the given files and folders make, and what was passed over; files given together in
    one folder may be pages of one paper. A name given by a person may be hidden or temporary.

    UsageError for a path that does not exist.
    """
    batches: list[FoundBatch] = []
    passed: list[PassedOver] = []
    loose: list[Path] = []
    for path in dict.fromkeys(paths):
        if not os.path.lexists(path):
            raise UsageError(f"{path} does not exist; give files or folders that do")
        why = why_passed(path)
        if why not in (None, Why.HIDDEN, Why.TEMPORARY):
            passed.append(PassedOver(path, why))
        elif path.is_dir():
            batches.extend(_below(path, passed))
        else:
            loose.append(path)
    batches.extend(FoundBatch(None, (paper,)) for paper in group_pages(loose))
    return Found(tuple(batches), tuple(passed))


def as_stacks(batches: Iterable[FoundBatch]) -> tuple[FoundBatch, ...]:
    """Each folder as one stack of pages, in the order of its files; all loose files together as another."""
    loose: list[Path] = []
    stacks: list[FoundBatch] = []
    for batch in batches:
        files = tuple(file for paper in batch.papers for file in paper.files)
        if batch.folder is None:
            loose.extend(files)
        else:
            stacks.append(FoundBatch(batch.folder, (FoundPaper(batch.folder, files),)))
    if loose:
        stacks.append(FoundBatch(None, (FoundPaper(readable(loose[0].stem), tuple(loose)),)))
    return tuple(stacks)


def find_batches(paths: Iterable[Path]) -> tuple[FoundBatch, ...]:
    """As `look_through`, for those who need not say what was passed over."""
    return look_through(paths).batches


def _below(folder: Path, passed: list[PassedOver]) -> Iterator[FoundBatch]:
    # No recursion: a tree may be deeper than Python's stack.
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(folder.iterdir(), key=natural_order)
        except OSError:
            passed.append(PassedOver(folder, Why.UNREADABLE))
            continue
        files, folders = _sort_out(entries, passed)
        if files:
            yield FoundBatch(readable(folder.resolve().name), group_pages(files))
        elif not folders:
            passed.append(PassedOver(folder, Why.EMPTY_FOLDER))
        waiting.extend(reversed(folders))


def _sort_out(entries: list[Path], passed: list[PassedOver]) -> tuple[list[Path], list[Path]]:
    """The files and the folders among a folder's entries; notes what is neither."""
    files: list[Path] = []
    folders: list[Path] = []
    for entry in entries:
        why = why_passed(entry)
        if why is not None:
            passed.append(PassedOver(entry, why))
        else:
            (folders if entry.is_dir() else files).append(entry)
    return files, folders


def readable(name: str) -> str:
    """A file's name as text: NFC, with \\xNN for bytes that are no UTF-8."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode(errors="backslashreplace"))


def is_taken(path: Path) -> bool:
    """False for what is no paper: hidden and temporary files, links, and what is neither file nor folder."""
    return why_passed(path) is None


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
