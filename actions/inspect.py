"""A dry run: everything the page stages and the classifier find in a file; nothing is stored."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from actions.crops import write_crops
from actions.ingest import carry
from actions.papers import FieldView, field_view
from actions.wording import FailureView, view_failure
from domain.barcode import Barcode
from domain.document import Document, PaperType, SourceFile
from domain.errors import Disposition, error_class
from domain.failure import Failed
from domain.geometry import Box, Dpi, Size, Skew, Turn
from domain.ids import BatchId, DocumentId, UnitCode
from domain.layout import Region
from domain.page import Flag, Page, Quality, SecrecyMark
from domain.preparation import Preparation
from domain.task import Done, Segment, StageTime, StoredPage, Task
from domain.text import PageText
from engine.perform import contained, perform, read_page, run_document_stages
from engine.worker import Worker
from pipeline.reading.page_number import page_number
from pipeline.reading.table_text import CellText, cell_texts
from pipeline.stage import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """A cell of a table with its text; rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A ruled table, its cells row by row."""

    box: Box
    cells: tuple[CellView, ...]


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
    regions: tuple[Region, ...]
    """Stamps, signatures and handwriting, which are not read."""
    tables: tuple[TableView, ...]
    printed_number: int | None
    """The page number printed in the margin."""
    preparation: Preparation | None
    text: PageText | None
    stages: tuple[StageTime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A file as one paper; `failure` is set when it could not be read."""

    file: str
    pages: tuple[PageInspection, ...]
    paper: PaperType | None
    fields: tuple[FieldView, ...]
    signatures: int
    failure: FailureView | None


def inspect_file(
    path: Path, worker: Worker, profile: str, now: datetime, crops: Path | None = None
) -> Inspection:
    """What would be found in the file. The worker's spool and store should be throw-away ones.

    Pictures of the regions go into the folder `crops`; UsageError when one of that name lies there.
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
        result = contained(read, lambda: _inspect_pages(path, document, worker, crops))
        if isinstance(result, Inspection):
            return result
        outcome = result
    failure = outcome if isinstance(outcome, Failed) else None
    if failure is not None and failure.disposition is Disposition.ABORT:
        raise error_class(failure.code)(failure.message)
    view = None if failure is None else view_failure(failure, document)
    return Inspection(file=str(path), pages=(), paper=None, fields=(), signatures=0, failure=view)


def _inspect_pages(path: Path, document: Document, worker: Worker, crops: Path | None) -> Inspection:
    (file,) = document.files
    readings = [
        read_page(Page(source=file.artifact, index=index), worker, document.profile)
        for index in range(file.page_count or 0)
    ]
    pages = [one.result.page if isinstance(one.result, Ask) else one.result for one in readings]
    paper: PaperType | None = None
    fields: tuple[FieldView, ...] = ()
    if any(page.secrecy is not None for page in pages):
        # As in ingest: one mark stops the whole paper, and not a word of it is shown.
        pages = [replace(page, text=None, codes=(), layout=None) for page in pages]
    else:
        typed = _typed(document, pages, worker)
        paper, fields = typed.paper, tuple(map(field_view, typed.fields))
        if crops is not None:
            for page in pages:
                write_crops(page, worker, crops, path.name)
    return Inspection(
        file=str(path),
        pages=tuple(
            _page_inspection(page, number, reading.times)
            for number, (page, reading) in enumerate(zip(pages, readings, strict=True), start=1)
        ),
        paper=paper,
        fields=fields,
        signatures=file.signatures,
        failure=None,
    )


def _typed(document: Document, pages: list[Page], worker: Worker) -> Document:
    stored = tuple(StoredPage(page=page, value=None) for page in pages)
    typed, _ = run_document_stages(Task(segment=Segment.TYPE, document=document, pages=stored), worker)
    return typed


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
        regions=page.layout.regions if page.layout else (),
        tables=_tables(page),
        printed_number=None if page.text is None else page_number(page.text, page.size),
        preparation=page.preparation,
        text=page.text,
        stages=times,
    )


def _tables(page: Page) -> tuple[TableView, ...]:
    words = page.text.words if page.text else ()
    return tuple(
        TableView(table.box, tuple(_cell(one) for one in cell_texts(table, words)))
        for table in (page.layout.tables if page.layout else ())
    )


def _cell(found: CellText) -> CellView:
    cell = found.cell
    return CellView(
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        box=cell.box,
        text=found.text,
    )
