"""What is next, read from the ledger alone: no queue to lose or to repair."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.actor import EVERY_UNIT
from domain.batch import BatchPapers, PaperCodes
from domain.document import Document, QuestionKind
from domain.ids import BatchId, DocumentId, DossierNumber
from domain.ledger import DocumentRow, PageRow, PageState
from domain.lifecycle import State
from domain.ports import Clock, Ledger
from domain.task import Segment, StoredPage, Task
from pipeline.plan import KeyRole, Sign, may_sign
from pipeline.profile import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Turns the ledger's state into tasks."""

    ledger: Ledger
    clock: Clock
    rules: Callable[[str], Rules]
    """The rules of the profile of that name."""
    key: Callable[[], KeyRole | None]

    def tasks(self) -> Iterator[Task]:
        """All that can be done now, in order of arrival; signatures once nothing else is left.

        A key that does not open raises only then: papers are read and stored without it.
        """
        others = (*self._reading(), *self._linking(), *self._composing())
        yield from others or self._signing()

    def _reading(self) -> Iterator[Task]:
        for row in self._rows(State.RECEIVED):
            document = row.document
            if any(file.page_count is None for file in document.files):
                yield Task(segment=Segment.UNFOLD, document=document)
                continue
            for page in self.ledger.pages(document.id, EVERY_UNIT):
                if page.state is PageState.WAITING:
                    stored = StoredPage(page=page.page, value=None)
                    yield Task(segment=Segment.READ, document=document, pages=(stored,), number=page.number)

    def _linking(self) -> Iterator[Task]:
        rows = self._rows(State.READ)
        waiting = dict.fromkeys(row.document.batch for row in rows if not is_linked(row.document))
        unread = {row.document.batch for row in self._rows(State.RECEIVED)}
        for batch in waiting:
            if batch not in unread:
                yield Task(segment=Segment.LINK, batch=self._papers(batch))
        for row in rows:
            if is_linked(row.document):
                yield Task(segment=Segment.TYPE, document=row.document, pages=self._stored(row.document.id))

    def _composing(self) -> Iterator[Task]:
        for row in self._rows(State.CONFIRMED):
            yield Task(segment=Segment.COMPOSE, document=row.document, pages=self._stored(row.document.id))

    def _signing(self) -> Iterator[Task]:
        for row in self._rows(State.WAITING_SIGNATURE):
            if isinstance(may_sign(row.document, self.rules(row.document.profile), self.key()), Sign):
                yield Task(segment=Segment.SIGN, document=row.document, at=self.clock.now())

    def _rows(self, state: State) -> tuple[DocumentRow, ...]:
        return self.ledger.documents(EVERY_UNIT, states=frozenset({state}))

    def _stored(self, document: DocumentId) -> tuple[StoredPage, ...]:
        return tuple(
            StoredPage(page=row.page, value=row.value) for row in self.ledger.pages(document, EVERY_UNIT)
        )

    def _papers(self, batch: BatchId) -> BatchPapers:
        rows = self.ledger.documents(EVERY_UNIT, batch=batch)
        return BatchPapers(
            batch=self.ledger.batch(batch, EVERY_UNIT),
            papers=tuple(
                PaperCodes(
                    document=row.document.id, numbers=_numbers(self.ledger.pages(row.document.id, EVERY_UNIT))
                )
                for row in rows
            ),
        )


def is_linked(document: Document) -> bool:
    """The linking has spoken: there is a dossier, a word that there is none, or a question."""
    asked = any(question.kind is QuestionKind.DOSSIER for question in document.questions)
    return document.dossier is not None or asked


def _numbers(pages: tuple[PageRow, ...]) -> tuple[DossierNumber, ...]:
    found = (code.dossier for page in pages if page.summary for code in page.summary.codes)
    return tuple(sorted({number for number in found if number is not None}))
