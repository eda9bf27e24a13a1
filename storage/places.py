"""Where sealed artifacts lie, and what a store must offer so that its keys can be changed."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from domain.ids import Sha256
from domain.ports import ArtifactStore
from storage.keyring import RingFile


class SealedStore(ArtifactStore, Protocol):
    """An artifact store that can be brought under another key."""

    def alone(self) -> AbstractContextManager[None]:
        """While the block runs nobody writes here."""

    def key_of(self, sha256: Sha256) -> str | None:
        """The id of the artifact's key, None when it lies there in plain; NotFound when it is gone."""

    def reseal(self, sha256: Sha256) -> bool:
        """Seals it under the current key, checked on the way; False when it was, or is gone."""


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """The spool or the store, with the ring it is sealed under."""

    name: str
    ring: RingFile
    store: SealedStore
