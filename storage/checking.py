"""Bytes on their way into or out of a store, held against their digest."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from domain.artifact import Artifact
from domain.errors import SohoaError, SourceChanged

BLOCK_BYTES = 1 << 20


def checked(
    blocks: Iterable[bytes], artifact: Artifact, altered: Callable[[Artifact], SohoaError]
) -> Iterator[bytes]:
    """The blocks; the last one only once the digest of all was found right, else `altered` is raised."""
    digest, withheld = hashlib.sha256(), b""
    for block in blocks:
        if withheld:
            yield withheld
        digest.update(block)
        withheld = block
    if digest.hexdigest() != artifact.sha256:
        raise altered(artifact)
    if withheld:
        yield withheld


def unchanged(source: BinaryIO, path: Path, artifact: Artifact) -> Iterator[bytes]:
    """The blocks of the open file at `path`; SourceChanged before the last when they are not those hashed."""
    return checked(iter(partial(source.read, BLOCK_BYTES), b""), artifact, lambda _one: source_changed(path))


def source_changed(path: Path) -> SourceChanged:
    """Somebody wrote to the file while it was taken in."""
    return SourceChanged(f"{path} changed while it was read; wait until it is whole")
