"""Takes back what was read of a paper that the secrecy gate stopped, and its bytes once it is withdrawn."""

from dataclasses import replace

from domain.actor import EVERY_UNIT
from domain.ids import DocumentId, Sha256
from domain.ledger import PageRow, PageState
from domain.lifecycle import State
from domain.ports import Ledger
from domain.task import Done, PageSummary, Report
from engine.holdings import Holdings


def forget_pages(ledger: Ledger, holdings: Holdings, pages: tuple[PageRow, ...]) -> None:
    """Deletes the values of a paper's pages from the spool."""
    kept = _values_of_others(ledger, pages[0].document)
    for page in pages:
        if page.value is not None and page.value.sha256 not in kept:
            holdings.spool.delete(page.value.sha256)


def forget_late(ledger: Ledger, holdings: Holdings, report: Report) -> None:
    """Deletes what was read of a page after its paper had been stopped."""
    value = report.outcome.value if isinstance(report.outcome, Done) else None
    if value is not None and value.sha256 not in ledger.artifacts_in_use():
        holdings.spool.delete(value.sha256)


def forget_unnamed(ledger: Ledger, holdings: Holdings) -> None:
    """Deletes readings in the spool that no row names: a killed run, or a new try, left them.

    They may be of a page that the gate has stopped since. Other bytes that no row names stay: an intake
    writes before the ledger knows of it. The caller holds the ledger's lease.
    """
    named = ledger.artifacts_in_use()
    for digest in tuple(holdings.spool.digests()):
        if digest not in named and holdings.is_reading(digest):
            holdings.spool.delete(digest)


def forget_withdrawn(
    ledger: Ledger, holdings: Holdings, documents: tuple[DocumentId, ...] | None = None
) -> int:
    """Erases from the spool the files of papers that were withdrawn because of a secrecy stamp.

    All such papers when none are named; how many files were erased. What a paper that is not withdrawn
    names as well stays.
    """
    withdrawn = ledger.documents(EVERY_UNIT, states=frozenset({State.WITHDRAWN}))
    chosen = [row for row in withdrawn if documents is None or row.document.id in documents]
    doomed = {
        file.artifact.sha256
        for row in chosen
        for file in row.document.files
        if holdings.spool.has(file.artifact.sha256) and _was_stopped(ledger, row.document.id)
    }
    if not doomed:
        return 0
    live = ledger.documents(EVERY_UNIT, states=frozenset(State) - {State.WITHDRAWN})
    doomed -= {file.artifact.sha256 for row in live for file in row.document.files}
    for digest in sorted(doomed):
        holdings.spool.delete(digest)
    return len(doomed)


def _was_stopped(ledger: Ledger, document: DocumentId) -> bool:
    return ledger.count_pages(document, PageState.STOPPED, EVERY_UNIT) > 0


def stopped_pages(
    pages: tuple[PageRow, ...], number: int, summary: PageSummary | None
) -> tuple[PageRow, ...]:
    """The rows of a stopped paper: page `number` bears the mark, nothing is known of the others."""
    return tuple(
        replace(
            page,
            state=PageState.STOPPED if page.number == number else PageState.WAITING,
            value=None,
            keys=(),
            summary=summary if page.number == number else None,
            failure=None,
        )
        for page in pages
    )


def _values_of_others(ledger: Ledger, document: DocumentId) -> frozenset[Sha256]:
    """What uncleared papers but this one have in the spool: the same page may be in two of them."""
    # A paper that asks about a bad page has what was read of its good ones in the spool alone.
    uncleared = frozenset({State.RECEIVED, State.QUESTION, State.QUARANTINED})
    rows = ledger.documents(EVERY_UNIT, states=uncleared)
    others = (ledger.pages(row.document.id, EVERY_UNIT) for row in rows if row.document.id != document)
    return frozenset(page.value.sha256 for pages in others for page in pages if page.value is not None)
