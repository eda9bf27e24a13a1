"""Proves what is stored: digests, signatures and event chains."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.x509 import Certificate

from domain.actor import Actor
from domain.errors import ChainBroken, IntegrityError, NotFound
from domain.event import check_chain
from domain.ids import BatchId, DocumentId
from domain.ledger import DocumentRow
from domain.ports import ArtifactStore, Ledger
from pipeline.pdf.verdict import SignatureVerdict, Verdict
from pipeline.pdf.verification import verify_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerdict:
    """What was found of one PDF; `fault` is set when its bytes are not what was stored."""

    document: DocumentId | None
    name: str
    fault: str | None
    signatures: tuple[SignatureVerdict, ...]

    @property
    def sound(self) -> bool:
        """The bytes are right and no signature is broken; trust in the signer is another question."""
        broken = any(verdict.overall is Verdict.INVALID for verdict in self.signatures)
        return self.fault is None and not broken


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainVerdict:
    """What was found of a batch's event chain."""

    batch: BatchId
    events: int
    fault: str | None


def verify_file(path: Path, roots: tuple[Certificate, ...]) -> FileVerdict:
    """The signatures of any PDF file; UnreadablePdf when it is none."""
    return FileVerdict(
        document=None, name=path.name, fault=None, signatures=verify_pdf(path, trust_roots=roots)
    )


def verify_paper(store: ArtifactStore, row: DocumentRow, roots: tuple[Certificate, ...]) -> FileVerdict:
    """The stored sources, the PDF and its signatures of one paper."""
    document, pdf = row.document, row.document.final_pdf
    signatures: tuple[SignatureVerdict, ...] = ()
    fault: str | None = None
    try:
        for file in document.files if pdf is not None else ():
            with store.local(file.artifact):
                pass
        if pdf is not None:
            with store.local(pdf) as path:
                signatures = verify_pdf(path, trust_roots=roots)
    except (IntegrityError, NotFound) as error:
        fault = str(error)
    return FileVerdict(document=document.id, name=document.name, fault=fault, signatures=signatures)


def verify_chains(actor: Actor, ledger: Ledger) -> tuple[ChainVerdict, ...]:
    """Every batch's chain of events, checked from its first link."""
    verdicts: list[ChainVerdict] = []
    for batch in ledger.batches(actor.scope):
        events = ledger.events(batch.id, actor.scope)
        try:
            check_chain(events)
            fault = None if events else "the batch has no events"
        except ChainBroken as error:
            fault = str(error)
        verdicts.append(ChainVerdict(batch=batch.id, events=len(events), fault=fault))
    return tuple(verdicts)
