"""Finds the dossier of each paper of a batch: what was said, else codes, receipts, the folder's name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from domain.batch import BatchPapers, PaperCodes, PaperLink
from domain.document import Candidate, DossierLink, DossierOrigin, Question, QuestionKind
from domain.ids import DossierNumber
from domain.stack import StackGroup
from pipeline.dossiers.procedure_of import with_procedures
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.dossier_number import parse_dossier_number
from pipeline.stage import BatchRun, BatchStage, Tools


@dataclass(frozen=True, slots=True)
class LinkOptions:
    pass


def build(_options: LinkOptions, tools: Tools) -> BatchRun:
    def link(papers: BatchPapers) -> BatchPapers:
        grammar = tools.data().numbers
        today = papers.batch.received_at.date()
        linker = _Linker(papers, grammar, today)
        linked = replace(papers, links=tuple(map(linker.link, papers.papers)))
        return with_procedures(linked, tools.procedures())

    return link


@dataclass(frozen=True, slots=True)
class _Linker:
    """What the papers of one batch tell of one another."""

    papers: BatchPapers
    grammar: DossierGrammar
    today: date

    def link(self, paper: PaperCodes) -> PaperLink:
        batch = self.papers.batch
        told = self._told(paper)
        named = None if batch.folder is None else parse_dossier_number(batch.folder, self.today, self.grammar)
        said = named if batch.given is None else batch.given.number
        if said is not None and self._is_of_another(paper, said):
            return _ask(paper, "Xấp có nhiều hồ sơ, chưa biết giấy này thuộc hồ sơ nào", frozenset())
        if batch.given is not None:
            return _as_given(paper, batch.given)
        if paper.has_refused:
            # Another number in its place, from a neighbour or the folder, would be a silent wrong link.
            proposed = told | ({named} if named else set())
            return _ask(paper, "Mã hồ sơ in trên giấy không hợp lệ", proposed)
        if named is not None and told and named not in told:
            return _ask(paper, "Mã trên giấy khác với tên thư mục", told | {named})
        if len(told) > 1:
            return _ask(paper, "Có nhiều mã hồ sơ khác nhau", told)
        if told:
            number = next(iter(told))
            if number != named and (doubt := self._doubt(paper, number)):
                kin = (one for one in self.papers.papers if one.group == paper.group)
                return _ask(paper, doubt.rstrip("."), told.union(*(one.numbers for one in kin)))
            return self._linked(paper, number, self._origin(number))
        if named is not None:
            return self._linked(paper, named, DossierOrigin.FOLDER)
        return _ask(paper, "Chưa biết giấy này thuộc hồ sơ nào", frozenset())

    def _linked(self, paper: PaperCodes, number: DossierNumber, origin: DossierOrigin) -> PaperLink:
        if not self.grammar.may_come_here(number):
            return _ask(paper, f"Mã hồ sơ {number} là của tỉnh khác", frozenset({number}))
        return PaperLink(document=paper.document, link=DossierLink(number, origin), question=None)

    def _is_of_another(self, paper: PaperCodes, said: DossierNumber) -> bool:
        """The number said for all is that of another dossier of its stack, and its own is not known."""
        if paper.numbers or paper.group is None or not paper.group.name or paper.group.number is not None:
            return False
        return any(one.group is not None and one.group.number == said for one in self.papers.papers)

    def _doubt(self, paper: PaperCodes, number: DossierNumber) -> str:
        """Why a number that the paper does not bear itself may be that of another dossier."""
        if paper.numbers:
            return ""
        own = paper.group
        groups = [own] if own is not None and own.number == number else self._groups_of(number)
        return next((group.doubt for group in groups if group.doubt), "")

    def _groups_of(self, number: DossierNumber) -> list[StackGroup]:
        return [one.group for one in self.papers.papers if one.group and one.group.number == number]

    def _told(self, paper: PaperCodes) -> frozenset[DossierNumber]:
        """The numbers that may be this paper's: its own, else its group's, else those of the batch."""
        if paper.numbers:
            return frozenset(paper.numbers)
        if paper.group is not None and paper.group.name:
            return frozenset(_numbers_of((paper,)))
        coded = frozenset(number for one in self.papers.papers for number in one.numbers)
        own = frozenset(_numbers_of((paper,)))
        return coded | own or frozenset(_numbers_of(self.papers.papers))

    def _origin(self, number: DossierNumber) -> DossierOrigin:
        coded = any(number in one.numbers for one in self.papers.papers)
        groups = self._groups_of(number)
        return DossierOrigin.CODE if coded or not all(g.is_printed for g in groups) else DossierOrigin.RECEIPT


def _numbers_of(papers: tuple[PaperCodes, ...]) -> Iterator[DossierNumber]:
    """The numbers that their stacks tell of these papers."""
    for paper in papers:
        if paper.group is not None and paper.group.number is not None:
            yield paper.group.number


def _as_given(paper: PaperCodes, given: DossierLink) -> PaperLink:
    """What the person said, unless a symbol or the paper's place in its stack says otherwise."""
    own = set(paper.numbers)
    if paper.group is not None and paper.group.name and paper.group.number is not None:
        own.add(paper.group.number)
    if own and given.number is not None and given.number not in own:
        return _ask(paper, "Mã trên giấy khác với mã hồ sơ đã nhập", frozenset(own | {given.number}))
    return PaperLink(document=paper.document, link=given, question=None)


def _ask(paper: PaperCodes, why: str, numbers: frozenset[DossierNumber]) -> PaperLink:
    proposed = tuple(Candidate(value=number) for number in sorted(numbers))
    text = f"{why}. Hãy nhập mã hồ sơ."
    question = Question(kind=QuestionKind.DOSSIER, text=text, candidates=proposed, places=paper.places)
    return PaperLink(document=paper.document, link=None, question=question)


STAGE = BatchStage(name="link", version="4", options=LinkOptions, build=build)
