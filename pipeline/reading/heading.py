"""The lines at the head of a page, cut where columns part and joined where a title runs on."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from domain.geometry import Box, Size, enclosing
from domain.text import Line, PageText, Word
from pipeline.reading.near_match import fold, fold_letters

_TOP_SHARE = 0.45
"""A form's own heading (agency, form code, barcode) can push the title down to here."""
_MOST_SEGMENTS = 200
"""Print has about 60 lines here; texture read as text can have thousands, and costs time."""
_COLUMN_GAP = 2.5
"""Two columns read as one line part at a gap of so many letter heights; letter-spaced titles stay below."""
_LINES_JOINED = 4
_LINE_GAP = 1.6
_CENTRES_APART = 0.12
_CAPITALS = 0.6
_ENUMERATOR = re.compile(r"([IVXL]+|\d+|[A-ZĐ])[.)]")
# What follows "Chương I" names a chapter: QUY ĐỊNH CHUNG.
_SECTION = re.compile(r"\W*(PHAN|CHUONG|MUC|TIEU MUC|DIEU)\s+([IVXLC\d]+|THU)\b")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line that stand together."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def centre_x(self) -> float:
        return (self.box.left + self.box.right) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A segment in capitals and the ones that may run on below it, as one row of folded letters."""

    words: tuple[Word, ...]
    letters: str
    word_ends: tuple[int, ...]
    """How many letters each word and all before it have."""
    line_ends: tuple[int, ...]
    """How many words each line and all before it have."""

    def words_of(self, letters: int) -> tuple[Word, ...]:
        """The words that the first so many letters stand in."""
        return self.words[: self.word_ends.index(letters) + 1]

    def line_rest(self, words: int) -> tuple[Word, ...]:
        """What follows the first so many words on their last line."""
        return self.words[words : next(end for end in self.line_ends if end >= words)]


def title_zone(page_size: Size) -> Box:
    """The part of a page where its title stands."""
    return Box(0, 0, page_size.width, page_size.height * _TOP_SHARE)


def segments(text: PageText, page_size: Size) -> tuple[Segment, ...]:
    """The segments in the top part of the page, from the top."""
    found = [
        segment
        for line in text.lines
        if line.box.top < page_size.height * _TOP_SHARE
        for segment in cut_line(line)
    ]
    return tuple(sorted(found, key=lambda segment: (segment.box.top, segment.box.left))[:_MOST_SEGMENTS])


def headings(found: Sequence[Segment], page_size: Size) -> tuple[Heading, ...]:
    """Each segment that could begin a title, from the top."""
    return tuple(
        _heading(_run_on(index, found, page_size))
        for index, segment in enumerate(found)
        if capital_share(segment.words[:2]) >= _CAPITALS
        and not _ENUMERATOR.match(segment.words[0].text)
        and not (index and _SECTION.match(fold(found[index - 1].text)))
    )


def capital_share(words: Sequence[Word]) -> float:
    """Capitals among the letters of the words, 0 to 1."""
    letters = [sign for word in words for sign in word.text if sign.isalpha()]
    return sum(sign.isupper() for sign in letters) / len(letters) if letters else 0.0


def box_around(words: Sequence[Word]) -> Box:
    """The smallest box that holds all the words."""
    return enclosing(word.box for word in words)


def cut_line(line: Line) -> list[Segment]:
    """The segments of one line, from the left."""
    if not line.words:
        return []
    gap = _COLUMN_GAP * statistics.median(word.box.height for word in line.words)
    groups = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.box.left - before.box.right > gap:
            groups.append([])
        groups[-1].append(word)
    trimmed = [_without_outer_signs(group) for group in groups]
    return [Segment(group, box_around(group)) for group in trimmed if group]


def _without_outer_signs(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words from the first to the last with a letter or digit: rules and specks read as signs go."""
    telling = [index for index, word in enumerate(words) if any(map(str.isalnum, word.text))]
    return tuple(words[telling[0] : telling[-1] + 1]) if telling else ()


def _run_on(index: int, found: Sequence[Segment], page_size: Size) -> list[Segment]:
    """The segment and up to three in capitals right below it, each centred on the one before."""
    joined = [found[index]]
    for segment in found[index + 1 :]:
        last = joined[-1]
        if len(joined) == _LINES_JOINED or segment.box.top - last.box.bottom > _LINE_GAP * last.box.height:
            break
        below = segment.box.top > (last.box.top + last.box.bottom) / 2
        centred = abs(segment.centre_x - last.centre_x) < _CENTRES_APART * page_size.width
        if below and centred and capital_share(segment.words) >= _CAPITALS:
            joined.append(segment)
    return joined


def _heading(joined: Sequence[Segment]) -> Heading:
    words = tuple(word for segment in joined for word in segment.words)
    folded = [fold_letters(word.text) for word in words]
    return Heading(
        words=words,
        letters="".join(folded),
        word_ends=tuple(accumulate(map(len, folded))),
        line_ends=tuple(accumulate(len(segment.words) for segment in joined)),
    )
