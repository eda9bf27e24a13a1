"""What a page's pixels tell of its layout: the finders of stamps, writing and tables, one after the other."""

import cv2
import numpy as np

from domain.geometry import Box
from domain.layout import PageLayout, Table
from pipeline.imaging.colored_ink import colored_ink
from pipeline.imaging.pen_strokes import colored_writing, dark_signatures, written_in
from pipeline.imaging.seals import find_seals
from pipeline.imaging.tables import Rules, find_rules, find_tables
from pipeline.imaging.working_copy import Pixels, components, find_ink, reduce_to

WORKING_DPI = 150.0
_FRAME_PX = 6


def find_layout(plain: Pixels, color: Pixels, dpi: float, places: tuple[Box, ...] = ()) -> PageLayout:
    """Regions and tables, in pixels of the given views: gray without red ink, and as the page looks.

    `places` are boxes where a number or a day is due: those with strokes in them are handwriting.
    """
    copy = reduce_to(plain, dpi, WORKING_DPI)
    factor = dpi / copy.dpi
    ink = find_ink(copy).mask
    colors = colored_ink(reduce_to(color, dpi, WORKING_DPI).pixels)
    seals = (*find_seals(colors.red, copy), *find_seals(colors.blue, copy))
    rules = find_rules(ink, copy)
    tables = find_tables(rules, copy)
    pieces = components(_without_rules(ink, rules, tables))
    # Coloured ink is dark in the view without red: it is told by its colour.
    written = colored_writing(colors.blue, ink, seals, copy)
    taken = tuple(region.box for region in written)
    signed = tuple(one for one in dark_signatures(pieces, ink, seals, copy) if not overlaps(one.box, taken))
    numbers = written_in(pieces, tuple(place.scaled(1 / factor) for place in places), copy)
    numbers = tuple(one for one in numbers if not overlaps(one.box, taken))
    return PageLayout((*seals, *written, *signed, *numbers), tables).scaled(factor)


def _without_rules(ink: Pixels, rules: Rules, tables: tuple[Table, ...]) -> Pixels:
    """The ink without what tables are drawn with; a rule elsewhere may be the stroke of a signature."""
    left = ink.copy()
    for table in tables:
        box = table.box
        # The frame's outer half lies beyond the middle of its rules.
        rows = slice(max(0, round(box.top) - _FRAME_PX), round(box.bottom) + _FRAME_PX)
        columns = slice(max(0, round(box.left) - _FRAME_PX), round(box.right) + _FRAME_PX)
        ruled = cv2.dilate(rules.both[rows, columns], np.ones((3, 3), np.uint8))
        left[rows, columns] = cv2.subtract(left[rows, columns], ruled)
    return left


def overlaps(box: Box, others: tuple[Box, ...]) -> bool:
    return any(box.shared_area(other) > 0 for other in others)
