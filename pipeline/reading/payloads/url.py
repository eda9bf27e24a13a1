"""Web addresses on posters and letters: no dossier, nothing is fetched."""

from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.payloads.address import split_url
from pipeline.reading.payloads.grammar import Payload, PayloadGrammar


def _read(text: str, _today: date) -> Payload | None:
    return None if split_url(text) is None else Payload(PayloadKind.URL)


GRAMMAR = PayloadGrammar(read=_read)
