"""What the engine asks a worker to do, and what comes back: values that cross a pipe as text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.artifact import Artifact
from domain.barcode import Symbology
from domain.batch import BatchPapers
from domain.document import Document, Priority, Question
from domain.failure import Failed
from domain.geometry import Box
from domain.ids import DossierNumber, StepKey
from domain.page import Flag, Page, Quality, SecrecyMark


class Segment(StrEnum):
    """Runs of neighbouring stages: the unit of task and commit."""

    UNFOLD = "unfold"
    READ = "read"
    SPLIT = "split"
    LINK = "link"
    TYPE = "type"
    COMPOSE = "compose"
    SIGN = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page as the ledger knows it: where it comes from and, once read, its stored value."""

    page: Page
    value: Artifact | None
    number: int | None = None
    """Which page of its document, from 0: some may not have been read. None for what no ledger holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One segment on one item. `number` says which page of the document, from 0, for READ."""

    segment: Segment
    document: Document | None = None
    batch: BatchPapers | None = None
    pages: tuple[StoredPage, ...] = ()
    number: int | None = None
    at: datetime | None = None
    """The moment to write into what is made (SIGN); stages have no clock."""
    without: tuple[str, ...] = ()
    """Stages of READ to pass over: they failed on this page, and a person took it as it is."""

    @property
    def priority(self) -> Priority:
        """Who waits for it; linking a batch is short and lets many papers go on."""
        return Priority.COUNTER if self.document is None else self.document.priority

    @property
    def subject(self) -> str:
        """The item's name for logs and messages."""
        if self.document is not None:
            page = "" if self.number is None else f" page {self.number + 1}"
            return f"{self.document.id}{page}"
        return "" if self.batch is None else self.batch.batch.id


@dataclass(frozen=True, slots=True)
class CodeFound:
    """A symbol on a page: what kind of payload it held, never the payload, which may be personal data."""

    symbology: Symbology
    kind: str
    dossier: DossierNumber | None
    box: Box | None = None
    """In pixels of the straightened page; None of a page read before it was kept here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSummary:
    """What the ledger keeps of a read page; the whole value lies in the store."""

    flags: tuple[Flag, ...]
    codes: tuple[CodeFound, ...]
    letters: int
    mean_confidence: float | None
    secrecy: SecrecyMark | None = None
    quality: Quality | None = None
    """None of a page read before it was kept here."""
    procedures: tuple[str, ...] = ()
    """Codes of procedures that a symbol or the print behind its label names."""


@dataclass(frozen=True, slots=True)
class StageTime:
    stage: str
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The segment ran. One of the values is set, by the segment's scope."""

    value: Artifact | None = None
    summary: PageSummary | None = None
    document: Document | None = None
    batch: BatchPapers | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A stage needs a person."""

    question: Question
    summary: PageSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a task."""

    task: Task
    outcome: Done | Asked | Failed
    keys: tuple[StepKey, ...] = ()
    """Step keys that `outcome.value` answers."""
    repeated: bool = False
    """True when the ledger knew the answer and nothing was run."""
    times: tuple[StageTime, ...] = ()
