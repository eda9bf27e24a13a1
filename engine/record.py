"""Writes a task's report into the ledger: bytes first, then the fact."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.actor import EVERY_UNIT
from domain.artifact import Artifact
from domain.batch import PaperLink
from domain.document import Document, Question
from domain.event import EventKind, Fact
from domain.failure import Failed
from domain.ids import DocumentId, StepKey
from domain.ledger import Change, DocumentChange, DocumentRow, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.ports import Clock, Ledger
from domain.task import Asked, Done, PageSummary, Report, Segment, Task
from engine.forgetting import forget_late, forget_pages, stopped_pages
from engine.holdings import Holdings
from engine.planning import is_linked
from pipeline.plan import questions_about
from pipeline.profile import Rules

ENGINE = "sohoa"
"""The actor of what happens by itself."""

_STATE_FOR = {
    Segment.UNFOLD: State.RECEIVED,
    Segment.READ: State.RECEIVED,
    Segment.TYPE: State.READ,
    Segment.COMPOSE: State.CONFIRMED,
    Segment.SIGN: State.WAITING_SIGNATURE,
}
"""The state a document must be in for a report of that segment to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """The only writer of what stages found."""

    ledger: Ledger
    holdings: Holdings
    clock: Clock
    rules: Callable[[str], Rules]

    def record(self, report: Report) -> None:
        """Commits a report. One that comes too late (the paper has moved on) changes nothing."""
        if report.task.segment is Segment.LINK:
            self._linked(report)
            return
        if report.task.document is None:
            raise ValueError(f"a report of {report.task.segment.value} names no document")
        row = self.ledger.document(report.task.document.id, EVERY_UNIT)
        if row.state is not _STATE_FOR[report.task.segment]:
            forget_late(self.ledger, self.holdings, report)
            return
        match report.outcome:
            case Failed() as failed:
                self._failed(row, report, failed)
            case Asked() as asked:
                self._stopped(row, report, asked)
            case Done() as done:
                self._done(row, report, done)

    def awaits(self, task: Task) -> bool:
        """False when the paper has moved on since the task was planned."""
        if task.document is None:
            return True
        return self.ledger.document(task.document.id, EVERY_UNIT).state is _STATE_FOR[task.segment]

    def resume(self) -> None:
        """Takes the steps a crash left undone between two commits; does nothing after a good end."""
        between = frozenset({State.RECEIVED, State.CLEARED, State.COMPOSED, State.SIGNED})
        for row in self.ledger.documents(EVERY_UNIT, states=between):
            match row.state:
                case State.CLEARED:
                    self._commit(row, (row.document, State.READ))
                case State.COMPOSED:
                    self._await_signature(row)
                case State.SIGNED:
                    self._file(row)
                case _ if all(file.page_count is not None for file in row.document.files):
                    self._close_reading(row.document.id)

    def intend_to_sign(self, document: Document, at: datetime) -> None:
        """Notes that a signature is about to be made: signing is not repeatable."""
        facts = (Fact("pdf", document.pdf.sha256 if document.pdf else ""), Fact("at", at.isoformat()))
        event = NewEvent(kind=EventKind.SIGN_INTENDED, subject=document.id, facts=facts)
        self.ledger.commit(Change(batch=document.batch, actor=ENGINE, at=at, events=(event,)))

    def _done(self, row: DocumentRow, report: Report, done: Done) -> None:
        match report.task.segment:
            case Segment.UNFOLD if done.document is not None:
                self._unfolded(row, done.document)
            case Segment.READ:
                self._page_read(row, report, done)
            case Segment.TYPE if done.document is not None:
                self._settle(row, done.document)
            case Segment.COMPOSE if done.document is not None:
                self._composed(row, done.document)
            case Segment.SIGN if done.document is not None:
                self._signed(row, done.document)
            case _:
                pass

    def _unfolded(self, row: DocumentRow, document: Document) -> None:
        # A paper that is tried again keeps what a person said of single pages.
        waived = {
            (row.page.source.sha256, row.page.index)
            for row in self.ledger.pages(document.id, EVERY_UNIT)
            if row.page.gate_waived
        }
        sources = [
            Page(source=artifact, index=index, gate_waived=(artifact.sha256, index) in waived)
            for artifact, count in ((file.artifact, file.page_count or 0) for file in document.files)
            for index in range(count)
        ]
        pages = tuple(
            PageRow(document=document.id, number=number, page=page, state=PageState.WAITING)
            for number, page in enumerate(sources)
        )
        self._commit(row, (document, State.RECEIVED), pages=pages)

    def _page_read(self, row: DocumentRow, report: Report, done: Done) -> None:
        number = report.task.number or 0
        page = replace(
            self.ledger.page(row.document.id, number, EVERY_UNIT),
            state=PageState.READ,
            value=done.value,
            keys=report.keys,
            summary=done.summary,
            failure=None,
        )
        digest = done.value.sha256 if done.value else ""
        event = NewEvent(
            kind=EventKind.PAGE_READ,
            subject=row.document.id,
            facts=(Fact("page", str(number + 1)), Fact("value", digest)),
        )
        self._commit(row, (row.document, State.RECEIVED), pages=(page,), events=(event,))
        self._close_reading(row.document.id)

    def _close_reading(self, document: DocumentId) -> None:
        """When no page waits any more, the paper is cleared: only now do its bytes reach the store."""
        if self.ledger.count_pages(document, PageState.WAITING, EVERY_UNIT):
            return
        row = self.ledger.document(document, EVERY_UNIT)
        pages = self.ledger.pages(document, EVERY_UNIT)
        failures = [page.failure for page in pages if page.failure is not None]
        if failures:
            self._quarantine(row, failures[0])
            return
        sources = [file.artifact for file in row.document.files]
        values = [page.value for page in pages if page.value is not None]
        self.holdings.promote([*sources, *values])
        confidence = _mean_confidence(tuple(page.summary for page in pages if page.summary))
        read = replace(row.document, mean_confidence=confidence)
        steps = tuple((key, page.value) for page in pages if page.value for key in page.keys)
        cleared = self._commit(row, (read, State.CLEARED), steps=steps)
        self._commit(cleared, (read, State.READ))

    def _stopped(self, row: DocumentRow, report: Report, asked: Asked) -> None:
        """The secrecy gate spoke: nothing that was read from this paper stays."""
        pages = self.ledger.pages(row.document.id, EVERY_UNIT)
        # Before the commit: a crash between the two leads here again, the other way round the text stays.
        forget_pages(self.ledger, self.holdings, pages)
        reset = stopped_pages(pages, report.task.number or 0, asked.summary)
        document = replace(row.document, questions=(*row.document.questions, asked.question))
        event = NewEvent(kind=EventKind.SECRECY_FOUND, subject=row.document.id)
        self._commit(row, (document, State.QUESTION), pages=reset, events=(event,))

    def _linked(self, report: Report) -> None:
        outcome, batch = report.outcome, report.task.batch
        if isinstance(outcome, Failed) and batch is not None:
            for row in self.ledger.documents(EVERY_UNIT, batch=batch.batch.id):
                if row.state is State.READ and not is_linked(row.document):
                    self._quarantine(row, outcome)
            return
        if not isinstance(outcome, Done) or outcome.batch is None:
            raise ValueError(f"linking {report.task.subject} gave no answer: {outcome}")
        for link in outcome.batch.links:
            row = self.ledger.document(link.document, EVERY_UNIT)
            if row.state is State.READ and not is_linked(row.document):
                self._link_one(row, link)

    def _link_one(self, row: DocumentRow, link: PaperLink) -> None:
        asked = () if link.question is None else (link.question,)
        document = replace(row.document, dossier=link.link, questions=(*row.document.questions, *asked))
        events: tuple[NewEvent, ...] = ()
        if link.link is not None:
            facts = (Fact("dossier", link.link.number or ""), Fact("origin", link.link.origin.value))
            events = (NewEvent(kind=EventKind.DOSSIER_LINKED, subject=row.document.id, facts=facts),)
        self._commit(row, (document, State.READ), events=events)

    def _settle(self, row: DocumentRow, document: Document) -> None:
        """Type and dossier are known or asked: the paper goes on, or waits for a person."""
        pages = self.ledger.pages(document.id, EVERY_UNIT)
        summaries = tuple(page.summary for page in pages if page.summary is not None)
        asked = questions_about(document, summaries, self.rules(document.profile))
        questions: tuple[Question, ...] = (*row.document.questions, *asked)
        document = replace(row.document, paper=document.paper, questions=questions)
        if questions:
            events = tuple(
                NewEvent(
                    kind=EventKind.QUESTION_ASKED,
                    subject=document.id,
                    facts=(Fact("question", question.kind.value),),
                )
                for question in questions
            )
            self._commit(row, (document, State.QUESTION), events=events)
        else:
            document = replace(document, ordinal=self.ledger.next_ordinal(document))
            self._commit(row, (document, State.CONFIRMED))

    def _composed(self, row: DocumentRow, document: Document) -> None:
        digest = document.pdf.sha256 if document.pdf else ""
        facts = (Fact("pdf", digest),)
        event = NewEvent(kind=EventKind.COMPOSED, subject=document.id, facts=facts)
        self._await_signature(self._commit(row, (document, State.COMPOSED), events=(event,)))

    def _await_signature(self, row: DocumentRow) -> None:
        if row.document.signed_elsewhere:
            self._file(self._commit(row, (row.document, State.SIGNED)))
        else:
            self._commit(row, (row.document, State.WAITING_SIGNATURE))

    def _signed(self, row: DocumentRow, document: Document) -> None:
        facts: tuple[Fact, ...] = ()
        if document.signed_pdf is not None and document.signature is not None:
            facts = (
                Fact("pdf", document.signed_pdf.sha256),
                Fact("certificate", document.signature.certificate_serial),
            )
        event = NewEvent(kind=EventKind.SIGNED, subject=document.id, facts=facts)
        signed = self._commit(row, (document, State.SIGNED), events=(event,))
        self._file(signed)

    def _file(self, row: DocumentRow) -> None:
        dossier = row.document.dossier
        facts = (Fact("dossier", (dossier.number if dossier else None) or ""),)
        event = NewEvent(kind=EventKind.FILED, subject=row.document.id, facts=facts)
        self._commit(row, (row.document, State.FILED), events=(event,))

    def _failed(self, row: DocumentRow, report: Report, failed: Failed) -> None:
        if report.task.segment is Segment.READ:
            page = self.ledger.page(row.document.id, report.task.number or 0, EVERY_UNIT)
            lost = replace(page, state=PageState.QUARANTINED, failure=failed)
            self._commit(row, (row.document, State.RECEIVED), pages=(lost,))
            self._close_reading(row.document.id)
        elif report.task.segment is Segment.SIGN:
            self._commit(row, (row.document, row.state), failure=failed)
        else:
            self._quarantine(row, failed)

    def _quarantine(self, row: DocumentRow, failed: Failed) -> None:
        event = NewEvent(
            kind=EventKind.QUARANTINED, subject=row.document.id, facts=(Fact("reason", failed.code),)
        )
        self._commit(row, (row.document, State.QUARANTINED), events=(event,), failure=failed)

    def _commit(
        self,
        row: DocumentRow,
        after: tuple[Document, State],
        *,
        pages: tuple[PageRow, ...] = (),
        steps: tuple[tuple[StepKey, Artifact], ...] = (),
        events: tuple[NewEvent, ...] = (),
        failure: Failed | None = None,
    ) -> DocumentRow:
        document, state = after
        change = DocumentChange(row=row, document=document, state=state, failure=failure)
        self.ledger.commit(
            Change(
                batch=document.batch,
                actor=ENGINE,
                at=self.clock.now(),
                documents=(change,),
                pages=pages,
                steps=steps,
                events=events,
            )
        )
        return DocumentRow(document=document, state=state, revision=row.revision + 1, failure=failure)


def _mean_confidence(summaries: tuple[PageSummary, ...]) -> float | None:
    """Mean over the pages' words, weighted by letters."""
    read = [(s.mean_confidence, s.letters) for s in summaries if s.mean_confidence is not None]
    letters = sum(count for _confidence, count in read)
    return sum(confidence * count for confidence, count in read) / letters if letters else None
