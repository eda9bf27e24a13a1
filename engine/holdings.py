"""The bytes the engine works on: the local spool until a page is cleared, then the store."""

import zlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from domain.artifact import Artifact, MediaType
from domain.codec import canonical, from_canonical
from domain.errors import DigestMismatch, NotFound
from domain.fields import FieldSheet
from domain.ids import Sha256
from domain.page import Page
from domain.ports import ArtifactStore

_LARGEST_PAGE_VALUE = 64 << 20


@dataclass(frozen=True, slots=True)
class Holdings:
    """Spool before store: what is in the spool is read there."""

    spool: ArtifactStore
    store: ArtifactStore

    def local(self, artifact: Artifact) -> AbstractContextManager[Path]:
        """The artifact's bytes as a file to read."""
        return self._where(artifact).local(artifact)

    def has(self, artifact: Artifact) -> bool:
        return self.spool.has(artifact.sha256) or self.store.has(artifact.sha256)

    def write_page(self, page: Page) -> Artifact:
        """Keeps everything known of a page in the spool, as compressed canonical JSON."""
        return self.spool.put(zlib.compress(canonical(page), 6), MediaType.JSON)

    def read_page(self, artifact: Artifact) -> Page:
        return from_canonical(Page, self._value(artifact, "a page"))

    def write_fields(self, fields: FieldSheet) -> Artifact:
        """Keeps a cleared paper's fields in the store, as compressed canonical JSON."""
        return self.store.put(zlib.compress(canonical(fields), 6), MediaType.JSON)

    def read_fields(self, artifact: Artifact | None) -> FieldSheet:
        """The fields that lie there; none of a paper that was not typed yet."""
        if artifact is None:
            return FieldSheet()
        return from_canonical(FieldSheet, self._value(artifact, "the fields of a paper"))

    def is_reading(self, digest: Sha256) -> bool:
        """The spool's bytes under that digest are what was read of a page."""
        try:
            self.read_page(Artifact(digest, 0, MediaType.JSON))
        except (ValueError, zlib.error, DigestMismatch, NotFound):
            return False
        return True

    def promote(self, artifacts: Iterable[Artifact]) -> None:
        """Puts cleared bytes into the store; they stay in the spool until `sweep`."""
        for artifact in artifacts:
            if not self.store.has(artifact.sha256):
                with self.spool.local(artifact) as path:
                    self.store.put_file(path, artifact.media_type)

    def sweep(self) -> None:
        """Empties the spool of what the store holds; nothing else is ever removed here."""
        for digest in tuple(self.spool.digests()):
            if self.store.has(digest):
                self.spool.delete(digest)

    def _value(self, artifact: Artifact, what: str) -> bytes:
        data = self._where(artifact).read(artifact)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(data, _LARGEST_PAGE_VALUE)
        if not unpacker.eof:
            raise DigestMismatch(f"the stored value of {what} ({artifact.sha256}) is not whole; restore it")
        return text

    def _where(self, artifact: Artifact) -> ArtifactStore:
        return self.spool if self.spool.has(artifact.sha256) else self.store
