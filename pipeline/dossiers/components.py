"""Finds the component of a procedure that a paper is: by its type, its printed title and its form number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from domain.dossier import ComponentLink, CopyKind
from domain.procedure import Component, Procedure
from pipeline.papers.catalog import Family, PaperType
from pipeline.reading.near_match import Phrase, fold, fold_letters, match_head, ready_phrase

_OF_ITS_TYPE = 0.97
_TITLE_AT_HEAD = 0.95
_GENERIC_AT_HEAD = 0.6
"""QUYẾT ĐỊNH or ĐƠN ĐỀ NGHỊ alone: many a component begins so."""
_TITLE_INSIDE = 0.2
"""A paper that a component only mentions: giấy khai sinh in "Tờ khai cấp bản sao giấy khai sinh"."""
_SAME_FORM = 0.4
"""What the same form number leaves of the doubt; another one leaves as much of the likeness."""
_OTHER_COPY = 0.6
_LIKE_ENOUGH = 0.7
_FEWEST_WORDS = 4
_FEWEST_EXACT = 3
"""A title of three words counts when all of them stand there."""
_LEAST = 0.1
_MOST_GUESSES = 5
_MOST_WORDS = 400

_GENERIC = frozenset({Family.ND30, Family.LEGAL, Family.GENERAL})
_BREAKS = re.compile(r"[;:,+•*()“”\"]|\s[-–]\s|^\s*[-–]|(?<=\s)(?:hoặc|và|gồm|kèm)(?=\s)", re.IGNORECASE)
_FORM = re.compile(r"\bMAU\s+(?:SO\s+)?([0-9A-Z]{1,6}(?:[/.-][0-9A-Z]{1,8})*)")
# Words that stand before the name of a paper and say how many, in what form: 01 bản sao có chứng thực thẻ ...
_BEFORE = frozenset(
    (
        *("BAN", "SAO", "CHINH", "CHUP", "GOC", "PHOTO", "SCAN", "CO", "CHUNG", "THUC", "CONG", "DUOC", "TU"),
        *("THE", "MOT", "HAI", "BA", "TRONG", "CAC", "LOAI", "TRUONG", "HOP", "THANH", "PHAN", "HO", "SO"),
        *("DIEN", "TO", "QUYEN"),
    )
)
_PARENTHESES = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSeen:
    """What of a paper tells its component."""

    type: PaperType | None
    heading: str = ""
    """The words of its title as printed, in capitals."""
    forms: frozenset[str] = frozenset()
    """The form numbers at its head: 08 of "Mẫu số 08"."""
    copy: CopyKind | None = None


def guess_components(paper: PaperSeen, procedure: Procedure) -> tuple[ComponentLink, ...]:
    """The components the paper may be, the likeliest first, with the chance of each.

    What is left of 1 is the chance that it is none of them. Of components in equal words the first stands
    for all: nobody could tell them apart.
    """
    scored = [
        (_likeness(paper, component), component.code, component.name, False)
        for component in _distinct(procedure.components)
    ] + [
        (_likeness(paper, Component(code=result.code, name=result.name)), result.code, result.name, True)
        for result in procedure.results
    ]
    likely = sorted((one for one in scored if one[0][0] >= _LEAST), key=lambda one: -one[0][0])
    if not likely:
        return ()
    every = sum(likeness for (likeness, _), *_ in likely) + 1 - likely[0][0][0]
    return tuple(
        ComponentLink(
            code=code, name=name, probability=round(likeness / every, 3), rule=rule, is_result=is_result
        )
        for (likeness, rule), code, name, is_result in likely[:_MOST_GUESSES]
    )


def form_numbers(text: str) -> frozenset[str]:
    """The form numbers that a text names behind "Mẫu" or "Mẫu số", without leading zeros."""
    return frozenset(found[1].lstrip("0") for found in _FORM.finditer(fold(text)))


def _distinct(components: Iterable[Component]) -> tuple[Component, ...]:
    first: dict[str, Component] = {}
    for component in components:
        first.setdefault(fold_letters(component.name), component)
    return tuple(first.values())


def _likeness(paper: PaperSeen, component: Component) -> tuple[float, str]:
    if component.types:
        if paper.type is None or paper.type.code not in component.types:
            return 0.0, ""
        return _OF_ITS_TYPE, f"danh mục nhận loại giấy {paper.type.code} cho thành phần này"
    text = _Text(component.name)
    likeness, rule = max(_by_type(paper.type, text), _by_heading(paper.heading, text))
    named = form_numbers(component.name)
    if likeness and named and paper.forms:
        if named & paper.forms:
            likeness, rule = 1 - (1 - likeness) * _SAME_FORM, f"{rule}; cùng số mẫu"
        else:
            likeness, rule = likeness * _SAME_FORM, f"{rule}; khác số mẫu"
    if _wants_other_copy(component, paper.copy):
        likeness, rule = likeness * _OTHER_COPY, f"{rule}; khác loại bản"
    return likeness, rule


def _wants_other_copy(component: Component, copy: CopyKind | None) -> bool:
    """Originals alone are asked for and this is a photocopy, or the other way round."""
    if copy is None or not (component.originals or component.copies):
        return False
    wanted = component.copies if copy is CopyKind.PAPER_COPY else component.originals
    return copy in (CopyKind.PAPER_COPY, CopyKind.ORIGINAL) and wanted == 0


class _Text:
    """A component's name, made ready to look for titles in it."""

    def __init__(self, name: str) -> None:
        words, heads, begins = list[str](), set[int](), True
        for token in _tokens(name):
            if token is None:
                begins = True
                continue
            if begins:
                heads.add(len(words))
            begins = begins and (token in _BEFORE or token.isdigit() or len(token) == 1)
            words.append(token)
        self.words = tuple(words[:_MOST_WORDS])
        self.heads = heads

    def find(self, phrase: Phrase, *, inside: bool) -> bool:
        """The phrase stands at the head of a part, or `inside` one."""
        for start in range(len(self.words)):
            if (start in self.heads) is inside:
                continue
            words = self.words[start : start + len(phrase.word_budgets) + 3]
            ends = frozenset(accumulate(map(len, words)))
            if match_head(phrase, "".join(words), ends) is not None:
                return True
        return False


