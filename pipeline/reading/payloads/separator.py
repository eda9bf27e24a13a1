"""Separator sheets: patch codes, and the words that printed sheets bear in a QR code or barcode."""

import re
from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.payloads.grammar import Payload, PayloadField, PayloadGrammar

_PATCH = re.compile(r"PATCH[ -]?([12346T])", re.IGNORECASE)


def _read(text: str, _today: date) -> Payload | None:
    found = _PATCH.fullmatch(text)
    if found is None:
        return None
    return Payload(PayloadKind.SEPARATOR, fields=(PayloadField("patch", found[1].upper()),))


GRAMMAR = PayloadGrammar(read=_read)
