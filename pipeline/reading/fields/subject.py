"""Kind, subject and addressees of an administrative paper (NĐ 30/2020, boxes 5a, 5b, 9a)."""

import re
from collections.abc import Iterator, Sequence

from domain.geometry import Box
from domain.text import Word
from pipeline.papers.catalog import Family, PaperType
from pipeline.reading.fields.letterhead import Letterhead
from pipeline.reading.fields.sheet import Found, Sheet, text_of, without_doubles
from pipeline.reading.heading import Heading, Segment, box_around, capital_share, headings, segments
from pipeline.reading.near_match import Phrase, fold, match_head, ready_phrase
from pipeline.reading.validators.checked import DASHES

_ADDRESSED = re.compile(r"\W*KINH GUI\b\W*")
_SUBJECT_MARK = re.compile(r"\W*V\s?[/.]?\s?V\b|\W*VE VIEC\b")
# Where the body begins. A line of a subject may begin with a day, an article or a number.
_BODY = re.compile(r"\W*(CAN CU|KINH GUI|KINH THUA|HOM NAY|NOI NHAN|CHUONG [IVX]|[IVX]+\.|\d{1,2}[.)] )")
# No subject ends in such a word or sign: its last line was not taken for one.
_BROKEN_OFF = re.compile(
    r"(?:[,(\-/]|\b(?:CUA|VA|VE|TAI|CHO|THEO|TU|DEN|TRONG|CAC|NHUNG|CUNG|VOI|DE|DO|HOAC|SO|NGAY|TREN))$"
)
# How every subject may begin, whatever a reader made of it: và việc, Xềviệc.
_OPENING = re.compile(r"[VXY][AE]\s?VIEC\b")
_ABOUT = "Về việc"
_PAIRS = (("(", ")"), ("“", "”"))
_OFF_CENTRE = 0.08
_WIDE_GAP = 5.0
"""Pieces of one line stand no farther apart than so many of its heights."""
_CUT = 0.8
_MENDED = 0.9
_NEXT_LINE = 0.55
_CLOSE = 0.95
"""Lines of one subject stand no farther apart than so many of their heights."""
_UNDER_TITLE = 1.6


def read_subject(sheet: Sheet, head: Letterhead, paper: PaperType | None) -> Iterator[Found]:
    """Kind and subject of a titled paper, or the V/v of a công văn, and whom it addresses."""
    title = _title_words(sheet, paper) if paper is not None else None
    if title is not None and paper is not None:
        rule = "tên loại văn bản (NĐ 30, ô 5a)"
        yield Found(name="loai", value=paper.name, words=title, rule=rule)
        lines = _under_title(sheet, title)
        if lines and paper.family is not Family.ONE_STOP:
            yield _subject(lines, "trích yếu dưới tên loại (NĐ 30, ô 5a)")
    else:
        lines = _beside_number(sheet, head)
        if lines:
            yield _subject(lines, "trích yếu công văn (NĐ 30, ô 5b)")
        if paper is not None:
            rule = "công văn: không có tên loại"
            words = lines[0].words[:1] if lines else head.number
            yield Found(name="loai", value=paper.name, words=words, rule=rule)
    yield from _addressees(sheet)


def _subject(lines: Sequence[Segment], rule: str) -> Found:
    words = tuple(word for line in lines for word in without_doubles(line.words))
    value = text_of(words).translate(DASHES).strip(" _-|").removesuffix(";")
    opening = _OPENING.match(fold(value))
    mended = opening is not None and not value.startswith((f"{_ABOUT} ", "V/v"))
    if opening is not None and mended:
        value = _ABOUT + value[opening.end() :]
        rule = f"{rule}; đã sửa chữ gần giống"
    whole = not _BROKEN_OFF.search(fold(value)) and all(value.count(a) == value.count(b) for a, b in _PAIRS)
    rule = rule if whole else f"{rule}; có thể chưa hết"
    least = min(1.0 if whole else _CUT, _MENDED if mended else 1.0)
    return Found(name="trich_yeu", value=value, words=words, rule=rule, least=least)


def _title_words(sheet: Sheet, paper: PaperType) -> tuple[Word, ...] | None:
    phrases = [ready_phrase(title) for title in sorted(paper.titles, key=len, reverse=True)]
    for heading in headings(segments(sheet.text, sheet.size), sheet.size):
        if words := _words_matching(heading, phrases):
            return words
    return None


