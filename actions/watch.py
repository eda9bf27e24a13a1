"""Digitises what comes into a folder, round after round."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError
from scanners.watched import FolderWatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A folder to look at, and how long a file must rest before it is taken (seconds)."""

    folder: Path
    rest_s: float = 2.0


def refuse_nested(folder: Path, out: Path | None, home: Path) -> None:
    """UsageError when what is written would be taken in again."""
    for name, written in (("out-folder", out), ("home folder", home)):
        if written is not None and written.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"the {name} {written} lies in {folder}, which is taken in; choose one outside")


def watch(
    plan: Watch,
    handle: Callable[[Path], bool],
    *,
    after_round: Callable[[], None] = lambda: None,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Gives `handle` each file or folder that has come to rest, until `stop` says so.

    What `handle` answers False for could not be taken now and is given again later.
    """
    with FolderWatch(plan.folder) as entries:
        while not stop():
            for entry in entries.rested():
                if not handle(entry):
                    entries.give_back((entry,))
            after_round()
            entries.wait(plan.rest_s)
