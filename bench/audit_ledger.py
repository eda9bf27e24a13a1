"""Times `sohoa audit --quick` on a ledger of generated papers: python -m bench.audit_ledger [PAPERS]."""

import hashlib
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from actions.audit import Auditor, audit
from domain.actor import EVERY_UNIT, Actor, ActorKind, Role
from domain.artifact import Artifact, MediaType
from domain.batch import Batch
from domain.document import Document, DossierLink, DossierOrigin, PaperType, SignatureFacts, SourceFile
from domain.event import EventKind, Fact
from domain.ids import BatchId, DocumentId, DossierNumber, Sha256, StepKey, UnitCode
from domain.ledger import Arrival, Change, DocumentChange, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.ports import Ledger
from domain.task import PageSummary
from engine.holdings import Holdings
from storage.folder import FolderStore
from storage.sqlite import open_sqlite_ledger

PAPERS = 10_000
PAGES_A_PAPER = 3
PAPERS_A_BATCH = 4
AT = datetime(2025, 7, 15, 8, 30, tzinfo=UTC)
UNIT = UnitCode("H13.16")
SUMMARY = PageSummary(flags=(), codes=(), letters=900, mean_confidence=0.91)
FILED_BY = (State.CONFIRMED, State.COMPOSED, State.WAITING_SIGNATURE, State.SIGNED, State.FILED)


class Office:
    """Writes batches of filed papers into a ledger and their bytes into a store."""

    def __init__(self, ledger: Ledger, store: Path) -> None:
        self._ledger, self._store, self._made = ledger, store, 0

    def add_batch(self, number: int) -> None:
        batch = Batch(
            id=BatchId(f"b{number:010}"), unit=UNIT, received_at=AT, actor="a", folder=None, given=None
        )
        papers = [self._paper(batch, number, place) for place in range(PAPERS_A_BATCH)]
        arrivals = tuple(Arrival(document=paper, identity=paper.files[0].artifact.sha256) for paper in papers)
        came = tuple(
            NewEvent(
                kind=EventKind.DOCUMENT_RECEIVED,
                subject=paper.id,
                facts=(Fact("file", paper.files[0].artifact.sha256),),
            )
            for paper in papers
        )
        self._ledger.receive(
            batch, arrivals, (NewEvent(kind=EventKind.BATCH_RECEIVED, subject=batch.id), *came)
        )
        self._read(papers)
        for state in FILED_BY:
            papers = [self._moved(paper, state, place + 1) for place, paper in enumerate(papers)]
            self._commit(papers, state)

    def _paper(self, batch: Batch, number: int, place: int) -> Document:
        return Document(
            id=DocumentId(f"d{number * PAPERS_A_BATCH + place:010}"),
            batch=batch.id,
            unit=UNIT,
            profile="office",
            name=f"Giấy {number}.{place}",
            received_at=AT,
            files=(SourceFile(artifact=self._bytes(), name="quet.pdf", page_count=PAGES_A_PAPER),),
            dossier=DossierLink(DossierNumber(f"H13.16-250715-{number:05}"), DossierOrigin.CODE),
        )

    def _read(self, papers: list[Document]) -> None:
        pages = tuple(
            PageRow(
                document=paper.id,
                number=number,
                page=Page(source=paper.files[0].artifact, index=number),
                state=PageState.READ,
                value=self._bytes(),
                keys=(StepKey(f"{paper.id}{number}"),),
                summary=SUMMARY,
            )
            for paper in papers
            for number in range(PAGES_A_PAPER)
        )
        told = tuple(
            _event(EventKind.PAGE_READ, page.document, page=str(page.number + 1), value=_digest(page.value))
            for page in pages
        )
        steps = tuple((page.keys[0], page.value) for page in pages if page.value is not None)
        self._commit(papers, State.CLEARED, pages=pages, events=told, steps=steps)
        self._commit(papers, State.READ)

    def _moved(self, paper: Document, state: State, ordinal: int) -> Document:
        match state:
            case State.CONFIRMED:
                kind = PaperType(code="GKS", name="Giấy khai sinh", confidence=0.9, rule="tiêu đề")
                return replace(paper, ordinal=ordinal, paper=kind)
            case State.COMPOSED:
                return replace(paper, pdf=self._bytes())
            case State.SIGNED:
                signed = SignatureFacts(
                    signer_cn="Trần Thị Mẫu",
                    certificate_serial="1",
                    signed_at=AT,
                    level="B-B",
                    test_key=False,
                )
                return replace(paper, signed_pdf=self._bytes(), signature=signed)
            case _:
                return paper

    def _commit(
        self,
        papers: list[Document],
        state: State,
        *,
        pages: tuple[PageRow, ...] = (),
        events: tuple[NewEvent, ...] = (),
        steps: tuple[tuple[StepKey, Artifact], ...] = (),
    ) -> None:
        rows = {row.document.id: row for row in self._ledger.documents(EVERY_UNIT, batch=papers[0].batch)}
        changes = tuple(DocumentChange(row=rows[paper.id], document=paper, state=state) for paper in papers)
        outcomes = tuple(event for paper in papers for event in _outcome(paper, state))
        self._ledger.commit(
            Change(
                batch=papers[0].batch,
                actor="sohoa",
                at=AT,
                documents=changes,
                pages=pages,
                steps=steps,
                events=(*events, *outcomes),
            )
        )

    def _bytes(self) -> Artifact:
        self._made += 1
        data = f"tệp {self._made}".encode()
        digest = Sha256(hashlib.sha256(data).hexdigest())
        path = self._store / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not through the store: flushing each of them would take longer than all that is measured.
        path.write_bytes(data)
        return Artifact(digest, len(data), MediaType.PDF)


def _outcome(paper: Document, state: State) -> tuple[NewEvent, ...]:
    match state:
        case State.COMPOSED:
            return (_event(EventKind.COMPOSED, paper.id, pdf=_digest(paper.pdf)),)
        case State.SIGNED:
            pdf, serial = _digest(paper.signed_pdf), "1"
            return (_event(EventKind.SIGNED, paper.id, pdf=pdf, certificate=serial),)
        case State.FILED:
            number = (paper.dossier.number if paper.dossier else None) or ""
            return (_event(EventKind.FILED, paper.id, dossier=number),)
        case _:
            return ()


def _event(kind: EventKind, document: DocumentId, **facts: str) -> NewEvent:
    return NewEvent(
        kind=kind, subject=document, facts=tuple(Fact(name, value) for name, value in facts.items())
    )


def _digest(artifact: Artifact | None) -> str:
    return "" if artifact is None else artifact.sha256


def main() -> None:
    papers = int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        home = Path(folder)
        ledger = open_sqlite_ledger(home / "ledger.sqlite3")
        office = Office(ledger, home / "store")
        for number in range(papers // PAPERS_A_BATCH):
            office.add_batch(number)
        holdings = Holdings(spool=FolderStore(home / "spool"), store=FolderStore(home / "store"))
        actor = Actor(kind=ActorKind.SYSTEM, name="bench", scope=EVERY_UNIT, roles=frozenset(Role))
        wall, cpu = time.perf_counter(), time.process_time()
        results = audit(actor, Auditor(ledger=ledger, holdings=holdings, quick=True))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        ledger.close()
    for result in results:
        counts = ", ".join(f"{counted.number} {counted.what}" for counted in result.counted)
        print(f"{result.name.value}: {counts}; {len(result.faults)} faults")
        for fault in result.faults[:3]:
            print(f"  {fault.item}: {fault.what}")
    print(f"{wall:.1f} s wall, {cpu:.1f} s CPU")


if __name__ == "__main__":
    main()
