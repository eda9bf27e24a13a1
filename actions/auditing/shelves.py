"""Every row has its bytes: in the store, or in the spool as long as the paper is not cleared."""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.auditing.evidence import PaperEvidence, is_cut
from actions.auditing.findings import RESTORE_BYTES, RESTORE_LEDGER, Finding
from domain.artifact import Artifact
from domain.document import Document, QuestionKind
from domain.errors import InputError, IntegrityError, KeyUnusable, NotFound, TransientError
from domain.event import NO_HASH
from domain.ids import Sha256
from domain.ledger import DocumentRow, PageRow, PageState
from domain.lifecycle import State
from domain.page import Flag
from domain.ports import ArtifactStore
from engine.holdings import Holdings

PDF_STATES = frozenset({State.COMPOSED, State.WAITING_SIGNATURE, State.SIGNED, State.FILED, State.SUPERSEDED})
"""States in which the paper's PDF is made of the pages it has now."""

_BEFORE_CLEARANCE = frozenset({State.RECEIVED, State.QUARANTINED, State.WITHDRAWN})
_STOPS_CLEARANCE = frozenset({QuestionKind.SECRECY, QuestionKind.PAGE})


@dataclass(frozen=True, slots=True)
class Named:
    """An artifact that a paper names: what it is to the paper, and of which page (from 0)."""

    artifact: Artifact
    what: str
    page: int | None = None


def names(paper: PaperEvidence) -> Iterator[Named]:
    """All artifacts a paper names, its PDF files first."""
    if paper.row is None:
        return
    document = paper.row.document
    yield from _pdfs(document)
    for number, file in enumerate(document.files):
        yield Named(file.artifact, f"source file {number + 1}")
    if document.kept_fields is not None:
        yield Named(document.kept_fields, "what was read of its fields")
    for page in paper.pages:
        if page.value is not None:
            yield Named(page.value, "what was read of the page", page.number)


def _pdfs(document: Document) -> Iterator[Named]:
    if document.signed_pdf is not None:
        yield Named(document.signed_pdf, "the signed PDF")
    if document.pdf is not None:
        yield Named(document.pdf, "the PDF")


def is_cleared(row: DocumentRow) -> bool:
    """The secrecy gate has let all its pages pass: the store must have its bytes."""
    if row.state is State.QUESTION:
        return not _STOPS_CLEARANCE & {question.kind for question in row.document.questions}
    return row.state not in _BEFORE_CLEARANCE


class Shelves:
    """Spool and store as the audit sees them: listed once, asked again where the list says no."""

    def __init__(self, holdings: Holdings, count_pages: Callable[[Path], int] | None) -> None:
        """`count_pages` counts the pages of a PDF; None leaves all bytes unread."""
        self._store, self._spool = holdings.store, holdings.spool
        self.in_store = frozenset(self._store.digests())
        self.in_spool = frozenset(self._spool.digests())
        self._count_pages = count_pages
        self._sizes: dict[Sha256, int] = {}
        self._pages: dict[Sha256, int] = {}
        self._sound: set[tuple[int, Sha256]] = set()

    @property
    def reads(self) -> bool:
        return self._count_pages is not None

    @property
    def read(self) -> int:
        """How many artifacts were read and found right."""
        return len({digest for _place, digest in self._sound})

    def fault(self, artifact: Artifact, *, cleared: bool, sized: bool = True) -> str | None:
        """Why the bytes are not where they should be, or not what they should be.

        Unless `sized`, the artifact's size is not known and counts for nothing.
        """
        # Rows that name the same bytes must name the same size.
        if sized and self._sizes.setdefault(artifact.sha256, artifact.size) != artifact.size:
            return "has another size in another row"
        try:
            places = self._places(artifact.sha256, cleared=cleared)
            for place in places if self.reads else ():
                size = self._read(place, artifact)
                if sized and size not in (None, artifact.size):
                    return f"has {size} bytes, its row says {artifact.size}"
        except (IntegrityError, NotFound) as error:
            return f"is damaged: {error}"
        except (TransientError, KeyUnusable) as error:
            self._ask_anything()
            return f"cannot be read: {error}"
        where = "the store" if cleared else "spool and store"
        return None if places else f"is not in {where}"

    def spools(self, digest: Sha256) -> bool:
        """The spool has something under that digest, listed before and there still."""
        return digest in self.in_spool and self._spool.has(digest)

    def pages(self, pdf: Artifact) -> int | None:
        """The pages of a stored PDF; None when it has no sound bytes, an InputError when it is no PDF."""
        if self._count_pages is None:
            return None
        if pdf.sha256 not in self._pages:
            try:
                with self._store.local(pdf) as path:
                    self._pages[pdf.sha256] = self._count_pages(path)
            except (IntegrityError, NotFound):
                return None
            except (TransientError, KeyUnusable):
                self._ask_anything()
                return None
        return self._pages[pdf.sha256]

    def _places(self, digest: Sha256, *, cleared: bool) -> list[ArtifactStore]:
        places = [self._store] if digest in self.in_store or self._store.has(digest) else []
        # A cleared paper may have its bytes in the spool besides, and the engine would read them there.
        if (digest in self.in_spool) if places else not cleared:
            # While an engine works, what was in the spool moves on into the store.
            listed = digest in self.in_spool and not self.reads
            places += [self._spool] if listed or self._spool.has(digest) else []
        return places

    def _read(self, place: ArtifactStore, artifact: Artifact) -> int | None:
        """The size of what is stored, once its digest was found right; None when that was done before."""
        key = (id(place), artifact.sha256)
        if key in self._sound:
            return None
        size = sum(map(len, place.stream(artifact)))
        self._sound.add(key)
        return size

    def _ask_anything(self) -> None:
        """The whole store away is no fault of one artifact: then the error of that goes up."""
        for place in (self._store, self._spool):
            place.has(NO_HASH)


