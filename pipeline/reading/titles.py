"""Tells the type of a paper from what is printed at the head of its first page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from domain.geometry import Box, Size
from domain.text import PageText, Word
from pipeline.papers.catalog import PaperCatalog, PaperType
from pipeline.reading.heading import Heading, Segment, box_around, capital_share, headings, segments
from pipeline.reading.marks import (
    FormCode,
    Number,
    find_form_code,
    find_number,
    find_subject_line,
    is_addressed,
)
from pipeline.reading.near_match import Phrase, match_head, ready_phrase
from pipeline.reading.title_phrases import phrases_less_words, title_phrases

CERTAIN_ENOUGH = 0.6
"""Below this there is no guess: a person is asked."""

_CLEAR_TITLE = 0.8
_FORM_CODE_ALONE = 0.9
_NUMBER_ALONE = 0.75
_HIGHEST = 0.99
_SUPPORTED = 0.4
"""What a second witness leaves of the doubt."""
_CONTRADICTED = 0.6
_WHOLLY_SPECIFIC_LETTERS = 24
"""A title this long is believed half in spite of where it stands."""
_ALMOST_READ = 0.5
_WORD_MISSED = 0.85
"""What each word of a title that was not read leaves of the confidence."""
_TEXT_MIDDLE = (0.5, 0.55)
"""Titles stand in the middle of the page, or of the text, which begins 10 mm further right (NĐ 30, 1.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeGuess:
    """The type of a paper, how sure that is (0 to 1), and why."""

    code: str
    name: str
    confidence: float
    rule: str
    """What was seen, in words for the person who checks."""
    box: Box
    """Where it was seen, in pixels of the straightened page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sighting:
    paper: PaperType
    confidence: float
    rule: str
    words: tuple[Word, ...]
    phrase: Phrase | None = None
    weight: int = 0
    """Letters that speak for the title less twice those against it: the longest title wins."""


def classify_by_title(text: PageText, page_size: Size, catalog: PaperCatalog) -> TypeGuess | None:
    """The paper type that a first page's heading names; None when that is not certain enough."""
    guess = likeliest_by_title(text, page_size, catalog)
    return None if guess is None or guess.confidence < CERTAIN_ENOUGH else guess


def likeliest_by_title(text: PageText, page_size: Size, catalog: PaperCatalog) -> TypeGuess | None:
    """The type that the heading speaks for, however unsure; None when it names none."""
    found = segments(text, page_size)
    number = find_number(found, page_size, catalog)
    title = _best_title(headings(found, page_size), page_size, catalog)
    form = find_form_code(found, page_size, catalog)
    if title is None and form is None:
        best = _by_number(number) or _by_subject_line(found, number, page_size, catalog)
    else:
        best = _by_form_code(form, _supported(title, form, number))
    if best is None:
        return None
    return TypeGuess(
        code=best.paper.code,
        name=best.paper.name,
        confidence=round(best.confidence, 3),
        rule=best.rule,
        box=box_around(best.words),
    )


def _best_title(candidates: Sequence[Heading], page_size: Size, catalog: PaperCatalog) -> _Sighting | None:
    sightings = [
        sighting for heading in candidates if (sighting := _title(heading, page_size, catalog)) is not None
    ] or [
        sighting
        for heading in candidates
        if (sighting := _title_less_words(heading, page_size, catalog)) is not None
    ]
    # The title stands above what it may name: of two that are about as good, the upper one is it.
    return max(
        sightings, key=lambda sighting: sighting.confidence - 0.05 * sightings.index(sighting), default=None
    )


def _title(heading: Heading, page_size: Size, catalog: PaperCatalog) -> _Sighting | None:
    """The title of most letters that the heading begins with; None when two are about as near."""
    ends = frozenset(heading.word_ends)
    sightings = []
    for one in title_phrases(catalog):
        phrase, paper = one.phrase, one.paper
        match = match_head(phrase, heading.letters, ends)
        if match is None:
            continue
        words = heading.words_of(match.length)
        likeness = 1 - 1.5 * match.errors / len(phrase.letters)
        misread = f", {match.errors} chữ đọc lệch" if match.errors else ""
        sightings.append(
            _Sighting(
                paper=paper,
                confidence=_HIGHEST * likeness * _standing(heading, words, phrase, match.errors, page_size),
                rule=f"tiêu đề “{one.title}”{misread}",
                words=words,
                phrase=phrase,
                weight=len(phrase.letters) - 2 * match.errors,
            )
        )
    sightings.sort(key=lambda sighting: sighting.weight, reverse=True)
    if not sightings:
        return None
    best = sightings[0]
    rivals = [
        other for other in sightings[1:] if other.paper != best.paper and best.weight - other.weight < 2
    ]
    return None if rivals or _is_cut_short(best, heading, catalog) else best


def _title_less_words(heading: Heading, page_size: Size, catalog: PaperCatalog) -> _Sighting | None:
    """The long title that whole lines make but for a word or two; None when two types are as near."""
    ends = frozenset(heading.word_ends)
    found: list[_Sighting] = []
    for one in phrases_less_words(catalog):
        phrase, paper, missed = one.phrase, one.paper, one.missed
        match = match_head(phrase, heading.letters, ends)
        if match is None or match.errors > len(phrase.letters) // 10:
            continue
        words = heading.words_of(match.length)
        if heading.line_rest(len(words)):
            continue
        standing = _standing(heading, words, phrase, match.errors, page_size)
        found.append(
            _Sighting(
                paper=paper,
                confidence=_HIGHEST * _WORD_MISSED**missed * standing,
                rule=f"tiêu đề “{one.title}”, thiếu {missed} từ",
                words=words,
                phrase=phrase,
                weight=len(phrase.letters) - 2 * match.errors,
            )
        )
    best = max(found, key=lambda sighting: sighting.weight, default=None)
    if best is None or any(other.paper != best.paper and best.weight - other.weight < 2 for other in found):
        return None
    return best


def _is_cut_short(best: _Sighting, heading: Heading, catalog: PaperCatalog) -> bool:
    """True when a longer title of another type, too misread to be taken, begins with this one."""
    if best.phrase is None:
        return False
    short = best.phrase.letters
    for one in title_phrases(catalog):
        phrase, paper = one.phrase, one.paper
        if paper != best.paper and phrase.letters != short and phrase.letters.startswith(short):
            rest, seen = phrase.letters[len(short) :], heading.letters[len(short) : len(phrase.letters)]
            if SequenceMatcher(None, rest, seen, autojunk=False).ratio() >= _ALMOST_READ:
                return True
    return False


def _standing(
    heading: Heading, words: tuple[Word, ...], phrase: Phrase, misread: int, page_size: Size
) -> float:
    """How much the words stand like a title: high, centred, in capitals, alone. 0 to 1."""
    letters = len(phrase.letters)
    rest = heading.line_rest(len(words))
    lines = box_around(words + rest)
    place = _fall((lines.top / page_size.height - 0.3) / 0.15, 0.7)
    centre = _fall(_off_centre(lines, page_size), 0.5)
    capitals = min(1.0, capital_share(words) / 0.8)
    alone = 1.0 if not rest else 0.92 if capital_share(rest) > 0.5 else 0.85
    if rest and misread and letters < _WHOLLY_SPECIFIC_LETTERS:
        alone = 0.65  # GIẤY CHỨNG MINH NHÂN DÂN begins like GIẤY CHỨNG SINH
    # "QUYẾT ĐỊNH:" after the reasons opens the operative part; a title has no colon.
    colon = 0.6 if words[-1].text.endswith(":") else 1.0
    specific = min(1.0, letters / _WHOLLY_SPECIFIC_LETTERS) / 2
    soft = place * centre
    return (soft + (1 - soft) * specific) * capitals * alone * colon


def _off_centre(box: Box, page_size: Size) -> float:
    """0 when centred on the page or, of an unfolded sheet, on one of its halves; 1 at a fifth beside it."""
    across = (box.left + box.right) / 2 / page_size.width
    if page_size.width > page_size.height:
        across = min((across, across * 2, across * 2 - 1), key=lambda place: abs(place - 0.52))
    low, high = _TEXT_MIDDLE
    return (max(low - across, across - high, 0.0) - 0.05) / 0.2


def _fall(excess: float, lowest: float) -> float:
    """1 up to no excess, `lowest` from an excess of 1 on."""
    return 1 - (1 - lowest) * min(1.0, max(0.0, excess))


def _supported(title: _Sighting | None, form: FormCode | None, number: Number | None) -> _Sighting | None:
    """The title as form code and number speak for it or against it."""
    if title is None:
        return None
    if form is not None and title.paper in form.papers:
        title = _with_witness(title, f"form code {form.code}")
    if number is None or not number.papers:
        return title
    if title.paper in number.papers:
        return _with_witness(title, f"ký hiệu {number.notation}")
    if any(_is_kind_of(title, paper) for paper in number.papers) or _stands_below(number, title):
        return title
    return replace(title, confidence=title.confidence * _CONTRADICTED)


def _with_witness(title: _Sighting, what: str) -> _Sighting:
    confidence = min(_HIGHEST, 1 - (1 - title.confidence) * _SUPPORTED)
    return replace(title, confidence=confidence, rule=f"{title.rule}; khớp {what}")


def _stands_below(number: Number, title: _Sighting) -> bool:
    """True for a number that the paper only mentions: an issuer's number is printed above the title."""
    return box_around(number.words).top > box_around(title.words).top


def _is_kind_of(title: _Sighting, paper: PaperType) -> bool:
    """True for THÔNG BÁO NỘP TIỀN, numbered TB like every THÔNG BÁO."""
    return title.phrase is not None and any(
        title.phrase.letters.startswith(ready_phrase(general).letters) for general in paper.titles
    )


def _by_form_code(form: FormCode | None, title: _Sighting | None) -> _Sighting | None:
    """A form code of one type decides, unless a clear title of another type speaks against it."""
    if form is None or len(form.papers) > 1 or (title is not None and title.paper in form.papers):
        return title
    (paper,) = form.papers
    if title is not None and title.confidence >= _CLEAR_TITLE and paper.titles:
        return None
    return _Sighting(paper=paper, confidence=_FORM_CODE_ALONE, rule=f"mẫu số {form.code}", words=form.words)


def _by_number(number: Number | None) -> _Sighting | None:
    """Only an issuer behind the abbreviation makes it a type: CT-TTHT is a letter of a Cục Thuế."""
    if number is None or not number.named_by_issuer or len(number.papers) != 1:
        return None
    (paper,) = number.papers
    return _Sighting(
        paper=paper,
        confidence=_NUMBER_ALONE,
        rule=f"ký hiệu {number.notation}, không đọc được tiêu đề",
        words=number.words,
    )


def _by_subject_line(
    found: Sequence[Segment], number: Number | None, page_size: Size, catalog: PaperCatalog
) -> _Sighting | None:
    """A công văn: no title, but a number such as 05/BNV-VP, V/v, Kính gửi; two of the three must be there."""
    subject = find_subject_line(found, page_size, catalog)
    lettered = number is not None and number.has_body and not number.papers and not number.named_by_issuer
    addressed = is_addressed(found)
    paper = subject.paper if subject else next((p for p in catalog.papers if p.subject_mark), None)
    words = subject.words if subject else number.words if number else ()
    if paper is None or (subject is not None) + lettered + addressed < 2:
        return None
    seen = [f"{paper.subject_mark}"] if subject else []
    seen += [f"ký hiệu {number.notation}"] if number and lettered else []
    seen += ["Kính gửi"] if addressed else []
    confidence = 0.95 if len(seen) == 3 else 0.88 if lettered else 0.7
    return _Sighting(
        paper=paper, confidence=confidence, rule=f"không có tiêu đề; {', '.join(seen)}", words=words
    )
