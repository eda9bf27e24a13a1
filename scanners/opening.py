"""Opens a file that was found, so that it is the very file that was looked at."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import SourceChanged, UsageError

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def opened(file: Path) -> Iterator[Path]:
    """A path that leads to the open file itself for the length of the block, whatever is put in its place.

    UsageError when it cannot be read, or has become a link, a pipe or a device since it was found: neither
    is followed nor waited for. SourceChanged when it is gone, or changes before the block ends.
    """
    try:
        handle = os.open(file, _FLAGS)
    except FileNotFoundError as error:
        raise SourceChanged(f"{file} is gone; bring it again") from error
    except OSError as error:
        raise _refusal(file, error) from error
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise UsageError(f"{file} is no file but a folder, a pipe or a device; give the scan itself")
        yield Path(f"/dev/fd/{handle}")
        if _mark(before) != _mark(_status(file)):
            raise SourceChanged(f"{file} changed while it was read; wait until it is whole")
    finally:
        os.close(handle)


def _mark(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _status(file: Path) -> os.stat_result:
    try:
        return file.lstat()
    except OSError as error:
        raise SourceChanged(f"{file} went away while it was read; bring it again") from error


def _refusal(file: Path, error: OSError) -> UsageError:
    if error.errno == errno.ELOOP:
        return UsageError(f"{file} is a link; give the file itself")
    if error.errno == errno.ENXIO:
        return UsageError(f"{file} is no file but a pipe, a socket or a device; give the scan itself")
    return UsageError(
        f"cannot read {file}: {error.strerror}; check that you may read it, then run the same again"
    )
