"""What stands where on a page besides plain lines of print: stamps, signatures, handwriting, ruled tables."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.geometry import Box


class RegionKind(StrEnum):
    STAMP = "stamp"
    SIGNATURE = "signature"
    HANDWRITING = "handwriting"


@dataclass(frozen=True, slots=True)
class Region:
    """A place that is marked for a person and never read as print. Score runs from 0 to 1."""

    kind: RegionKind
    box: Box
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a ruled table; rows and columns count from 0."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; its cells stand row by row, each row from left to right."""

    box: Box
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Boxes are in pixels of the straightened page. A cell's text is computed from the words in its box."""

    regions: tuple[Region, ...] = ()
    tables: tuple[Table, ...] = ()

    def scaled(self, x: float, y: float | None = None) -> "PageLayout":
        """The layout of a page drawn `x` times as wide and `y` (else `x`) times as high."""
        return self.placed(lambda box: box.scaled(x, y))

    def placed(self, place: Callable[[Box], Box]) -> "PageLayout":
        """The same layout with every box moved to where `place` puts it."""
        regions = tuple(replace(one, box=place(one.box)) for one in self.regions)
        tables = tuple(
            Table(place(table.box), tuple(replace(cell, box=place(cell.box)) for cell in table.cells))
            for table in self.tables
        )
        return PageLayout(regions, tables)
