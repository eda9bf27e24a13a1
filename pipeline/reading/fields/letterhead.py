"""The head of an administrative paper (NĐ 30/2020, boxes 2 to 4): issuer, number, place and day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.text import Word
from pipeline.reading.fields.sheet import Found, Sheet, text_of, without_doubles
from pipeline.reading.heading import Segment, box_around, capital_share
from pipeline.reading.near_match import fold
from pipeline.reading.validators.dates import read_date
from pipeline.reading.validators.numbers import Notation, read_notation

_HEAD_SHARE = 0.45
# Acts of the National Assembly and its committee have their kind before it: Luật số, Nghị quyết số.
_NUMBER_MARK = re.compile(r"\W*(?:(?:LUAT|BO LUAT|NGHI QUYET|PHAP LENH)\s*)?S[O0](?:\b[^\w/]*|(?=\d))")
# Of 61/2025, the number of an entry in a register, letters are missing.
_HAS_NOTATION = re.compile(r"/.*[^\W\d_]{2}")
_BARE_NOTATION = re.compile(r"\W*[\w ]{0,6}/\s?[A-ZĐ]{2,5}\s?-\s?[A-ZĐ]{2,8}\W*")
_DATED = re.compile(r"(NGAY|THANG)\W{0,3}.{0,12}\bNAM\W{0,3}\w{2,5}|THANG\W{0,3}.{1,6}NAM\W{0,3}\w{2,5}")
_DATE_BEGINS = re.compile(r"NGAY|THANG")
# A name that begins so is an organisation of its own; other lines go on with the one above.
_ORGANISATION = re.compile(
    r"(UBND|HDND|UY BAN|HOI DONG|BO|SO|PHONG|BAN|TRUNG TAM|CHI CUC|CUC|TONG CUC|VAN PHONG|CONG AN|TRUONG|"
    r"TOA AN|VIEN|THANH TRA|KHO BAC|BAO HIEM|HOI|DOAN|DANG UY|HUYEN UY|THANH UY|TINH UY|CONG TY|BENH VIEN|"
    r"TRAM|DAI|CHINH PHU|THU TUONG|QUOC HOI|TO|LIEN DOAN|MAT TRAN)\b"
)
_TERRITORY = re.compile(r"\b(TINH|THANH PHO|HUYEN|QUAN|THI XA|XA|PHUONG|THI TRAN|DAC KHU)\s")
_NO_ISSUER = ("CONG HOA", "DOC LAP", "DANG CONG SAN")
_URGENCY = {
    "HOA TOC": "Hỏa tốc",
    "HOA TOC HEN GIO": "Hỏa tốc hẹn giờ",
    "THUONG KHAN": "Thượng khẩn",
    "KHAN": "Khẩn",
}
_GOING_ON = ("-", "–", "/")
_MOST_DATE_WORDS = 14
_NUMBER_MENDED = 0.9
_PRINTED = 0.95
"""A number in a gap before the slash, where pens write, is print when it was read so surely."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head of the first page shows, and where its number line ends."""

    found: tuple[Found, ...]
    notation: Notation | None
    number: tuple[Word, ...]
    """The number line."""
    bottom: float
    """In pixels from the top of the page: number and date stand above."""


def read_letterhead(sheet: Sheet, today: date) -> Letterhead | None:
    """The boxes 2, 3 and 4; None when the page has no number line at the left."""
    number = _number_words(sheet)
    if number is None:
        return None
    dated = _date_words(sheet)
    notation, numbers = _read_number(number, sheet)
    found = [*numbers, *_issuers(sheet, box_around(number).top), *_urgency(sheet)]
    bottom = box_around(number).bottom
    if dated is not None:
        found += _read_date_line(dated, sheet, today)
        bottom = max(bottom, box_around(dated).bottom)
    return Letterhead(tuple(found), notation, number, bottom)


