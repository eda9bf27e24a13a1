"""Puts the papers of a stack into dossiers: by separator sheets, receipts, and the numbers on them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from domain.document import Question, QuestionKind
from domain.ids import DossierNumber
from pipeline.reading.split_cues import load_split_rules
from pipeline.reading.stack import DossierGroup, GroupSign, StackQuestion

_REASONS = {
    GroupSign.SEPARATOR: "sau tờ phân cách hồ sơ",
    GroupSign.RECEIPT: "bắt đầu bằng giấy tiếp nhận hồ sơ",
    GroupSign.WHOLE_STACK: "cả xấp không có dấu hiệu chia hồ sơ",
}
_SURE = 0.99
_NUMBER_WRITTEN = 0.95
_NO_NUMBER = 0.85


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


@dataclass(slots=True, kw_only=True)
class _Group:
    sign: GroupSign
    page: int
    probability: float
    number: DossierNumber | None = None
    papers: list[int] = field(default_factory=list)


def group_papers(papers: Sequence[PaperMarks]) -> tuple[tuple[DossierGroup, ...], tuple[StackQuestion, ...]]:
    """The dossiers in the order of their first papers, and what is to be asked about them."""
    groups: list[_Group] = []
    questions: list[StackQuestion] = []
    for index, paper in enumerate(papers):
        opened = _opened_by(paper, groups[-1] if groups else None)
        if opened is not None:
            groups.append(opened)
        group = groups[-1]
        group.papers.append(index)
        questions.extend(_name(group, paper))
    merged = _merged(groups)
    questions.extend(_unnamed(merged))
    return tuple(map(_done, merged)), tuple(questions)


def _opened_by(paper: PaperMarks, current: _Group | None) -> _Group | None:
    """A new dossier when `paper` opens one."""
    is_receipt = paper.code in load_split_rules().receipts
    number = _first(paper.separator_numbers, paper.code_numbers, paper.written_numbers if is_receipt else ())
    goes_on = current is not None and number is not None and current.number == number
    if paper.separated:
        return None if goes_on else _Group(sign=GroupSign.SEPARATOR, page=paper.page, probability=_SURE)
    if current is None:
        sign = GroupSign.RECEIPT if is_receipt else GroupSign.WHOLE_STACK
        return _Group(sign=sign, page=paper.page, probability=_SURE)
    # The receipt behind a separator sheet, or one that is not the first paper that the dossier's own sheet covers.
    if not is_receipt or goes_on or (not current.papers and current.number is None):
        return None
    chance = _NO_NUMBER if number is None else _SURE if paper.code_numbers else _NUMBER_WRITTEN
    return _Group(sign=GroupSign.RECEIPT, page=paper.page, probability=chance)


def _first(*numbers: Sequence[DossierNumber]) -> DossierNumber | None:
    return next((some[0] for some in numbers if some), None)


def _name(group: _Group, paper: PaperMarks) -> Iterator[StackQuestion]:
    """Takes the number a paper gives; asks where it gives another one than the dossier has."""
    is_receipt = paper.code in load_split_rules().receipts
    sure = (*paper.separator_numbers, *paper.code_numbers)
    numbers = sure or (paper.written_numbers[:1] if is_receipt else ())
    if not numbers:
        return
    if group.number is None:
        group.number = numbers[0]
    others = sorted({*sure} - {group.number})
    if others:
        yield _ask(
            paper.page,
            f"Giấy ở trang {paper.page + 1} mang mã hồ sơ khác với hồ sơ đang xếp. Giấy này thuộc hồ sơ nào?",
            (group.number, *others),
        )


def _merged(groups: Iterable[_Group]) -> list[_Group]:
    """Dossiers of one number are one; what has no number between two parts of a linked one belongs to it."""
    rules = load_split_rules()
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
            continue
        merged.append(group)
        if group.number is not None:
            by_number[group.number] = group
            linked = group if rules.is_linked(group.number) else linked
    return merged


def _unnamed(groups: Sequence[_Group]) -> Iterator[StackQuestion]:
    known = tuple(group.number for group in groups if group.number is not None)
    for group in groups:
        if group.number is None:
            yield _ask(
                group.page,
                f"Chưa biết mã của hồ sơ bắt đầu ở trang {group.page + 1}. Hãy nhập mã hồ sơ.",
                known,
            )


def _ask(page: int, text: str, candidates: Sequence[str]) -> StackQuestion:
    question = Question(kind=QuestionKind.DOSSIER, text=text, candidates=tuple(candidates))
    return StackQuestion(page=page, question=question)


def _done(group: _Group) -> DossierGroup:
    return DossierGroup(
        papers=tuple(group.papers),
        number=group.number,
        sign=group.sign,
        reason=_REASONS[group.sign],
        probability=group.probability,
    )
