"""What a model sees of a paper: public words of its title zone, and how its first page is laid out."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.barcode import PayloadKind
from domain.geometry import Size
from domain.page import Page
from domain.text import PageText
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.heading import Segment, capital_share, segments
from pipeline.reading.near_match import fold, fold_letters
from pipeline.reading.payload import read_payload
from pipeline.reading.type_model.lexicon import SURNAMES, Lexicon

_ZONE = 0.25
"""The upper share of the page where words in small letters count too; titles may stand lower."""
_CAPITALS = 0.6
_MOTTO = "CONGHOAXAHOI"
_LETTERHEAD_BOTTOM, _LETTERHEAD_RIGHT = 0.15, 0.42
_MIDDLE = (0.42, 0.6)
_A_NAME_FOLLOWS = frozenset(
    {"XÃ", "PHƯỜNG", "HUYỆN", "QUẬN", "TỈNH", "PHỐ", "TRẤN", "ẤP", "KHÓM", "THÔN", "ĐƯỜNG"}
)
_LONG_SIDES_MM = ((100.0, "card"), (180.0, "a6"), (255.0, "a5"), (330.0, "a4"), (460.0, "a3"))
_PAGES = ((1, "1"), (2, "2"), (4, "3-4"), (10, "5-10"))
_TABLE_SHARES = ((0.0, "none"), (0.2, "small"), (0.5, "half"))
_LONGEST_NAME = 6
_STOP = re.compile(r"[^\w\s]")
_MM_AN_INCH = 25.4


@dataclass(frozen=True, slots=True)
class PaperSigns:
    """Signs by name: `title:` words in capitals, `zone:` other words of the zone, `layout:` the rest."""

    words: frozenset[str]
    layout: frozenset[str]
    unknown: int
    """Words in capitals that the lexicon lacks: much that is unknown leaves the model unsure."""


def paper_signs(
    page: Page, page_count: int, lexicon: Lexicon, today: date, numbers: DossierGrammar
) -> PaperSigns:
    """The signs of a paper whose first page with text is `page`; `today` is the day it came in.

    Values that were filled in are passed over: what follows a colon, what has a digit, what has a capital
    inside a line of small letters, what follows the kind of a place, a name in capitals on a line of its own.
    """
    text = page.text or PageText((), "", 0.0)
    top = segments(text, page.size)
    found: set[str] = set()
    unknown = 0
    for segment in top:
        in_capitals = capital_share(segment.words) >= _CAPITALS
        if not in_capitals and segment.box.top > _ZONE * page.size.height:
            continue
        if in_capitals and _is_name(segment, lexicon):
            continue
        for run in _runs(segment, in_capitals=in_capitals):
            known = tuple(lexicon.found_in(run))
            found.update(f"{'title' if in_capitals else 'zone'}:{word}" for word in known)
            covered = {part for word in known for part in word.split()}
            unknown += in_capitals and sum(word not in covered for word in run)
    layout = _layout(page, page_count, top, lambda payload: read_payload(payload, today, numbers).kind)
    return PaperSigns(frozenset(found), frozenset(layout), unknown)


def _is_name(segment: Segment, lexicon: Lexicon) -> bool:
    """A few words of which the first is a surname, unless the first two are public words: HỒ SƠ."""
    first, *rest = (word.text for word in segment.words)
    if first.lower() not in SURNAMES or not 1 <= len(rest) < _LONGEST_NAME:
        return False
    return f"{fold_letters(first)} {fold_letters(rest[0])}" not in lexicon.words


def _runs(segment: Segment, *, in_capitals: bool) -> Iterator[tuple[str, ...]]:
    """Words that stand side by side, in capitals without marks, up to where somebody filled something in."""
    run: list[str] = []
    for place, word in enumerate(segment.words):
        if in_capitals and word.text.upper() in _A_NAME_FOLLOWS:
            break
        named = not in_capitals and place > 0 and word.text[:1].isupper()
        letters = fold_letters(word.text)
        if letters.isalpha() and not named:
            run.append(letters)
        if not letters.isalpha() or named or _STOP.search(word.text):
            yield tuple(run)
            run = []
        if ":" in word.text:
            break
    yield tuple(run)


def _layout(
    page: Page, page_count: int, top: Sequence[Segment], payload_kind: Callable[[str], PayloadKind]
) -> Iterator[str]:
    yield f"layout:motto {_motto(top, page.size)}"
    if any(_is_letterhead(segment, page.size) for segment in top):
        yield "layout:letterhead"
    yield f"layout:table {_upto(_TABLE_SHARES, _table_share(page), 'most')}"
    long_side = max(page.size.width / page.dpi.x, page.size.height / page.dpi.y) * _MM_AN_INCH
    yield f"layout:paper {_upto(_LONG_SIDES_MM, long_side, 'larger')}"
    yield f"layout:{'landscape' if page.size.width > page.size.height else 'portrait'}"
    yield f"layout:pages {_upto(_PAGES, page_count, 'more')}"
    for code in page.codes:
        kind = code.withheld or payload_kind(code.payload)
        yield f"layout:code {kind.value}"


def _upto(steps: Sequence[tuple[float, str]], value: float, beyond: str) -> str:
    return next((name for most, name in steps if value <= most), beyond)


def _motto(top: Sequence[Segment], page_size: Size) -> str:
    """Where the state's name (NĐ 30, ô 1) stands."""
    for segment in top:
        if fold_letters(segment.text).startswith(_MOTTO):
            across = segment.centre_x / page_size.width
            return "left" if across < _MIDDLE[0] else "middle" if across < _MIDDLE[1] else "right"
    return "none"


def _is_letterhead(segment: Segment, page_size: Size) -> bool:
    return (
        segment.box.top < _LETTERHEAD_BOTTOM * page_size.height
        and segment.centre_x < _LETTERHEAD_RIGHT * page_size.width
        and capital_share(segment.words) >= _CAPITALS
        and len(fold(segment.text)) > len("UBND")
    )


def _table_share(page: Page) -> float:
    tables = page.layout.tables if page.layout else ()
    return sum(table.box.area for table in tables) / (page.size.width * page.size.height)
