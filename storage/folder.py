"""The artifact store in a folder: one file a digest, written aside, flushed, then renamed."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from io import BufferedReader
from pathlib import Path

from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, NotFound, StoreUnavailable
from domain.ids import Sha256, is_sha256, sha256_of_text
from storage.aside import flush_folder, written_aside
from storage.checking import BLOCK_BYTES, checked, source_changed, unchanged
from storage.container import HEADER_BYTES
from storage.nameless import nameless_file
from storage.sealing import NO_VAULT, Vault, sealed_under

_TICK_NS = 1_000_000_000
_LOCK = ".lock"


class FolderStore:
    """Files under `root`/ab/abcdef..., readable by the owner only.

    Every read is checked against the digest. For `local`, a file whose size, inode and change
    time are those of the last check in this process is not hashed again.

    With a vault whatever is written is sealed on its way to the disk. What lies there in plain from
    before is read as it is.
    """

    def __init__(self, root: Path, vault: Vault | None = None) -> None:
        self._root = root
        self._vault = vault
        self._opener = vault or NO_VAULT
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
            self._write(digest, (data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES)))
        return Artifact(digest, len(data), media_type)

    def put_file(self, path: Path, media_type: MediaType) -> Artifact:
        with path.open("rb") as source:
            before = os.fstat(source.fileno())
            digest = Sha256(hashlib.file_digest(source, "sha256").hexdigest())
            artifact = Artifact(digest, before.st_size, media_type)
            if not self.has(digest):
                source.seek(0)
                self._write(digest, unchanged(source, path, artifact))
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise source_changed(path)
        return artifact

    def read(self, artifact: Artifact) -> bytes:
        return b"".join(self.stream(artifact))

    def stream(self, artifact: Artifact) -> Iterator[bytes]:
        with self._reading(artifact), self._path(artifact.sha256).open("rb") as file:
            yield from self._whole(file, artifact)

    def read_range(self, artifact: Artifact, start: int, length: int) -> bytes:
        path, digest = self._path(artifact.sha256), artifact.sha256
        with self._reading(artifact):
            self._check(path, artifact)
            with path.open("rb") as file:

                def fetch(offset: int, count: int) -> bytes:
                    file.seek(offset)
                    return file.read(count)

                if not self._is_sealed(file, digest):
                    return fetch(start, length)
                container_bytes = os.fstat(file.fileno()).st_size
                return self._opener.unseal_range(digest, fetch, container_bytes, start, length)

    @contextmanager
    def local(self, artifact: Artifact) -> Iterator[Path]:
        path = self._path(artifact.sha256)
        with ExitStack() as opened:
            with self._reading(artifact), path.open("rb") as file:
                if self._is_sealed(file, artifact.sha256):
                    status = os.fstat(file.fileno())
                    blocks = self._whole(file, artifact)
                    path = opened.enter_context(
                        nameless_file(artifact.sha256, blocks, status.st_size, self._root)
                    )
                    self._remember(artifact.sha256, status)
                else:
                    self._check(path, artifact)
            yield path

    def has(self, sha256: Sha256) -> bool:
        try:
            return self._path(sha256).exists()
        except OSError as error:
            raise StoreUnavailable(
                f"cannot look into the store {self._root}: {error.strerror}; mend the disk or its rights"
            ) from error

    def delete(self, sha256: Sha256) -> None:
        path = self._path(sha256)
        with self._locked(fcntl.LOCK_SH), self._writing():
            path.unlink(missing_ok=True)

    def digests(self) -> Iterator[Sha256]:
        for path in sorted(self._root.glob("??/*")):
            # A file that somebody laid here, or a rest of a crash, is no artifact.
            if is_sha256(path.name) and path.name.startswith(path.parent.name):
                yield Sha256(path.name)

    def alone(self) -> AbstractContextManager[None]:
        """While the block runs nobody writes here: no artifact is on its way under an older key."""
        return self._locked(fcntl.LOCK_EX)

    def key_of(self, sha256: Sha256) -> str | None:
        """The id of the key that an artifact is sealed under; None when it lies there in plain."""
        with self._reading(Artifact(sha256, 0, MediaType.OTHER)), self._path(sha256).open("rb") as file:
            return sealed_under(file.read(HEADER_BYTES))

    def reseal(self, sha256: Sha256) -> bool:
        """Seals an artifact under the current key, checked on the way; False when it was, or is gone."""
        if self._vault is None:
            raise ValueError(f"{self._root} has no vault")
        with self.alone():
            try:
                if self.key_of(sha256) == self._vault.ring().current.id:
                    return False
            except NotFound:
                return False
            self._put_aside(sha256, self.stream(Artifact(sha256, 0, MediaType.OTHER)))
        return True

    def _whole(self, file: BufferedReader, artifact: Artifact) -> Iterator[bytes]:
        """The plaintext of an opened artifact, held against its digest."""
        blocks = iter(partial(file.read, BLOCK_BYTES), b"")
        if self._is_sealed(file, artifact.sha256):
            blocks = self._opener.unseal(artifact.sha256, blocks)
        yield from checked(blocks, artifact, self._altered)

    def _is_sealed(self, file: BufferedReader, digest: Sha256) -> bool:
        """Whether the file is a container; it stands at its beginning then."""
        key_id = sealed_under(file.read(HEADER_BYTES))
        file.seek(0)
        if key_id is None or self._opener.knows(key_id):
            return key_id is not None
        # Somebody may have brought a container as a paper, into a store that is not sealed.
        plain = hashlib.file_digest(file, "sha256").hexdigest() == digest
        file.seek(0)
        return not plain

    def _check(self, path: Path, artifact: Artifact) -> None:
        status = path.stat()
        if self._checked.get(artifact.sha256) == _mark(status):
            return
        with path.open("rb") as file:
            if self._is_sealed(file, artifact.sha256):
                for _block in self._whole(file, artifact):
                    pass
            elif hashlib.file_digest(file, "sha256").hexdigest() != artifact.sha256:
                raise self._altered(artifact)
        self._remember(artifact.sha256, status)

    def _remember(self, digest: Sha256, status: os.stat_result) -> None:
        # A change within the same tick of the file system's clock would leave the mark as it is.
        if time.time_ns() - status.st_ctime_ns > _TICK_NS:
            self._checked[digest] = _mark(status)

    def _path(self, digest: Sha256) -> Path:
        name = sha256_of_text(digest)
        return self._root / name[:2] / name

    def _write(self, digest: Sha256, blocks: Iterable[bytes]) -> None:
        with self._locked(fcntl.LOCK_SH):
            self._put_aside(digest, blocks)

    def _put_aside(self, digest: Sha256, blocks: Iterable[bytes]) -> None:
        """The artifact's file: flushed, then renamed once the blocks have ended well."""
        target = self._path(digest)
        with self._writing():
            self._make_folder(target.parent)
            with written_aside(target, 0o400) as file:
                for block in blocks if self._vault is None else self._vault.seal(digest, blocks):
                    file.write(block)

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            return
        flush_folder(self._root)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Only a sealed store needs it: which key is current must not change under a writer."""
        if self._vault is None:
            yield
            return
        with ExitStack() as opened:
            with self._writing():
                handle = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                opened.callback(os.close, handle)
                fcntl.flock(handle, how)
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnavailable(
                f"cannot write into the store {self._root}: {error.strerror}; free space or mend the disk, "
                "then run the same command again"
            ) from error

    @contextmanager
    def _reading(self, artifact: Artifact) -> Iterator[None]:
        failed = f"artifact {artifact.sha256} cannot be read from {self._root}"
        try:
            yield
        except FileNotFoundError as error:
            raise NotFound(f"{failed}: {error.strerror}; restore it from the backup") from error
        except OSError as error:
            raise StoreUnavailable(
                f"{failed}: {error.strerror}; mend the disk or its rights, then run the same command again"
            ) from error

    def _altered(self, artifact: Artifact) -> DigestMismatch:
        return DigestMismatch(
            f"artifact {artifact.sha256} in {self._root} is not what was stored; "
            "stop work on this store and restore the file from the backup"
        )


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    # Not the modification time: anybody may set that one back.
    return status.st_ino, status.st_size, status.st_ctime_ns
