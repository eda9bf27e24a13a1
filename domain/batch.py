"""What came in together: one folder, or one loose paper."""

from dataclasses import dataclass
from datetime import datetime

from domain.document import DossierLink, Place, Question
from domain.dossier import ProcedureLink
from domain.ids import BatchId, DocumentId, DossierNumber, UnitCode
from domain.stack import StackGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Papers received in one go by one unit; the frame of one event chain."""

    id: BatchId
    unit: UnitCode
    received_at: datetime
    actor: str
    folder: str | None
    """Name of the folder it came in as; None for a loose paper."""
    given: DossierLink | None
    """What the person who brought it said of its dossier."""
    ticket: str | None = None
    """Number of the queue ticket (số thứ tự) of the citizen who brought it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCodes:
    """The dossier numbers that symbols on one paper of a batch name."""

    document: DocumentId
    numbers: tuple[DossierNumber, ...]
    procedures: tuple[str, ...] = ()
    """The procedures that the paper names, the first eight characters of each code."""
    has_refused: bool = False
    """A symbol means to name a dossier and cannot be believed: a day to come, two numbers in one."""
    group: StackGroup | None = None
    """What its stack tells of its dossier."""
    places: tuple[Place, ...] = ()
    """Where those symbols lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """What the batch says of one paper's dossier: a link, or a question."""

    document: DocumentId
    link: DossierLink | None
    question: Question | None
    procedure: ProcedureLink | None = None
    """The procedure of the dossier, where a paper of it names one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPapers:
    """A batch with its papers, as the dossier linking sees it."""

    batch: Batch
    papers: tuple[PaperCodes, ...]
    links: tuple[PaperLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A dossier (hồ sơ) that papers were linked to; its number is never rewritten."""

    number: DossierNumber
    unit: UnitCode
    papers: int
