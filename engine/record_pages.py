"""Writes what became of a paper's pages, until the last one is read and the paper is cleared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.actor import EVERY_UNIT
from domain.document import Document
from domain.errors import Disposition, SourceChanged
from domain.event import EventKind, Fact
from domain.failure import Failed
from domain.ids import DocumentId
from domain.ledger import DocumentRow, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.task import Asked, Done, Report, Segment
from engine.forgetting import forget_pages, stopped_pages
from engine.holdings import Holdings
from engine.writing import Writer
from pipeline.plan import question_about_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecorder:
    """Bytes first, then the fact."""

    writer: Writer
    holdings: Holdings

    def unfolded(self, row: DocumentRow, document: Document) -> None:
        """The paper's files were counted: every page gets its row."""
        document = replace(row.document, files=document.files)
        # A paper that is tried again keeps what a person said of single pages.
        before = self.writer.ledger.pages(document.id, EVERY_UNIT)
        waived = {(page.page.source.sha256, page.page.index) for page in before if page.page.gate_waived}
        pages = tuple(
            PageRow(
                document=document.id,
                number=number,
                page=replace(page, gate_waived=(page.source.sha256, page.index) in waived),
                state=PageState.WAITING if fault is None else PageState.QUARANTINED,
                failure=fault,
            )
            for number, (page, fault) in enumerate(_pages_of(document))
        )
        if len(before) > len(pages):
            self.writer.quarantine(row, _fewer_pages(row.document, len(before), len(pages)))
            return
        events = tuple(_quarantined(page) for page in pages if page.failure is not None)
        self.writer.commit(row, (document, State.RECEIVED), pages=pages, events=events)
        self.close(document.id)

    def read(self, row: DocumentRow, report: Report, done: Done) -> None:
        """A page was read; with the last one the paper is cleared."""
        number = report.task.number or 0
        page = replace(
            self.writer.ledger.page(row.document.id, number, EVERY_UNIT),
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
        self.writer.commit(row, (row.document, State.RECEIVED), pages=(page,), events=(event,))
        self.close(row.document.id)

    def failed(self, row: DocumentRow, report: Report, failed: Failed) -> None:
        """A page cannot be read: it goes to quarantine, the others go on."""
        page = self.writer.ledger.page(row.document.id, report.task.number or 0, EVERY_UNIT)
        lost = replace(page, state=PageState.QUARANTINED, failure=failed)
        self.writer.commit(row, (row.document, State.RECEIVED), pages=(lost,), events=(_quarantined(lost),))
        self.close(row.document.id)

    def close(self, document: DocumentId) -> None:
        """When no page waits any more, the paper is cleared: only now do its bytes reach the store.

        All but the files of which a page was left out: nobody has seen that page pass the gate.
        """
        ledger = self.writer.ledger
        if ledger.count_pages(document, PageState.WAITING, EVERY_UNIT):
            return
        row, pages = ledger.document(document, EVERY_UNIT), ledger.pages(document, EVERY_UNIT)
        bad = [page for page in pages if page.state is PageState.QUARANTINED]
        read = [page for page in pages if page.state is PageState.READ]
        if not read and bad:
            self.writer.quarantine(row, next(page.failure for page in bad if page.failure is not None))
        elif bad:
            self._ask(row, tuple(bad))
        else:
            self._clear(row, pages)

    def stopped(self, row: DocumentRow, report: Report, asked: Asked) -> None:
        """The secrecy gate spoke: nothing that was read from this paper stays."""
        pages = self.writer.ledger.pages(row.document.id, EVERY_UNIT)
        # Before the commit: a crash between the two leads here again, the other way round the text stays.
        forget_pages(self.writer.ledger, self.holdings, pages)
        reset = stopped_pages(pages, report.task.number or 0, asked.summary)
        document = replace(row.document, questions=(*row.document.questions, asked.question))
        event = NewEvent(kind=EventKind.SECRECY_FOUND, subject=row.document.id)
        self.writer.commit(row, (document, State.QUESTION), pages=reset, events=(event,))

    def _ask(self, row: DocumentRow, bad: tuple[PageRow, ...]) -> None:
        """One bad page does not lose the paper: a person decides; its bytes stay in the spool till then."""
        question = question_about_pages(bad)
        document = replace(row.document, questions=(*row.document.questions, question))
        event = NewEvent(
            kind=EventKind.QUESTION_ASKED,
            subject=document.id,
            facts=(Fact("question", question.kind.value),),
        )
        self.writer.commit(row, (document, State.QUESTION), events=(event,))

    def _clear(self, row: DocumentRow, pages: tuple[PageRow, ...]) -> None:
        read = [page for page in pages if page.state is PageState.READ]
        lost = tuple(page for page in read if page.value is None or not self.holdings.has(page.value))
        if lost:
            # What was read is gone, the page itself is not: it is read once more.
            again = tuple(replace(page, state=PageState.WAITING, value=None, keys=()) for page in lost)
            self.writer.commit(row, (row.document, State.RECEIVED), pages=again)
            return
        # A file of which a page was left out has not passed the gate whole: it stays in the spool for good.
        kept_back = {page.page.source.sha256 for page in pages if page.state is PageState.LEFT_OUT}
        sources = [file.artifact for file in row.document.files if file.artifact.sha256 not in kept_back]
        self.holdings.promote([*sources, *(page.value for page in read if page.value is not None)])
        confidence = mean_confidence_of(read)
        after = replace(row.document, mean_confidence=confidence)
        steps = tuple((key, page.value) for page in read if page.value for key in page.keys)
        cleared = self.writer.commit(row, (after, State.CLEARED), steps=steps)
        self.writer.commit(cleared, (after, State.READ))


def _pages_of(document: Document) -> Iterator[tuple[Page, Failed | None]]:
    """A paper's pages in order; a file that could not be opened counts as one, with its fault."""
    came_in = [
        (Page(source=file.artifact, index=index), file.fault)
        for file in document.files
        for index in range(file.page_count or 0)
    ]
    chosen = range(len(came_in)) if document.cut_from is None else document.cut_from.pages
    yield from (came_in[number] for number in chosen if number < len(came_in))


def _fewer_pages(document: Document, before: int, now: int) -> Failed:
    """Tried again, a paper must not lose pages."""
    return Failed(
        stage=Segment.UNFOLD.value,
        code=SourceChanged.code,
        disposition=Disposition.REJECT,
        message=f"{document.name} had {before} pages when it came in and {now} now; scan it again",
    )


def _quarantined(page: PageRow) -> NewEvent:
    failed = page.failure
    facts = (Fact("page", str(page.number + 1)), Fact("reason", failed.code if failed else ""))
    return NewEvent(kind=EventKind.PAGE_QUARANTINED, subject=page.document, facts=facts)


def mean_confidence_of(pages: Sequence[PageRow]) -> float | None:
    """Mean over the pages' words, weighted by letters."""
    summaries = [page.summary for page in pages if page.summary is not None]
    read = [(s.mean_confidence, s.letters) for s in summaries if s.mean_confidence is not None]
    letters = sum(count for _confidence, count in read)
    return sum(confidence * count for confidence, count in read) / letters if letters else None
