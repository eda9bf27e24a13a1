"""The artifact store in memory: the twin that tests use."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.artifact import Artifact, MediaType
from domain.errors import NotFound
from domain.ids import Sha256, sha256_of_text
from storage.checking import source_changed


class MemoryStore:
    """Bytes in a dictionary; gone with the process."""

    def __init__(self) -> None:
        self._bytes: dict[Sha256, bytes] = {}

    def put(self, data: bytes, media_type: MediaType) -> Artifact:
        digest = Sha256(hashlib.sha256(data).hexdigest())
        self._bytes[digest] = bytes(data)
        return Artifact(digest, len(data), media_type)

    def put_file(self, path: Path, media_type: MediaType) -> Artifact:
        with path.open("rb") as source:
            before = os.fstat(source.fileno())
            data = source.read()
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise source_changed(path)
        return self.put(data, media_type)

    def read(self, artifact: Artifact) -> bytes:
        try:
            return self._bytes[sha256_of_text(artifact.sha256)]
        except KeyError as error:
            raise NotFound(f"artifact {artifact.sha256} is not in the memory store") from error

    def stream(self, artifact: Artifact) -> Iterator[bytes]:
        yield self.read(artifact)

    def read_range(self, artifact: Artifact, start: int, length: int) -> bytes:
        return self.read(artifact)[start : start + length]

    @contextmanager
    def local(self, artifact: Artifact) -> Iterator[Path]:
        data = self.read(artifact)
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            path = Path(folder) / artifact.sha256
            path.write_bytes(data)
            yield path

    def has(self, sha256: Sha256) -> bool:
        return sha256_of_text(sha256) in self._bytes

    def delete(self, sha256: Sha256) -> None:
        self._bytes.pop(sha256_of_text(sha256), None)

    def digests(self) -> Iterator[Sha256]:
        return iter(tuple(self._bytes))
