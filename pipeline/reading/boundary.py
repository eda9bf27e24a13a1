"""Weighs what speaks for and against a new paper between two pages of a stack."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.document import UNKNOWN_TYPE
from pipeline.reading.page_evidence import PageEvidence, TitleEvidence
from pipeline.reading.page_number import PagePlace
from pipeline.reading.split_cues import CueRole, SplitRules
from pipeline.reading.stack import Sign

# Natural logarithms of odds that a paper begins, set on test stacks of the development side (decision 019).
_WEIGHTS = {
    Sign.MOTTO: 4.5,
    Sign.FORM_CODE: 1.5,
    Sign.FIRST_PAGE: 3.0,
    Sign.PAPER_COMPLETE: 4.0,
    Sign.SIGNED_OFF: 2.0,
    Sign.SIZE_CHANGES: 3.0,
    Sign.CARD_FRONT: 6.0,
    Sign.LOOSE: 5.0,
    Sign.OTHER_COUNT: 3.0,
    Sign.SECOND_FOLLOWS: 2.0,
    Sign.NUMBERS_STOP: 0.5,
    Sign.BLANK_BETWEEN: 0.3,
    Sign.NEXT_NUMBER: -6.0,
    Sign.LATER_NUMBER: -3.0,
    Sign.COUNT_APPEARS: 0.3,
    Sign.EARLIER_NUMBER: -1.0,
    Sign.RUNS_ON: -3.0,
    Sign.NO_HEADING: -2.5,
    Sign.ANNEX: -13.0,
    Sign.CERTIFIED: -8.0,
    Sign.ATTESTED: -7.0,
    Sign.CONTINUES: -8.0,
    Sign.CARD_BACK: -9.0,
    Sign.OTHER_BACK: 2.5,
    Sign.STAMP_ONLY: -6.0,
    Sign.NOTHING_READ: -3.5,
    Sign.DUPLICATE: -14.0,
}
_TITLE_LEAST = 2.0
_TITLE_SPAN = 4.0
_TITLE_FROM = 0.6
_FEW_WORDS = 4
_CARD_WORDS = 110
_BACK_WORDS = 70
_LOOSE_WORDS = 60
_SAME_SIZE = 0.12
_MOST_MISSING = 20
"""A number far off is a misread one: no hundred pages are missed for it."""


@dataclass(slots=True, kw_only=True)
class OpenPaper:
    """The paper that the pages before belong to, while it may still grow."""

    rules: SplitRules
    pages: list[int] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    title: TitleEvidence | None = None
    last: PageEvidence = field(default_factory=PageEvidence)
    numbers: list[int] = field(default_factory=list)
    """Printed numbers since the beginning, or since the annex began."""
    missing: list[int] = field(default_factory=list)
    total: int | None = None
    has_front: bool = False
    has_back: bool = False
    in_annex: bool = False
    blank_last: bool = False

    @property
    def code(self) -> str:
        return self.title.code if self.title is not None else UNKNOWN_TYPE

    @property
    def expected(self) -> int:
        """The number that the next page of this paper would bear."""
        return self.numbers[-1] + 1 if self.numbers else 1

    @property
    def is_two_sided(self) -> bool:
        """An identity card: nobody hands in one side of it."""
        return self.has_back or self.code in self.rules.types_of(CueRole.CARD_FRONT)

    def take(self, number: int, page: PageEvidence, *, is_copy: bool) -> None:
        """Adds a page with something on it."""
        self.pages.append(number)
        self.last, self.blank_last = page, False
        self.has_front |= is_card_front(page, self.rules)
        self.has_back |= is_card_back(page)
        if is_copy:
            return
        if self._is_annex(page):
            self.in_annex = True
            self.numbers = []
        if page.place is not None:
            self._take_number(page.place.number)
            if not self.in_annex:
                self.total = self.total or page.place.total
        elif self.numbers:
            self.numbers.append(self.numbers[-1] + 1)
        else:
            self.numbers.append(1)

    def _is_annex(self, page: PageEvidence) -> bool:
        """Whether an annex begins whose pages are counted anew."""
        if len(self.pages) == 1 or CueRole.ANNEX not in page.cues:
            return False
        counts_on = page.place is not None and page.place.number == self.expected
        return not counts_on and self.code in self.rules.promulgating

    def _take_number(self, number: int) -> None:
        highest = self.numbers[-1] if self.numbers else 0
        if number - highest > _MOST_MISSING:
            number = highest + 1
        if number in self.missing:
            self.missing.remove(number)
        self.missing.extend(range(highest + 1, number))
        self.numbers.append(max(number, highest))

    def not_there(self) -> tuple[int, ...]:
        """Numbers that were skipped, and those up to the printed count that never came."""
        tail = range(self.numbers[-1] + 1, self.total + 1) if self.total and not self.in_annex else range(0)
        return tuple(sorted({*self.missing, *tail[:_MOST_MISSING]}))


def probability(signs: Sequence[tuple[Sign, float]]) -> float:
    """How likely a paper begins, of all the signs together."""
    return 1 / (1 + math.exp(-sum(weight for _, weight in signs)))


def is_card_front(page: PageEvidence, rules: SplitRules) -> bool:
    """The side of an identity card with the name."""
    if page.words > _CARD_WORDS:
        return False
    if page.title is not None:
        return page.title.code in rules.types_of(CueRole.CARD_FRONT)
    return CueRole.CARD_FRONT in page.cues


def is_card_back(page: PageEvidence) -> bool:
    """The side of an identity card with the fingers or the machine's lines."""
    return page.words <= _CARD_WORDS and CueRole.CARD_BACK in page.cues


