"""How a field of each kind is read out of the words behind its label."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from pipeline.papers.field_specs import FieldKind, FieldSpec
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.dossier_number import parse_dossier_number, repair_dossier_number
from pipeline.reading.validators.amounts import read_area, read_count, read_money
from pipeline.reading.validators.checked import Checked
from pipeline.reading.validators.dates import read_date
from pipeline.reading.validators.identity import read_personal_id, read_phone, read_tax_code
from pipeline.reading.validators.names import read_person, read_sex
from pipeline.reading.validators.numbers import (
    read_land_book,
    read_land_serial,
    read_notation,
    read_procedure_code,
    read_register_number,
)
from pipeline.reading.validators.parcels import read_parcel_number

_OUTER = " .,:;_-–|…"
_ALIKE = str.maketrans("Ð\u2044\u2215", "Đ//")
"""Signs that print alike: the Icelandic eth, the fraction slashes."""
_NOT_OF_THE_KIND = "không đúng dạng của trường này"


def read_value(spec: FieldSpec, text: str, today: date, numbers: DossierGrammar) -> Checked:
    """The value in `text`; what has not the form of its kind is kept as it stands, with a fault."""
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split()).strip(_OUTER).rstrip("([")
    if spec.kind is FieldKind.DOSSIER:
        checked = _dossier(plain, today, numbers)
    else:
        checked = _READERS[spec.kind](plain, today)
    if checked is None:
        return Checked(plain, fault=_NOT_OF_THE_KIND)
    if spec.pattern is not None and not re.fullmatch(spec.pattern, checked.value):
        return Checked(checked.value, checked.mended, _NOT_OF_THE_KIND)
    return checked


def _text(text: str, _today: date) -> Checked | None:
    # A colon inside is the label of a field that the paper type does not list.
    return Checked(text, fault=_NOT_OF_THE_KIND if re.search(r"\w:\s", text) else "") if text else None


def _notation(text: str, _today: date) -> Checked | None:
    read = read_notation(text)
    return None if read is None or not read.number else Checked(read.text, read.mended, read.fault)


def _dossier(text: str, today: date, numbers: DossierGrammar) -> Checked | None:
    number = repair_dossier_number(text, today, numbers)
    mended = parse_dossier_number(text, today, numbers) is None
    return None if number is None else Checked(number, mended=mended)


_READERS: Mapping[FieldKind, Callable[[str, date], Checked | None]] = {
    FieldKind.TEXT: _text,
    FieldKind.PLACE: _text,
    FieldKind.PERSON: lambda text, _today: read_person(text),
    FieldKind.DATE: read_date,
    FieldKind.EXPIRY: lambda text, _today: read_date(text),
    FieldKind.PERSONAL_ID: lambda text, _today: read_personal_id(text),
    FieldKind.TAX_CODE: lambda text, _today: read_tax_code(text),
    FieldKind.PHONE: lambda text, _today: read_phone(text),
    FieldKind.SEX: lambda text, _today: read_sex(text),
    FieldKind.MONEY: lambda text, _today: read_money(text),
    FieldKind.AREA: lambda text, _today: read_area(text),
    FieldKind.COUNT: lambda text, _today: read_count(text),
    FieldKind.NOTATION: _notation,
    FieldKind.REGISTER_NUMBER: lambda text, today: read_register_number(text, today.year),
    FieldKind.LAND_SERIAL: lambda text, _today: read_land_serial(text),
    FieldKind.LAND_BOOK: lambda text, _today: read_land_book(text),
    FieldKind.PROCEDURE: lambda text, _today: read_procedure_code(text),
    FieldKind.PARCEL_NUMBER: lambda text, _today: read_parcel_number(text),
}
