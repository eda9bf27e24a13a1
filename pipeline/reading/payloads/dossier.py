"""Dossier numbers (mã hồ sơ) as receipts bear them: plain, in a web address, JSON, key=value or text."""

import json
from collections.abc import Iterator
from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.dossier_number import dossier_shapes, parse_dossier_number
from pipeline.reading.payloads.address import split_url, url_values
from pipeline.reading.payloads.grammar import Payload, PayloadField, PayloadGrammar
from pipeline.reading.payloads.procedure import PROCEDURE_FIELD, find_procedure_codes


def _json_texts(text: str) -> Iterator[str]:
    """Every text and key of a JSON document; none when it is not JSON."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())


def _candidates(text: str, numbers: DossierGrammar) -> tuple[str, ...]:
    """What looks like a dossier number: the whole payload, parts of an address, or words of a text."""
    if (url := split_url(text)) is not None:
        parts = (part.strip() for part in url_values(url))
        return tuple(dict.fromkeys(part for part in parts if dossier_shapes(part, numbers) == (part,)))
    return dossier_shapes("\n".join((text, *_json_texts(text))), numbers)


def _procedure(text: str) -> tuple[PayloadField, ...]:
    """The procedure that stands beside the number (TT 01/2023, article 26); nothing where several do."""
    url = split_url(text)
    parts = (text, *_json_texts(text)) if url is None else url_values(url)
    codes = find_procedure_codes("\n".join(part.strip() for part in parts))
    return (PayloadField(PROCEDURE_FIELD, codes[0]),) if len(codes) == 1 else ()


def _read(text: str, today: date, numbers: DossierGrammar) -> Payload | None:
    candidates = _candidates(text, numbers)
    if not candidates:
        return None
    number = parse_dossier_number(candidates[0], today, numbers)
    # Two numbers that differ, or one whose day has not come: a person chooses.
    if len(candidates) > 1 or number is None:
        return Payload(PayloadKind.REFUSED_DOSSIER)
    return Payload(PayloadKind.DOSSIER, number, _procedure(text))


def dossier_payloads(numbers: DossierGrammar) -> PayloadGrammar:
    """The grammar of payloads that bear a dossier number of one of these shapes."""
    return PayloadGrammar(read=lambda text, today: _read(text, today, numbers))
