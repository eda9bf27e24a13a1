"""What a QR code or barcode says: the number of a dossier, or something that must not be taken for one."""

from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.payloads import bhyt, cccd, land, payment, separator, url, vneid
from pipeline.reading.payloads.dossier import dossier_payloads
from pipeline.reading.payloads.grammar import Payload

# The first that knows a payload has it. The dossier comes behind all that may quote the number of a dossier
# they are no key to: the purpose of a payment, the address on a card, the file a certificate was made in.
_BEFORE_DOSSIER = (
    separator.GRAMMAR,
    cccd.GRAMMAR,
    payment.GRAMMAR,
    vneid.GRAMMAR,
    bhyt.GRAMMAR,
    land.GRAMMAR,
)
_BEHIND_DOSSIER = (url.GRAMMAR,)
# A QR code holds at most 7,089 characters (ISO/IEC 18004), a PDF417 symbol 2,710.
_MAX_LENGTH = 8_192


def _trimmed(payload: str) -> str:
    return payload.strip().removeprefix("\ufeff").strip()


def read_payload(payload: str, today: date, numbers: DossierGrammar) -> Payload:
    """What `payload` is, and the dossier's number when it names exactly one, on that day.

    A payload that names two different dossiers, or one whose day has not come, is REFUSED_DOSSIER. A
    payment code whose check sum is wrong is UNKNOWN: whatever number stands in it is not to be trusted.
    """
    text = _trimmed(payload)
    if len(text) <= _MAX_LENGTH:
        for grammar in (*_BEFORE_DOSSIER, dossier_payloads(numbers), *_BEHIND_DOSSIER):
            if (found := grammar.read(text, today)) is not None:
                return found
    return Payload(PayloadKind.UNKNOWN)


def withheld_kind(payload: str) -> PayloadKind | None:
    """The kind to remember in place of a payload that may not be kept; None for one that may."""
    text = _trimmed(payload)
    # A payload that bears the number of a dossier may always be kept.
    grammars = (*_BEFORE_DOSSIER, *_BEHIND_DOSSIER)
    return next((kind for grammar in grammars if (kind := grammar.withholds(text)) is not None), None)
