"""A long paper whose pages are read already, in a home of its own: what composing and signing start from."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

from bench.distinct import distinct_jpeg
from domain.artifact import Artifact, MediaType
from domain.document import Document, DossierLink, DossierOrigin, SourceFile
from domain.errors import OcrFailed
from domain.ids import BatchId, DocumentId, UnitCode
from domain.page import Page
from domain.ports import Clock
from domain.task import Segment, StoredPage, Task
from engine.perform import read_page
from engine.worker import Worker
from pipeline.pdf.metadata import ArchiveMetadata
from pipeline.pdf.writer import PdfPage, write_pdf

SHEETS = 3
"""So many scans are really read; a page costs seconds."""


class Form(StrEnum):
    """How the paper came in."""

    JPEG = "jpeg"  # a file a page
    PDF = "pdf"  # one file with all pages


def long_paper(worker: Worker, clock: Clock, scans: tuple[Path, ...], form: Form, pages: int) -> Task:
    """The task that composes a paper of so many pages; each page has a picture and a value of its own."""
    profile = "plain"
    sheets = [(scan.read_bytes(), _read(scan, worker, profile)) for scan in scans[:SHEETS]]
    drawn = [(distinct_jpeg(data, n), page) for n, (data, page) in enumerate(islice(cycle(sheets), pages))]
    if form is Form.PDF:
        whole = _one_pdf(drawn, worker, clock)
        files: tuple[SourceFile, ...] = (SourceFile(artifact=whole, name="long.pdf", page_count=pages),)
        values = [replace(page, source=whole, index=n) for n, (_, page) in enumerate(drawn)]
    else:
        sources = [worker.holdings.store.put(data, MediaType.JPEG) for data, _ in drawn]
        files = tuple(SourceFile(artifact=source, name="p.jpg", page_count=1) for source in sources)
        values = [replace(page, source=source) for source, (_, page) in zip(sources, drawn, strict=True)]
    document = Document(
        id=DocumentId("long"),
        batch=BatchId("long"),
        unit=UnitCode("bench"),
        profile=profile,
        name="long",
        received_at=clock.now(),
        files=files,
        dossier=DossierLink(None, DossierOrigin.GIVEN),
        ordinal=1,
    )
    stored = tuple(
        StoredPage(page=Page(source=value.source, index=value.index), value=worker.holdings.write_page(value))
        for value in values
    )
    return Task(segment=Segment.COMPOSE, document=document, pages=stored)


def _read(scan: Path, worker: Worker, profile: str) -> Page:
    source = worker.holdings.store.put_file(scan, MediaType.JPEG)
    result = read_page(Page(source=source, index=0), worker, profile).result
    if not isinstance(result, Page) or result.text is None:
        raise OcrFailed(f"{scan.name} was not read, so it makes no page of a long paper; take another scan")
    return result


def _one_pdf(drawn: list[tuple[bytes, Page]], worker: Worker, clock: Clock) -> Artifact:
    """A scanner's PDF: the pictures alone, each filling its page."""
    metadata = ArchiveMetadata(
        title="long",
        dossier=None,
        paper_type=None,
        created=clock.now(),
        identifier=sha256(str(len(drawn)).encode()).hexdigest(),
        creator_tool="bench",
    )

    def sheets() -> Iterator[PdfPage]:
        for data, page in drawn:
            with worker.source(page) as source:
                picture, image = source.encoded(), source.image
            if picture is None:
                raise OcrFailed("a scan cannot go into a PDF as it is; take baseline JPEG files")
            own = replace(picture, data=data)
            yield PdfPage(size_px=image.size, dpi=image.dpi, picture=own)

    path = worker.tools.scratch / "long.pdf"
    with path.open("wb") as file:
        write_pdf(file, metadata, sheets())
    whole = worker.holdings.store.put_file(path, MediaType.PDF)
    path.unlink()
    return whole