def check_bytes(paper: PaperEvidence, shelves: Shelves) -> Iterator[Finding]:
    """What a paper names and has no sound bytes for."""
    if is_shredded(paper):
        return
    cleared = paper.row is not None and is_cleared(paper.row)
    # Nobody has seen such a page pass the gate: its file stays in the spool.
    kept_back = {page.page.source.sha256 for page in paper.pages if page.state is PageState.LEFT_OUT}
    if paper.row is not None and is_cut(paper):
        # Whether the files of a stack's other pages must be there is the stack's matter.
        own = {page.page.source.sha256 for page in paper.pages}
        kept_back |= {file.artifact.sha256 for file in paper.row.document.files} - own
    for named in names(paper):
        in_store = cleared and named.artifact.sha256 not in kept_back
        fault = shelves.fault(named.artifact, cleared=in_store)
        if fault is not None:
            words = f"{named.what} ({named.artifact.sha256}) {fault}"
            yield paper.finding(words, _advice(paper, named), named.page)


def is_shredded(paper: PaperEvidence) -> bool:
    """The paper was withdrawn because of a secrecy stamp: nobody keeps its files any more."""
    withdrawn = paper.row is not None and paper.row.state is State.WITHDRAWN
    return withdrawn and any(page.state is PageState.STOPPED for page in paper.pages)


def check_shredded(paper: PaperEvidence, shelves: Shelves, live: Container[Sha256]) -> Iterator[Finding]:
    """What is left of such a paper in the spool, although no other paper names it."""
    for named in names(paper):
        if named.artifact.sha256 not in live and shelves.spools(named.artifact.sha256):
            yield paper.finding(
                f"{named.what} ({named.artifact.sha256}) lies in the spool, but the paper was withdrawn",
                f"end what was cut off: `sohoa review withdraw {paper.entry.document}`",
            )


def _advice(paper: PaperEvidence, named: Named) -> str:
    # The secrecy gate deletes readings before it commits: a crash in between is mended by the next run.
    unfinished = paper.row is not None and paper.row.state is State.RECEIVED and named.page is not None
    return (
        f"let a run of `sohoa ingest` end, audit again, and else {RESTORE_BYTES}"
        if unfinished
        else RESTORE_BYTES
    )


def check_in_use(paper: PaperEvidence, in_use: frozenset[Sha256]) -> Iterator[Finding]:
    """What a paper names and the ledger's tables of bytes in use do not: a sweep would take it away."""
    for named in names(paper):
        if named.artifact.sha256 not in in_use:
            yield paper.finding(
                f"{named.what} ({named.artifact.sha256}) is missing among the bytes in use",
                RESTORE_LEDGER,
                named.page,
            )


def check_left_out(paper: PaperEvidence, read: Sequence[PageRow]) -> Iterator[Finding]:
    """Only blank sides may be missing in a paper's PDF."""
    for number in () if paper.row is None else paper.row.document.left_out:
        page = read[number] if number < len(read) else None
        if page is None or page.summary is None or Flag.BLANK not in page.summary.flags:
            yield paper.finding("a page that is not blank was left out of the PDF", paper.show, number)


def check_pdf(paper: PaperEvidence, read_pages: int, shelves: Shelves) -> Iterator[Finding]:
    """The paper's PDF has its read pages, or all its pages when it came in signed."""
    row = paper.row
    if row is None or row.state not in PDF_STATES:
        return
    document = row.document
    if document.pdf is None:
        yield paper.finding(f"it is {row.state.value} and has no PDF", paper.show)
        return
    wanted = read_pages - len(document.left_out)
    if document.signed_elsewhere:
        wanted = document.files[0].page_count or 0
        if document.pdf.sha256 != document.files[0].artifact.sha256:
            yield paper.finding("it came in signed, but its PDF is not the file that came in", paper.show)
    for named in _pdfs(document):
        try:
            pages = shelves.pages(named.artifact)
        except InputError as error:
            yield paper.finding(f"{named.what} does not open ({error.code})", paper.show)
            continue
        if pages is not None and pages != wanted:
            yield paper.finding(f"{named.what} has {pages} pages and should have {wanted}", paper.show)
