"""What lies in a home folder, for tests that look for content where none may be."""

import zlib
from collections.abc import Iterator
from pathlib import Path


def _everything(home: Path) -> Iterator[bytes]:
    """Every file of the home folder, unpacked where it is packed."""
    for path in home.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
            try:
                yield zlib.decompress(path.read_bytes())
            except zlib.error:
                continue


def kept_in_plain(home: Path, *marks: bytes) -> list[bytes]:
    return [mark for mark in marks if any(mark in data for data in _everything(home))]
