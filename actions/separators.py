"""Writes the sheets that an office prints and lays into a stack before it scans it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

from domain.errors import UsageError
from domain.ids import DossierNumber
from pipeline.pdf.drawing import Drawing, write_drawings
from pipeline.pdf.typeface import sheet_typeface
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.dossier_number import parse_dossier_number
from pipeline.separators.sheets import dossier_cover, dossier_separator, paper_separator

MOST_SHEETS = 500
"""A ream."""


class Between(StrEnum):
    """What a separator sheet parts."""

    DOSSIERS = "dossiers"
    PAPERS = "papers"


def write_separators(between: Between, count: int, out: Path) -> None:
    """Writes a PDF of so many equal sheets; UsageError when `out` is there already or cannot be written."""
    if not 1 <= count <= MOST_SHEETS:
        raise UsageError(f"{count} sheets are none or too many; give --count 1 to {MOST_SHEETS}")
    sheet = dossier_separator() if between is Between.DOSSIERS else paper_separator()
    _write(out, "Tờ phân cách hồ sơ" if between is Between.DOSSIERS else "Tờ chia giấy tờ", [sheet] * count)


def write_covers(numbers: Sequence[str], today: date, grammar: DossierGrammar, out: Path) -> None:
    """Writes a PDF with a cover sheet for each dossier; UsageError for what is no dossier number today."""
    if len(numbers) > MOST_SHEETS:
        raise UsageError(f"{len(numbers)} covers are too many for one file; give {MOST_SHEETS} at most")
    _write(out, "Tờ bìa hồ sơ", [dossier_cover(_number(text, today, grammar)) for text in numbers])


def _number(text: str, today: date, grammar: DossierGrammar) -> DossierNumber:
    number = parse_dossier_number(text, today, grammar)
    if number is None:
        raise UsageError(
            f"{text!r} is no dossier number, or its day has not come: the scanned cover would be refused; "
            "it looks like H13.16-250715-0001"
        )
    return number


def _write(out: Path, title: str, sheets: Sequence[Drawing]) -> None:
    try:
        with out.open("xb") as file:
            write_drawings(file, title, sheets, sheet_typeface())
    except FileExistsError as error:
        raise UsageError(f"{out} is there already; give another name") from error
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}; give another place") from error
