"""The artifact store in an S3 bucket: one object a digest, held against its own SHA-256, never its ETag."""

import hashlib
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from threading import Lock

from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, SourceChanged, StoreUnavailable
from domain.ids import Sha256, is_sha256, sha256_of_text
from storage.bucket import Bucket, Download, Mark, Part
from storage.checking import BLOCK_BYTES, checked

CHECK_LASTS_S = 300.0
"""How long a range is given out of an object on the strength of its last whole check."""
_MOST_CHECKED = 1000


class S3Store:
    """Objects `prefix`ab/abcdef... in a bucket, which may hold other things beside them.

    Every whole read is checked against the digest. A range comes from an object that this process
    found right lately and that is, by all the server says, the same still.
    """

    def __init__(self, bucket: Bucket, *, prefix: str, scratch: Path) -> None:
        self._bucket, self._prefix, self._scratch = bucket, prefix, scratch
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
            blocks = checked(
                iter(partial(source.read, BLOCK_BYTES), b""), artifact, lambda _artifact: _changed(path)
            )
            self._upload(artifact.sha256, artifact.size, blocks)
            after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise _changed(path)
        return artifact

    def read(self, artifact: Artifact) -> bytes:
        return b"".join(self.stream(artifact))

    def stream(self, artifact: Artifact) -> Iterator[bytes]:
        with self._download(artifact.sha256) as found:
            if found is None:
                raise self._altered(artifact)
            yield from checked(found.blocks, artifact, self._altered)
            self._checked.note(artifact.sha256, found.mark)

    def read_range(self, artifact: Artifact, start: int, length: int) -> bytes:
        mark = self._checked.lately(artifact.sha256)
        if mark is not None:
            length = min(length, mark.size - start)
            if length <= 0:
                return b""
            with self._download(artifact.sha256, Part(start, length, mark)) as found:
                if found is not None:
                    return b"".join(found.blocks)
        return _cut(self.stream(artifact), start, length)

    @contextmanager
    def local(self, artifact: Artifact) -> Iterator[Path]:
        name = sha256_of_text(artifact.sha256)
        with self._private_folder() as folder:
            path = folder / name
            try:
                with path.open("wb") as file:
                    for block in self.stream(artifact):
                        file.write(block)
                path.chmod(0o400)
            except OSError as error:
                raise self._no_room(error) from error
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

    def _upload(self, digest: Sha256, size: int, blocks: Iterable[bytes]) -> None:
        """The one way in; `blocks` is not read when the object is there in its full size."""
        key = self._key(digest)
        there = self._bucket.look(key)
        if there is None or there.size != size:
            self._checked.forget(digest)
            self._bucket.write(key, blocks, size)

    def _download(self, digest: Sha256, part: Part | None = None) -> AbstractContextManager[Download | None]:
        """The one way out: bytes as they lie in the bucket, not held against the digest yet."""
        return self._bucket.opened(self._key(digest), part)

    def _key(self, digest: Sha256) -> str:
        name = sha256_of_text(digest)
        return f"{self._prefix}{name[:2]}/{name}"

    @contextmanager
    def _private_folder(self) -> Iterator[Path]:
        try:
            self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = tempfile.TemporaryDirectory(prefix="s3-", dir=self._scratch)
        except OSError as error:
            raise self._no_room(error) from error
        with made as folder:
            yield Path(folder)

    def _no_room(self, error: OSError) -> StoreUnavailable:
        return StoreUnavailable(
            f"cannot write into {self._scratch}: {error.strerror}; free space or mend its rights, "
            "then run the same command again"
        )

    def _altered(self, artifact: Artifact) -> DigestMismatch:
        return DigestMismatch(
            f"artifact {artifact.sha256} in {self._bucket} is not what was stored; "
            "stop work on this store and restore the object from the backup"
        )


class _Checked:
    """The objects found right lately, by their marks; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._marks: OrderedDict[Sha256, tuple[Mark, float]] = OrderedDict()
        self._lock = Lock()

    def note(self, digest: Sha256, mark: Mark) -> None:
        with self._lock:
            self._marks[digest] = mark, time.monotonic()
            self._marks.move_to_end(digest)
            while len(self._marks) > _MOST_CHECKED:
                self._marks.popitem(last=False)

    def lately(self, digest: Sha256) -> Mark | None:
        with self._lock:
            mark, at = self._marks.get(digest, (None, 0.0))
            return mark if time.monotonic() - at < CHECK_LASTS_S else None

    def forget(self, digest: Sha256) -> None:
        with self._lock:
            self._marks.pop(digest, None)


def _changed(path: Path) -> SourceChanged:
    return SourceChanged(f"{path} changed while it was read; wait until it is whole")


def _cut(blocks: Iterable[bytes], start: int, length: int) -> bytes:
    """Bytes `start` to `start + length` of all blocks, which are read to the end."""
    taken, at = bytearray(), 0
    for block in blocks:
        taken += block[max(0, start - at) : max(0, start + length - at)]
        at += len(block)
    return bytes(taken)
