"""Takes papers in: bytes into the spool, then a batch with its documents into the ledger."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from domain.actor import Actor
from domain.artifact import Artifact, MediaType
from domain.batch import Batch
from domain.codec import canonical
from domain.document import Document, DossierLink, Priority, SourceFile
from domain.dossier import ProcedureLink
from domain.errors import LedgerBusy, SourceChanged, UsageError
from domain.event import EventKind, Fact
from domain.ids import DocumentId, Sha256, UnitCode, new_batch_id, new_document_id
from domain.ledger import Arrival, Change, DocumentChange, NewEvent
from domain.ports import ArtifactStore, Clock, Ledger
from scanners.folder import FoundBatch, FoundPaper, readable
from scanners.opening import opened

Fresh = tuple[FoundPaper, tuple[Artifact, ...]]
"""A paper that is not known yet, and its bytes in the spool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How papers are to be taken in."""

    unit: UnitCode
    profile: str
    given: DossierLink | None = None
    """The dossier the person named; None when the papers must tell."""
    priority: Priority = Priority.COUNTER
    stacks: bool = False
    """Several files of a paper are the pages of a stack, in this order; else those of one paper."""
    ticket: str | None = None
    """Number of the queue ticket (số thứ tự) it was called with."""
    procedure: ProcedureLink | None = None
    """The procedure the person named; None when the papers must tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A paper that is in now; `known` means that it came in before the same way and nothing was added."""

    document: DocumentId
    known: bool
    name: str
    """What the paper was called when it was brought this time."""


@dataclass(frozen=True, slots=True)
class Untaken:
    """A paper that could not be taken in now: none of its files was; the others go on."""

    paper: FoundPaper
    error: UsageError | SourceChanged


def refuse_untaken(untaken: Untaken) -> None:
    """Ends the intake with what is wrong with the paper."""
    raise untaken.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The ports papers come in by."""

    ledger: Ledger
    spool: ArtifactStore
    clock: Clock


def ingest(
    actor: Actor,
    door: Door,
    intake: Intake,
    batch: FoundBatch,
    leave: Callable[[Untaken], None] = refuse_untaken,
) -> tuple[Received, ...]:
    """Takes a batch in. The same papers brought again the same way are not taken twice.

    `leave` is told of each paper whose files cannot be read now; by itself that ends the intake.
    """
    received: list[Received] = []
    fresh: dict[Sha256, Fresh] = {}
    twins: list[tuple[FoundPaper, Sha256]] = []
    for paper in batch.papers:
        try:
            # What a file is, is found out by a worker: here its bytes are only carried.
            artifacts = tuple(carry(door.spool, file) for file in paper.files)
        except (UsageError, SourceChanged) as error:
            leave(Untaken(paper, error))
            continue
        identity = _identity(intake, batch.folder, artifacts)
        known = door.ledger.known(identity)
        if known is not None:
            _hurry(actor, door, intake, known)
            received.append(Received(document=known, known=True, name=paper.name))
        elif identity in fresh:
            twins.append((paper, identity))
        else:
            fresh[identity] = (paper, artifacts)
    if fresh:
        new = _take_in(actor, door, intake, batch.folder, fresh)
        document_of = {identity: arrived.document for identity, arrived in zip(fresh, new, strict=True)}
        received.extend(new)
        received.extend(
            Received(document=document_of[identity], known=True, name=paper.name) for paper, identity in twins
        )
    return tuple(received)


def _hurry(actor: Actor, door: Door, intake: Intake, known: DocumentId) -> None:
    """A paper that lies in a backfill goes before it when an officer brings it."""
    row = door.ledger.document(known, actor.scope)
    document = row.document
    if intake.priority is not Priority.COUNTER or document.priority is Priority.COUNTER:
        return
    hurried = replace(document, priority=Priority.COUNTER)
    change = DocumentChange(row=row, document=hurried, state=row.state, failure=row.failure)
    # An engine that works on it writes at the same moment; then it is under way already.
    with suppress(LedgerBusy):
        now = door.clock.now()
        door.ledger.commit(Change(batch=document.batch, actor=actor.name, at=now, documents=(change,)))


def carry(spool: ArtifactStore, file: Path) -> Artifact:
    """The file's bytes in the spool; UsageError when they cannot be read, SourceChanged when they change."""
    with opened(file) as held:
        try:
            return spool.put_file(held, MediaType.OTHER)
        except SourceChanged as error:
            # The store knows the file by its handle only.
            raise SourceChanged(f"{file} changed while it was read; wait until it is whole") from error
        except OSError as error:
            raise UsageError(
                f"cannot read {file}: {error.strerror}; check that you may read it, then run the same again"
            ) from error


def _take_in(
    actor: Actor,
    door: Door,
    intake: Intake,
    folder: str | None,
    fresh: dict[Sha256, Fresh],
) -> list[Received]:
    """Receives the papers; those that another process brought at the same moment come back as known."""
    try:
        return _receive(actor, door, intake, folder, fresh)
    except LedgerBusy:
        known = {identity: door.ledger.known(identity) for identity in fresh}
        rest = {identity: one for identity, one in fresh.items() if known[identity] is None}
        if len(rest) == len(fresh):
            raise
    new = iter(_take_in(actor, door, intake, folder, rest) if rest else ())
    return [
        next(new)
        if document is None
        else Received(document=document, known=True, name=fresh[identity][0].name)
        for identity, document in known.items()
    ]


def _receive(
    actor: Actor,
    door: Door,
    intake: Intake,
    folder: str | None,
    fresh: dict[Sha256, Fresh],
) -> list[Received]:
    now = door.clock.now()
    batch = Batch(
        id=new_batch_id(),
        unit=intake.unit,
        received_at=now,
        actor=actor.name,
        folder=folder,
        given=intake.given,
        ticket=intake.ticket,
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
                is_whole=len(paper.files) > 1 and not intake.stacks,
                procedure=intake.procedure,
                files=tuple(
                    SourceFile(artifact=artifact, name=readable(file.name))
                    for artifact, file in zip(artifacts, paper.files, strict=True)
                ),
            ),
            identity=identity,
        )
        for identity, (paper, artifacts) in fresh.items()
    )
    events = [NewEvent(kind=EventKind.BATCH_RECEIVED, subject=batch.id)]
    for arrival in arrivals:
        facts = tuple(Fact("file", file.artifact.sha256) for file in arrival.document.files)
        events.append(NewEvent(kind=EventKind.DOCUMENT_RECEIVED, subject=arrival.document.id, facts=facts))
    door.ledger.receive(batch, arrivals, tuple(events))
    return [
        Received(document=arrival.document.id, known=False, name=arrival.document.name)
        for arrival in arrivals
    ]


def _identity(intake: Intake, folder: str | None, artifacts: tuple[Artifact, ...]) -> Sha256:
    """Equal for the same bytes brought into the same unit for the same dossier or from the same folder.

    Only within a unit: an upload never tells that another unit has the file.
    """
    given = "" if intake.given is None else f"={intake.given.number}"
    named = (intake.unit, given, folder or "", tuple(artifact.sha256 for artifact in artifacts))
    return Sha256(hashlib.sha256(canonical(named)).hexdigest())
