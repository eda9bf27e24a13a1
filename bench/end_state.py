"""What must be the same in the end however often a run was killed: papers, their files, their texts."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from app import build_app
from config import load_settings
from domain.actor import EVERY_UNIT
from domain.document import Document
from domain.event import EventKind
from domain.lifecycle import State
from domain.ports import ArtifactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEnd:
    """One paper; what depends on the moment (names, dates, the signature) is not in it."""

    folder: str
    name: str
    state: State
    dossier: str
    type_code: str
    pages: tuple[tuple[str, str], ...]
    """State of each page and digest of all that was read from it."""
    file: tuple[str, ...]
    """Digest of each page of the file: its picture's bytes and its text as they lie in the PDF."""
    signed: int


@dataclass(frozen=True, slots=True)
class EndState:
    """All papers of a home, in an order of their own."""

    ends: tuple[PaperEnd, ...]

    @property
    def papers(self) -> int:
        return len(self.ends)

    @property
    def pages(self) -> int:
        return sum(len(end.pages) for end in self.ends)

    def differences(self, other: "EndState") -> Iterator[str]:
        """What the other one lacks or has beyond this one."""
        for end in sorted({*self.ends} - {*other.ends}, key=_place):
            yield f"lacks {end.folder}/{end.name} as {end.state.value}"
        for end in sorted({*other.ends} - {*self.ends}, key=_place):
            yield f"has {end.folder}/{end.name} as {end.state.value}"
        if len({*other.ends}) != len(other.ends):
            yield "has a paper twice"


def end_state(home: Path) -> EndState:
    """How the papers of a home ended."""
    app = build_app(load_settings(home=home))
    try:
        ends = []
        for row in app.ledger.documents(EVERY_UNIT):
            document = row.document
            pages = app.ledger.pages(document.id, EVERY_UNIT)
            events = [
                event.kind
                for event in app.ledger.events(document.batch, EVERY_UNIT)
                if event.subject == document.id
            ]
            ends.append(
                PaperEnd(
                    folder=app.ledger.batch(document.batch, EVERY_UNIT).folder or "",
                    name=document.name,
                    state=row.state,
                    dossier=(document.dossier.number if document.dossier else None) or "",
                    type_code=document.paper.code if document.paper else "",
                    pages=tuple(
                        (page.state.value, page.value.sha256 if page.value else "") for page in pages
                    ),
                    file=tuple(_pages_of(app.holdings.store, document)),
                    signed=events.count(EventKind.SIGNED),
                )
            )
        return EndState(tuple(sorted(ends, key=_place)))
    finally:
        app.ledger.close()


def attempts_failed(home: Path) -> int:
    """Tries that were laid to a page or paper."""
    app = build_app(load_settings(home=home))
    try:
        return sum(
            event.kind is EventKind.ATTEMPT_FAILED
            for batch in app.ledger.batches(EVERY_UNIT)
            for event in app.ledger.events(batch.id, EVERY_UNIT)
        )
    finally:
        app.ledger.close()


def _place(end: PaperEnd) -> tuple[str, str, tuple[str, ...]]:
    return end.folder, end.name, end.file


def _pages_of(store: ArtifactStore, document: Document) -> Iterator[str]:
    if document.final_pdf is None:
        return
    with store.local(document.final_pdf) as path, pikepdf.open(path) as pdf:
        for page in pdf.pages:
            digest = hashlib.sha256(page.Contents.read_raw_bytes())
            for _name, picture in sorted(page.get_images().items()):
                digest.update(picture.read_raw_bytes())
            yield digest.hexdigest()
