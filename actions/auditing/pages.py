"""Every page that came in is in exactly one place."""

from collections import Counter
from collections.abc import Iterator

from actions.auditing.evidence import PaperEvidence, fact_of, is_cut, is_unfolded, pages_of
from actions.auditing.findings import RESTORE_LEDGER, Finding
from domain.document import QuestionKind
from domain.event import EventKind
from domain.ledger import DocumentRow, PageRow, PageState
from domain.lifecycle import State

_UNOPENED = frozenset({State.RECEIVED, State.QUARANTINED, State.WITHDRAWN})
"""States a paper may be in while its files were not opened yet, or not again since it was tried again."""

_OPEN = frozenset({PageState.WAITING, PageState.READ, PageState.QUARANTINED, PageState.LEFT_OUT})
_SETTLED = frozenset({PageState.READ, PageState.LEFT_OUT})
_STOPPED = frozenset(PageState) - {PageState.READ}
_ASKED = frozenset({PageState.READ, PageState.QUARANTINED, PageState.LEFT_OUT})


def check_pages(paper: PaperEvidence) -> Iterator[Finding]:
    """What is wrong with a paper's pages."""
    row = paper.row
    if row is None:
        yield paper.finding("its row in the ledger does not decode", RESTORE_LEDGER)
        return
    if (row.document.id, row.document.batch) != (paper.entry.document, paper.entry.batch):
        yield paper.finding("its row holds the value of another paper", RESTORE_LEDGER)
    for number in paper.damaged_pages:
        yield paper.finding("the page's row does not decode", RESTORE_LEDGER, number)
    if is_unfolded(row.document):
        yield from _numbers(paper, row)
        yield from _sources(paper, row)
    elif row.state not in _UNOPENED:
        yield paper.finding(f"it is {row.state.value}, but one of its files was never opened", paper.show)
    yield from _states(paper, row)
    for page in paper.pages:
        yield from _one_page(paper, row, page)
    if row.state is State.QUARANTINED and (row.failure is None or not row.failure.message.strip()):
        yield paper.finding("it is in quarantine and nothing says why", paper.show)


def _numbers(paper: PaperEvidence, row: DocumentRow) -> Iterator[Finding]:
    wanted = len(pages_of(row.document))
    seen = Counter([*(page.number for page in paper.pages), *paper.damaged_pages])
    for number in range(wanted):
        if not seen[number]:
            yield paper.finding("the page came in and has no row: it is lost", RESTORE_LEDGER, number)
    for number, times in sorted(seen.items()):
        if not 0 <= number < wanted:
            yield paper.finding(
                f"the paper's files have {wanted} pages: this one is none", paper.show, number
            )
        if times > 1:
            yield paper.finding(f"the page is in the ledger {times} times", RESTORE_LEDGER, number)


def _sources(paper: PaperEvidence, row: DocumentRow) -> Iterator[Finding]:
    """Each page of each file stands in as many rows as the paper has that file, at its place."""
    wanted = pages_of(row.document)
    for page in paper.pages:
        if page.document != paper.entry.document:
            yield paper.finding("the page's row holds a page of another paper", RESTORE_LEDGER, page.number)
        place = (page.page.source.sha256, page.page.index)
        if 0 <= page.number < len(wanted) and place != wanted[page.number]:
            yield paper.finding(
                "the page's row names another page than the one that came in", RESTORE_LEDGER, page.number
            )


def _states(paper: PaperEvidence, row: DocumentRow) -> Iterator[Finding]:
    """The pages' states fit the paper's."""
    allowed, needed = _fitting(row)
    for page in paper.pages:
        if page.state not in allowed:
            yield paper.finding(
                f"the page is {page.state.value} while its paper is {_words(row)}", paper.show, page.number
            )
    whole = not paper.damaged_pages and is_unfolded(row.document)
    if needed is not None and whole and all(page.state is not needed for page in paper.pages):
        yield paper.finding(f"it is {_words(row)}, but none of its pages is {needed.value}", paper.show)


def _fitting(row: DocumentRow) -> tuple[frozenset[PageState], PageState | None]:
    """The states that pages may be in, and the one that at least one of them must be in."""
    asked = {question.kind for question in row.document.questions}
    match row.state:
        case State.RECEIVED:
            return _OPEN, None
        case State.QUARANTINED | State.WITHDRAWN:
            # It may have gone there from wherever it was.
            return frozenset(PageState) if row.state is State.WITHDRAWN else _OPEN, None
        case State.QUESTION if QuestionKind.SECRECY in asked:
            return _STOPPED, PageState.STOPPED
        case State.QUESTION if QuestionKind.PAGE in asked:
            return _ASKED, PageState.QUARANTINED
        case _:
            return _SETTLED, PageState.READ


def _words(row: DocumentRow) -> str:
    asked = sorted({question.kind.value for question in row.document.questions})
    return f"{row.state.value} ({', '.join(asked)})" if row.state is State.QUESTION else row.state.value


def _one_page(paper: PaperEvidence, row: DocumentRow, page: PageRow) -> Iterator[Finding]:
    """A page has what its state promises; what left a page of a stack out is told of the stack (cuts.py)."""
    secret = any(question.kind is QuestionKind.SECRECY for question in row.document.questions)
    if page.state is PageState.READ and (page.value is None or page.summary is None):
        yield paper.finding("the page is read, but what was read is not named", paper.show, page.number)
    if page.state is PageState.QUARANTINED and page.failure is None:
        yield paper.finding("the page is in quarantine and nothing says why", paper.show, page.number)
    if (
        page.state is PageState.STOPPED
        and paper.events is not None
        and not paper.told(EventKind.SECRECY_FOUND)
    ):
        yield paper.finding("the page is stopped, but no event tells of a mark", paper.show, page.number)
    told = is_cut(paper) or paper.events is None or _left_out(paper, page.number)
    if page.state is PageState.LEFT_OUT and not told:
        yield paper.finding("the page is left out, but no event tells who did it", paper.show, page.number)
    if secret and row.state is State.QUESTION and page.value is not None:
        yield paper.finding(
            "the secrecy gate stopped the paper, but what was read of the page is still named",
            paper.show,
            page.number,
        )


def _left_out(paper: PaperEvidence, number: int) -> bool:
    return any(fact_of(event, "page") == str(number + 1) for event in paper.told(EventKind.PAGE_LEFT_OUT))
