"""Puts what was read in the order a person reads it, without what was read into stamps and scrawls."""

from dataclasses import replace

from domain.geometry import Size
from domain.layout import PageLayout
from domain.text import PageText
from pipeline.reading.columns import in_columns
from pipeline.reading.rubbish import without_rubbish
from pipeline.reading.table_text import inside, table_lines

_MOST_LINES = 2_000
"""A page of print has about 60 lines; texture read as text may have any number and has no order."""


def arranged(text: PageText, layout: PageLayout | None, size: Size) -> PageText:
    """The text with headings and signature blocks read column by column and tables cell by cell.

    Words are dropped only where they were read into a stamp, a signature or handwriting and are no words.
    """
    layout = layout or PageLayout()
    lines = without_rubbish(text.lines, layout.regions)
    if len(lines) <= _MOST_LINES:
        tabled = frozenset(place for place, line in enumerate(lines) if inside(line.box, layout.tables))
        lines = table_lines(in_columns(lines, size, tabled), layout.tables)
    return replace(text, lines=tuple(lines))
