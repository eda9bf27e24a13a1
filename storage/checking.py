"""Bytes on their way out of a store, held against their digest."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

from domain.artifact import Artifact
from domain.errors import SohoaError

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