def weigh(
    paper: OpenPaper, page: PageEvidence, following: PageEvidence | None, *, is_copy: bool
) -> list[tuple[Sign, float]]:
    """Every sign at the boundary before `page`, with its weight: above 0 for a new paper."""
    weighed = [(sign, _WEIGHTS[sign]) for sign in _signs(paper, page, following)]
    if is_copy:
        weighed.append((Sign.DUPLICATE, _WEIGHTS[Sign.DUPLICATE]))
    if page.title is not None and not _is_back_alone(page, paper.rules):
        sure = (page.title.confidence - _TITLE_FROM) / (1 - _TITLE_FROM)
        weighed.append((Sign.TITLE, _TITLE_LEAST + _TITLE_SPAN * sure))
    return weighed


def _signs(paper: OpenPaper, page: PageEvidence, following: PageEvidence | None) -> Iterator[Sign]:
    yield from _heading_signs(page, paper.rules)
    yield from _joining_signs(paper, page)
    yield from _number_signs(paper, page, following)
    if CueRole.CLOSES in paper.last.cues and not paper.last.breaks_off:
        yield Sign.SIGNED_OFF
    if _size_changes(paper.last, page):
        yield Sign.SIZE_CHANGES
    if paper.blank_last:
        yield Sign.BLANK_BETWEEN


def _heading_signs(page: PageEvidence, rules: SplitRules) -> Iterator[Sign]:
    if page.words <= _FEW_WORDS:
        yield Sign.STAMP_ONLY if page.has_stamp else Sign.NOTHING_READ
        return
    if is_card_front(page, rules):
        yield Sign.CARD_FRONT
    elif CueRole.MOTTO in page.cues:
        yield Sign.MOTTO
    if CueRole.FORM in page.cues:
        yield Sign.FORM_CODE
    is_loose = CueRole.LOOSE in page.cues and page.words <= _LOOSE_WORDS
    if is_loose:
        yield Sign.LOOSE
    elif page.runs_on and CueRole.MOTTO not in page.cues:
        yield Sign.RUNS_ON
    elif page.title is None and CueRole.MOTTO not in page.cues and not is_card_front(page, rules):
        yield Sign.NO_HEADING


def _joining_signs(paper: OpenPaper, page: PageEvidence) -> Iterator[Sign]:
    rules = paper.rules
    if CueRole.ANNEX in page.cues and CueRole.MOTTO not in page.cues and paper.code in rules.promulgating:
        yield Sign.ANNEX
    if CueRole.CERTIFIED in page.cues and page.title is None and page.words <= _BACK_WORDS:
        yield Sign.CERTIFIED
    if CueRole.ATTESTED in page.cues and CueRole.MOTTO not in page.cues:
        yield Sign.ATTESTED
    if CueRole.CONTINUES in page.cues and paper.code in rules.types_of(CueRole.CONTINUES):
        yield Sign.CONTINUES
    if _is_back_alone(page, rules):
        yield Sign.CARD_BACK if paper.has_front and not paper.has_back else Sign.OTHER_BACK


def _is_back_alone(page: PageEvidence, rules: SplitRules) -> bool:
    return is_card_back(page) and not is_card_front(page, rules)


def _number_signs(paper: OpenPaper, page: PageEvidence, following: PageEvidence | None) -> Iterator[Sign]:
    place = page.place
    if paper.total is not None and paper.numbers and paper.numbers[-1] >= paper.total and not paper.in_annex:
        yield Sign.PAPER_COMPLETE
    if place is None:
        follows = following.place if following is not None else None
        if follows is not None and follows.number == 2:
            yield Sign.SECOND_FOLLOWS
        if len(paper.numbers) > 1 and paper.last.place is not None:
            yield Sign.NUMBERS_STOP
        return
    yield _number_sign(paper, place)


def _number_sign(paper: OpenPaper, place: PagePlace) -> Sign:
    if place.number == 1:
        return Sign.FIRST_PAGE
    if paper.total is not None and (place.total or paper.total) != paper.total:
        return Sign.OTHER_COUNT
    if paper.total is not None and place.number > paper.total:
        return Sign.OTHER_COUNT
    if place.number == paper.expected:
        # Who writes 2/3 on the second page writes 1/3 on the first.
        return Sign.COUNT_APPEARS if place.total is not None and paper.total is None else Sign.NEXT_NUMBER
    return Sign.LATER_NUMBER if place.number > paper.expected else Sign.EARLIER_NUMBER


def are_one_side(one: PageEvidence, other: PageEvidence) -> bool:
    """Two pages whose words are alike agree in number, heading and size as well: one side scanned twice."""
    if one.title is not None and other.title is not None and one.title.code != other.title.code:
        return False
    if one.place is not None and other.place is not None and one.place != other.place:
        return False
    mottos_agree = (CueRole.MOTTO in one.cues) == (CueRole.MOTTO in other.cues)
    return mottos_agree and not _size_changes(one, other)


def _size_changes(one: PageEvidence, other: PageEvidence) -> bool:
    return any(
        abs(before - after) > _SAME_SIZE * max(before, after)
        for before, after in ((one.width_mm, other.width_mm), (one.height_mm, other.height_mm))
    )
