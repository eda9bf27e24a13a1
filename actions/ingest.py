"""Takes papers in: bytes into the spool, then a batch with its documents into the ledger."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from domain.actor import Actor
from domain.artifact import Artifact, MediaType
from domain.batch import Batch
from domain.codec import canonical
from domain.document import Document, DossierLink, Priority, SourceFile
from domain.errors import LedgerBusy, UsageError
from domain.event import EventKind, Fact
from domain.ids import DocumentId, Sha256, UnitCode, new_batch_id, new_document_id
from domain.ledger import Arrival, NewEvent
from domain.ports import ArtifactStore, Clock, Ledger
from scanners.folder import FoundBatch, FoundPaper, readable

Fresh = tuple[FoundPaper, tuple[Artifact, ...], Sha256]
"""A paper that is not known yet, its bytes in the spool, and its identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How papers are to be taken in."""

    unit: UnitCode
    profile: str
    given: DossierLink | None = None
    """The dossier the person named; None when the papers must tell."""
    priority: Priority = Priority.COUNTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A paper that is in now; `known` means that it came in before the same way and nothing was added."""

    document: DocumentId
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The ports papers come in by."""

    ledger: Ledger
    spool: ArtifactStore
    clock: Clock


def ingest(actor: Actor, door: Door, intake: Intake, batch: FoundBatch) -> tuple[Received, ...]:
    """Takes a batch in. The same papers brought again the same way are not taken twice."""
    received: list[Received] = []
    fresh: list[Fresh] = []
    twins: list[Sha256] = []
    for paper in batch.papers:
        # What a file is, is found out by a worker: here its bytes are only carried.
        artifacts = tuple(carry(door.spool, file) for file in paper.files)
        identity = _identity(intake, batch.folder, artifacts)
        known = door.ledger.known(identity)
        if known is not None:
            received.append(Received(document=known, known=True))
        elif identity in {one[2] for one in fresh}:
            twins.append(identity)
        else:
            fresh.append((paper, artifacts, identity))
    if fresh:
        new = _take_in(actor, door, intake, batch.folder, fresh)
        document_of = {one[2]: arrived.document for one, arrived in zip(fresh, new, strict=True)}
        received.extend(new)
        received.extend(Received(document=document_of[twin], known=True) for twin in twins)
    return tuple(received)


def carry(spool: ArtifactStore, file: Path) -> Artifact:
    """The file's bytes in the spool; UsageError when they cannot be read."""
    try:
        return spool.put_file(file, MediaType.OTHER)
    except OSError as error:
        raise UsageError(
            f"cannot read {file}: {error.strerror}; check that you may read it, then run the same again"
        ) from error


def _take_in(
    actor: Actor,
    door: Door,
    intake: Intake,
    folder: str | None,
    fresh: list[Fresh],
) -> list[Received]:
    """Receives the papers; those that another process brought at the same moment come back as known."""
    try:
        return _receive(actor, door, intake, folder, fresh)
    except LedgerBusy:
        known = [door.ledger.known(identity) for _paper, _artifacts, identity in fresh]
        rest = [one for one, document in zip(fresh, known, strict=True) if document is None]
        if len(rest) == len(fresh):
            raise
    new = iter(_take_in(actor, door, intake, folder, rest) if rest else ())
    return [next(new) if document is None else Received(document=document, known=True) for document in known]


def _receive(
    actor: Actor,
    door: Door,
    intake: Intake,
    folder: str | None,
    fresh: list[Fresh],
) -> list[Received]:
    now = door.clock.now()
    batch = Batch(
        id=new_batch_id(),
        unit=intake.unit,
        received_at=now,
        actor=actor.name,
        folder=folder,
        given=intake.given,
    )
    arrivals = tuple(
        Arrival(
            document=Document(
                id=new_document_id(),
                batch=batch.id,
                unit=intake.unit,
                profile=intake.profile,
                name=paper.name,
                received_at=now,
                priority=intake.priority,
                files=tuple(
                    SourceFile(artifact=artifact, name=readable(file.name))
                    for artifact, file in zip(artifacts, paper.files, strict=True)
                ),
            ),
            identity=identity,
        )
        for paper, artifacts, identity in fresh
    )
    events = [NewEvent(kind=EventKind.BATCH_RECEIVED, subject=batch.id)]
    for arrival in arrivals:
        facts = tuple(Fact("file", file.artifact.sha256) for file in arrival.document.files)
        events.append(NewEvent(kind=EventKind.DOCUMENT_RECEIVED, subject=arrival.document.id, facts=facts))
    door.ledger.receive(batch, arrivals, tuple(events))
    return [Received(document=arrival.document.id, known=False) for arrival in arrivals]


def _identity(intake: Intake, folder: str | None, artifacts: tuple[Artifact, ...]) -> Sha256:
    """Equal for the same bytes brought into the same unit for the same dossier or from the same folder.

    Only within a unit: an upload never tells that another unit has the file.
    """
    given = "" if intake.given is None else f"={intake.given.number}"
    named = (intake.unit, given, folder or "", tuple(artifact.sha256 for artifact in artifacts))
    return Sha256(hashlib.sha256(canonical(named)).hexdigest())
