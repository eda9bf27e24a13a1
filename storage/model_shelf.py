"""An office's models of paper types: candidates as files, and the history of which was taken into use."""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from domain.codec import canonical, from_canonical
from domain.errors import ConfigError, MissingModel, NotFound, StateConflict
from storage.aside import written_aside

_NAME: Final = re.compile(r"[0-9a-f]{16}")
_FILE: Final = re.compile(r"candidate-([0-9a-f]{16})\.json")
_LARGEST_MODEL: Final = 16 << 20
_LARGEST_HISTORY: Final = 4 << 20


class Turn(StrEnum):
    ACCEPTED = "accepted"
    ROLLED_BACK = "rolled-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChange:
    """One line of the history: from `at` on, `in_use` decides; None for title rules alone."""

    at: datetime
    actor: str
    turn: Turn
    in_use: str | None


class ModelShelf:
    """A folder; it is made when the first candidate is kept. A model's name is the head of its SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: tuple[tuple[int, int, int], str | None] | None = None

    def add(self, data: bytes) -> str:
        """Keeps a candidate and gives its name; the same bytes have the same name."""
        name = _name_of(data)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with written_aside(self._path(name), 0o600) as file:
                file.write(data)
        except OSError as error:
            raise self._unwritable(error) from error
        return name

    def names(self) -> tuple[str, ...]:
        """All models, the newest first."""
        if not self.folder.is_dir():
            return ()
        files = [
            (path.stat().st_mtime_ns, match[1]) for path in self.folder.iterdir() if (match := _match(path))
        ]
        return tuple(name for _at, name in sorted(files, reverse=True))

    def read(self, name: str) -> bytes:
        """The bytes of a model; NotFound when there is none, MissingModel when they were changed."""
        path = self._path(name)
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFound(
                f"there is no model of paper types {name[:40]!r} in {self.folder}; `sohoa learn show` lists "
                "them, and `sohoa learn rollback` leaves one that is lost"
            )
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST_MODEL + 1)
        except OSError as error:
            raise MissingModel(f"cannot read the model {path}: {error.strerror}; mend its rights") from error
        if _name_of(data) != name:
            raise MissingModel(
                f"the model {path} is not what was learned: its digest differs; "
                "bring its copy back, or go back with `sohoa learn rollback`"
            )
        return data

    def in_use(self) -> str | None:
        """The model that decides now; None while titles alone do. Costs one look at a file's date."""
        try:
            found = self._history.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(error) from error
        stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        if self._read is None or self._read[0] != stamp:
            changes = self.history()
            self._read = (stamp, changes[-1].in_use if changes else None)
        return self._read[1]

    def history(self) -> tuple[ModelChange, ...]:
        """Every change, the oldest first; ConfigError when a line is none."""
        try:
            with self._history.open("rb") as file:
                lines = file.read(_LARGEST_HISTORY).decode().splitlines()
            return tuple(from_canonical(ModelChange, line) for line in lines)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unreadable(error) from error
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{self._history} is damaged ({error}); bring its copy back") from error

    def accept(self, name: str, actor: str, at: datetime) -> None:
        """Takes a model into use; StateConflict when it is in use already."""
        self.read(name)
        with self._alone():
            if self.in_use() == name:
                raise StateConflict(f"the model {name} is in use already; there is nothing to accept")
            self._append(ModelChange(at=at, actor=actor, turn=Turn.ACCEPTED, in_use=name))

    def roll_back(self, actor: str, at: datetime) -> str | None:
        """Takes the last model before that is still whole into use again and gives its name; None when there
        is none.

        StateConflict when no model is in use.
        """
        with self._alone():
            stack = _accepted(self.history())
            if not stack:
                raise StateConflict("no model of paper types is in use; there is nothing to go back from")
            steps: list[str | None] = [*reversed(stack[:-1]), None]
            # A model that is lost would stop every run: it is passed over, with a line of its own.
            last = next(at for at, name in enumerate(steps) if name is None or self._is_whole(name))
            passed = steps[: last + 1]
            self._append(
                *(ModelChange(at=at, actor=actor, turn=Turn.ROLLED_BACK, in_use=name) for name in passed)
            )
        return passed[-1]

    def _is_whole(self, name: str) -> bool:
        try:
            self.read(name)
        except (NotFound, MissingModel):
            return False
        return True

    def _append(self, *changes: ModelChange) -> None:
        lines = [canonical(one) for one in (*self.history(), *changes)]
        try:
            with written_aside(self._history, 0o600) as file:
                file.write(b"\n".join(lines) + b"\n")
        except OSError as error:
            raise self._unwritable(error) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two administrators do not write at once; the lock ends with the process."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.folder, os.O_RDONLY)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @property
    def _history(self) -> Path:
        return self.folder / "history.jsonl"

    def _path(self, name: str) -> Path:
        return self.folder / f"candidate-{name}.json"

    def _unreadable(self, error: OSError) -> ConfigError:
        return ConfigError(f"cannot read {self._history}: {error.strerror}; mend its rights")

    def _unwritable(self, error: OSError) -> ConfigError:
        return ConfigError(f"cannot write in {self.folder}: {error.strerror}; check its rights and the disk")


def _accepted(history: tuple[ModelChange, ...]) -> list[str]:
    """Models taken into use and not gone back from, the one in use last."""
    stack: list[str] = []
    for change in history:
        if change.turn is Turn.ROLLED_BACK:
            del stack[-1:]
        elif change.in_use is not None:
            stack.append(change.in_use)
    return stack


def _match(path: Path) -> re.Match[str] | None:
    return _FILE.fullmatch(path.name)


def _name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
