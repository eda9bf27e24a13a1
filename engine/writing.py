"""The engine's own commits: a document's new value and state, with what belongs to it, in one transaction."""

from dataclasses import dataclass

from domain.artifact import Artifact
from domain.document import Document
from domain.event import EventKind, Fact
from domain.failure import Failed
from domain.ids import StepKey
from domain.ledger import Arrival, Change, DocumentChange, DocumentRow, NewEvent, PageRow
from domain.lifecycle import State
from domain.ports import Clock, Ledger

ENGINE = "sohoa"
"""The actor of what happens by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """The one hand that writes what stages found."""

    ledger: Ledger
    clock: Clock

    def commit(
        self,
        row: DocumentRow,
        after: tuple[Document, State],
        *,
        papers: tuple[Arrival, ...] = (),
        pages: tuple[PageRow, ...] = (),
        steps: tuple[tuple[StepKey, Artifact], ...] = (),
        events: tuple[NewEvent, ...] = (),
        failure: Failed | None = None,
    ) -> DocumentRow:
        """Writes the document as `after` says, and gives its new row."""
        document, state = after
        change = DocumentChange(row=row, document=document, state=state, failure=failure)
        self.ledger.commit(
            Change(
                batch=document.batch,
                actor=ENGINE,
                at=self.clock.now(),
                documents=(change,),
                papers=papers,
                pages=pages,
                steps=steps,
                events=events,
            )
        )
        return DocumentRow(document=document, state=state, revision=row.revision + 1, failure=failure)

    def note(self, document: Document, event: NewEvent) -> None:
        """Writes an event that changes no row."""
        self.ledger.commit(Change(batch=document.batch, actor=ENGINE, at=self.clock.now(), events=(event,)))

    def quarantine(self, row: DocumentRow, failed: Failed) -> None:
        """Puts the whole paper in quarantine, with the reason."""
        event = NewEvent(
            kind=EventKind.QUARANTINED, subject=row.document.id, facts=(Fact("reason", failed.code),)
        )
        self.commit(row, (row.document, State.QUARANTINED), events=(event,), failure=failed)
