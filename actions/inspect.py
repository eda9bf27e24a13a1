"""A dry run: everything the page stages and the classifier find in a file; nothing is stored."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from actions.crops import write_crops
from actions.dry_run import DryPaper, cut_dry, dry_run, pages_dry, type_dry
from actions.papers import FieldView, field_view
from actions.wording import FailureView
from domain.barcode import Barcode
from domain.document import PaperType
from domain.geometry import Box, Dpi, Size, Skew, Turn
from domain.layout import Region
from domain.page import Flag, Page, Quality, SecrecyMark
from domain.preparation import Preparation
from domain.task import StageTime
from domain.text import PageText
from engine.worker import Worker
from pipeline.reading.page_number import page_number
from pipeline.reading.table_text import CellText, cell_texts


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
class PaperInspection:
    """One paper of the file; `pages` count from 1."""

    pages: tuple[int, ...]
    begins: str
    """Why it begins where it does, in Vietnamese."""
    asks: tuple[str, ...]
    """What a person would be asked about its cut."""
    paper: PaperType | None
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A file with its papers; `failure` is set when it could not be read."""

    file: str
    pages: tuple[PageInspection, ...]
    papers: tuple[PaperInspection, ...]
    """In their order; separator sheets and blank sides before the first paper are in none."""
    signatures: int
    failure: FailureView | None


def inspect_file(
    path: Path, worker: Worker, profile: str, now: datetime, crops: Path | None = None
) -> Inspection:
    """What would be found in the file. The worker's spool and store should be throw-away ones.

    Pictures of the regions go into the folder `crops`; UsageError when one of that name lies there.
    """
    result = dry_run(path, worker, profile, now, lambda paper: _inspection(path, paper, worker, crops))
    if isinstance(result, Inspection):
        return result
    return Inspection(file=str(path), pages=(), papers=(), signatures=0, failure=result)


def _inspection(path: Path, read: DryPaper, worker: Worker, crops: Path | None) -> Inspection:
    pages = read.pages
    papers: tuple[PaperInspection, ...] = ()
    if read.is_secret:
        # As in ingest: one mark stops the whole paper, and not a word of it is shown.
        pages = tuple(replace(page, text=None, codes=(), layout=None) for page in pages)
    else:
        papers = _papers(read, worker)
        if crops is not None:
            for page in pages:
                write_crops(page, worker, crops, path.name)
    return Inspection(
        file=str(path),
        pages=tuple(
            _page_inspection(page, number, times)
            for number, (page, times) in enumerate(zip(pages, read.times, strict=True), start=1)
        ),
        papers=papers,
        signatures=read.document.files[0].signatures,
        failure=None,
    )


def _papers(read: DryPaper, worker: Worker) -> tuple[PaperInspection, ...]:
    cutting = cut_dry(read, worker)
    found = []
    for one in cutting.papers:
        typed = type_dry(pages_dry(read, one.pages), worker)
        found.append(
            PaperInspection(
                pages=tuple(number + 1 for number in one.pages),
                begins=cutting.verdicts[one.pages[0]].reason,
                asks=tuple(question.text for question in one.questions),
                paper=typed.paper,
                fields=tuple(map(field_view, typed.fields)),
            )
        )
    return tuple(found)


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
