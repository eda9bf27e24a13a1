"""The rows of the ledger and the one way to change them, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.artifact import Artifact
from domain.document import Document
from domain.event import EventKind, Fact
from domain.failure import Failed
from domain.ids import BatchId, DocumentId, DossierNumber, Sha256, StepKey, UnitCode
from domain.lifecycle import State
from domain.page import Page
from domain.stack import PageVerdict
from domain.task import PageSummary


class PageState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    STOPPED = "stopped"  # by the secrecy gate
    QUARANTINED = "quarantined"  # could not be read; `failure` says why, its bytes are kept
    LEFT_OUT = "left-out"  # quarantined, and a person took the paper without it


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page of a document; `number` counts from 0 over the whole document."""

    document: DocumentId
    number: int
    page: Page
    state: PageState
    value: Artifact | None = None
    keys: tuple[StepKey, ...] = ()
    """Step keys that `value` answers; they become steps when the whole document is cleared."""
    summary: PageSummary | None = None
    failure: Failed | None = None
    verdict: PageVerdict | None = None
    """What splitting said of it; None of a page of a paper that was not looked at as a stack."""
    without: tuple[str, ...] = ()
    """Stages that failed on this page and are passed over: a person took it as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document with its state; `revision` grows with every change."""

    document: Document
    state: State
    revision: int
    failure: Failed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the ledger's look-up columns say of a document: known even when its value does not decode."""

    document: DocumentId
    batch: BatchId
    unit: UnitCode
    state: str
    revision: int
    identity: Sha256
    dossier: DossierNumber | None
    ordinal: int | None
    pages: tuple[tuple[str, int], ...]
    """How many of its pages are in which state; by the state's name, in order of the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """The document's new value and state; LedgerBusy when somebody changed it meanwhile."""

    row: DocumentRow
    document: Document
    state: State
    failure: Failed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    kind: EventKind
    subject: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A new document; `identity` is equal for the same papers brought the same way."""

    document: Document
    identity: Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one step does to the ledger, in one transaction."""

    batch: BatchId
    actor: str
    at: datetime
    documents: tuple[DocumentChange, ...] = ()
    papers: tuple[Arrival, ...] = ()
    """Papers that were cut from a stack: they begin as read."""
    pages: tuple[PageRow, ...] = ()
    steps: tuple[tuple[StepKey, Artifact], ...] = ()
    events: tuple[NewEvent, ...] = ()

    @property
    def all_events(self) -> tuple[NewEvent, ...]:
        """The events given, and one for every document that changes its state: nobody can forget it."""
        moved = (change for change in self.documents if change.state is not change.row.state)
        return (
            *self.events,
            *(
                NewEvent(
                    kind=EventKind.STATE_CHANGED,
                    subject=change.document.id,
                    facts=(Fact("from", change.row.state.value), Fact("to", change.state.value)),
                )
                for change in moved
            ),
        )
