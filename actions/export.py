"""Copies finished papers out of the store, never over another file."""

import shutil
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from actions.papers import export_name
from domain.actor import Actor
from domain.document import Document
from domain.errors import StateConflict, StoreUnavailable
from domain.event import EventKind, Fact
from domain.ids import DocumentId
from domain.ledger import Change, DocumentRow, NewEvent
from domain.lifecycle import State
from domain.ports import ArtifactStore, Clock, Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Where a paper's file lies; `fresh` is False when the same bytes lay there already."""

    document: DocumentId
    path: Path
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """The ports and the folder that exports need."""

    ledger: Ledger
    store: ArtifactStore
    clock: Clock
    out: Path


def export_paper(actor: Actor, exporter: Exporter, row: DocumentRow) -> Exported:
    """Copies one filed paper to <out>/<mã hồ sơ>/<mã hồ sơ>.<stt>.pdf.

    StateConflict when the paper is not filed yet: an unsigned file is never called digitised.
    """
    document, pdf = row.document, row.document.final_pdf
    if row.state is not State.FILED or pdf is None:
        raise StateConflict(
            f"{document.id} is {row.state.value}, not filed: only signed and filed papers are exported; "
            f"`sohoa show {document.id}` says what it waits for"
        )
    folder, name = export_name(document)
    try:
        target, fresh = free_target(exporter.out / folder / name, pdf.sha256)
        if fresh:
            target.parent.mkdir(parents=True, exist_ok=True)
            aside = target.with_name(f".{target.name}.part")
            try:
                with exporter.store.local(pdf) as source:
                    shutil.copyfile(source, aside)
                aside.chmod(0o644)
                give_name(aside, target)
            finally:
                aside.unlink(missing_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"cannot write {name} to {exporter.out}: {error.strerror}; check the folder and its free space"
        ) from error
    if fresh:
        note_export(actor, exporter, document, Fact("pdf", pdf.sha256))
    return Exported(document=document.id, path=target, fresh=fresh)


def give_name(aside: Path, target: Path) -> None:
    """link() refuses to replace what somebody else put there meanwhile; rename() would not."""
    try:
        target.hardlink_to(aside)
    except FileExistsError:
        raise
    except OSError:
        # FAT sticks and some network folders know no hard links.
        if target.exists():
            raise
        aside.rename(target)


def free_target(wanted: Path, sha256: str) -> tuple[Path, bool]:
    """The first name that is free, or that holds the very bytes already."""
    for count in range(1, 1000):
        target = wanted if count == 1 else wanted.with_stem(f"{wanted.stem}-{count}")
        if not target.exists():
            return target, True
        with target.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() == sha256:
                return target, False
    raise StoreUnavailable(f"{wanted} and 998 names after it are taken; empty the out-folder")


def note_export(actor: Actor, exporter: Exporter, document: Document, fact: Fact) -> None:
    """Tells the paper's chain of events that a copy left the store; `fact` names its digest."""
    event = NewEvent(kind=EventKind.EXPORTED, subject=document.id, facts=(fact,))
    now = exporter.clock.now()
    exporter.ledger.commit(Change(batch=document.batch, actor=actor.name, at=now, events=(event,)))
