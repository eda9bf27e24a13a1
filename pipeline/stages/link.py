"""Finds the dossier of each paper of a batch: what was said, else codes, else the folder's name."""

from dataclasses import dataclass, replace
from datetime import date

from domain.batch import Batch, BatchPapers, PaperCodes, PaperLink
from domain.document import Candidate, DossierLink, DossierOrigin, Question, QuestionKind
from domain.ids import DossierNumber
from pipeline.reading.dossier_number import parse_dossier_number
from pipeline.stage import BatchRun, BatchStage, Tools


@dataclass(frozen=True, slots=True)
class LinkOptions:
    pass


def build(_options: LinkOptions, _tools: Tools) -> BatchRun:
    def link(papers: BatchPapers) -> BatchPapers:
        today = papers.batch.received_at.date()
        # One number in the batch serves the papers that bear no code of their own.
        shared = frozenset(number for paper in papers.papers for number in paper.numbers)
        links = tuple(_link_one(paper, shared, papers.batch, today) for paper in papers.papers)
        return replace(papers, links=links)

    return link


def _link_one(paper: PaperCodes, shared: frozenset[DossierNumber], batch: Batch, today: date) -> PaperLink:
    own = frozenset(paper.numbers)
    numbers = own or shared
    named = None if batch.folder is None else parse_dossier_number(batch.folder, today)
    if batch.given is not None:
        wanted = batch.given.number
        if own and wanted is not None and wanted not in own:
            return _ask(paper, "Mã trên giấy khác với mã hồ sơ đã nhập", own | {wanted})
        return PaperLink(document=paper.document, link=batch.given, question=None)
    if paper.has_refused:
        # Another number in its place, from a neighbour or the folder, would be a silent wrong link.
        return _ask(paper, "Mã hồ sơ in trên giấy không hợp lệ", numbers | ({named} if named else set()))
    if named is not None and numbers and named not in numbers:
        return _ask(paper, "Mã trên giấy khác với tên thư mục", numbers | {named})
    if len(numbers) > 1:
        return _ask(paper, "Có nhiều mã hồ sơ khác nhau", numbers)
    if numbers:
        return _linked(paper, next(iter(numbers)), DossierOrigin.CODE)
    if named is not None:
        return _linked(paper, named, DossierOrigin.FOLDER)
    return _ask(paper, "Chưa biết giấy này thuộc hồ sơ nào", frozenset())


def _linked(paper: PaperCodes, number: DossierNumber, origin: DossierOrigin) -> PaperLink:
    return PaperLink(document=paper.document, link=DossierLink(number, origin), question=None)


def _ask(paper: PaperCodes, why: str, numbers: frozenset[DossierNumber]) -> PaperLink:
    proposed = tuple(Candidate(value=number) for number in sorted(numbers))
    text = f"{why}. Hãy nhập mã hồ sơ."
    question = Question(kind=QuestionKind.DOSSIER, text=text, candidates=proposed, places=paper.places)
    return PaperLink(document=paper.document, link=None, question=question)


STAGE = BatchStage(name="link", version="2", options=LinkOptions, build=build)
