"""What the inner layers need from the outside: one Protocol a port, a contract suite each."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.actor import UnitScope
from domain.artifact import Artifact, MediaType
from domain.batch import Batch, Dossier
from domain.document import Document, Priority
from domain.event import Event
from domain.ids import BatchId, DocumentId, DossierNumber, Sha256, StepKey
from domain.ledger import Arrival, Change, DocumentRow, Indexed, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.task import Report, Task


class Clock(Protocol):
    def now(self) -> datetime:
        """The time with its zone."""


class ArtifactStore(Protocol):
    """Bytes under their SHA-256. What was put is there for good once `put` returned."""

    def put(self, data: bytes, media_type: MediaType) -> Artifact:
        """Writes and flushes; putting the same bytes twice is no error."""

    def put_file(self, path: Path, media_type: MediaType) -> Artifact:
        """As `put` for the bytes of a file, which is left where it is. SourceChanged when it
        changes while it is read."""

    def read(self, artifact: Artifact) -> bytes:
        """The bytes; DigestMismatch when they are not what was put, NotFound when they are gone."""

    def stream(self, artifact: Artifact) -> Iterator[bytes]:
        """The bytes in blocks. The last block is given only once the digest of all was found right:
        who has been given everything has been given what was put. Errors as in `read`."""

    def read_range(self, artifact: Artifact, start: int, length: int) -> bytes:
        """Bytes `start` to `start + length` (fewer at the end) of an artifact whose whole digest this
        process has checked lately; it is checked first when it was not."""

    def local(self, artifact: Artifact) -> AbstractContextManager[Path]:
        """The bytes as a file to read only, named by the digest, checked as in `read`."""

    def has(self, sha256: Sha256) -> bool: ...

    def delete(self, sha256: Sha256) -> None:
        """Takes the bytes away; no error when they are not there."""

    def digests(self) -> Iterator[Sha256]:
        """Everything in the store, in no order."""


class StepMemory(Protocol):
    """Answers of steps that ran before; all a worker sees of the ledger."""

    def step(self, key: StepKey) -> Artifact | None: ...


class Ledger(StepMemory, Protocol):
    """What happened and what is next. Every read is held to a UnitScope."""

    def receive(self, batch: Batch, arrivals: tuple[Arrival, ...], events: tuple[NewEvent, ...]) -> None:
        """Adds a batch and its documents in state RECEIVED."""

    def known(self, identity: Sha256) -> DocumentId | None:
        """The document that came in before with this identity and was not withdrawn."""

    def commit(self, change: Change) -> None:
        """Applies a change whole or not at all, and appends its events to the batch's chain."""

    def batch(self, batch: BatchId, scope: UnitScope) -> Batch:
        """NotFound when there is none in the scope."""

    def document(self, document: DocumentId, scope: UnitScope) -> DocumentRow:
        """NotFound when there is none in the scope."""

    def documents(
        self,
        scope: UnitScope,
        *,
        states: frozenset[State] | None = None,
        batch: BatchId | None = None,
        dossier: DossierNumber | None = None,
        priority: Priority | None = None,
    ) -> tuple[DocumentRow, ...]:
        """In order of arrival."""

    def count_documents(self, batch: BatchId, state: State, scope: UnitScope) -> int: ...

    def index(self, scope: UnitScope, *, batch: BatchId | None = None) -> tuple[Indexed, ...]:
        """What the columns beside the values say of each document, in order of arrival.

        It reads no value, so it answers for damaged rows too; where a value does not decode,
        `document`, `documents`, `page`, `pages`, `batch`, `batches` and `events` raise ValueError."""

    def pages(self, document: DocumentId, scope: UnitScope) -> tuple[PageRow, ...]:
        """All pages of a document in order."""

    def page(self, document: DocumentId, number: int, scope: UnitScope) -> PageRow:
        """One page; NotFound when the document has no such page."""

    def count_pages(self, document: DocumentId, state: PageState, scope: UnitScope) -> int: ...

    def next_ordinal(self, document: Document) -> int:
        """The number the document gets as the newest of its dossier, from 1."""

    def dossiers(self, scope: UnitScope) -> tuple[Dossier, ...]: ...

    def batches(self, scope: UnitScope) -> tuple[Batch, ...]: ...

    def events(self, batch: BatchId, scope: UnitScope) -> tuple[Event, ...]:
        """The batch's chain from its first event."""

    def artifacts_in_use(self) -> frozenset[Sha256]:
        """Digests that any row names."""

    def lease(self) -> AbstractContextManager[bool]:
        """Held by the one engine that works on this ledger; False in the block when another process has it.

        The lease ends with the block, and with the process or its machine."""

    def close(self) -> None: ...


class Executor(Protocol):
    """Runs tasks; gives each report as soon as it is there, in any order."""

    @property
    def room(self) -> int:
        """How many tasks it takes now."""

    def submit(self, task: Task) -> None:
        """Begins a task; only as many as there is room for."""

    def reports(self, wait_s: float) -> tuple[Report, ...]:
        """What came back; waits until something does, `wait_s` at the most."""

    def abandon(self) -> None:
        """Drops what is in work: it is not reported any more, and there is room again."""

    def close(self) -> None:
        """Ends at once: what is not reported yet was not done."""
