"""A layout in other pixels."""

from domain.geometry import Box
from domain.layout import Cell, PageLayout, Region, RegionKind, Table


def test_every_box_is_scaled_and_nothing_else() -> None:
    cell = Cell(row=0, column=1, column_span=2, box=Box(1, 2, 3, 4))
    layout = PageLayout((Region(RegionKind.STAMP, Box(1, 1, 2, 2), 0.5),), (Table(Box(0, 0, 4, 4), (cell,)),))
    assert layout.scaled(2, 3) == PageLayout(
        (Region(RegionKind.STAMP, Box(2, 3, 4, 6), 0.5),),
        (Table(Box(0, 0, 8, 12), (Cell(row=0, column=1, column_span=2, box=Box(2, 6, 6, 12)),)),),
    )
    assert layout.scaled(2).scaled(0.5) == layout
