"""A watched folder: events wake it early, a periodic look finds what events missed."""

import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from domain.errors import UsageError
from scanners.folder import is_taken, natural_order


@dataclass(frozen=True, slots=True)
class FileMark:
    """What tells whether a file is still being written."""

    size: int
    modified_ns: int


class _Wake(FileSystemEventHandler):
    """Any event wakes the watcher; what happened it finds out by looking."""

    def __init__(self, bell: threading.Event) -> None:
        self._bell = bell

    def on_any_event(self, event: FileSystemEvent) -> None:
        # Reading a file raises events too: only what changes the folder may wake us.
        if event.event_type not in ("opened", "closed_no_write"):
            self._bell.set()


class FolderWatch:
    """Finds entries of a folder that have come to rest: files, and folders all of whose files have."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder; make it or give another one")
        self._folder = folder
        self._bell = threading.Event()
        self._observer = Observer()
        self._seen: dict[Path, dict[Path, FileMark]] = {}
        self._taken: dict[Path, dict[Path, FileMark]] = {}

    def __enter__(self) -> "FolderWatch":
        self._observer.schedule(_Wake(self._bell), str(self._folder), recursive=True)
        self._observer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._observer.stop()
        self._observer.join()

    def wait(self, timeout_s: float) -> bool:
        """Sleeps until something happens in the folder or the time is over; True when something did."""
        rang = self._bell.wait(timeout_s)
        self._bell.clear()
        return rang

    def rested(self) -> tuple[Path, ...]:
        """Entries whose files are as they were at the last call and were not given out before.

        The time between two calls is the time a file must rest.
        """
        try:
            now = {entry: _marks(entry) for entry in self._folder.iterdir() if is_taken(entry)}
        except OSError as error:
            raise UsageError(
                f"the watched folder {self._folder} cannot be read ({error.strerror}); bring it back"
            ) from error
        before, self._seen = self._seen, now
        ready = [
            entry
            for entry, marks in now.items()
            if marks and before.get(entry) == marks and self._taken.get(entry) != marks
        ]
        for entry in ready:
            self._taken[entry] = now[entry]
        self._taken = {entry: marks for entry, marks in self._taken.items() if entry in now}
        return tuple(sorted(ready, key=natural_order))

    def give_back(self, entries: tuple[Path, ...]) -> None:
        """Entries that could not be handled: they are given out again once they have rested again."""
        for entry in entries:
            self._taken.pop(entry, None)
            self._seen.pop(entry, None)


def _marks(entry: Path) -> dict[Path, FileMark]:
    marks: dict[Path, FileMark] = {}
    for file in _files(entry):
        try:
            status = file.lstat()
        except FileNotFoundError:
            continue  # taken away between the listing and the look
        if stat.S_ISREG(status.st_mode):
            marks[file] = FileMark(status.st_size, status.st_mtime_ns)
    return marks


def _files(entry: Path) -> Iterator[Path]:
    # os.walk: folders may be deep, and may be taken away while they are looked at.
    yield entry
    for folder, _folders, names in os.walk(entry):
        yield from (Path(folder, name) for name in names)
