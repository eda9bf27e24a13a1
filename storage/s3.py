"""The artifact store in an S3 bucket: one object a digest, held against its own SHA-256, never its ETag."""

import hashlib
import itertools
import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, NotFound, StoreUnavailable
from domain.ids import Sha256, is_sha256, sha256_of_text
from storage.bucket import Bucket, Download, Mark, Part
from storage.checking import BLOCK_BYTES, checked, source_changed, unchanged
from storage.container import HEADER_BYTES
from storage.nameless import nameless_file
from storage.sealing import NO_VAULT, Vault, sealed_under

CHECK_LASTS_S = 300.0
"""How long a range is given out of an object on the strength of its last whole check."""
_MOST_CHECKED = 1000


class S3Store:
    """Objects `prefix`ab/abcdef... in a bucket, which may hold other things beside them.

    Every whole read is checked against the digest. A range comes from an object that this process
    found right lately and that is, by all the server says, the same still.

    With a vault whatever is written is sealed on its way out of this process. What lies there in plain
    from before is read as it is. `scratch` takes the bytes of `local` beyond 256 MB, without a name.
    """

    def __init__(self, bucket: Bucket, *, prefix: str, scratch: Path, vault: Vault | None = None) -> None:
        self._bucket, self._prefix, self._scratch = bucket, prefix, scratch
        self._vault = vault
        self._opener = vault or NO_VAULT
        self._checked = _Checked()

    def put(self, data: bytes, media_type: MediaType) -> Artifact:
        artifact = Artifact(Sha256(hashlib.sha256(data).hexdigest()), len(data), media_type)
        self._upload(artifact.sha256, artifact.size, (data,))
        return artifact

    def put_file(self, path: Path, media_type: MediaType) -> Artifact:
        with path.open("rb") as source:
            before = os.fstat(source.fileno())
            digest = Sha256(hashlib.file_digest(source, "sha256").hexdigest())
            artifact = Artifact(digest, source.tell(), media_type)
            source.seek(0)
            # The last block is kept back until all are right: bytes that changed never get the digest's name.
            self._upload(artifact.sha256, artifact.size, unchanged(source, path, artifact))
            after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise source_changed(path)
        return artifact

    def read(self, artifact: Artifact) -> bytes:
        return b"".join(self.stream(artifact))

    def stream(self, artifact: Artifact) -> Iterator[bytes]:
        with self._download(artifact.sha256) as found:
            yield from self._whole(found, artifact)

    def read_range(self, artifact: Artifact, start: int, length: int) -> bytes:
        checked_as = self._checked.lately(artifact.sha256)
        if checked_as is not None:
            try:
                return self._part(artifact.sha256, checked_as, start, length)
            except _Replaced:
                self._checked.forget(artifact.sha256)
        return _cut(self.stream(artifact), start, length)

    @contextmanager
    def local(self, artifact: Artifact) -> Iterator[Path]:
        with ExitStack() as opened:
            with self._download(artifact.sha256) as found, self._room():
                blocks = self._whole(found, artifact)
                size = 0 if found is None else found.mark.size
                path = opened.enter_context(nameless_file(artifact.sha256, blocks, size, self._scratch))
            yield path

    def has(self, sha256: Sha256) -> bool:
        return self._bucket.look(self._key(sha256)) is not None

    def delete(self, sha256: Sha256) -> None:
        self._checked.forget(sha256)
        self._bucket.remove(self._key(sha256))

    def digests(self) -> Iterator[Sha256]:
        for key in self._bucket.keys(self._prefix):
            folder, _, name = key.removeprefix(self._prefix).rpartition("/")
            # What somebody else laid into the bucket is no artifact.
            if is_sha256(name) and name[:2] == folder:
                yield Sha256(name)

    def alone(self) -> AbstractContextManager[None]:
        """Nothing more to do: only the engine writes here, and who changes keys holds its lease."""
        return nullcontext()

    def key_of(self, sha256: Sha256) -> str | None:
        """The id of the key that an artifact is sealed under; None when it lies there in plain."""
        mark = self._bucket.look(self._key(sha256))
        if mark is None:
            raise NotFound(f"artifact {sha256} is not in {self._bucket}; restore it from the backup")
        return sealed_under(self._fetch(sha256, mark, 0, HEADER_BYTES))

    def reseal(self, sha256: Sha256) -> bool:
        """Seals an artifact under the current key, checked on the way; False when it was, or is gone."""
        if self._vault is None:
            raise ValueError(f"{self._bucket} has no vault")
        try:
            if self.key_of(sha256) == self._vault.ring().current.id:
                return False
            with self.local(Artifact(sha256, 0, MediaType.OTHER)) as path, path.open("rb") as file:
                self._write(sha256, path.stat().st_size, iter(partial(file.read, BLOCK_BYTES), b""))
        except NotFound:
            return False
        return True

    def _whole(self, found: Download | None, artifact: Artifact) -> Iterator[bytes]:
        """The plaintext of an object on its way here, held against its digest."""
        if found is None:
            raise self._altered(artifact)
        head, blocks = _peeked(found.blocks)
        # Only papers that could be read come here, so what looks like a container is one.
        is_sealed = sealed_under(head) is not None
        if is_sealed:
            blocks = self._opener.unseal(artifact.sha256, blocks)
        yield from checked(blocks, artifact, self._altered)
        self._checked.note(artifact.sha256, _CheckedAs(found.mark, is_sealed))

    def _part(self, digest: Sha256, checked_as: "_CheckedAs", start: int, length: int) -> bytes:
        mark = checked_as.mark
        if not checked_as.is_sealed:
            return self._fetch(digest, mark, start, length)
        fetch = partial(self._fetch, digest, mark)
        return self._opener.unseal_range(digest, fetch, mark.size, start, length)

    def _fetch(self, digest: Sha256, mark: Mark, start: int, length: int) -> bytes:
        """Bytes as they lie in the bucket, of that state of the object; _Replaced when it is another."""
        length = min(length, mark.size - start)
        if length <= 0:
            return b""
        with self._download(digest, Part(start, length, mark)) as found:
            if found is None:
                raise _Replaced
            return b"".join(found.blocks)

    def _upload(self, digest: Sha256, size: int, blocks: Iterable[bytes]) -> None:
        """The one way in; `blocks` is not read when the object is there in its full size."""
        there = self._bucket.look(self._key(digest))
        if there is None or there.size != self._stored_size(size):
            self._write(digest, size, blocks)

    def _write(self, digest: Sha256, size: int, blocks: Iterable[bytes]) -> None:
        self._checked.forget(digest)
        sealed = blocks if self._vault is None else self._vault.seal(digest, blocks)
        self._bucket.write(self._key(digest), sealed, self._stored_size(size))

    def _stored_size(self, size: int) -> int:
        return size if self._vault is None else self._vault.sealed_size(size)

    def _download(self, digest: Sha256, part: Part | None = None) -> AbstractContextManager[Download | None]:
        """The one way out: bytes as they lie in the bucket, not held against the digest yet."""
        return self._bucket.opened(self._key(digest), part)

    def _key(self, digest: Sha256) -> str:
        name = sha256_of_text(digest)
        return f"{self._prefix}{name[:2]}/{name}"

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
            yield
        except OSError as error:
            raise StoreUnavailable(
                f"cannot write into {self._scratch}: {error.strerror}; free space or mend its rights, "
                "then run the same command again"
            ) from error

    def _altered(self, artifact: Artifact) -> DigestMismatch:
        return DigestMismatch(
            f"artifact {artifact.sha256} in {self._bucket} is not what was stored; "
            "stop work on this store and restore the object from the backup"
        )


