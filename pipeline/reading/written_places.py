"""Where a number and a day are due that offices write in by hand: "Số: ... /QĐ", "ngày ... tháng ... năm"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.geometry import Box, Size
from domain.text import Line, PageText, Word
from pipeline.reading.near_match import fold

_HEADING_SHARE = 0.45
_DATES_FROM = 0.35
"""A date line stands in the right half; in running text dates are printed."""
_SURE = 0.9
_WORDS_BEFORE_SLASH = 4
_WORDS_AFTER_YEAR = 2
_TALLER = 0.5
"""Pens reach so many letter heights beyond the line, above and below."""
_NARROWEST = 0.4
_COLUMN_GAP = 1.2
_NUMBER_MARK = re.compile(r"\W?S[O0](?=\W|\d|$)\W*")


def written_places(text: PageText, size: Size) -> tuple[Box, ...]:
    """The places whose number was not surely read, in pixels of the straightened page."""
    places: list[Box] = []
    for line in text.lines:
        if line.box.top < _HEADING_SHARE * size.height:
            places += _after_number_mark(line, size)
        places += _in_date(line, size)
    return tuple(places)


def _after_number_mark(line: Line, size: Size) -> Iterator[Box]:
    for place, word in enumerate(line.words):
        mark = _NUMBER_MARK.match(fold(word.text))
        starts = place == 0 or _parted(line.words[place - 1], word)
        if mark is None or not starts or word.box.left > size.width / 2:
            continue
        behind = line.words[place + 1 : place + 1 + _WORDS_BEFORE_SLASH]
        cut = next((number for number, one in enumerate(behind) if "/" in one.text), None)
        if cut is None:
            return
        head = behind[cut].text.split("/", 1)[0]
        # Pens leave a gap before the printed slash; digits right before it are print.
        if head.isdigit():
            return
        start, end = _cut_at(word, mark.end()), _cut_at(behind[cut], len(head))
        # Print leaves a gap behind the mark: what stands against it is no print.
        rest = ((word.text[mark.end() :], 0.0), *_readings(behind[:cut]), (head, behind[cut].confidence))
        yield from _place(start, end, line, rest)
        return


def _in_date(line: Line, size: Size) -> Iterator[Box]:
    words = line.words
    day, month, year = (_mark(words, name) for name in ("NGAY", "THANG", "NAM"))
    if day is None or month is None or year is None or not day.before(month) or not month.before(year):
        return
    if len(words) - year.place - 1 > _WORDS_AFTER_YEAR:
        return
    first = day.place
    while first and not _parted(words[first - 1], words[first]):
        first -= 1
    if words[first].box.left < _DATES_FROM * size.width:
        return
    for one, other in ((day, month), (month, year)):
        start, end = _cut_at(words[one.place], one.end), _cut_at(words[other.place], other.start)
        yield from _place(start, end, line, _between(words, one, other))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A word of a date: which word holds it, and where in that word its letters begin and end."""

    place: int
    start: int
    end: int

    def before(self, other: "_Mark") -> bool:
        return (self.place, self.end) <= (other.place, other.start)


def _mark(words: Sequence[Word], name: str) -> _Mark | None:
    """The last word that holds the mark, alone or with what was written against it."""
    for place in range(len(words) - 1, -1, -1):
        start = fold(words[place].text).find(name)
        if start >= 0:
            return _Mark(place, start, start + len(name))
    return None


def _between(words: Sequence[Word], one: _Mark, other: _Mark) -> tuple[tuple[str, float], ...]:
    """What was read between two marks, and how surely."""
    first, last = words[one.place], words[other.place]
    if one.place == other.place:
        return ((first.text[one.end : other.start], first.confidence),)
    between = _readings(words[one.place + 1 : other.place])
    behind, before = first.text[one.end :], last.text[: other.start]
    return ((behind, first.confidence), *between, (before, last.confidence))


def _readings(words: Sequence[Word]) -> tuple[tuple[str, float], ...]:
    return tuple((word.text, word.confidence) for word in words)


def _parted(before: Word, after: Word) -> bool:
    return after.box.left - before.box.right > _COLUMN_GAP * after.box.height


def _cut_at(word: Word, letters: int) -> float:
    """About where so many letters of the word end."""
    return word.box.left + word.box.width * min(1.0, letters / len(word.text))


def _place(left: float, right: float, line: Line, read: Sequence[tuple[str, float]]) -> Iterator[Box]:
    told = [(text, confidence) for text, confidence in read if text]
    if told and all(text.isdigit() and confidence >= _SURE for text, confidence in told):
        return
    heights = sorted(word.box.height for word in line.words)
    height = heights[len(heights) // 2]
    if right - left >= _NARROWEST * height:
        middle = (line.box.top + line.box.bottom) / 2
        reach = max(line.box.height / 2, height * (0.5 + _TALLER))
        yield Box(left, middle - reach, right, middle + reach)
