"""Writes a task's report into the ledger: bytes first, then the fact."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.actor import EVERY_UNIT
from domain.batch import PaperLink
from domain.document import Document, Priority, Question
from domain.event import EventKind, Fact
from domain.failure import Failed
from domain.ledger import DocumentRow, NewEvent
from domain.lifecycle import State
from domain.ports import Clock, Ledger
from domain.task import Asked, Done, Report, Segment, Task
from engine.forgetting import forget_late
from engine.holdings import Holdings
from engine.planning import is_linked
from engine.record_pages import PageRecorder
from engine.record_stack import StackRecorder
from engine.writing import Writer
from pipeline.plan import questions_about
from pipeline.profile import Rules

_STATE_FOR = {
    Segment.UNFOLD: State.RECEIVED,
    Segment.READ: State.RECEIVED,
    Segment.SPLIT: State.READ,
    Segment.TYPE: State.READ,
    Segment.COMPOSE: State.CONFIRMED,
    Segment.SIGN: State.WAITING_SIGNATURE,
}
"""The state a document must be in for a report of that segment to count."""

_FRESH_START = frozenset({EventKind.RETRIED, EventKind.ACCEPTED, EventKind.QUARANTINED})
"""What was tried before these no longer counts against an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """The only writer of what stages found."""

    ledger: Ledger
    holdings: Holdings
    clock: Clock
    rules: Callable[[str], Rules]

    @property
    def _writer(self) -> Writer:
        return Writer(ledger=self.ledger, clock=self.clock)

    @property
    def _pages(self) -> PageRecorder:
        return PageRecorder(writer=self._writer, holdings=self.holdings)

    def record(self, report: Report) -> None:
        """Commits a report. One that comes too late (the paper has moved on) changes nothing."""
        if report.task.segment is Segment.LINK:
            self._linked(report)
            return
        row = self.ledger.document(_document_of(report.task).id, EVERY_UNIT)
        if row.state is not _STATE_FOR[report.task.segment]:
            forget_late(self.ledger, self.holdings, report)
            return
        match report.outcome:
            case Failed() as failed:
                self._failed(row, report, failed)
            case Asked() as asked:
                self._pages.stopped(row, report, asked)
            case Done() as done:
                self._done(row, report, done)

    def awaits(self, task: Task) -> bool:
        """False when the paper has moved on since the task was planned."""
        if task.document is None:
            return True
        return self.ledger.document(task.document.id, EVERY_UNIT).state is _STATE_FOR[task.segment]

    def resume(self, priority: Priority | None = None) -> None:
        """Takes the steps a crash left undone between two commits; does nothing after a good end."""
        between = frozenset({State.RECEIVED, State.CLEARED, State.COMPOSED, State.SIGNED})
        for row in self.ledger.documents(EVERY_UNIT, states=between, priority=priority):
            match row.state:
                case State.CLEARED:
                    self._writer.commit(row, (row.document, State.READ))
                case State.COMPOSED:
                    self._await_signature(row)
                case State.SIGNED:
                    self._file(row)
                case _ if all(file.page_count is not None for file in row.document.files):
                    self._pages.close(row.document.id)

    def note_attempt(self, task: Task, failed: Failed) -> None:
        """Notes that the item cost its worker."""
        document = _document_of(task)
        facts = (*_item(task), Fact("stage", failed.stage), Fact("reason", failed.code))
        event = NewEvent(kind=EventKind.ATTEMPT_FAILED, subject=document.id, facts=facts)
        self._writer.note(document, event)

    def attempts(self, task: Task) -> int:
        """How often the item has cost its worker since a person last sent it on."""
        document = _document_of(task)
        attempts = 0
        for past in self.ledger.events(document.batch, EVERY_UNIT):
            if past.subject != document.id:
                continue
            if past.kind in _FRESH_START:
                attempts = 0
            attempts += past.kind is EventKind.ATTEMPT_FAILED and past.facts[:2] == _item(task)
        return attempts

    def intend_to_sign(self, task: Task) -> None:
        """Notes that a signature is about to be made: signing is not repeatable."""
        document, at = _document_of(task), task.at or self.clock.now()
        facts = (Fact("pdf", document.pdf.sha256 if document.pdf else ""), Fact("at", at.isoformat()))
        event = NewEvent(kind=EventKind.SIGN_INTENDED, subject=document.id, facts=facts)
        self._writer.note(document, event)

    def _done(self, row: DocumentRow, report: Report, done: Done) -> None:
        match report.task.segment:
            case Segment.UNFOLD if done.document is not None:
                self._pages.unfolded(row, done.document)
            case Segment.READ:
                self._pages.read(row, report, done)
            case Segment.SPLIT if done.document is not None and done.document.cutting is not None:
                StackRecorder(self._writer).cut(row, done.document.cutting)
            case Segment.TYPE if done.document is not None:
                self._settle(row, done.document)
            case Segment.COMPOSE if done.document is not None:
                self._composed(row, done.document)
            case Segment.SIGN if done.document is not None:
                self._signed(row, done.document)
            case _:
                pass

    def _linked(self, report: Report) -> None:
        outcome, batch = report.outcome, report.task.batch
        if isinstance(outcome, Failed) and batch is not None:
            for row in self.ledger.documents(EVERY_UNIT, batch=batch.batch.id):
                if row.state is State.READ and not is_linked(row.document):
                    self._writer.quarantine(row, outcome)
            return
        if not isinstance(outcome, Done) or outcome.batch is None:
            raise ValueError(f"linking {report.task.subject} gave no answer: {outcome}")
        for link in outcome.batch.links:
            row = self.ledger.document(link.document, EVERY_UNIT)
            if row.state is State.READ and not is_linked(row.document):
                self._link_one(row, link)

    def _link_one(self, row: DocumentRow, link: PaperLink) -> None:
        asked = () if link.question is None else (link.question,)
        document = replace(
            row.document,
            dossier=link.link,
            procedure=row.document.procedure or link.procedure,
            questions=(*row.document.questions, *asked),
        )
        if link.link is not None:
            # Here, where the papers of a batch stand in order: later they overtake one another.
            document = replace(document, ordinal=self.ledger.next_ordinal(document))
        events: tuple[NewEvent, ...] = ()
        if link.link is not None:
            facts = (Fact("dossier", link.link.number or ""), Fact("origin", link.link.origin.value))
            events = (NewEvent(kind=EventKind.DOSSIER_LINKED, subject=row.document.id, facts=facts),)
        self._writer.commit(row, (document, State.READ), events=events)

    def _settle(self, row: DocumentRow, document: Document) -> None:
        """Type and dossier are known or asked: the paper goes on, or waits for a person."""
        pages = self.ledger.pages(document.id, EVERY_UNIT)
        summaries = tuple(page.summary for page in pages)
        asked = questions_about(document, summaries, self.rules(document.profile))
        questions: tuple[Question, ...] = (*row.document.questions, *asked)
        document = replace(
            row.document,
            paper=document.paper,
            part=document.part,
            kept_fields=document.kept_fields,
            questions=questions,
        )
        if questions:
            events = tuple(
                NewEvent(
                    kind=EventKind.QUESTION_ASKED,
                    subject=document.id,
                    facts=(Fact("question", question.kind.value),),
                )
                for question in questions
            )
            self._writer.commit(row, (document, State.QUESTION), events=events)
        else:
            if document.ordinal is None:
                # A person linked it before it was read.
                document = replace(document, ordinal=self.ledger.next_ordinal(document))
            self._writer.commit(row, (document, State.CONFIRMED))

    def _composed(self, row: DocumentRow, composed: Document) -> None:
        # Onto the row as it is now: a person may have answered meanwhile.
        document = replace(row.document, pdf=composed.pdf, left_out=composed.left_out)
        digest = document.pdf.sha256 if document.pdf else ""
        left_out = ",".join(str(number + 1) for number in document.left_out)
        facts = (Fact("pdf", digest), *((Fact("left-out", left_out),) if left_out else ()))
        event = NewEvent(kind=EventKind.COMPOSED, subject=document.id, facts=facts)
        self._await_signature(self._writer.commit(row, (document, State.COMPOSED), events=(event,)))

    def _await_signature(self, row: DocumentRow) -> None:
        if row.document.signed_elsewhere:
            self._file(self._writer.commit(row, (row.document, State.SIGNED)))
        else:
            self._writer.commit(row, (row.document, State.WAITING_SIGNATURE))

    def _signed(self, row: DocumentRow, signed: Document) -> None:
        document = replace(row.document, signed_pdf=signed.signed_pdf, signature=signed.signature)
        facts: tuple[Fact, ...] = ()
        if document.signed_pdf is not None and document.signature is not None:
            facts = (
                Fact("pdf", document.signed_pdf.sha256),
                Fact("certificate", document.signature.certificate_serial),
            )
        event = NewEvent(kind=EventKind.SIGNED, subject=document.id, facts=facts)
        self._file(self._writer.commit(row, (document, State.SIGNED), events=(event,)))

    def _file(self, row: DocumentRow) -> None:
        dossier = row.document.dossier
        facts = (Fact("dossier", (dossier.number if dossier else None) or ""),)
        event = NewEvent(kind=EventKind.FILED, subject=row.document.id, facts=facts)
        self._writer.commit(row, (row.document, State.FILED), events=(event,))

    def _failed(self, row: DocumentRow, report: Report, failed: Failed) -> None:
        if report.task.segment is Segment.READ:
            self._pages.failed(row, report, failed)
        elif report.task.segment is Segment.SIGN:
            self._writer.commit(row, (row.document, row.state), failure=failed)
        else:
            self._writer.quarantine(row, failed)


def _item(task: Task) -> tuple[Fact, Fact]:
    """What tells a task on a document from the others."""
    page = "" if task.number is None else str(task.number + 1)
    return Fact("segment", task.segment.value), Fact("page", page)


def _document_of(task: Task) -> Document:
    if task.document is None:
        raise ValueError(f"a task of {task.segment.value} names no document")
    return task.document
