"""Writes the text layer of exported papers as ALTO, a file beside each PDF, never over another file."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path

from actions.export import Exported, Exporter, free_target, give_name, note_export
from domain.actor import Actor
from domain.document import Document
from domain.errors import StoreUnavailable
from domain.event import Fact
from domain.ids import DocumentId
from domain.ledger import DocumentRow, PageState
from engine.holdings import Holdings
from pipeline.alto import AltoSource, write_alto

SUFFIX = ".alto.xml"


class WithoutAlto(StrEnum):
    """Why a paper has no ALTO file; no fault of anybody."""

    SIGNED_ELSEWHERE = "signed-elsewhere"
    """The file went through byte for byte: its pages are not the straightened ones that boxes lie on."""
    NO_TEXT = "no-text"


@dataclass(frozen=True, slots=True, kw_only=True)
class AltoExported:
    """Where a paper's text layer lies; `fresh` is False when the same bytes lay there already."""

    document: DocumentId
    path: Path
    fresh: bool


def export_alto(
    actor: Actor, exporter: Exporter, holdings: Holdings, row: DocumentRow, exported: Exported
) -> AltoExported | WithoutAlto:
    """Writes <mã hồ sơ>.<stt>.alto.xml beside the PDF that `export_paper` put there."""
    document = row.document
    if document.signed_elsewhere:
        return WithoutAlto.SIGNED_ELSEWHERE
    rows = exporter.ledger.pages(document.id, actor.scope)
    # What was left out of the PDF is no page of it.
    values = [page.value for page in rows if page.state is PageState.READ and page.value is not None]
    pages = [partial(holdings.read_page, value) for value in values]
    if not any(page.summary is not None and page.summary.letters for page in rows):
        return WithoutAlto.NO_TEXT
    wanted = exported.path.with_suffix(SUFFIX)
    aside = wanted.with_name(f".{wanted.name}.part")
    try:
        try:
            with aside.open("w+b") as file:
                write_alto(file, _source_of(document, exported), pages)
                file.seek(0)
                digest = file_digest(file, "sha256").hexdigest()
            aside.chmod(0o644)
            target, fresh = free_target(wanted, digest)
            if fresh:
                give_name(aside, target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"cannot write {wanted.name} to {wanted.parent}: {error.strerror}; "
            "check the folder and its free space"
        ) from error
    if fresh:
        note_export(actor, exporter, document, Fact("alto", digest))
    return AltoExported(document=document.id, path=target, fresh=fresh)


def _source_of(document: Document, exported: Exported) -> AltoSource:
    pdf = document.final_pdf
    if pdf is None:
        raise ValueError(f"{document.id} was exported without a file")
    return AltoSource(
        file_name=exported.path.name,
        sha256=pdf.sha256,
        document=document.id,
        software_version=version("sohoa"),
    )
