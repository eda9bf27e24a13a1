"""Codes of the VNeID app and other login tokens: seen, never kept."""

import re
from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.payloads.address import split_url
from pipeline.reading.payloads.grammar import Payload, PayloadGrammar

# The layout is not published; what names the app is taken for it.
_NAMED = re.compile(r"vneid\b", re.IGNORECASE)
_TOKEN = re.compile(r"ey[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+){2,4}")  # RFC 7519


def _kind(text: str) -> PayloadKind | None:
    url = split_url(text)
    host = url.netloc.rpartition("@")[2].partition(":")[0].casefold() if url else ""
    if _NAMED.match(text) or "vneid" in host.split("."):
        return PayloadKind.VNEID
    return PayloadKind.UNKNOWN if _TOKEN.fullmatch(text) else None


def _read(text: str, _today: date) -> Payload | None:
    kind = _kind(text)
    return None if kind is None else Payload(kind)


GRAMMAR = PayloadGrammar(read=_read, withholds=_kind)