class _Replaced(Exception):
    """The object is no more in the state that was asked for."""


@dataclass(frozen=True, slots=True)
class _CheckedAs:
    """The state an object was found right in."""

    mark: Mark
    is_sealed: bool


class _Checked:
    """The objects found right lately, by their marks; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._marks: OrderedDict[Sha256, tuple[_CheckedAs, float]] = OrderedDict()
        self._lock = Lock()

    def note(self, digest: Sha256, found: _CheckedAs) -> None:
        with self._lock:
            self._marks[digest] = found, time.monotonic()
            self._marks.move_to_end(digest)
            while len(self._marks) > _MOST_CHECKED:
                self._marks.popitem(last=False)

    def lately(self, digest: Sha256) -> _CheckedAs | None:
        with self._lock:
            found, at = self._marks.get(digest, (None, 0.0))
            return found if time.monotonic() - at < CHECK_LASTS_S else None

    def forget(self, digest: Sha256) -> None:
        with self._lock:
            self._marks.pop(digest, None)


def _peeked(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, as many as a container's header has, and all blocks with them again."""
    head = b""
    while len(head) < HEADER_BYTES and (block := next(blocks, None)) is not None:
        head += block
    return head[:HEADER_BYTES], itertools.chain((head,) if head else (), blocks)


def _cut(blocks: Iterable[bytes], start: int, length: int) -> bytes:
    """Bytes `start` to `start + length` of all blocks, which are read to the end."""
    taken, at = bytearray(), 0
    for block in blocks:
        taken += block[max(0, start - at) : max(0, start + length - at)]
        at += len(block)
    return bytes(taken)