def _tokens(name: str) -> Iterator[str | None]:
    """Folded words, and None where a new part begins."""
    for part in _BREAKS.split(name):
        yield None
        yield from (letters for word in part.split() if (letters := fold_letters(word)))


def _by_type(paper: PaperType | None, text: _Text) -> tuple[float, str]:
    if paper is None:
        return 0.0, ""
    at_head = _GENERIC_AT_HEAD if paper.family in _GENERIC else _TITLE_AT_HEAD
    phrases = [ready_phrase(name) for name in _names(paper)]
    if any(text.find(phrase, inside=False) for phrase in phrases):
        return at_head, f'tên thành phần bắt đầu bằng "{paper.name}"'
    if any(code in text.words for code in map(fold_letters, paper.form_codes) if not code.isdigit()):
        return _TITLE_AT_HEAD, f"tên thành phần ghi mẫu {', '.join(paper.form_codes)}"
    if any(text.find(phrase, inside=True) for phrase in phrases):
        return _TITLE_INSIDE, f'tên thành phần có nhắc đến "{paper.name}"'
    return 0.0, ""


def _names(paper: PaperType) -> Iterator[str]:
    """The titles and the name of a type; long ones also without their "giấy", which lists leave away."""
    for name in (*paper.titles, _PARENTHESES.sub("", paper.name)):
        yield name
        first, _, rest = name.partition(" ")
        if fold(first) == "GIAY" and len(rest.split()) >= _FEWEST_WORDS - 1:
            yield rest


def _by_heading(heading: str, text: _Text) -> tuple[float, str]:
    """How much of the printed title stands in the name, in order and close together."""
    wanted = [letters for word in heading.split() if (letters := fold_letters(word))]
    if len(wanted) < _FEWEST_EXACT or not text.words:
        return 0.0, ""
    best = max(
        (_run_together(wanted, text.words[head : head + 2 * len(wanted)]) for head in text.heads), default=0.0
    )
    if best < (_LIKE_ENOUGH if len(wanted) >= _FEWEST_WORDS else 1.0):
        return 0.0, ""
    return _TITLE_AT_HEAD * best * best, "tiêu đề trên giấy giống tên thành phần"


def _run_together(wanted: Sequence[str], words: Sequence[str]) -> float:
    """The words both have in the same order, among all of the title and of the stretch they stand in."""
    lengths = [[(0, 0)] * (len(words) + 1) for _ in range(len(wanted) + 1)]
    for row, one in enumerate(wanted, start=1):
        for column, other in enumerate(words, start=1):
            if one == other:
                count, _ = lengths[row - 1][column - 1]
                lengths[row][column] = (count + 1, column)
            else:
                lengths[row][column] = max(
                    lengths[row - 1][column], lengths[row][column - 1], key=lambda cell: (cell[0], -cell[1])
                )
    count, stretch = lengths[-1][-1]
    return 2 * count / (len(wanted) + max(stretch, 1)) if count else 0.0
