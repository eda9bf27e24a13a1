"""A paper: the unit that is typed, signed and filed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.artifact import Artifact
from domain.dossier import ComponentLink, CopyFinding, DossierPart, ProcedureLink
from domain.failure import Failed
from domain.fields import Field
from domain.geometry import Box
from domain.ids import BatchId, DocumentId, DossierNumber, UnitCode
from domain.stack import CutFrom, PageVerdict, StackGroup

UNKNOWN_TYPE = "UNKNOWN"


class Priority(StrEnum):
    """Who waits for a paper; what stands first here goes first."""

    COUNTER = "counter"  # a citizen stands in front of an officer
    BACKFILL = "backfill"  # the archive can wait


class QuestionKind(StrEnum):
    DOSSIER = "dossier"
    PAGE = "page"
    CUT = "cut"
    TYPE = "type"
    SECRECY = "secrecy"
    QUALITY = "quality"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One answer sohoa would propose."""

    value: str
    """As `sohoa review correct` takes it: a dossier number, the code of a paper type."""
    name: str = ""
    """What people call it; empty when `value` says all."""
    probability: float | None = None
    """Chance that it is the right answer, 0 to 1; None when nothing tells."""
    rule: str = ""
    """Where it comes from, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a paper to look: `page` counts from 0, the box is in pixels of the straightened page."""

    page: int
    box: Box | None = None
    """None for the whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person must decide, in Vietnamese, with what sohoa would propose and where it looked."""

    kind: QuestionKind
    text: str
    candidates: tuple[Candidate, ...] = ()
    """The likeliest first."""
    places: tuple[Place, ...] = ()


class DossierOrigin(StrEnum):
    """Where a dossier number comes from, strongest first."""

    PERSON = "person"
    GIVEN = "given"
    CODE = "code"
    RECEIPT = "receipt"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class DossierLink:
    """The dossier of a paper; `number` None means a person said that it belongs to none."""

    number: DossierNumber | None
    origin: DossierOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperType:
    """The type of a paper, why, and how sure (0 to 1)."""

    code: str
    name: str
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPaper:
    """One paper of a stack; its pages count from 0 in the stack, as the places of its questions do."""

    pages: tuple[int, ...]
    group: StackGroup
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Cutting:
    """What a stack holds: a verdict for each page up to the last that was read, and its papers in order."""

    verdicts: tuple[PageVerdict, ...]
    papers: tuple[CutPaper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file a paper came in as; `name` is the name it had, without its folders."""

    artifact: Artifact
    name: str
    page_count: int | None = None
    """None until the file was opened."""
    signatures: int = 0
    """Digital signatures the file carries already."""
    broken_signature: str | None = None
    """Why one of them is broken, whoever signed: the file was changed since."""
    fault: Failed | None = None
    """Why the file could not be opened; it counts as one page then, which is in quarantine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFacts:
    """Who signed a stored PDF with what; times are the signer's claim unless a time stamp backs them."""

    signer_cn: str
    certificate_serial: str
    signed_at: datetime
    level: str
    test_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper; stages and people give a new value with more of it settled."""

    id: DocumentId
    batch: BatchId
    unit: UnitCode
    profile: str
    name: str
    received_at: datetime
    files: tuple[SourceFile, ...]
    priority: Priority = Priority.COUNTER
    gate_waived: bool = False
    """A person denied that the found mark is a secrecy stamp."""
    cutting: Cutting | None = None
    """What a stage has just said of it as a stack; the ledger holds the papers that were made of it."""
    is_whole: bool = False
    """Who brought it named its files as the pages of one paper: it is not cut."""
    cut_from: CutFrom | None = None
    """The pages it has of a received stack; None when it came in as it is."""
    group: StackGroup | None = None
    """What its stack tells of its dossier; None until the stack was looked at."""
    dossier: DossierLink | None = None
    ordinal: int | None = None
    """Number of the paper in its dossier, from 1 (TT 02/2019: <mã hồ sơ>.<stt>.pdf)."""
    paper: PaperType | None = None
    procedure: ProcedureLink | None = None
    """The procedure (thủ tục hành chính) of its dossier."""
    part: DossierPart | None = None
    """What it is in its dossier; None before that was looked for."""
    type_candidates: tuple[Candidate, ...] = ()
    """What the type may be where it is UNKNOWN, the likeliest first; a question takes them on."""
    type_place: Place | None = None
    """Where on the paper its type was looked for; its page counts those that were read."""
    fields: tuple[Field, ...] = ()
    """What a stage has just read; the ledger never holds it (docs/decisions/018)."""
    kept_fields: Artifact | None = None
    """Where the fields lie: a FieldSheet in the store."""
    mean_confidence: float | None = None
    questions: tuple[Question, ...] = ()
    accepted_by: str | None = None
    pdf: Artifact | None = None
    left_out: tuple[int, ...] = ()
    """Blank sides that are not in the PDF, counted from 0 among the pages that were read."""
    signed_pdf: Artifact | None = None
    signature: SignatureFacts | None = None

    @property
    def stack(self) -> DocumentId:
        """The stack it lies in: itself when it came in alone."""
        return self.id if self.cut_from is None else self.cut_from.stack

    @property
    def signed_elsewhere(self) -> bool:
        """The paper came in as one PDF that is signed already: it is never rewritten."""
        return self.cut_from is None and len(self.files) == 1 and self.files[0].signatures > 0

    @property
    def final_pdf(self) -> Artifact | None:
        """The file the dossier gets: the signed one when there is one."""
        return self.signed_pdf or self.pdf

    @property
    def component(self) -> ComponentLink | None:
        """The component of the dossier that the paper is, when it is known."""
        return None if self.part is None else self.part.component

    @property
    def copy(self) -> CopyFinding | None:
        """Which kind of copy it is, when that is known."""
        return None if self.part is None else self.part.copy

    def asks(self, kind: QuestionKind) -> bool:
        """A question of that kind is open."""
        return any(question.kind is kind for question in self.questions)

    def without_question(self, kind: QuestionKind) -> tuple[Question, ...]:
        """The open questions but those of `kind`."""
        return tuple(question for question in self.questions if question.kind is not kind)
