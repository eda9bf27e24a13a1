"""What is next, read from the ledger alone: no queue to lose or to repair."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domain.actor import EVERY_UNIT
from domain.barcode import PayloadKind
from domain.batch import BatchPapers, PaperCodes
from domain.document import Document, Place, Priority, QuestionKind
from domain.ids import BatchId, DocumentId
from domain.ledger import DocumentRow, PageRow, PageState
from domain.lifecycle import State
from domain.ports import Clock, Ledger
from domain.task import Segment, StoredPage, Task
from pipeline.plan import KeyRole, Sign, may_sign
from pipeline.profile import Rules

IN_WORK = frozenset({State.RECEIVED, State.READ, State.CONFIRMED})
"""States in which a paper waits for a task, but for its signature."""

_BEFORE_LINK = frozenset({Segment.UNFOLD, Segment.READ, Segment.SPLIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Turns the ledger's state into tasks."""

    ledger: Ledger
    clock: Clock
    rules: Callable[[str], Rules]
    """The rules of the profile of that name."""
    key: Callable[[], KeyRole | None]

    def tasks(self, priority: Priority | None = None) -> Iterator[Task]:
        """All that can be done now but signatures, in order of arrival; of one priority when it is named."""
        rows = self.ledger.documents(EVERY_UNIT, states=IN_WORK, priority=priority)
        for row in rows:
            yield from self._next(row)
        for batch in dict.fromkeys(row.document.batch for row in rows if awaits_link(row)):
            yield from self._linking(batch)

    def signatures(self, priority: Priority | None = None) -> Iterator[Task]:
        """Papers that may be signed now; raises when the key does not open."""
        waiting = frozenset({State.WAITING_SIGNATURE})
        for row in self.ledger.documents(EVERY_UNIT, states=waiting, priority=priority):
            yield from self._signing(row)

    def signature(self, task: Task) -> Iterator[Task]:
        """The signature of the paper a task was about, when it may be made now."""
        if task.document is not None:
            row = self.ledger.document(task.document.id, EVERY_UNIT)
            if row.state is State.WAITING_SIGNATURE:
                yield from self._signing(row)

    def after(self, task: Task) -> Iterator[Task]:
        """What the report of a task has made possible but signatures."""
        if task.batch is not None:
            for paper in task.batch.papers:
                yield from self._next(self.ledger.document(paper.document, EVERY_UNIT))
            return
        if task.document is None:
            return
        row = self.ledger.document(task.document.id, EVERY_UNIT)
        if row.state is State.RECEIVED and task.segment is Segment.READ:
            return  # its other pages are planned already
        yield from self._next(row)
        if row.state is not State.RECEIVED and task.segment in _BEFORE_LINK:
            yield from self._linking(row.document.batch)

    def _next(self, row: DocumentRow) -> Iterator[Task]:
        document = row.document
        match row.state:
            case State.RECEIVED if any(file.page_count is None for file in document.files):
                yield Task(segment=Segment.UNFOLD, document=document)
            case State.RECEIVED:
                yield from self._reading(document)
            case State.READ if document.group is None:
                yield Task(segment=Segment.SPLIT, document=document, pages=self._stored(document.id))
            case State.READ if is_linked(document):
                yield Task(segment=Segment.TYPE, document=document, pages=self._stored(document.id))
            case State.CONFIRMED:
                yield Task(segment=Segment.COMPOSE, document=document, pages=self._stored(document.id))
            case _:
                pass

    def _reading(self, document: Document) -> Iterator[Task]:
        for page in self.ledger.pages(document.id, EVERY_UNIT):
            if page.state is PageState.WAITING:
                yield Task(
                    segment=Segment.READ,
                    document=document,
                    pages=(StoredPage(page=page.page, value=None),),
                    number=page.number,
                    without=page.without,
                )

    def _linking(self, batch: BatchId) -> Iterator[Task]:
        """A batch is linked when none of its papers is to be read or cut any more: one may bear the
        code of all."""
        if self.ledger.count_documents(batch, State.RECEIVED, EVERY_UNIT):
            return
        rows = self.ledger.documents(EVERY_UNIT, batch=batch)
        if any(row.state is State.READ and row.document.group is None for row in rows):
            return
        if any(awaits_link(row) for row in rows):
            yield Task(segment=Segment.LINK, batch=self._papers(batch, rows))

    def _signing(self, row: DocumentRow) -> Iterator[Task]:
        if isinstance(may_sign(row.document, self.rules(row.document.profile), self.key()), Sign):
            yield Task(segment=Segment.SIGN, document=row.document, at=self.clock.now())

    def _stored(self, document: DocumentId) -> tuple[StoredPage, ...]:
        return tuple(
            StoredPage(page=row.page, value=row.value, number=row.number)
            for row in self.ledger.pages(document, EVERY_UNIT)
            if row.state is PageState.READ
        )

    def _papers(self, batch: BatchId, rows: tuple[DocumentRow, ...]) -> BatchPapers:
        return BatchPapers(
            batch=self.ledger.batch(batch, EVERY_UNIT),
            papers=tuple(
                codes_of(row.document, self.ledger.pages(row.document.id, EVERY_UNIT))
                for row in _in_order(rows)
            ),
        )


def _in_order(rows: tuple[DocumentRow, ...]) -> list[DocumentRow]:
    """The papers as they came in: those cut from a stack stand where it stood."""
    arrival = {row.document.id: number for number, row in enumerate(rows)}

    def place(row: DocumentRow) -> tuple[int, int]:
        cut = row.document.cut_from
        return (arrival[row.document.id], 0) if cut is None else (arrival[cut.stack], cut.pages[0])

    return sorted((row for row in rows if row.state is not State.CUT), key=place)


def awaits_link(row: DocumentRow) -> bool:
    """The paper is read and cut, and nothing is said of its dossier yet."""
    return row.state is State.READ and row.document.group is not None and not is_linked(row.document)


def is_linked(document: Document) -> bool:
    """The linking has spoken: there is a dossier, a word that there is none, or a question."""
    asked = any(question.kind is QuestionKind.DOSSIER for question in document.questions)
    return document.dossier is not None or asked


def codes_of(document: Document, pages: Sequence[PageRow]) -> PaperCodes:
    """What symbols on the pages of a paper say of its dossier."""
    summaries = [page.summary for page in pages if page.summary]
    codes = [
        (page.number, code)
        for page in pages
        if page.summary
        for code in page.summary.codes
        if code.dossier is not None or code.kind == PayloadKind.REFUSED_DOSSIER
    ]
    return PaperCodes(
        document=document.id,
        group=document.group,
        procedures=tuple(sorted({code for summary in summaries for code in summary.procedures})),
        numbers=tuple(sorted({code.dossier for _, code in codes if code.dossier is not None})),
        has_refused=any(code.kind == PayloadKind.REFUSED_DOSSIER for _, code in codes),
        places=tuple(Place(number, code.box) for number, code in codes),
    )
