"""The foot of an issued paper (NĐ 30/2020, boxes 7 and 9b): who signed in what capacity, who gets a copy."""

import re
from collections.abc import Iterator, Sequence

from domain.text import Word
from pipeline.reading.fields.letterhead import name_of
from pipeline.reading.fields.sheet import Found, Sheet, text_of, without_doubles
from pipeline.reading.heading import Segment, box_around, capital_share
from pipeline.reading.near_match import fold
from pipeline.reading.validators.names import read_person

_COPIES = re.compile(r"\W*NOI NHAN\b")
_AUTHORITY = re.compile(r"\W*(TM|KT|TL|TUQ|QUYEN|Q)\W")
_POSITION = re.compile(
    r"\W*(TM|KT|TL|TUQ|Q)\b|.*\b(CHU TI\w*|GIAM DO\w*|CHANH|TRUONG|BI THU|THU TUONG|CHU NHIEM|KIEM SAT|"
    r"CHI HUY|TU LENH|DIEU HANH|HIEU TRUONG|PHO BAN)\b"
)
_NAME_ALONE = 0.8
_STROKE = 0.5
"""A word of one or two signs that is less sure may be a stroke of the signature."""
_NAME_REACH = 0.3
"""A signature keeps the name no farther below the position, of the page's height."""


def read_foot(sheets: Sequence[Sheet]) -> Iterator[tuple[Found, Sheet]]:
    """Position, name and list of copies, from the first page that has them: drafts may be attached behind."""
    for sheet in sheets:
        copies = next((one for one in sheet.segments if _COPIES.match(fold(one.text))), None)
        found = [*_signature_block(sheet, copies), *_copies(sheet, copies)]
        if any(one.name == "nguoi_ky" for one in found) or copies is not None:
            yield from ((one, sheet) for one in found)
            return


def _signature_block(sheet: Sheet, copies: Segment | None) -> Iterator[Found]:
    right = [segment for segment in sheet.segments if segment.centre_x > 0.5 * sheet.size.width]
    lines = _position_lines(right, sheet, copies)
    if not lines:
        yield from _name_alone(right, sheet, copies)
        return
    foot = box_around([word for line in lines for word in line.words])
    signed = sheet.has_pen_mark_below(foot, _NAME_REACH * sheet.size.height)
    name = _name_below(right, lines[-1].box.bottom, sheet)
    if name is None and not signed:
        return
    rule = "khối chữ ký bên phải (NĐ 30, ô 7)"
    authority = [line for line in lines if _AUTHORITY.match(fold(line.text))]
    if authority:
        words = tuple(word for line in authority for word in line.words)
        yield Found(name="quyen_han", value=name_of(words), words=words, rule=rule)
    if len(lines) > len(authority) or not authority:
        words = tuple(word for line in lines if line not in authority for word in line.words)
        yield Found(name="chuc_vu", value=name_of(words), words=words, rule=rule)
    if name is not None:
        yield _signer(name, rule)


def _signer(name: tuple[Word, ...], rule: str, least: float = 1.0) -> Found:
    """The name without the strokes of the signature that crosses it; with them it is never sure."""
    letters = name if read_person(text_of(name)) is not None else _without_strokes(name)
    checked = read_person(text_of(letters))
    if letters != name:
        rule, least = f"{rule}; đã bỏ nét chữ ký đọc lẫn vào", min(least, _NAME_ALONE)
    return Found(
        name="nguoi_ky", value=checked.value if checked else "", words=letters, rule=rule,
        invalid=bool(checked and checked.fault), least=least,
    )  # fmt: skip


def _without_strokes(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(word for word in words if len(word.text) > 2 or word.confidence >= _STROKE)


def _position_lines(right: Sequence[Segment], sheet: Sheet, copies: Segment | None) -> list[Segment]:
    """Lines in capitals, close under one another, from the first that names a position."""
    top = 0.3 * sheet.size.height if copies is None else copies.box.top - 4 * copies.box.height
    if copies is None and sheet.number > 0:
        top = 0.0
    lines: list[Segment] = []
    for segment in right:
        capitals = capital_share(segment.words) >= 0.75 and sum(map(str.isalpha, segment.text)) >= 4
        if segment.box.top < top or not capitals:
            continue
        if not lines:
            if _POSITION.match(fold(segment.text)):
                lines.append(segment)
            continue
        last = lines[-1].box
        if segment.box.top - last.bottom > 1.5 * last.height or len(lines) == 5:
            break
        lines.append(segment)
    return lines


def _name_alone(right: Sequence[Segment], sheet: Sheet, copies: Segment | None) -> Iterator[Found]:
    """The name beside the list of copies where a stamp hides the position: not sure to be a signer's."""
    name = None if copies is None else _name_below(right, copies.box.bottom, sheet)
    if name is not None:
        yield _signer(name, "họ tên bên phải Nơi nhận; chức vụ không đọc được", _NAME_ALONE)


def _name_below(right: Sequence[Segment], bottom: float, sheet: Sheet) -> tuple[Word, ...] | None:
    """The surest name under that height; the lowest of equals, since a signature may look like letters."""
    found: list[tuple[float, float, tuple[Word, ...]]] = []
    for segment in right:
        below = segment.box.top - bottom
        if not 0 < below < _NAME_REACH * sheet.size.height:
            continue
        words = tuple(word for word in without_doubles(segment.words) if any(map(str.isalpha, word.text)))
        if len(words) >= 2 and capital_share(words) < 0.95 and _is_name(words):
            found.append((min(word.confidence for word in words), segment.box.top, words))
    return max(found, key=lambda one: one[:2])[2] if found else None


def _is_name(words: tuple[Word, ...]) -> bool:
    letters = _without_strokes(words)
    return read_person(text_of(words)) is not None or (
        len(letters) >= 2 and read_person(text_of(letters)) is not None
    )


def _copies(sheet: Sheet, copies: Segment | None) -> Iterator[Found]:
    if copies is None:
        return
    lines: list[Segment] = []
    last = copies.box
    for segment in sheet.segments:
        if (
            segment.box.top < copies.box.bottom - copies.box.height / 2
            or segment.centre_x > 0.5 * sheet.size.width
        ):
            continue
        if segment.box.top - last.bottom > 2.5 * copies.box.height:
            break
        lines.append(segment)
        last = segment.box
    words = tuple(word for line in lines for word in line.words)
    if words:
        yield Found(name="noi_nhan", value=_items(words), words=words, rule="dưới chữ Nơi nhận (NĐ 30, ô 9b)")


def _items(words: Sequence[Word]) -> str:
    items = re.split(r"(?:^|\s)[-–~]+\s", text_of(words))
    return "; ".join(item.strip(" .;,") for item in items if item.strip(" .;,"))
