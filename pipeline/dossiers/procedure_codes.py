"""Codes of procedures (mã TTHC): their shape, what is compared of them, and where a page names one."""

from collections.abc import Iterable
from datetime import date

from domain.page import Page
from domain.text import Line
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.near_match import fold_letters
from pipeline.reading.payload import read_payload
from pipeline.reading.payloads.procedure import PROCEDURE_FIELD, find_procedure_codes
from pipeline.reading.validators.numbers import read_procedure_code

_COMPARED = len("1.001193")
_LABELS = ("THUTUC", "TTHC")
_SURE = 0.9
"""A wrong digit gives the code of another procedure, and no dictionary tells."""


def procedure_key(code: str) -> str:
    """What is compared of a code: 1.001193 of 1.001193.000.00.00.H48; "" when it is no code at all."""
    checked = read_procedure_code(code.strip())
    return checked.value[:_COMPARED] if checked is not None and checked.value == code.strip() else ""


def named_procedures(page: Page, today: date, numbers: DossierGrammar) -> tuple[str, ...]:
    """The procedures that symbols on the page name; where none does, those printed behind their label."""
    payloads = [read_payload(code.payload, today, numbers) for code in page.codes if code.withheld is None]
    fields = [field for payload in payloads for field in payload.fields]
    coded = _distinct(field.text for field in fields if field.name == PROCEDURE_FIELD)
    if coded or page.text is None:
        return coded
    return _distinct(code for line in page.text.lines for code in _printed(line))


def _printed(line: Line) -> tuple[str, ...]:
    letters = fold_letters(line.text)
    if not any(label in letters for label in _LABELS):
        return ()
    sure = " ".join(word.text for word in line.words if word.confidence >= _SURE)
    return find_procedure_codes(sure)


def _distinct(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
