"""Writes what became of a received stack: it stays one paper, or papers are made of its pages."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.actor import EVERY_UNIT
from domain.codec import canonical
from domain.document import Candidate, CutPaper, Cutting, Document, Place, Question, QuestionKind
from domain.event import EventKind, Fact
from domain.ids import DocumentId, Sha256, new_document_id
from domain.ledger import Arrival, DocumentRow, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.stack import CutFrom
from engine.record_pages import mean_confidence_of
from engine.writing import Writer


@dataclass(frozen=True, slots=True)
class StackRecorder:
    """Cuts in one transaction: every page of the stack goes into one paper, or stays with the stack."""

    writer: Writer

    def cut(self, row: DocumentRow, cutting: Cutting) -> None:
        """One paper with every page stays the paper that came in; else each gets a row of its own."""
        if row.document.group is not None:
            return
        pages = self.writer.ledger.pages(row.document.id, EVERY_UNIT)
        seen = [page for page in pages if page.state is PageState.READ]
        judged = tuple(replace(page, verdict=cutting.verdicts[page.number]) for page in seen)
        (first, *others) = cutting.papers
        if not others and all(page.number in first.pages for page in seen):
            questions = (*row.document.questions, *first.questions)
            document = replace(row.document, group=first.group, questions=questions)
            self.writer.commit(row, (document, State.READ), pages=judged)
            return
        papers = tuple(
            (replace(paper, questions=_asked_of(paper, chosen)), chosen)
            for paper, chosen in zip(cutting.papers, _numbers_of(cutting.papers, pages), strict=True)
        )
        self._cut_up(row, papers, _with_unseen(pages, judged))

    def _cut_up(
        self,
        row: DocumentRow,
        papers: Sequence[tuple[CutPaper, tuple[int, ...]]],
        pages: Sequence[PageRow],
    ) -> None:
        stack = row.document
        parts = [(paper, chosen, [pages[number] for number in chosen]) for paper, chosen in papers]
        made = [
            (cut_paper(whole, CutFrom(stack.id, chosen), part, own), own)
            for paper, chosen, own in parts
            for whole, part in (_of_its_dossier(stack, paper),)
        ]
        facts = (Fact("papers", str(len(made))),)
        events = (
            NewEvent(kind=EventKind.STACK_CUT, subject=stack.id, facts=facts),
            *(told_of(arrival.document) for arrival, _ in made),
        )
        # The stack itself is in no dossier: its papers are.
        document = replace(stack, group=papers[0][0].group, dossier=None, ordinal=None, questions=())
        self.writer.commit(
            row,
            (document, State.CUT),
            papers=tuple(arrival for arrival, _ in made),
            pages=(*pages, *(page for arrival, own in made for page in pages_of(arrival.document.id, own))),
            events=events,
        )


def _with_unseen(pages: Sequence[PageRow], judged: Sequence[PageRow]) -> list[PageRow]:
    """All pages in order, those that could not be read among them."""
    by_number = {page.number: page for page in judged}
    return [by_number.get(page.number, page) for page in pages]


def _numbers_of(papers: Sequence[CutPaper], pages: Sequence[PageRow]) -> list[tuple[int, ...]]:
    """The pages of each paper by their numbers in the stack; one that could not be read stays with the page
    before it, or with the first paper."""
    paper_of = {page: number for number, paper in enumerate(papers) for page in paper.pages}
    chosen: list[list[int]] = [[] for _ in papers]
    last = 0
    for page in pages:
        last = paper_of.get(page.number, last)
        if page.number in paper_of or page.state is not PageState.READ:
            chosen[last].append(page.number)
    return [tuple(numbers) for numbers in chosen]


def _asked_of(paper: CutPaper, chosen: tuple[int, ...]) -> tuple[Question, ...]:
    """Its questions with the places where the paper itself has those pages."""
    place_of = {number: place for place, number in enumerate(chosen)}

    def placed(question: Question) -> Question:
        places = [(place_of.get(place.page), place.box) for place in question.places]
        last = len(chosen) - 1  # what is about the next paper's first page is asked at this one's end
        return replace(
            question, places=tuple(Place(last if page is None else page, box) for page, box in places)
        )

    return tuple(map(placed, paper.questions))


def _of_its_dossier(stack: Document, paper: CutPaper) -> tuple[Document, CutPaper]:
    """The dossier that a person named for the stack is asked about where the paper's place says another."""
    named = None if stack.dossier is None else stack.dossier.number
    told = paper.group.number
    if named is None or told is None or told == named:
        return stack, paper
    question = Question(
        kind=QuestionKind.DOSSIER,
        text="Mã trên giấy khác với mã hồ sơ đã nhập. Hãy nhập mã hồ sơ.",
        candidates=tuple(Candidate(value=number) for number in sorted({named, told})),
    )
    return replace(stack, dossier=None), replace(paper, questions=(*paper.questions, question))


def cut_paper(stack: Document, place: CutFrom, paper: CutPaper, pages: Sequence[PageRow]) -> Arrival:
    """A paper with these pages of `stack`, and everything that was said of who brought it."""
    made = replace(
        stack,
        id=new_document_id(),
        name=f"{_name_of(stack)} {_told(place.pages)}",
        cut_from=place,
        group=paper.group,
        questions=paper.questions,
        ordinal=None,
        paper=None,
        part=None,
        left_out=(),
        kept_fields=None,
        mean_confidence=mean_confidence_of([page for page in pages if page.state is PageState.READ]),
        accepted_by=None,
        pdf=None,
    )
    return Arrival(document=made, identity=_identity(made.id))


def pages_of(document: DocumentId, pages: Sequence[PageRow]) -> Iterator[PageRow]:
    """The rows of a paper that was made of these pages."""
    return (replace(page, document=document, number=number) for number, page in enumerate(pages))


def told_of(document: Document) -> NewEvent:
    """The event of a paper that was cut from a stack."""
    cut = document.cut_from
    if cut is None:
        raise ValueError(f"{document.id} came in as it is")
    facts = (Fact("stack", cut.stack), Fact("pages", ",".join(str(number + 1) for number in cut.pages)))
    return NewEvent(kind=EventKind.PAPER_CUT, subject=document.id, facts=facts)


def _name_of(stack: Document) -> str:
    """The name the stack came in with: one that is cut again has the pages in its name already."""
    cut = stack.cut_from
    return stack.name if cut is None else stack.name.removesuffix(f" {_told(cut.pages)}")


def _told(pages: Sequence[int]) -> str:
    first, last = pages[0] + 1, pages[-1] + 1
    return f"trang {first}" if first == last else f"trang {first}-{last}"


def _identity(document: DocumentId) -> Sha256:
    """Of no file that anybody could bring: the stack is what came in."""
    return Sha256(hashlib.sha256(canonical(("cut", document))).hexdigest())
