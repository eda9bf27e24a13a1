"""Papers as people and systems see them: one value with all that is known, no page content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from actions.parts import DigitisationView, solving_unit
from actions.wording import FailureView, view_failure
from domain.actor import Actor
from domain.batch import Batch
from domain.document import Document, Question, SignatureFacts
from domain.dossier import ComponentLink, CopyFinding, Enclosure, ProcedureLink
from domain.errors import NotFound
from domain.fields import Doubt, Field
from domain.geometry import Box
from domain.ids import BatchId, DocumentId, DossierNumber, UnitCode
from domain.ledger import DocumentRow, PageRow
from domain.lifecycle import State
from domain.page import Flag
from domain.ports import Ledger
from domain.stack import PageVerdict
from domain.task import CodeFound


@dataclass(frozen=True, slots=True, kw_only=True)
class CutView:
    """Why a page begins a paper or goes on with one, as splitting saw it."""

    role: str
    begins: bool
    probability: float
    reason: str
    duplicate_of: int | None
    """The page of the stack, from 1, that this one repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page; `number` counts from 1, as people do."""

    number: int
    state: str
    flags: tuple[Flag, ...]
    codes: tuple[CodeFound, ...]
    mean_confidence: float | None
    failure: FailureView | None
    cut: CutView | None
    """None when its paper was not looked at as a stack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of the paper; `page` counts from 1, the box is in pixels of the straightened page."""

    name: str
    value: str
    raw: str
    page: int
    box: Box
    confidence: float
    rule: str
    handwritten: bool
    doubts: tuple[Doubt, ...]
    checked_by: str
    sure: bool


@dataclass(frozen=True, slots=True)
class ComingView:
    """How the paper, or the stack it was cut from, was brought."""

    brought_by: str
    folder: str | None
    ticket: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper with its state, and what it waits for."""

    id: DocumentId
    batch: BatchId
    unit: UnitCode
    name: str
    state: State
    profile: str
    received_at: datetime
    dossier: DossierNumber | None
    dossier_origin: str | None
    ordinal: int | None
    type_code: str | None
    type_name: str | None
    type_confidence: float | None
    type_rule: str | None
    procedure: ProcedureLink | None
    """The procedure of its dossier."""
    component: ComponentLink | None
    copy: CopyFinding | None
    enclosure: Enclosure | None
    solving_unit: str | None
    """The unit that solves the dossier, as its number says; `unit` is the one that received the paper."""
    digitisation: DigitisationView | None
    coming: ComingView | None
    """Only where one paper is shown."""
    """Only where one paper is shown: it holds personal data."""
    mean_confidence: float | None
    fields: tuple[FieldView, ...]
    """Only where one paper is shown: they are personal data."""
    stack: DocumentId | None
    """The stack it was cut from."""
    stack_pages: tuple[int, ...]
    """Which pages of the stack it has, from 1."""
    pages: tuple[PageView, ...]
    questions: tuple[Question, ...]
    accepted_by: str | None
    signed_elsewhere: bool
    signature: SignatureFacts | None
    file_sha256: str | None
    failure: FailureView | None

    @property
    def code_count(self) -> int:
        return sum(len(page.codes) for page in self.pages)


def paper_view(
    row: DocumentRow,
    pages: tuple[PageRow, ...],
    fields: tuple[FieldView, ...] = (),
    digitisation: DigitisationView | None = None,
    batch: Batch | None = None,
) -> PaperView:
    """The view of a document and its pages."""
    document = row.document
    link, paper, pdf = document.dossier, document.paper, document.final_pdf
    return PaperView(
        id=document.id,
        batch=document.batch,
        unit=document.unit,
        name=document.name,
        state=row.state,
        profile=document.profile,
        received_at=document.received_at,
        dossier=link.number if link else None,
        dossier_origin=link.origin.value if link else None,
        ordinal=document.ordinal,
        type_code=paper.code if paper else None,
        type_name=paper.name if paper else None,
        type_confidence=paper.confidence if paper else None,
        type_rule=paper.rule if paper else None,
        procedure=document.procedure,
        component=document.component,
        copy=document.copy,
        enclosure=document.part.enclosure if document.part else None,
        solving_unit=solving_unit(document),
        digitisation=digitisation,
        coming=None if batch is None else ComingView(batch.actor, batch.folder, batch.ticket),
        mean_confidence=document.mean_confidence,
        fields=fields,
        stack=document.cut_from.stack if document.cut_from else None,
        stack_pages=tuple(number + 1 for number in document.cut_from.pages) if document.cut_from else (),
        pages=tuple(_page_view(page, document) for page in pages),
        questions=document.questions,
        accepted_by=document.accepted_by,
        signed_elsewhere=document.signed_elsewhere,
        signature=document.signature,
        file_sha256=pdf.sha256 if pdf else None,
        failure=view_failure(row.failure, document) if row.failure else None,
    )


