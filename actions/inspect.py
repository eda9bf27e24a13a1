"""A dry run: everything the page stages and the classifier find in a file; nothing is stored."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.artifact import MediaType
from domain.barcode import Barcode
from domain.document import Document, PaperType, SourceFile
from domain.errors import SohoaError
from domain.geometry import Dpi, Size, Skew, Turn
from domain.ids import BatchId, DocumentId, UnitCode
from domain.page import Flag, Page, Quality, SecrecyMark
from domain.task import Done, Failed, Segment, StageTime, StoredPage, Task
from domain.text import PageText
from engine.perform import document_frame, perform, read_page
from engine.worker import Worker
from pipeline.stage import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInspection:
    """One page; `number` counts from 1, boxes are pixels of the straightened page."""

    number: int
    size: Size
    dpi: Dpi
    rotation_deg: int
    """Clockwise, as it has to be turned to stand upright."""
    skew_deg: float
    """Clockwise, as it has to be turned to be level."""
    blank: bool
    flags: tuple[Flag, ...]
    quality: Quality | None
    secrecy: SecrecyMark | None
    codes: tuple[Barcode, ...]
    text: PageText | None
    stages: tuple[StageTime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A file as one paper; `failure` is set when it could not be read."""

    file: str
    pages: tuple[PageInspection, ...]
    paper: PaperType | None
    signatures: int
    failure: Failed | None


def inspect_file(path: Path, worker: Worker, profile: str, now: datetime) -> Inspection:
    """What would be found in the file. The worker's spool and store should be throw-away ones."""
    document = Document(
        id=DocumentId("dry-run"),
        batch=BatchId("dry-run"),
        unit=UnitCode("dry-run"),
        profile=profile,
        name=path.stem,
        received_at=now,
        files=(SourceFile(artifact=worker.holdings.spool.put_file(path, MediaType.OTHER), name=path.name),),
    )
    report = perform(Task(segment=Segment.UNFOLD, document=document), worker)
    if not isinstance(report.outcome, Done) or report.outcome.document is None:
        failure = report.outcome if isinstance(report.outcome, Failed) else None
        return Inspection(file=str(path), pages=(), paper=None, signatures=0, failure=failure)
    document = report.outcome.document
    try:
        return _inspect_pages(path, document, worker)
    except SohoaError as error:
        failure = Failed(stage="read", code=error.code, disposition=error.disposition, message=str(error))
        return Inspection(file=str(path), pages=(), paper=None, signatures=0, failure=failure)


def _inspect_pages(path: Path, document: Document, worker: Worker) -> Inspection:
    (file,) = document.files
    pages: list[PageInspection] = []
    stored: list[StoredPage] = []
    for index in range(file.page_count or 0):
        reading = read_page(Page(source=file.artifact, index=index), worker, document.profile)
        page = reading.result.page if isinstance(reading.result, Ask) else reading.result
        pages.append(_page_inspection(page, index + 1, reading.times))
        stored.append(StoredPage(page=page, value=None))
    frame = document_frame(Task(segment=Segment.TYPE, document=document, pages=tuple(stored)), worker)
    typed = worker.document_run(document.profile, Segment.TYPE)(document, frame)
    return Inspection(
        file=str(path), pages=tuple(pages), paper=typed.paper, signatures=file.signatures, failure=None
    )


def _page_inspection(page: Page, number: int, times: tuple[StageTime, ...]) -> PageInspection:
    turns = sum(operation.quarter_turns for operation in page.operations if isinstance(operation, Turn))
    skew = sum(operation.angle_deg for operation in page.operations if isinstance(operation, Skew))
    return PageInspection(
        number=number,
        size=page.size,
        dpi=page.dpi,
        rotation_deg=turns % 4 * 90,
        skew_deg=skew,
        blank=Flag.BLANK in page.flags,
        flags=page.flags,
        quality=page.quality,
        secrecy=page.secrecy,
        codes=page.codes,
        text=page.text,
        stages=times,
    )
