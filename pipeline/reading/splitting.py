"""Cuts a stack of pages into papers and dossiers, and says why at every place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.document import Place, Question, QuestionKind
from domain.ids import DossierNumber
from domain.stack import PageRole
from pipeline.reading.boundary import OpenPaper, are_one_side, probability, weigh
from pipeline.reading.dossier_groups import PaperMarks, group_papers
from pipeline.reading.likeness import SeenPages
from pipeline.reading.page_evidence import PageEvidence
from pipeline.reading.split_cues import SplitRules
from pipeline.reading.split_reasons import (
    ask_card,
    ask_copy,
    ask_missing,
    ask_second_scan,
    ask_start,
    reason_of,
)
from pipeline.reading.stack import Asks, Sign, SplitPaper, Splitting, StackQuestion, Verdict

_CUT = 0.5
_UNSURE = (0.1, 0.9)
"""Between these a person is asked."""
_SURE = 0.99
_TWICE, _LEAST_TWICE = 0.75, 2
"""What share of the pages repeats the first half's (a card has too few words to tell); of how many papers."""
_OTHER_DOSSIER = 6.0
"""Weight of a code that names another dossier than the last one did."""


def split_stack(pages: Sequence[PageEvidence], rules: SplitRules) -> Splitting:
    """Papers and dossiers of a whole stack, in time that grows with the number of its pages."""
    splitter = _Splitter(pages, rules)
    for number, (page, following) in enumerate(zip(pages, _content_after(pages), strict=True)):
        if page.is_separator:
            splitter.separate(number, page)
        elif page.is_blank:
            splitter.pass_blank(number)
        else:
            splitter.place(number, page, following)
    return splitter.done()


def _content_after(pages: Sequence[PageEvidence]) -> list[PageEvidence | None]:
    """For each page the next one with something on it, unless a separator sheet lies between."""
    after: list[PageEvidence | None] = []
    seen: PageEvidence | None = None
    for page in reversed(pages):
        after.append(seen)
        if page.is_separator:
            seen = None
        elif not page.is_blank:
            seen = page
    return after[::-1]