def field_view(field: Field) -> FieldView:
    """The view of a field."""
    return FieldView(
        name=field.name,
        value=field.value,
        raw=field.raw,
        page=field.page + 1,
        box=field.box,
        confidence=field.confidence,
        rule=field.rule,
        handwritten=field.handwritten,
        doubts=field.doubts,
        checked_by=field.checked_by,
        sure=field.is_sure,
    )


def _page_view(page: PageRow, document: Document) -> PageView:
    summary = page.summary
    return PageView(
        number=page.number + 1,
        state=page.state.value,
        flags=summary.flags if summary else (),
        codes=summary.codes if summary else (),
        mean_confidence=summary.mean_confidence if summary else None,
        failure=view_failure(page.failure, document, page.number) if page.failure else None,
        cut=_cut_view(page.verdict) if page.verdict else None,
    )


def _cut_view(verdict: PageVerdict) -> CutView:
    return CutView(
        role=verdict.role.value,
        begins=verdict.begins,
        probability=verdict.probability,
        reason=verdict.reason,
        duplicate_of=None if verdict.duplicate_of is None else verdict.duplicate_of + 1,
    )


def list_papers(
    actor: Actor, ledger: Ledger, states: frozenset[State] | None = None
) -> tuple[PaperView, ...]:
    """The papers the actor may see, in order of arrival."""
    rows = ledger.documents(actor.scope, states=states)
    return tuple(paper_view(row, ledger.pages(row.document.id, actor.scope)) for row in rows)


def show_paper(actor: Actor, ledger: Ledger, document: DocumentId) -> PaperView:
    """One paper; NotFound when the actor may not see it."""
    row = ledger.document(document, actor.scope)
    return paper_view(row, ledger.pages(row.document.id, actor.scope))


def papers_of(actor: Actor, ledger: Ledger, received: Iterable[DocumentId]) -> tuple[DocumentId, ...]:
    """What became of papers that came in: those cut from a stack stand in its place, in its order."""
    return tuple(one for document in received for one in _papers_of(actor, ledger, document))


def _papers_of(actor: Actor, ledger: Ledger, document: DocumentId) -> tuple[DocumentId, ...]:
    row = ledger.document(document, actor.scope)
    if row.state is not State.CUT:
        return (document,)
    made = [
        (one.document.cut_from.pages, one.document.id)
        for one in ledger.documents(actor.scope, batch=row.document.batch)
        if one.document.cut_from is not None
        and one.document.stack == row.document.stack
        and one.state is not State.CUT
    ]
    return tuple(made_id for _pages, made_id in sorted(made))


def find_papers(actor: Actor, ledger: Ledger, name: str) -> tuple[DocumentRow, ...]:
    """The papers that a word on the command line means: a document, a batch or a dossier number."""
    if name.startswith("d"):
        return (ledger.document(DocumentId(name), actor.scope),)
    rows = (
        ledger.documents(actor.scope, batch=BatchId(name))
        if name.startswith("b")
        else ledger.documents(actor.scope, dossier=DossierNumber(name))
    )
    if not rows:
        raise NotFound(f"nothing is called {name}; `sohoa status` lists documents and dossiers")
    return rows


def export_name(document: Document) -> tuple[str, str]:
    """Folder and file name of a finished paper: <mã hồ sơ>/<mã hồ sơ>.<stt>.pdf (TT 02/2019/TT-BNV)."""
    number = document.dossier.number if document.dossier else None
    if number is None:
        return "khong-ho-so", f"{safe_name(document.name)}.{document.id}.pdf"
    return safe_name(number), f"{safe_name(number)}.{document.ordinal or 0:03d}.pdf"


def safe_name(text: str) -> str:
    """`text` as a file name: no separators or signs that some system refuses, at most 120 bytes."""
    kept = "".join("-" if letter in '/\\:*?"<>|' or ord(letter) < 32 else letter for letter in text)
    return kept.encode()[:120].decode(errors="ignore").strip(" .") or "khong-ten"