def _number_words(sheet: Sheet) -> tuple[Word, ...] | None:
    """The words of the number line; a gap left for a pen may part it."""
    head = [
        segment
        for segment in sheet.segments
        if segment.box.top < _HEAD_SHARE * sheet.size.height and segment.box.left < sheet.size.width / 2
    ]
    for segment in head:
        if segment.box.width > 0.6 * sheet.size.width or not _NUMBER_MARK.match(fold(segment.text)):
            continue
        words = segment.words
        if "/" not in segment.text:
            beside = (one for one in head if one is not segment and _goes_on(segment, one, sheet))
            words += tuple(word for one in beside for word in one.words)
        words += _goes_on_below(segment, head, sheet)
        if _HAS_NOTATION.search(text_of(words)):
            return without_doubles(words)
    bare = next((one for one in head if _BARE_NOTATION.fullmatch(one.text)), None)
    return None if bare is None else bare.words


def _goes_on(segment: Segment, other: Segment, sheet: Sheet) -> bool:
    level = (
        abs((segment.box.top + segment.box.bottom) - (other.box.top + other.box.bottom)) < segment.box.height
    )
    return level and 0 <= other.box.left - segment.box.right < 0.2 * sheet.size.width


def _goes_on_below(number: Segment, head: Sequence[Segment], sheet: Sheet) -> tuple[Word, ...]:
    """The rest of a number line that breaks off behind a dash, and the dash: segments end at a letter."""
    last = number.words[-1]
    dash = tuple(
        word
        for word in sheet.text.words
        if word.text in _GOING_ON
        and abs(word.box.top + word.box.bottom - last.box.top - last.box.bottom) < last.box.height
        and 0 <= word.box.left - last.box.right < 2 * number.box.height
    )
    if not dash and not last.text.endswith(_GOING_ON):
        return ()
    return (*dash[:1], *next((one.words for one in head if _is_rest(one, number)), ()))


def _is_rest(one: Segment, number: Segment) -> bool:
    """The line right below a number that breaks off behind a dash."""
    gap = one.box.top - number.box.bottom
    over = one.box.left < number.box.right and one.box.right > number.box.left
    return over and -number.box.height / 2 < gap < number.box.height


def _read_number(words: Sequence[Word], sheet: Sheet) -> tuple[Notation | None, Iterator[Found]]:
    text = text_of(words)
    mark = _NUMBER_MARK.match(fold(text))
    notation = read_notation(text[mark.end() :] if mark else text)
    return notation, _number_fields(notation, tuple(words), sheet)


def _number_fields(notation: Notation | None, words: tuple[Word, ...], sheet: Sheet) -> Iterator[Found]:
    written = sheet.pen_in(box_around(words)) or _in_a_gap(words)
    if notation is None:
        rule = "dòng số, ký hiệu không đọc được"
        yield Found(name="so_ky_hieu", value="", words=words, rule=rule, written=written)
        return
    rule = "dòng số, ký hiệu ở góc trái (NĐ 30, ô 3)" + ("; đã sửa chữ gần giống" if notation.mended else "")
    of_number = Found(
        name="so_ky_hieu",
        value=notation.text if notation.number else "",
        words=words,
        rule=rule,
        invalid=bool(notation.fault),
        written=written,
        least=_NUMBER_MENDED if notation.mended else 1.0,
    )
    yield of_number
    # The number is often written by hand, the notation behind it is print.
    behind = tuple(word for word in words if word.box.left >= _slash(words).box.left)
    yield replace(of_number, name="ky_hieu", value=notation.notation, words=behind, written=False)


def _in_a_gap(words: Sequence[Word]) -> bool:
    """The slash stands apart from the number before it: room was left for a pen."""
    slash = _slash(words)
    before = [word for word in words if word.box.right <= slash.box.left and any(map(str.isdigit, word.text))]
    return slash.text.startswith("/") and any(word.confidence < _PRINTED for word in before)


def _slash(words: Sequence[Word]) -> Word:
    return next(word for word in words if "/" in word.text)


def _date_words(sheet: Sheet) -> tuple[Word, ...] | None:
    """The words of the date line; a day that a pen wrote may part it."""
    head = [one for one in sheet.segments if one.box.top < _HEAD_SHARE * sheet.size.height]
    right = [one for one in head if one.box.left > 0.3 * sheet.size.width]
    for segment in right:
        if segment.centre_x > 0.5 * sheet.size.width and _DATED.search(fold(segment.text)):
            before = [one for one in right if one is not segment and _goes_on(one, segment, sheet)]
            words = tuple(word for one in (*before, segment) for word in one.words)
            return words if len(words) <= _MOST_DATE_WORDS else None
    return None


