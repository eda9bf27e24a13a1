"""Values as the program of the second form of the ledger wrote them."""

import json
from collections.abc import Collection
from typing import Any

from domain.codec import canonical

DOCUMENT_KEYS = [
    "id", "batch", "unit", "profile", "name", "received_at", "files", "priority", "gate_waived",
    "dossier", "ordinal", "paper", "fields", "kept_fields", "mean_confidence", "questions",
    "accepted_by", "pdf", "signed_pdf", "signature",
]  # fmt: skip
PAGE_KEYS = ["document", "number", "page", "state", "value", "keys", "summary", "failure", "without"]
SUMMARY_KEYS = ["flags", "codes", "letters", "mean_confidence", "secrecy", "quality"]
BATCH_KEYS = ["id", "unit", "received_at", "actor", "folder", "given"]
"""What the program of the second form reads; it refuses a value with any other key."""


def kept(value: object, keys: Collection[str]) -> dict[str, Any]:
    whole = json.loads(canonical(value))
    return {key: whole[key] for key in keys}


def written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