@dataclass(slots=True)
class _Splitter:
    """What is settled of a stack while its pages pass by."""

    pages: Sequence[PageEvidence]
    rules: SplitRules
    verdicts: list[Verdict] = field(default_factory=list)
    papers: list[SplitPaper] = field(default_factory=list)
    marks: list[PaperMarks] = field(default_factory=list)
    questions: list[StackQuestion] = field(default_factory=list)
    seen: SeenPages = field(default_factory=SeenPages)
    paper: OpenPaper | None = None
    separators: list[PageEvidence] = field(default_factory=list)
    """Sheets since the last page that begin a dossier."""
    is_parted: bool = False
    """A sheet since the last page begins a paper at least."""
    number: DossierNumber | None = None
    """The dossier that the last code named."""

    def separate(self, number: int, page: PageEvidence) -> None:
        """A sheet that is no paper's; what follows begins one."""
        self._close()
        self.is_parted = True
        if not page.is_within_dossier:
            self.separators.append(page)
        self.number = page.dossiers[0] if page.dossiers else self.number
        self._judge(number, PageRole.SEPARATOR, Sign.SEPARATOR, begins=False, chance=0.0)

    def pass_blank(self, number: int) -> None:
        """A blank side stays with the paper before it, for the audit of pages."""
        if self.paper is not None:
            self.paper.blanks.append(number)
            self.paper.blank_last = True
        self._judge(number, PageRole.BLANK, Sign.BLANK, begins=False, chance=0.0)

    def place(self, number: int, page: PageEvidence, following: PageEvidence | None) -> None:
        """A page with something on it begins a paper or belongs to the one before."""
        original = self.seen.find(page.fingerprint)
        if original is not None and not are_one_side(self.pages[original], page):
            original = None
        self.seen.add(number, page.fingerprint)
        if self.paper is None:
            sign, chance, is_copy = Sign.SEPARATOR if self.is_parted else Sign.STACK_BEGINS, _SURE, False
        else:
            is_copy = original == self.paper.pages[-1]
            signs = weigh(self.paper, page, following, is_copy=is_copy)
            if page.dossiers and page.dossiers[0] != self.number:
                signs.append((Sign.DOSSIER_CODE, _OTHER_DOSSIER))
            chance = probability(signs)
            direction = 1 if chance >= _CUT else -1
            sign = max(signs, key=lambda one: direction * one[1])[0]
        begins = chance >= _CUT
        if begins:
            self._begin(number, page)
        if self.paper is not None:
            self.paper.take(number, page, is_copy=is_copy)
        self.number = page.dossiers[0] if page.dossiers else self.number
        self._judge(number, PageRole.CONTENT, sign, begins=begins, chance=chance, original=original)
        if is_copy and original is not None:
            self._ask(number, ask_copy(number, original))
        elif _UNSURE[0] < chance < _UNSURE[1]:
            self._ask(number, ask_start(number, sign, begins=begins), Asks.START)

    def done(self) -> Splitting:
        """Everything, once the last page has passed."""
        self._close()
        self._ask_about_second_scan()
        groups, asked = group_papers(self.marks, self.rules)
        questions = sorted((*self.questions, *asked), key=lambda one: one.page)
        return Splitting(
            verdicts=tuple(self.verdicts),
            papers=tuple(self.papers),
            groups=groups,
            questions=tuple(questions),
        )

    def _ask_about_second_scan(self) -> None:
        """A whole stack that lies there twice is asked about once: one answer serves all its papers."""
        content = [verdict for verdict in self.verdicts if verdict.role is PageRole.CONTENT]
        half = len(content) // 2
        first, second = content[:half], content[half:]
        if len(second) != half or sum(one.begins for one in first) < _LEAST_TWICE or not second[0].begins:
            return
        again = sum(one.page == other.duplicate_of for one, other in zip(first, second, strict=True))
        if again >= _TWICE * half:
            for verdict in second:
                if verdict.begins:
                    self._ask(verdict.page, ask_second_scan(second[0].page, first[0].page))

    def _begin(self, number: int, page: PageEvidence) -> None:
        self._close()
        self.paper = OpenPaper(rules=self.rules, title=page.title)
        self.marks.append(
            PaperMarks(
                page=number,
                code=self.paper.code,
                separated=bool(self.separators),
                separator_numbers=tuple(n for one in self.separators for n in one.dossiers),
                code_numbers=page.dossiers,
                written_numbers=page.written_dossiers,
                unsure_numbers=page.unsure_dossiers,
            )
        )
        self.separators, self.is_parted = [], False

    def _close(self) -> None:
        """The open paper gets no more pages; what it lacks is asked for."""
        paper = self.paper
        if paper is None:
            return
        self.paper = None
        missing = paper.not_there()
        self.papers.append(
            SplitPaper(
                pages=tuple(paper.pages), blanks=tuple(paper.blanks), title=paper.title, missing=missing
            )
        )
        if missing:
            self._ask(paper.pages[0], ask_missing(paper.pages[0], missing))
        if paper.has_front != paper.has_back and paper.is_two_sided:
            self._ask(paper.pages[0], ask_card(paper.pages[0]))

    def _judge(
        self,
        number: int,
        role: PageRole,
        sign: Sign,
        *,
        begins: bool,
        chance: float,
        original: int | None = None,
    ) -> None:
        self.verdicts.append(
            Verdict(
                page=number,
                role=role,
                paper=None if self.paper is None else len(self.papers),
                begins=begins,
                probability=round(chance, 4),
                sign=sign,
                reason=reason_of(sign),
                duplicate_of=original,
            )
        )

    def _ask(self, page: int, text: str, asks: Asks = Asks.OTHER) -> None:
        question = Question(kind=QuestionKind.CUT, text=text, places=(Place(page),))
        self.questions.append(StackQuestion(page=page, question=question, asks=asks))