def _words_matching(heading: Heading, phrases: Sequence[Phrase]) -> tuple[Word, ...] | None:
    ends = frozenset(heading.word_ends)
    for phrase in phrases:
        if (match := match_head(phrase, heading.letters, ends)) is not None:
            return heading.words_of(match.length)
    return None


def _under_title(sheet: Sheet, title: Sequence[Word]) -> list[Segment]:
    """The lines centred under the title, down to the rule or the gap before the body."""
    box = box_around(title)
    middle = (box.left + box.right) / 2
    lines: list[Segment] = []
    last, reach = box, _UNDER_TITLE
    for segment in sheet.segments:
        if not _is_below(segment.box, last, of_title=not lines):
            if lines and _middle(segment.box) > last.top and _beside(segment.box, last):
                lines[-1] = _joined(lines[-1], segment)
            continue
        if segment.box.top - last.bottom > reach * min(last.height, segment.box.height):
            break
        if not segment.box.left < middle < segment.box.right and not _parts_of_a_line(segment, sheet):
            # A stamp or a mark in the margin is no line of the subject and no end of it.
            continue
        if _BODY.match(fold(segment.text)) or capital_share(segment.words) >= 0.6:
            break
        lines.append(segment)
        last, reach = segment.box, _CLOSE
    return [line for line in lines if abs(line.centre_x - middle) <= _OFF_CENTRE * sheet.size.width]


def _is_below(box: Box, above: Box, *, of_title: bool) -> bool:
    """It is a line further down. Boxes of lines that are not quite level reach into one another."""
    if of_title:
        return _middle(box) > above.bottom
    return _middle(box) - _middle(above) > _NEXT_LINE * min(box.height, above.height)


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _beside(one: Box, other: Box) -> bool:
    gap = max(one.left - other.right, other.left - one.right)
    return 0 <= gap < _WIDE_GAP * other.height


def _parts_of_a_line(segment: Segment, sheet: Sheet) -> bool:
    """Another piece stands on the same level, close beside it: a line that a wide gap has parted."""
    return any(
        other is not segment
        and abs(other.box.top - segment.box.top) < segment.box.height / 2
        and _beside(other.box, segment.box)
        for other in sheet.segments
    )


def _joined(one: Segment, other: Segment) -> Segment:
    words = tuple(sorted((*one.words, *other.words), key=lambda word: word.box.left))
    return Segment(words, box_around(words))


def _beside_number(sheet: Sheet, head: Letterhead) -> list[Segment]:
    """The lines in the left column from V/v on."""
    lines: list[Segment] = []
    for segment in sheet.segments:
        if (
            segment.box.bottom < head.bottom - segment.box.height
            or segment.centre_x > 0.47 * sheet.size.width
        ):
            continue
        if not lines:
            if segment.box.top > 0.45 * sheet.size.height:
                break
            if _SUBJECT_MARK.match(fold(segment.text)):
                lines.append(segment)
            continue
        last = lines[-1].box
        if segment.box.top - last.bottom > _CLOSE * last.height or _BODY.match(fold(segment.text)):
            break
        if (segment.box.top + segment.box.bottom) / 2 > last.bottom - last.height * 0.3:
            lines.append(segment)
    return lines


def _addressees(sheet: Sheet) -> Iterator[Found]:
    """What stands behind "Kính gửi:", and the list under it when nothing does."""
    ordered = sheet.segments
    for place, segment in enumerate(ordered):
        mark = next(
            (end for end in (2, 1) if _ADDRESSED.fullmatch(fold(text_of(segment.words[:end])) + " ")), None
        )
        if mark is None or segment.box.top > 0.6 * sheet.size.height:
            continue
        words = segment.words[mark:]
        last = segment.box
        for other in ordered[place + 1 :]:
            farther = other.box.top - last.bottom > _CLOSE * last.height
            if farther or other.box.left < segment.box.left - last.height:
                break
            if other.box.top > last.top + last.height / 2:
                words += other.words
                last = other.box
        if words:
            value = text_of(words).strip(" .:;-").removeprefix("(1) ")
            yield Found(name="kinh_gui", value=value, words=words, rule="sau chữ Kính gửi (NĐ 30, ô 9a)")
        return
