"""What an intake passes over: files and folders that are no papers, each with why."""

import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_TEMPORARY = frozenset({".tmp", ".part", ".partial", ".crdownload", ".filepart"})


class Why(StrEnum):
    """Why something is not taken in."""

    LINK = "link"
    HIDDEN = "hidden"
    TEMPORARY = "temporary"
    SPECIAL = "special"  # a pipe, a socket or a device
    UNREADABLE = "unreadable"
    EMPTY_FOLDER = "empty-folder"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file or folder that was seen and left where it is."""

    path: Path
    why: Why


def why_passed(path: Path) -> Why | None:
    """Why `path` is no paper and no folder of papers; None when it may be one.

    Links are never followed: one could lead out of the folder, to a file that nobody brought.
    """
    if path.name.startswith((".", "~$")):
        return Why.HIDDEN
    if path.suffix.lower() in _TEMPORARY:
        return Why.TEMPORARY
    try:
        mode = path.lstat().st_mode
    except OSError:
        return Why.UNREADABLE
    if stat.S_ISLNK(mode):
        return Why.LINK
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else Why.SPECIAL
