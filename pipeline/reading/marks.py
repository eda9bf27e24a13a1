"""Form codes, numbers and subject lines at the head of a page: what tells a type besides its title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.geometry import Size
from domain.text import Word
from pipeline.papers.catalog import PaperCatalog, PaperType
from pipeline.reading.heading import Segment
from pipeline.reading.near_match import fold, fold_letters

_FORM_CODE_TOP = 0.25
_NUMBER_TOP = 0.35
_NUMBER = re.compile(
    r"\W*SO\W{0,3}[^/]{0,16}/(?:[12]\d{3}/)?(?P<kind>[A-Z0][A-Z0-9&.]{0,11})(?:-(?P<body>[A-Z0-9&.]{1,24}))?"
)
_ISSUER_HEADS = ("UBND", "HDND", "BCD", "TTG", "CP")
# Signs that print alike; a form code is short, so they are taken for one another outright.
_ALIKE = str.maketrans("OILB", "0118")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCode:
    """A form code as printed after "Mẫu", and the types that carry it."""

    code: str
    papers: tuple[PaperType, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """The number line, "Số: 15/QĐ-UBND": what stands after its last slash."""

    notation: str
    papers: tuple[PaperType, ...]
    """Types with that abbreviation; two where only the stroke of đ tells them apart."""
    named_by_issuer: bool
    """True for QĐ-UBND, where an issuer follows the type; false for UBND-KTTH of a công văn."""
    has_body: bool
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """The line that opens with the subject mark (V/v) of a paper without a title."""

    paper: PaperType
    words: tuple[Word, ...]


def find_form_code(found: Sequence[Segment], page_size: Size, catalog: PaperCatalog) -> FormCode | None:
    """The first form code of the catalog near the top of the page."""
    known: dict[str, list[tuple[str, PaperType]]] = {}
    for paper in catalog.papers:
        for code in paper.form_codes:
            known.setdefault(_form_letters(code), []).append((code, paper))
    for segment in found:
        if segment.box.top > _FORM_CODE_TOP * page_size.height:
            break
        for words in _form_code_places(segment):
            if carried := known.get(_form_letters("".join(word.text for word in words))):
                papers = tuple(paper for _, paper in carried)
                return FormCode(code=carried[0][0], papers=papers, words=words)
    return None


def find_number(found: Sequence[Segment], page_size: Size, catalog: PaperCatalog) -> Number | None:
    """The number line under the issuer's name; a number in running text is none."""
    for segment in found:
        if (
            segment.box.top > _NUMBER_TOP * page_size.height
            or segment.box.left > page_size.width / 2
            or segment.box.width > page_size.width * 0.6
            or not segment.text.lstrip(" .,:;'-_|").startswith(("S", "s"))
        ):
            continue
        match = _NUMBER.match(fold(segment.text).replace(" ", ""))
        if match is None:
            continue
        kind, body = match["kind"].strip("."), match["body"] or ""
        return Number(
            notation=f"{kind}-{body}" if body else kind,
            papers=_papers_abbreviated(kind, body, catalog),
            named_by_issuer=body.startswith(_ISSUER_HEADS),
            has_body=bool(body),
            words=segment.words,
        )
    return None


def find_subject_line(found: Sequence[Segment], page_size: Size, catalog: PaperCatalog) -> SubjectLine | None:
    """The first line at the left that opens with a subject mark."""
    for paper in catalog.papers:
        if paper.subject_mark is None:
            continue
        mark = fold(paper.subject_mark)
        for segment in found:
            if segment.centre_x < page_size.width * 0.45 and fold(segment.text).startswith(mark):
                return SubjectLine(paper, segment.words)
    return None


def is_addressed(found: Sequence[Segment]) -> bool:
    """True when a line opens with "Kính gửi"."""
    return any(fold_letters(segment.text).startswith("KINHGUI") for segment in found)


def _form_letters(text: str) -> str:
    return fold_letters(text).translate(_ALIKE)


def _form_code_places(segment: Segment) -> Iterator[tuple[Word, ...]]:
    """One or two words after "Mẫu" or "Mẫu số", or a line of only one or two words."""
    words = segment.words
    if len(words) <= 2:
        yield words
    for index, word in enumerate(words):
        if fold_letters(word.text) == "MAU":
            for start in (index + 1, index + 2):
                yield words[start : start + 1]
                yield words[start : start + 2]


def _papers_abbreviated(kind: str, body: str, catalog: PaperCatalog) -> tuple[PaperType, ...]:
    # The tail of Q is often lost: OĐ and 0Đ stand for QĐ.
    readings = {kind, f"{kind}-{body}", re.sub("^[O0]", "Q", kind)}
    return tuple(
        paper
        for paper in catalog.papers
        if any(fold(short).replace(" ", "") in readings for short in paper.abbreviations)
    )
