"""Opens a paper's files once and counts what is in them: pages and digital signatures."""

from dataclasses import dataclass, replace
from pathlib import Path

from domain.document import Document, SourceFile
from domain.errors import EmptyDocument, InputError
from domain.failure import Failed
from pipeline.frame import DocumentFrame
from pipeline.pdf.verdict import Verdict
from pipeline.pdf.verification import verify_pdf
from pipeline.sources.sniff import sniff
from pipeline.sources.source import Limits, open_source
from pipeline.stage import DocumentRun, DocumentStage, Tools

_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class UnfoldOptions:
    max_pages: int = 5_000


def build(options: UnfoldOptions, _tools: Tools) -> DocumentRun:
    limits = Limits(max_pages=options.max_pages)

    def count(file: SourceFile, frame: DocumentFrame) -> SourceFile:
        with frame.local(file.artifact) as path:
            # What the file is called says nothing; what it begins with does.
            with path.open("rb") as opened:
                head = opened.read(_HEAD_BYTES)
            try:
                media_type = sniff(head)
            except InputError as error:
                raise type(error)(f"{file.name}: {error}") from error
            with open_source(path, media_type, limits) as source:
                return replace(
                    file,
                    artifact=replace(file.artifact, media_type=media_type),
                    page_count=source.page_count,
                    signatures=source.signatures,
                    broken_signature=_fault(path) if source.signatures else None,
                )

    def count_or_fault(file: SourceFile, frame: DocumentFrame) -> SourceFile:
        try:
            return count(file, frame)
        except InputError as error:
            message = str(error).replace(file.artifact.sha256, file.name)
            fault = Failed(stage="unfold", code=error.code, disposition=error.disposition, message=message)
            return replace(file, page_count=1, signatures=0, fault=fault)

    def unfold(document: Document, frame: DocumentFrame) -> Document:
        # One bad file of several is one bad page: the others are read all the same.
        look = count if len(document.files) == 1 else count_or_fault
        files = tuple(look(file, frame) for file in document.files)
        if not sum(file.page_count or 0 for file in files):
            raise EmptyDocument(f"{document.name} holds no page; scan the paper again")
        return replace(document, files=files)

    return unfold


def _fault(path: Path) -> str | None:
    """Why a signature of the file is broken; None when all are intact. Who signed is another question."""
    broken = (one for one in verify_pdf(path) if one.overall is Verdict.INVALID)
    return next((f"{one.field_name}: {one.reason}" for one in broken), None)


STAGE = DocumentStage(name="unfold", version="3", options=UnfoldOptions, build=build)
