"""Puts the papers of a stack into dossiers: by separator sheets, receipts, and the numbers on them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from domain.document import UNKNOWN_TYPE, Candidate, Place, Question, QuestionKind
from domain.ids import DossierNumber
from pipeline.reading.split_cues import SplitRules
from pipeline.reading.stack import Asks, DossierGroup, GroupSign, StackQuestion

_REASONS = {
    GroupSign.SEPARATOR: "sau tờ phân cách hồ sơ",
    GroupSign.RECEIPT: "bắt đầu bằng giấy tiếp nhận hồ sơ",
    GroupSign.NUMBER: "mang mã hồ sơ khác, không đọc được tên giấy",
    GroupSign.WHOLE_STACK: "cả xấp không có dấu hiệu chia hồ sơ",
}
_SURE = 0.99
_NUMBER_WRITTEN = 0.95
_NO_NUMBER = 0.85
_TITLE_UNREAD = 0.85
_ONLY_NUMBER = 0.7
_ASKED_BELOW = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMarks:
    """What on a paper, and right before it, tells its dossier."""

    page: int
    """Its first page."""
    code: str
    """Its type."""
    separated: bool
    separator_numbers: tuple[DossierNumber, ...]
    code_numbers: tuple[DossierNumber, ...]
    written_numbers: tuple[DossierNumber, ...]
    unsure_numbers: frozenset[DossierNumber] = frozenset()
    """Those of the written ones that may have a digit wrong."""


@dataclass(slots=True, kw_only=True)
class _Group:
    sign: GroupSign
    page: int
    probability: float
    number: DossierNumber | None = None
    is_coded: bool = False
    doubt: str = ""
    unsure_print: str = ""
    """The doubt about a number that was read as print, until a code names the same one."""
    papers: list[int] = field(default_factory=list)


def group_papers(
    papers: Sequence[PaperMarks], rules: SplitRules
) -> tuple[tuple[DossierGroup, ...], tuple[StackQuestion, ...]]:
    """The dossiers in the order of their first papers, and what is to be asked about them."""
    groups: list[_Group] = []
    questions: list[StackQuestion] = []
    for index, paper in enumerate(papers):
        opened = _opened_by(paper, groups[-1] if groups else None, rules)
        if opened is not None:
            groups.append(opened)
        group = groups[-1]
        group.papers.append(index)
        questions.extend(_name(group, paper, rules))
    merged = _merged(groups, rules)
    questions.extend(_unsure(merged))
    return tuple(map(_done, merged)), tuple(questions)


def _opened_by(paper: PaperMarks, current: _Group | None, rules: SplitRules) -> _Group | None:
    """A new dossier when `paper` opens one."""
    number = _first(paper.separator_numbers, paper.code_numbers, _written(paper, rules))
    goes_on = current is not None and number is not None and current.number == number
    if paper.separated:
        return None if goes_on else _Group(sign=GroupSign.SEPARATOR, page=paper.page, probability=_SURE)
    if current is None:
        sign = GroupSign.RECEIPT if _is_receipt(paper, rules) else GroupSign.WHOLE_STACK
        return _Group(sign=sign, page=paper.page, probability=_SURE)
    if goes_on:
        return None
    if _is_receipt(paper, rules):
        chance = _NO_NUMBER if number is None else _SURE if paper.code_numbers else _NUMBER_WRITTEN
        return _Group(sign=GroupSign.RECEIPT, page=paper.page, probability=chance)
    if number is not None and paper.code == UNKNOWN_TYPE:
        chance = _TITLE_UNREAD if paper.code_numbers else _ONLY_NUMBER
        return _Group(sign=GroupSign.NUMBER, page=paper.page, probability=chance)
    return None


def _is_receipt(paper: PaperMarks, rules: SplitRules) -> bool:
    return paper.code in rules.receipts


def _written(paper: PaperMarks, rules: SplitRules) -> tuple[DossierNumber, ...]:
    """The printed number of a receipt, or of what may be one; other papers mention other dossiers."""
    return paper.written_numbers[:1] if _is_receipt(paper, rules) or paper.code == UNKNOWN_TYPE else ()


def _first(*numbers: Sequence[DossierNumber]) -> DossierNumber | None:
    return next((some[0] for some in numbers if some), None)


def _name(group: _Group, paper: PaperMarks, rules: SplitRules) -> Iterator[StackQuestion]:
    """Takes the number a paper gives; asks where it gives another one than the dossier has."""
    sure = (*paper.separator_numbers, *paper.code_numbers)
    numbers = sure or _written(paper, rules)
    if not numbers:
        return
    others = sorted({*sure} - {group.number or numbers[0]})
    if group.number is None:
        group.number = numbers[0]
        if not sure and group.number in paper.unsure_numbers:
            group.unsure_print = f"Mã hồ sơ in ở trang {paper.page + 1} đọc chưa chắc."
            text = f"{group.unsure_print} Hãy so với giấy và nhập mã hồ sơ."
            yield _ask(paper.page, text, (group.number,), Asks.NUMBER)
        if others:
            # Nobody knows which of them is the dossier's own: not this paper's, nor that of those behind it.
            group.doubt = f"Trang {paper.page + 1} mang {len(others) + 1} mã hồ sơ khác nhau."
    group.is_coded |= group.number in sure
    if others:
        yield _ask(
            paper.page,
            f"Giấy ở trang {paper.page + 1} mang mã hồ sơ khác với hồ sơ đang xếp. Giấy này thuộc hồ sơ nào?",
            (group.number, *others),
        )


def _merged(groups: Iterable[_Group], rules: SplitRules) -> list[_Group]:
    """Dossiers of one number are one; what has no number between two parts of a linked one belongs to it."""
    listed = list(groups)
    last_of = {group.number: place for place, group in enumerate(listed) if group.number is not None}
    merged: list[_Group] = []
    by_number: dict[DossierNumber, _Group] = {}
    linked: _Group | None = None
    for place, group in enumerate(listed):
        if linked is not None and linked.number is not None and place > last_of[linked.number]:
            linked = None
        home = by_number.get(group.number) if group.number is not None else linked
        if home is not None:
            home.papers.extend(group.papers)
            home.is_coded |= group.is_coded
            home.doubt = home.doubt or group.doubt
            continue
        merged.append(group)
        if group.number is not None:
            by_number[group.number] = group
            linked = group if rules.is_linked(group.number) else linked
    return merged


def _unsure(groups: Sequence[_Group]) -> Iterator[StackQuestion]:
    known = tuple(group.number for group in groups if group.number is not None)
    for group in groups:
        if group.number is None:
            where = f"Chưa biết mã của hồ sơ bắt đầu ở trang {group.page + 1}."
            yield _ask(group.page, f"{where} Hãy nhập mã hồ sơ.", known, Asks.NUMBER)
        elif group.probability < _ASKED_BELOW:
            yield _ask(group.page, f"{_begins(group)}. Đúng không?", (group.number,), Asks.NUMBER)


def _begins(group: _Group) -> str:
    where = f"Trang {group.page + 1} có vẻ bắt đầu hồ sơ {group.number}"
    return f"{where} ({_REASONS[group.sign]})"


def _doubt(group: _Group) -> str:
    if group.doubt or group.number is None:
        return group.doubt
    if group.probability < _ASKED_BELOW:
        return f"{_begins(group)}, chưa chắc."
    return "" if group.is_coded else group.unsure_print


def _ask(page: int, text: str, candidates: Sequence[str], asks: Asks = Asks.OTHER) -> StackQuestion:
    proposed = tuple(Candidate(value=number, rule="mã đọc trên các trang của xấp") for number in candidates)
    question = Question(kind=QuestionKind.DOSSIER, text=text, candidates=proposed, places=(Place(page),))
    return StackQuestion(page=page, question=question, asks=asks)


def _done(group: _Group) -> DossierGroup:
    return DossierGroup(
        papers=tuple(group.papers),
        number=group.number,
        is_coded=group.is_coded,
        sign=group.sign,
        reason=_REASONS[group.sign],
        probability=group.probability,
        doubt=_doubt(group),
    )
