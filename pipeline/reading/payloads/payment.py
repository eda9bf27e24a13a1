"""VietQR and VNPAY (EMVCo merchant QR): known by their check sum, account numbers never kept."""

from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.payloads.grammar import Payload, PayloadGrammar

_PREFIX = "000201"  # field 00, two characters, version 01


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


def _kind(text: str) -> PayloadKind | None:
    """PAYMENT when the check sum in field 63, the last one, is right; UNKNOWN when it is not."""
    if not text.startswith(_PREFIX):
        return None
    body, stated = text[:-4], text[-4:]
    right = body.endswith("6304") and stated.upper() == f"{crc16(body.encode(errors='replace')):04X}"
    return PayloadKind.PAYMENT if right else PayloadKind.UNKNOWN


def _read(text: str, _today: date) -> Payload | None:
    kind = _kind(text)
    return None if kind is None else Payload(kind)


# One with a wrong check sum bears account numbers too, and whatever dossier it names is not to be trusted.
GRAMMAR = PayloadGrammar(read=_read, withholds=_kind)
