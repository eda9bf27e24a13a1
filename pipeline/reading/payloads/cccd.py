"""Citizen cards (thẻ CCCD 2021, thẻ Căn cước 2024): seven fields between bars, more on the new card."""

import re
import unicodedata
from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.payloads.days import read_birth, read_day
from pipeline.reading.payloads.grammar import Payload, PayloadField, PayloadGrammar

_ID = re.compile(r"[0-9]{12}")
_OLD_ID = re.compile(r"(?:[0-9]{9}|[0-9]{12})?")
_SEXES = frozenset({"nam", "nữ"})


def is_name(text: str) -> bool:
    """Whether `text` may be a person's name."""
    # An address that stands where the name should has commas.
    return bool(text.strip()) and not any(letter.isdigit() or letter == "," for letter in text)


def _read(text: str, today: date) -> Payload | None:
    parts = [part.strip() for part in unicodedata.normalize("NFC", text).split("|")]
    if len(parts) == 6:
        parts.insert(1, "")  # some cards leave the old number out, separator and all
    if len(parts) < 7:
        return None
    # Behind the seventh field the new card names the family, who are nobody's business here.
    number, old_number, name, birth, sex, address, issue = parts[:7]
    born, issued = read_birth(birth, today), read_day(issue)
    if not (_ID.fullmatch(number) and _OLD_ID.fullmatch(old_number) and is_name(name)):
        return None
    if sex.casefold() not in _SEXES or born is None or issued is None or issued > today:
        return None
    if born > issued.isoformat():
        return None
    fields = {
        "id_number": number,
        "old_id_number": old_number,
        "name": name,
        "born": born,
        "sex": sex,
        "address": address,
        "issued": issued.isoformat(),
    }
    return Payload(
        PayloadKind.CCCD, fields=tuple(PayloadField(key, value) for key, value in fields.items() if value)
    )


GRAMMAR = PayloadGrammar(read=_read)
