"""Reads headings and signature blocks column by column (NĐ 30/2020: ô 2 and ô 1, ô 9b and ô 7)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.geometry import Size
from domain.text import Line, Word
from pipeline.reading.near_match import fold, fold_letters
from pipeline.reading.rows import Row, centre_x, line_of, rows_of

_HEADING_SHARE = 0.45
_HEADING_ROWS = 14
_SIGNATURE_ROWS = 40
_LEAST_GUTTER = 0.8
"""Narrowest strip between the columns, in letter heights: agencies with long names come that near."""
_SIGNATURE_GAP = 2.0
_BESIDE_MOTTO = 4.0
_FOLLOWS = 1.3
"""A row within so many letter heights below the left column belongs to it."""
_HEADING_REACH = 4.0
_SIGNATURE_REACH = 14.0
"""A name stands about 3 cm below the signer's office: there is the signature."""
_MOTTO = ("XAHOICHUNGHIA", "CHUNGHIAVIETNAM", "LAPTUDOHANH", "TUDOHANHPHUC", "DANGCONGSANVIETNAM")
_NUMBER = re.compile(r"\W*S[O0]\W*[:;.]")
_DATE = re.compile(r"\bNGAY\b.*\b(THANG|NAM)\b|\bTHANG\b.*\bNAM\b")
_RECEIVERS = "NOINHAN"
_SIGNERS = re.compile(
    r"\W*(T\s?M|K\s?T|T\s?L|TUQ|Q)\s?[.,]|\W*\(?KY\b.*\b(TEN|DAU)\b"
    r"|\W*(PHO )?(CHU TICH|GIAM DOC|TRUONG|CHANH|CUC)"
    r"|\W*(THU TRUONG|DAI DIEN|NGUOI|BEN|CAN BO|CONG CHUC) [A-Z]"
)


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows parted by a strip of clear paper at `edge`."""

    rows: tuple[Row, ...]
    edge: float


def in_columns(lines: Sequence[Line], size: Size, fixed: frozenset[int]) -> list[Line]:
    """The lines with those of two columns parted and put in order; lines in `fixed` places stay whole.

    All other lines keep their order. A column is a text block of its own.
    """
    rows = rows_of([(place, line) for place, line in enumerate(lines) if place not in fixed])
    block = max((line.block for line in lines), default=0)
    parted: dict[int, list[Line]] = {}
    gone: set[int] = set()
    for band in _bands(rows, size):
        places = {place for row in band.rows for place in row.lines}
        parted[min(places)] = made = list(_lines(band, lines, size, block))
        block = max((line.block for line in made), default=block)
        gone |= places
    kept: list[Line] = []
    for place, line in enumerate(lines):
        kept += parted.get(place, [] if place in gone else [line])
    return kept


def _bands(rows: Sequence[Row], size: Size) -> Iterator[_Band]:
    start, heading_seen = 0, False
    while start < len(rows):
        band = None
        if not heading_seen and rows[start].box.top < _HEADING_SHARE * size.height:
            band = _heading(rows, start)
            heading_seen = band is not None
        band = band or _signatures(rows, start)
        if band is not None:
            yield band
        start += 1 if band is None else len(band.rows)


def _heading(rows: Sequence[Row], start: int) -> _Band | None:
    """The heading whose first row this is: the national motto with something beside it."""
    row = rows[start]
    motto = _motto(row)
    if motto is None:
        return None
    before = [word.box.right for word in row.words if word.box.right <= motto]
    gutter = (max(before, default=motto - _BESIDE_MOTTO * row.letter_height), motto)
    return _grown(rows[start : start + _HEADING_ROWS], gutter, _HEADING_REACH)


def _motto(row: Row) -> float | None:
    """Where the national motto (or the Party's name) begins on the row."""
    letters = [fold_letters(word.text) for word in row.words]
    whole = "".join(letters)
    found = [whole.find(part) for part in _MOTTO if part in whole]
    if not found:
        return None
    # From the word that was recognised back to the one that the motto's line opens with.
    place, reached = min(found), 0
    index = 0
    while reached + len(letters[index]) <= place:
        reached += len(letters[index])
        index += 1
    while index and _close(row.words[index - 1], row.words[index], row.letter_height):
        index -= 1
    return row.words[index].box.left


def _close(before: Word, after: Word, height: float) -> bool:
    return after.box.left - before.box.right < _LEAST_GUTTER * height


def _signatures(rows: Sequence[Row], start: int) -> _Band | None:
    """The block of receivers and signers, or of two signers, whose first row this is."""
    row = rows[start]
    inner = [gap for gap in row.gaps[1:-1] if gap[1] - gap[0] >= _SIGNATURE_GAP * row.letter_height]
    if not inner:
        return None
    gutter = max(inner, key=lambda gap: gap[1] - gap[0])
    left, right = row.left_of(gutter[0]), row.right_of(gutter[1])
    if not left or not right or not _opens_signatures(_text(left), _text(right)):
        return None
    return _grown(rows[start : start + _SIGNATURE_ROWS], gutter, _SIGNATURE_REACH)


def _opens_signatures(left: str, right: str) -> bool:
    if fold_letters(left).startswith(_RECEIVERS):
        return True
    return bool(_SIGNERS.match(fold(left)) and _SIGNERS.match(fold(right)))


def _grown(rows: Sequence[Row], gutter: tuple[float, float], reach: float) -> _Band | None:
    """The rows from the first on that leave the gutter clear, up to the last that matters to the order.

    A row on the right alone follows what is left of it anyway; one on both sides may stand `reach` letter
    heights below the last.
    """
    taken, edge, both = 0, gutter[1], False
    bottom = rows[0].box.bottom
    for number, row in enumerate(rows, start=1):
        narrowed = _narrowed(row, gutter)
        if narrowed is None:
            break
        gutter = narrowed
        left, right = row.left_of(gutter[1]), row.right_of(gutter[1])
        both = both or bool(right)
        if not left:
            continue
        below = min(word.box.top for word in left) - bottom
        if below > (reach if right else _FOLLOWS) * row.letter_height:
            break
        bottom = max(word.box.bottom for word in left)
        taken, edge = number, gutter[1]
    return _Band(tuple(rows[:taken]), edge) if both and taken else None


def _narrowed(row: Row, gutter: tuple[float, float]) -> tuple[float, float] | None:
    """What the row leaves clear of the gutter; None when words stand across it."""
    clear = [(max(gap[0], gutter[0]), min(gap[1], gutter[1])) for gap in row.gaps]
    widest = max(clear, key=lambda gap: gap[1] - gap[0])
    return widest if widest[1] - widest[0] >= _LEAST_GUTTER * row.letter_height else None


def _lines(band: _Band, lines: Sequence[Line], size: Size, block: int) -> Iterator[Line]:
    """The band's lines: of each part the left column, then the right one."""
    for part in _parts(band, size):
        places = [place for row in part for place in row.lines]
        for on_left in (True, False):
            block += 1
            # Levels of the two columns differ: a line that spans both tells nothing of its neighbours' rows.
            pieces = [(place, _side(lines[place], band.edge, on_left=on_left)) for place in places]
            for row in rows_of([(place, line_of(words, block)) for place, words in pieces if words]):
                yield line_of(row.words, block)


def _side(line: Line, edge: float, *, on_left: bool) -> tuple[Word, ...]:
    return tuple(word for word in line.words if (centre_x(word) < edge) is on_left)


def _parts(band: _Band, size: Size) -> list[tuple[Row, ...]]:
    """A heading is read in parts: ô 2 and 1, then ô 3 and 4 (number and date), then what stands below."""
    rows = band.rows
    if rows[0].box.top > _HEADING_SHARE * size.height:
        return [rows]
    marked = [number for number, row in enumerate(rows) if _has_number_or_date(row, band.edge)]
    if not marked:
        return [rows]
    cuts = (0, marked[0], marked[-1] + 1, len(rows))
    return [rows[one:other] for one, other in pairwise(cuts) if one < other]


def _has_number_or_date(row: Row, edge: float) -> bool:
    left, right = fold(_text(row.left_of(edge))), fold(_text(row.right_of(edge)))
    return bool(_NUMBER.match(left) or _DATE.search(right))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
