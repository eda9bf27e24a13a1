"""What the ledger says of one batch at one moment; a row that is damaged costs nothing but itself."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from actions.auditing.findings import Finding
from domain.actor import UnitScope
from domain.document import Document
from domain.errors import LedgerBusy, LedgerUnavailable, NotFound, StoreUnavailable
from domain.event import Event, EventKind
from domain.ids import BatchId, DocumentId, Sha256
from domain.ledger import DocumentRow, Indexed, PageRow
from domain.lifecycle import State
from domain.ports import Ledger

T = TypeVar("T")

# A value that does not decode, and what a database says of a damaged row or page of its file.
_DAMAGE = (ValueError, RecursionError, LedgerBusy, LedgerUnavailable, StoreUnavailable)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEvidence:
    """All that is known of a paper; `row` or `events` is None when it, or the chain, does not decode."""

    entry: Indexed
    row: DocumentRow | None
    pages: tuple[PageRow, ...]
    damaged_pages: tuple[int, ...]
    """Numbers of the pages whose rows do not decode."""
    events: tuple[Event, ...] | None

    def finding(self, what: str, advice: str, page: int | None = None) -> Finding:
        """A finding on this paper; `page` counts from 0."""
        number = None if page is None else page + 1
        return Finding(
            batch=self.entry.batch, document=self.entry.document, page=number, what=what, advice=advice
        )

    @property
    def show(self) -> str:
        """The advice to look at the paper."""
        return f"look at it with `sohoa show {self.entry.document}` and compare with the last backup"

    def told(self, kind: EventKind) -> tuple[Event, ...]:
        """The events of that kind, in order; none when the chain does not decode."""
        return tuple(event for event in self.events or () if event.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEvidence:
    """A batch with its chain and its papers; `events` is None when the chain does not decode."""

    batch: BatchId
    events: tuple[Event, ...] | None
    papers: tuple[PaperEvidence, ...]

    @property
    def mark(self) -> tuple[object, ...]:
        """Differs between two moments when the batch has changed between them."""
        revisions = tuple((paper.entry.document, paper.entry.revision) for paper in self.papers)
        return (*revisions, None if self.events is None else len(self.events))


@dataclass(frozen=True, slots=True)
class Witness:
    """Asks the ledger within a scope."""

    ledger: Ledger
    scope: UnitScope

    def take(self, batch: BatchId, entries: tuple[Indexed, ...]) -> BatchEvidence:
        """The batch as it is now; `entries` are taken anew when they are out of date."""
        rows = self._rows(batch, entries)
        if any(row.revision != entry.revision for entry, row in _paired(entries, rows)):
            entries = self.ledger.index(self.scope, batch=batch)
            rows = self._rows(batch, entries)
        # Pages and events are read after the rows: they may be newer, and then the mark tells.
        pages = {entry.document: self._pages(entry, rows.get(entry.document)) for entry in entries}
        events = self._attempt(lambda: self.ledger.events(batch, self.scope))
        by_subject: dict[str, list[Event]] = defaultdict(list)
        for event in events or ():
            by_subject[event.subject].append(event)
        return BatchEvidence(
            batch=batch,
            events=events,
            papers=tuple(
                PaperEvidence(
                    entry=entry,
                    row=rows.get(entry.document),
                    pages=pages[entry.document][0],
                    damaged_pages=pages[entry.document][1],
                    events=None if events is None else tuple(by_subject[entry.document]),
                )
                for entry in entries
            ),
        )

    def batches(self) -> tuple[tuple[BatchId, ...], bool]:
        """The batches that are listed, and False when the list does not decode."""
        found = self._attempt(lambda: self.ledger.batches(self.scope))
        return () if found is None else tuple(batch.id for batch in found), found is not None

    def batch_decodes(self, batch: BatchId) -> bool:
        return self._attempt(lambda: self.ledger.batch(batch, self.scope)) is not None

    def _rows(self, batch: BatchId, entries: tuple[Indexed, ...]) -> dict[DocumentId, DocumentRow]:
        found = self._attempt(lambda: self.ledger.documents(self.scope, batch=batch))
        if found is not None and len(found) == len(entries):
            # By the index: what a value calls itself is one of the things to be checked.
            return {entry.document: row for entry, row in zip(entries, found, strict=True)}
        one_by_one = ((entry.document, self._row(entry.document)) for entry in entries)
        return {document: row for document, row in one_by_one if row is not None}

    def _row(self, document: DocumentId) -> DocumentRow | None:
        return self._attempt(lambda: self.ledger.document(document, self.scope))

    def _pages(self, entry: Indexed, row: DocumentRow | None) -> tuple[tuple[PageRow, ...], tuple[int, ...]]:
        pages = self._attempt(lambda: self.ledger.pages(entry.document, self.scope))
        if pages is not None:
            return pages, ()
        whole, damaged = list[PageRow](), list[int]()
        named = 0 if row is None else len(pages_of(row.document))
        for number in range(max(named, sum(count for _state, count in entry.pages))):
            try:
                page = self._page(entry.document, number)
            except NotFound:
                continue
            if page is None:
                damaged.append(number)
            else:
                whole.append(page)
        return tuple(whole), tuple(damaged)

    def _page(self, document: DocumentId, number: int) -> PageRow | None:
        """None when the row does not decode; NotFound when there is none."""
        return self._attempt(lambda: self.ledger.page(document, number, self.scope), missing=False)

    def _attempt(self, ask: Callable[[], T], *, missing: bool = True) -> T | None:
        """The answer; None when this row is damaged, or gone and `missing` says that this is damage too.

        When the whole ledger is away, the error of that goes up.
        """
        try:
            return ask()
        except NotFound:
            if missing:
                return None
            raise
        except _DAMAGE:
            self.ledger.index(self.scope, batch=BatchId(""))
            return None


def _paired(
    entries: tuple[Indexed, ...], rows: dict[DocumentId, DocumentRow]
) -> list[tuple[Indexed, DocumentRow]]:
    return [(entry, rows[entry.document]) for entry in entries if entry.document in rows]


def page_count(document: Document) -> tuple[int, ...]:
    """The pages of each file: one for a file that could not be opened, none for one nobody opened yet."""
    return tuple(1 if file.fault is not None else file.page_count or 0 for file in document.files)


def pages_of(document: Document) -> tuple[tuple[Sha256, int], ...]:
    """What its pages are, in order: the digest of a file that came in, and the page there, from 0."""
    files = zip(document.files, page_count(document), strict=True)
    came_in = tuple((file.artifact.sha256, index) for file, count in files for index in range(count))
    if document.cut_from is None:
        return came_in
    return tuple(came_in[number] for number in document.cut_from.pages if number < len(came_in))


def is_unfolded(document: Document) -> bool:
    """Every file was opened, or could not be."""
    return all(file.fault is not None or file.page_count is not None for file in document.files)


def is_cut(paper: PaperEvidence) -> bool:
    """The paper was made of pages of a stack."""
    return paper.row is not None and paper.row.document.cut_from is not None


def path_of(paper: PaperEvidence) -> tuple[tuple[str, str], ...]:
    """The changes of state that the events tell, as (from, to)."""
    return tuple(
        (fact_of(event, "from"), fact_of(event, "to")) for event in paper.told(EventKind.STATE_CHANGED)
    )


def times_in(paper: PaperEvidence, state: State) -> int:
    """How often the paper came into that state, as the events tell."""
    return sum(after == state.value for _before, after in path_of(paper))


def fact_of(event: Event, name: str) -> str:
    """The fact of that name; "" when the event tells none."""
    return next((fact.value for fact in event.facts if fact.name == name), "")
