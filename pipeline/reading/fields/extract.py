"""All fields of a paper, from what was read of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.fields import Doubt, Field
from domain.page import Page
from pipeline.office_data import OfficeData
from pipeline.papers.catalog import Family, PaperType
from pipeline.reading.fields.checks import checked_together, with_units
from pipeline.reading.fields.form import read_form
from pipeline.reading.fields.letterhead import read_letterhead
from pipeline.reading.fields.sheet import Sheet, field_of, sheet_of
from pipeline.reading.fields.signer import read_foot
from pipeline.reading.fields.subject import read_subject

_LETTERS = frozenset({Family.ND30, Family.LEGAL, Family.ONE_STOP})
"""Families whose papers have the boxes of NĐ 30."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """How sure a value must have been read not to be marked for a person, 0 to 1."""

    text: float
    number: float
    """Of dates and numbers: no dictionary tells a wrong digit from a right one."""


def extract_fields(
    pages: Sequence[Page], paper: PaperType | None, today: date, least: Sureness, data: OfficeData
) -> tuple[Field, ...]:
    """The fields in the order they were found; what is less sure than `least` is marked."""
    sheets = [sheet for number, page in enumerate(pages) if (sheet := sheet_of(page, number)) is not None]
    if not sheets:
        return ()
    specs = paper.fields if paper is not None else ()
    found = (*_of_letter(sheets, paper, today), *read_form(sheets, specs, today, data.numbers))
    whole = with_units(checked_together(found), specs, data.units)
    return tuple(_judged(field, least) for field in whole)


def _of_letter(sheets: Sequence[Sheet], paper: PaperType | None, today: date) -> list[Field]:
    first = sheets[0]
    head = read_letterhead(first, today)
    if head is None:
        return []
    found = [(one, first) for one in head.found]
    if paper is None or paper.family in _LETTERS:
        found += [(one, first) for one in read_subject(first, head, paper)]
    found += read_foot(sheets)
    return [field_of(one, sheet) for one, sheet in found]


def _judged(field: Field, least: Sureness) -> Field:
    wanted = least.number if _is_number(field.value) else least.text
    if field.value and field.confidence < wanted:
        return replace(field, doubts=(*field.doubts, Doubt.UNSURE))
    return field


def _is_number(value: str) -> bool:
    """2025-02-04, 574/UBND-KTTH, 001248985497; but 51/7, đường Hàng Bần is text."""
    return value[:1].isdigit() and not any(map(str.islower, value))
