"""Reads a file as one paper and keeps nothing: what inspecting it and trying a paper type have in common."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from actions.ingest import carry
from actions.wording import FailureView, view_failure
from domain.document import Cutting, Document, SourceFile
from domain.errors import Disposition, error_class
from domain.failure import Failed
from domain.ids import BatchId, DocumentId, UnitCode
from domain.page import Page
from domain.task import Done, Segment, StageTime, StoredPage, Task
from engine.perform import contained, perform, read_page, run_document_stages
from engine.worker import Worker
from pipeline.stage import Ask

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DryPaper:
    """A file whose pages were read, not typed yet."""

    document: Document
    pages: tuple[Page, ...]
    times: tuple[tuple[StageTime, ...], ...]
    """What the stages took, page by page."""

    @property
    def is_secret(self) -> bool:
        """A page has a secrecy mark: not a word of the paper may be shown."""
        return any(page.secrecy is not None for page in self.pages)


def dry_run(
    path: Path, worker: Worker, profile: str, now: datetime, look: Callable[[DryPaper], T]
) -> T | FailureView:
    """What `look` makes of the file once it is read, or why it could not be read.

    The worker's spool and store should be throw-away ones. Raises what is the operator's business.
    """
    document = Document(
        id=DocumentId("dry-run"),
        batch=BatchId("dry-run"),
        unit=UnitCode("dry-run"),
        profile=profile,
        name=path.stem,
        received_at=now,
        files=(SourceFile(artifact=carry(worker.holdings.spool, path), name=path.name),),
    )
    unfold = Task(segment=Segment.UNFOLD, document=document)
    outcome = perform(unfold, worker).outcome
    if isinstance(outcome, Done) and outcome.document is not None:
        document = outcome.document
        read = replace(unfold, segment=Segment.READ, document=document)
        result = contained(read, lambda: look(_read(document, worker)))
        if not isinstance(result, Failed):
            return result
        outcome = result
    if not isinstance(outcome, Failed):
        raise TypeError(f"unfolding a file ended in {type(outcome).__name__}")
    if outcome.disposition is Disposition.ABORT:
        raise error_class(outcome.code)(outcome.message)
    return view_failure(outcome, document)


def _read(document: Document, worker: Worker) -> DryPaper:
    (file,) = document.files
    readings = [
        read_page(Page(source=file.artifact, index=index), worker, document.profile)
        for index in range(file.page_count or 0)
    ]
    return DryPaper(
        document=document,
        pages=tuple(one.result.page if isinstance(one.result, Ask) else one.result for one in readings),
        times=tuple(one.times for one in readings),
    )


def cut_dry(paper: DryPaper, worker: Worker) -> Cutting:
    """The papers of the file, and why each begins where it does."""
    pages = tuple(StoredPage(page=page, value=None) for page in paper.pages)
    task = Task(segment=Segment.SPLIT, document=paper.document, pages=pages)
    cut, _ = run_document_stages(task, worker)
    if cut.cutting is None:
        raise TypeError("the stage split gave no answer")
    return cut.cutting


def pages_dry(paper: DryPaper, pages: tuple[int, ...]) -> DryPaper:
    """The paper that these pages of the file make, from 0."""
    return replace(
        paper,
        pages=tuple(paper.pages[number] for number in pages),
        times=tuple(paper.times[number] for number in pages),
    )


def type_dry(paper: DryPaper, worker: Worker) -> Document:
    """The document with its type and fields, as this worker's data has them."""
    pages = tuple(StoredPage(page=page, value=None) for page in paper.pages)
    task = Task(segment=Segment.TYPE, document=paper.document, pages=pages)
    typed, _ = run_document_stages(task, worker)
    return typed
