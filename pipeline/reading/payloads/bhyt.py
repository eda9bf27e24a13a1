"""Health insurance cards (thẻ BHYT): fields between bars, name and address as hexadecimal UTF-8."""

import re
import unicodedata
from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.payloads.cccd import is_name
from pipeline.reading.payloads.days import read_birth, read_day
from pipeline.reading.payloads.grammar import Payload, PayloadField, PayloadGrammar

# Two letters and 13 digits until 2021, since then the ten digits of the social insurance number.
_NUMBER = re.compile(r"(?:[A-Z]{2}[0-9]{13}|[0-9]{10})")
_SEXES = {"1": "Nam", "2": "Nữ"}
_LEAST_FIELDS = 7


def _words(digits: str) -> str | None:
    """The text that hexadecimal digits spell; None where they spell none."""
    try:
        return unicodedata.normalize("NFC", bytes.fromhex(digits).decode("utf-8")).strip()
    except ValueError:
        return None


def _read(text: str, today: date) -> Payload | None:
    parts = [part.strip() for part in text.removesuffix("$").split("|")]
    if len(parts) < _LEAST_FIELDS or not _NUMBER.fullmatch(parts[0]):
        return None
    # What follows is for the insurer's own check: serial numbers and a signature.
    number, name, birth, sex, address, clinic, start = parts[:_LEAST_FIELDS]
    person, born, begins = _words(name), read_birth(birth, today), read_day(start)
    if person is None or not is_name(person) or born is None or sex not in _SEXES:
        return None
    fields = {
        "insurance_number": number,
        "name": person,
        "born": born,
        "sex": _SEXES[sex],
        "address": _words(address) or "",
        "clinic": clinic,
        "valid_from": begins.isoformat() if begins else "",
    }
    return Payload(
        PayloadKind.BHYT, fields=tuple(PayloadField(key, value) for key, value in fields.items() if value)
    )


GRAMMAR = PayloadGrammar(read=_read)
