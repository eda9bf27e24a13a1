"""Plaintext as a file to read that never gets a name on the disk."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MOST_IN_MEMORY_BYTES = 256 << 20


@contextmanager
def nameless_file(name: str, blocks: Iterable[bytes], size: int, folder: Path) -> Iterator[Path]:
    """The blocks as a file to read only, called `name`, in this process and no longer than the block.

    Of at most 256 MB it lies in memory; a larger one is a file without a name on the disk of `folder`,
    which the system takes back even when the process is killed.
    """
    with _room(name, size, folder) as file, tempfile.TemporaryDirectory(prefix="sohoa-") as place:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fchmod(file.fileno(), 0o400)
        # Readers and their messages know a file by its path's name.
        link = Path(place) / name
        link.symlink_to(f"/proc/self/fd/{file.fileno()}")
        yield link


def _room(name: str, size: int, folder: Path) -> IO[bytes]:
    if size > MOST_IN_MEMORY_BYTES:
        return tempfile.TemporaryFile(dir=folder)
    return os.fdopen(os.memfd_create(name[:64], os.MFD_CLOEXEC), "w+b")
