"""The artifact store in a folder: one file a digest, written aside, flushed, then renamed."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, NotFound, SourceChanged, StoreUnavailable
from domain.ids import Sha256, is_sha256, sha256_of_text
from storage.checking import BLOCK_BYTES, checked

_TICK_NS = 1_000_000_000


class FolderStore:
    """Files under `root`/ab/abcdef..., readable by the owner only.

    Every read is checked against the digest. For `local`, a file whose size, inode and change
    time are those of the last check in this process is not hashed again.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._checked: dict[Sha256, tuple[int, int, int]] = {}
        try:
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
            root.chmod(0o700)
        except OSError as error:
            raise StoreUnavailable(
                f"cannot use the folder {root} as a store: {error.strerror}; check that it may be written"
            ) from error

    def put(self, data: bytes, media_type: MediaType) -> Artifact:
        digest = Sha256(hashlib.sha256(data).hexdigest())
        if not self.has(digest):
            with self._aside(digest) as file:
                file.write(data)
        return Artifact(digest, len(data), media_type)

    def put_file(self, path: Path, media_type: MediaType) -> Artifact:
        with path.open("rb") as source:
            before = os.fstat(source.fileno())
            digest = Sha256(hashlib.file_digest(source, "sha256").hexdigest())
            if not self.has(digest):
                source.seek(0)
                copied = hashlib.sha256()
                with self._aside(digest) as file:
                    while block := source.read(BLOCK_BYTES):
                        copied.update(block)
                        file.write(block)
                    if copied.hexdigest() != digest:
                        raise SourceChanged(f"{path} changed while it was read; wait until it is whole")
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise SourceChanged(f"{path} changed while it was read; wait until it is whole")
        return Artifact(digest, before.st_size, media_type)

    def read(self, artifact: Artifact) -> bytes:
        path = self._path(artifact.sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._unread(artifact, error) from error
        if hashlib.sha256(data).hexdigest() != artifact.sha256:
            raise self._altered(artifact)
        return data

    def stream(self, artifact: Artifact) -> Iterator[bytes]:
        path = self._path(artifact.sha256)
        try:
            with path.open("rb") as file:
                yield from checked(iter(partial(file.read, BLOCK_BYTES), b""), artifact, self._altered)
        except OSError as error:
            raise self._unread(artifact, error) from error

    def read_range(self, artifact: Artifact, start: int, length: int) -> bytes:
        with self.local(artifact) as path, path.open("rb") as file:
            file.seek(start)
            return file.read(length)

    @contextmanager
    def local(self, artifact: Artifact) -> Iterator[Path]:
        path = self._path(artifact.sha256)
        try:
            self._check(path, artifact)
        except OSError as error:
            raise self._unread(artifact, error) from error
        yield path

    def has(self, sha256: Sha256) -> bool:
        try:
            return self._path(sha256).exists()
        except OSError as error:
            raise StoreUnavailable(
                f"cannot look into the store {self._root}: {error.strerror}; mend the disk or its rights"
            ) from error

    def delete(self, sha256: Sha256) -> None:
        try:
            self._path(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise self._no_write(error) from error

    def digests(self) -> Iterator[Sha256]:
        for path in sorted(self._root.glob("??/*")):
            # A file that somebody laid here, or a rest of a crash, is no artifact.
            if is_sha256(path.name) and path.name.startswith(path.parent.name):
                yield Sha256(path.name)

    def _check(self, path: Path, artifact: Artifact) -> None:
        status = path.stat()
        # Not the modification time: anybody may set that one back.
        mark = (status.st_ino, status.st_size, status.st_ctime_ns)
        if self._checked.get(artifact.sha256) == mark:
            return
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != artifact.sha256:
                raise self._altered(artifact)
        # A change within the same tick of the file system's clock would leave the mark as it is.
        if time.time_ns() - status.st_ctime_ns > _TICK_NS:
            self._checked[artifact.sha256] = mark

    def _path(self, digest: Sha256) -> Path:
        name = sha256_of_text(digest)
        return self._root / name[:2] / name

    @contextmanager
    def _aside(self, digest: Sha256) -> Iterator[BinaryIO]:
        """A file that becomes the artifact once the block has ended well: flushed, then renamed."""
        target = self._path(digest)
        try:
            self._make_folder(target.parent)
            handle, name = tempfile.mkstemp(prefix=".", dir=target.parent)
        except OSError as error:
            raise self._no_write(error) from error
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            aside.chmod(0o400)
            aside.rename(target)
            _flush_folder(target.parent)
        except OSError as error:
            raise self._no_write(error) from error
        finally:
            aside.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            return
        _flush_folder(self._root)

    def _no_write(self, error: OSError) -> StoreUnavailable:
        return StoreUnavailable(
            f"cannot write into the store {self._root}: {error.strerror}; free space or mend the disk, "
            "then run the same command again"
        )

    def _unread(self, artifact: Artifact, error: OSError) -> NotFound | StoreUnavailable:
        failed = f"artifact {artifact.sha256} cannot be read from {self._root}: {error.strerror}"
        if isinstance(error, FileNotFoundError):
            return NotFound(f"{failed}; restore it from the backup")
        return StoreUnavailable(f"{failed}; mend the disk or its rights, then run the same command again")

    def _altered(self, artifact: Artifact) -> DigestMismatch:
        return DigestMismatch(
            f"artifact {artifact.sha256} in {self._root} is not what was stored; "
            "stop work on this store and restore the file from the backup"
        )


def _flush_folder(folder: Path) -> None:
    """Makes a rename last: the folder's own entry is flushed too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