def _read_date_line(line: Sequence[Word], sheet: Sheet, today: date) -> Iterator[Found]:
    words = without_doubles(line)
    begin = next((place for place, word in enumerate(words) if _DATE_BEGINS.match(fold(word.text))), None)
    if begin is None:
        begin = next(place for place, word in enumerate(words) if _DATE_BEGINS.search(fold(word.text)))
    place_words, date_words = words[:begin], words[begin:]
    rule = "dòng địa danh, thời gian ở góc phải (NĐ 30, ô 4)"
    if place_words:
        value = text_of(place_words).strip(" .,;:")
        # A place is a name: what has no capital in front was not read from one.
        invalid = not value[:1].isupper()
        yield Found(name="dia_danh", value=value, words=place_words, rule=rule, invalid=invalid)
    checked = read_date(text_of(date_words), today)
    whole = checked if checked is not None and len(checked.value) == 10 else None
    yield Found(
        name="ngay_ban_hanh",
        value=whole.value if whole else "",
        words=date_words,
        rule=rule if whole else f"{rule}; ngày viết tay hoặc không đọc được",
        invalid=bool(whole and whole.fault),
        written=sheet.pen_in(box_around(line)),
        least=_NUMBER_MENDED if whole and whole.mended else 1.0,
    )


def _issuers(sheet: Sheet, number_top: float) -> Iterator[Found]:
    lines = [
        segment
        for segment in sheet.segments
        if segment.centre_x < 0.5 * sheet.size.width
        and (segment.box.top + segment.box.bottom) / 2 < number_top
        and capital_share(segment.words) >= 0.6
        and not fold(segment.text).startswith(_NO_ISSUER)
        and fold(segment.text).strip(" .") not in _URGENCY
        and sum(map(str.isalpha, segment.text)) >= 3
    ]
    names: list[tuple[Word, ...]] = []
    for segment in _last_run(lines):
        words = without_doubles(segment.words)
        if names and not _begins_a_name(fold(text_of(words)), fold(text_of(names[-1]))):
            names[-1] += words
        else:
            names.append(words)
    rule = "tên cơ quan ở góc trái (NĐ 30, ô 2)"
    if len(names) > 1:
        yield Found(name="co_quan_chu_quan", value=name_of(names[0]), words=names[0], rule=rule)
    if names:
        issuer = tuple(word for name in names[1:] or names for word in name)
        yield Found(name="co_quan_ban_hanh", value=name_of(issuer), words=issuer, rule=rule)
        whose = () if len(names) == 1 or _TERRITORY.search(fold(text_of(issuer))) else _territory(names[0])
        # SỞ NỘI VỤ under UBND TỈNH MẪU: only with the territory does the name tell which one.
        yield Found(name="co_quan_cap", value=name_of((*issuer, *whose)), words=(*issuer, *whose), rule=rule)


def _territory(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a name from its territory on: TỈNH QUẢNG NGÃI."""
    for place in range(len(words)):
        if _TERRITORY.match(fold(text_of(words[place:]))):
            return tuple(words[place:])
    return ()


def _begins_a_name(line: str, above: str) -> bool:
    """An organisation, or a second territory: one name holds one only."""
    return bool(_ORGANISATION.match(line) or (_TERRITORY.match(line) and _TERRITORY.search(above)))


def _last_run(lines: Sequence[Segment]) -> list[Segment]:
    """The lines nearest to the number that stand close under one another."""
    run: list[Segment] = []
    for segment in reversed(lines):
        if run and run[0].box.top - segment.box.bottom > 1.5 * run[0].box.height:
            break
        run.insert(0, segment)
    return run


def name_of(words: Sequence[Word]) -> str:
    """The words of a name without the signs of rules and stars around it."""
    return text_of(words).replace("Ð", "Đ").strip(" .,;:*_-–|")


def _urgency(sheet: Sheet) -> Iterator[Found]:
    for segment in sheet.segments:
        if segment.box.top > _HEAD_SHARE * sheet.size.height:
            return
        letters = " ".join(re.findall(r"\w+", fold(segment.text)))
        if letters in _URGENCY and capital_share(segment.words) > 0.9:
            rule = "dấu độ khẩn (NĐ 30, ô 10b)"
            yield Found(name="do_khan", value=_URGENCY[letters], words=segment.words, rule=rule)
            return
