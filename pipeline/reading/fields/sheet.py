"""A page as fields are looked for on it: its pieces of print from the top, and what a pen left."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.fields import Doubt, Field
from domain.geometry import Box, Size
from domain.layout import PageLayout, Region, RegionKind, Table
from domain.page import Flag, Page
from domain.text import PageText, Word
from pipeline.reading.heading import Segment, box_around, cut_line
from pipeline.reading.near_match import fold

_MOST_SEGMENTS = 2000
"""Print has some hundred a page; texture read as text can have many thousands."""
_COVERED = 0.3
"""A word is written by hand when so much of it lies in a place where a pen was."""
_DOUBLED = 0.5


@dataclass(frozen=True)
class Sheet:
    """One page with text; `number` counts from 0."""

    number: int
    text: PageText
    regions: tuple[Region, ...]
    size: Size
    tables: tuple[Table, ...] = ()

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Words that stand together, from the top, then from the left."""
        found = [segment for line in self.text.lines for segment in cut_line(line)]
        found.sort(key=lambda segment: (segment.box.top, segment.box.left))
        return tuple(found[:_MOST_SEGMENTS])

    def is_written(self, words: Sequence[Word]) -> bool:
        """A pen wrote one of the words."""
        pens = [region.box for region in self.regions if region.kind is RegionKind.HANDWRITING]
        return any(_is_covered(word.box, pen) for word in words for pen in pens)

    def pen_in(self, box: Box) -> bool:
        """A pen was at work inside the box, read or not."""
        return any(
            region.kind is RegionKind.HANDWRITING and _is_covered(region.box, box) for region in self.regions
        )

    def has_pen_mark_below(self, box: Box, reach: float) -> bool:
        """A signature or a stamp lies under the box, not farther than `reach`."""
        return any(
            region.kind in (RegionKind.SIGNATURE, RegionKind.STAMP)
            and region.box.left < box.right
            and region.box.right > box.left
            and box.top - reach / 2 < region.box.bottom
            and region.box.top < box.bottom + reach
            for region in self.regions
        )


def sheet_of(page: Page, number: int) -> Sheet | None:
    """The page as a sheet; None when nothing was read from it."""
    if page.text is None or not page.text.lines or Flag.BLANK in page.flags:
        return None
    layout = page.layout or PageLayout()
    return Sheet(number, page.text, layout.regions, page.size, layout.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for a field, and the words it was read from."""

    name: str
    value: str
    words: tuple[Word, ...]
    rule: str
    invalid: bool = False
    written: bool = False
    """A pen was in its place, whatever words were read there."""
    least: float = 1.0
    """No surer than this, whatever the words say."""


def field_of(found: Found, sheet: Sheet) -> Field:
    """The field with the box and the chance of its words."""
    doubts = []
    if not found.value:
        doubts.append(Doubt.UNREAD)
    if found.invalid:
        doubts.append(Doubt.INVALID)
    return Field(
        name=found.name,
        value=found.value,
        raw=text_of(found.words),
        page=sheet.number,
        box=box_around(found.words),
        confidence=_chance(found),
        rule=found.rule,
        handwritten=found.written or sheet.is_written(found.words),
        doubts=tuple(doubts),
    )


def _chance(found: Found) -> float:
    if not found.value:
        return 0.0
    return round(min(found.least, *(word.confidence for word in found.words)), 3)


def text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def without_doubles(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words but those that lie on a better reading of the same print: a line read twice over."""
    kept: list[Word] = []
    for word in sorted(words, key=lambda one: (len(one.text) * one.confidence, one.confidence), reverse=True):
        if not any(_doubles(word, other) for other in kept):
            kept.append(word)
    return tuple(word for word in words if word in kept)


def _doubles(word: Word, other: Word) -> bool:
    alike = fold(word.text)[:2] == fold(other.text)[:2]
    smaller = max(1.0, min(word.box.area, other.box.area))
    return alike and word.box.shared_area(other.box) >= _DOUBLED * smaller


def _is_covered(box: Box, other: Box) -> bool:
    return box.shared_area(other) >= _COVERED * max(1.0, box.area)
