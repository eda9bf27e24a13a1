"""Cuts a received stack of pages into papers, and tells what the stack says of their dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.document import CutPaper, Cutting, Document, Question, QuestionKind
from domain.stack import PageVerdict, StackGroup
from pipeline.frame import DocumentFrame
from pipeline.reading.page_evidence import PageEvidence, evidence_of
from pipeline.reading.splitting import split_stack
from pipeline.reading.stack import Asks, DossierGroup, GroupSign, Splitting, StackQuestion, Verdict
from pipeline.stage import DocumentRun, DocumentStage, Tools


@dataclass(frozen=True, slots=True)
class SplitOptions:
    cut: bool = True
    """False: what came in as one file is one paper, and nothing is asked about its pages."""


def build(options: SplitOptions, tools: Tools) -> DocumentRun:
    def split(document: Document, frame: DocumentFrame) -> Document:
        today = document.received_at.date()
        data = tools.data()
        # A page that could not be read keeps its place: people count the pages that they see.
        evidence = [_UNREAD] * (frame.numbers[-1] + 1)
        for at, number in enumerate(frame.numbers):
            evidence[number] = evidence_of(frame.page(at), data, today)
        found = split_stack(evidence, data.splitting)
        # A signature covers the whole file, in the order its signer gave it: no part could keep it (SPEC J7).
        is_given = not options.cut or any(file.signatures for file in document.files)
        if is_given or document.is_whole or not found.papers:
            papers: tuple[CutPaper, ...] = (_whole(found, frame.numbers, asks=not is_given),)
        else:
            papers = _papers(found)
        return replace(document, cutting=Cutting(tuple(map(_verdict, found.verdicts)), papers))

    return split


_UNREAD = PageEvidence(is_blank=True)


def _verdict(verdict: Verdict) -> PageVerdict:
    return PageVerdict(
        role=verdict.role,
        begins=verdict.begins,
        probability=verdict.probability,
        sign=verdict.sign.value,
        reason=verdict.reason,
        duplicate_of=verdict.duplicate_of,
    )


def _whole(found: Splitting, numbers: tuple[int, ...], *, asks: bool) -> CutPaper:
    """All pages as one paper; several dossiers in it tell it nothing. What lacks or lies twice is asked."""
    asked = tuple(
        one.question
        for one in found.questions
        if asks and one.asks is Asks.OTHER and one.question.kind is QuestionKind.CUT
    )
    group = _group(found.groups[0], "") if len(found.groups) == 1 else _NO_GROUP
    return CutPaper(pages=numbers, group=group, questions=asked if len(found.papers) == 1 else ())


_NO_GROUP = StackGroup(name="", number=None, is_printed=False, reason="")


def _papers(found: Splitting) -> tuple[CutPaper, ...]:
    groups = {
        paper: _group(group, str(at) if len(found.groups) > 1 or _is_opened(group) else "")
        for at, group in enumerate(found.groups)
        for paper in group.papers
    }
    paper_at = {verdict.page: verdict.paper for verdict in found.verdicts}
    questions: list[list[Question]] = [[] for _ in found.papers]
    for one in found.questions:
        for paper in _concerned(one, found.verdicts, paper_at):
            questions[paper].append(one.question)
    return tuple(
        CutPaper(
            pages=tuple(sorted((*paper.pages, *paper.blanks))),
            group=groups[at],
            questions=tuple(questions[at]),
        )
        for at, paper in enumerate(found.papers)
    )


def _is_opened(group: DossierGroup) -> bool:
    """A sheet at its head tells its number: that of nothing else in the batch takes its place."""
    return group.number is not None and group.sign in (GroupSign.RECEIPT, GroupSign.SEPARATOR)


def _concerned(
    one: StackQuestion, verdicts: Sequence[Verdict], paper_at: dict[int, int | None]
) -> tuple[int, ...]:
    """The papers that wait for the answer: both, when it is about the cut between them."""
    paper = paper_at[one.page]
    if paper is None or one.asks is Asks.NUMBER:
        # The linking asks it, of all papers of the dossier: who brought the stack may have told the number.
        return ()
    is_between = one.asks is Asks.START and verdicts[one.page].begins and paper > 0
    return (paper - 1, paper) if is_between else (paper,)


def _group(group: DossierGroup, name: str) -> StackGroup:
    return StackGroup(
        name=name,
        number=group.number,
        is_printed=group.number is not None and not group.is_coded,
        reason=group.reason,
        doubt=group.doubt,
    )


STAGE = DocumentStage(name="split", version="4", options=SplitOptions, build=build)
