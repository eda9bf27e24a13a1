"""A file that is there whole or not at all: written aside, flushed, then given its name."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written_aside(target: Path, mode: int) -> Iterator[BinaryIO]:
    """A private file in the target's folder that takes its place once the block has ended well."""
    with _aside(target, mode) as (aside, file):
        yield file
        _flush(file)
        aside.rename(target)
        flush_folder(target.parent)


@contextmanager
def written_first(target: Path, mode: int) -> Iterator[BinaryIO]:
    """As `written_aside`, but FileExistsError when somebody else was first: nothing is ever replaced."""
    with _aside(target, mode) as (aside, file):
        yield file
        _flush(file)
        # A link fails when its name is taken; a rename would not.
        target.hardlink_to(aside)
        flush_folder(target.parent)


@contextmanager
def _aside(target: Path, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    handle, name = tempfile.mkstemp(prefix=".", dir=target.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            aside.chmod(mode)
            yield aside, file
    finally:
        aside.unlink(missing_ok=True)


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Makes a rename last: the folder's own entry is flushed too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
