"""Makes the paper's PDF/A-2u: the pictures as scanned, straightened, with the text beneath."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from domain.artifact import MediaType
from domain.codec import canonical
from domain.document import Document
from domain.geometry import IDENTITY
from domain.image import ColorMode
from domain.page import Flag, Page
from pipeline.frame import DocumentFrame, PageFrame
from pipeline.pdf.metadata import ArchiveMetadata
from pipeline.pdf.pictures import encode_picture
from pipeline.pdf.writer import PdfPage, write_pdf
from pipeline.stage import DocumentRun, DocumentStage, Tools


class PicturePolicy(StrEnum):
    KEEP = "keep"  # the scanner's bytes unaltered, straightened by the image's matrix
    STRAIGHTEN = "straighten"  # resampled and encoded once


@dataclass(frozen=True, slots=True)
class ComposeOptions:
    pictures: PicturePolicy = PicturePolicy.KEEP
    jpeg_quality: int = 85
    leave_out_blank: bool = False
    """Blank sides stay out of the PDF; their pictures are kept as they came in."""


def build(options: ComposeOptions, tools: Tools) -> DocumentRun:
    def pages(frame: DocumentFrame, numbers: list[int]) -> Iterator[PdfPage]:
        for number in numbers:
            page = frame.page(number)
            with frame.pixels(page) as pixels:
                yield _pdf_page(page, pixels, options)

    def compose(document: Document, frame: DocumentFrame) -> Document:
        if document.signed_elsewhere:
            # A signed file passes through byte for byte (SPEC J7).
            return replace(document, pdf=document.files[0].artifact)
        blank = _blank_sides(frame) if options.leave_out_blank else ()
        shown = [number for number in range(frame.page_count) if number not in blank]
        with tempfile.TemporaryDirectory(dir=tools.scratch) as folder:
            target = Path(folder) / "composed.pdf"
            with target.open("wb") as file:
                write_pdf(file, _metadata(document), pages(frame, shown))
            return replace(document, pdf=frame.keep(target, MediaType.PDF), left_out=blank)

    return compose


def _blank_sides(frame: DocumentFrame) -> tuple[int, ...]:
    """Pages with nothing on them; none when all are so, for a file has a page."""
    blank = tuple(n for n in range(frame.page_count) if Flag.BLANK in frame.page(n).flags)
    return () if len(blank) == frame.page_count else blank


def _pdf_page(page: Page, frame: PageFrame, options: ComposeOptions) -> PdfPage:
    placement, size = page.placement
    mode = frame.source.image.mode
    if options.pictures is PicturePolicy.KEEP:
        kept = frame.source.encoded()
        picture = kept or encode_picture(frame.pixels(), mode, jpeg_quality=options.jpeg_quality)
    else:
        drawn = frame.color(page)
        if mode is ColorMode.BITONAL:
            drawn = np.where(drawn < 128, 0, 255).astype(np.uint8)
        picture = encode_picture(drawn, mode, jpeg_quality=options.jpeg_quality)
        placement = IDENTITY
    return PdfPage(size_px=size, dpi=page.dpi, picture=picture, placement=placement, text=page.text)


def _metadata(document: Document) -> ArchiveMetadata:
    paper = document.paper
    dossier = None if document.dossier is None else document.dossier.number
    sources = tuple(file.artifact.sha256 for file in document.files)
    told = (sources, dossier or "", paper.code if paper else "")
    # Papers of one stack share their sources, and often dossier and type too: their pages tell them apart.
    cut_from = document.cut_from
    identity = hashlib.sha256(canonical(told if cut_from is None else (*told, cut_from.pages)))
    return ArchiveMetadata(
        title=document.name if paper is None else f"{paper.name} ({document.name})",
        dossier=dossier,
        paper_type=None if paper is None else paper.code,
        created=document.received_at,
        identifier=identity.hexdigest(),
        creator_tool="sohoa",
    )


STAGE = DocumentStage(name="compose", version="2", options=ComposeOptions, build=build)
