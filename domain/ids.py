"""The names of things: short for people to type, opaque to programs."""

import os
import re
from typing import NewType

BatchId = NewType("BatchId", str)
DocumentId = NewType("DocumentId", str)
UnitCode = NewType("UnitCode", str)
Sha256 = NewType("Sha256", str)
StepKey = NewType("StepKey", str)
DossierNumber = NewType("DossierNumber", str)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32: no i, l, o, u
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _random_letters(count: int) -> str:
    return "".join(_ALPHABET[byte & 31] for byte in os.urandom(count))


def new_batch_id() -> BatchId:
    """A new name for a batch: `b` and ten letters (50 random bits)."""
    return BatchId("b" + _random_letters(10))


def new_document_id() -> DocumentId:
    """A new name for a document: `d` and ten letters (50 random bits)."""
    return DocumentId("d" + _random_letters(10))


def is_sha256(text: str) -> bool:
    """True for 64 lower-case hex digits."""
    return _SHA256.fullmatch(text) is not None


def sha256_of_text(text: str) -> Sha256:
    """Checks that `text` is a SHA-256 in lower-case hex; ValueError when it is not."""
    if not is_sha256(text):
        raise ValueError(f"not a SHA-256 in hex: {text[:80]!r}")
    return Sha256(text)
