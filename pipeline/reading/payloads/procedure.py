"""Finds codes of procedures (mã TTHC) in a payload or a line; only their first eight characters count."""

import re

PROCEDURE_FIELD = "procedure"
"""The name of the field that a payload's procedure is told in."""

# SPEC C6: d.dddddd, with the suffix of a province or without.
_CODE = re.compile(
    r"(?<![\w.\-/])(?P<key>\d\.\d{6})(?:\.(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2})?(?![\w/]|[.\-]\w)"
)


def find_procedure_codes(text: str) -> tuple[str, ...]:
    """The first eight characters of the codes that stand in `text` as words of their own, each once."""
    return tuple(dict.fromkeys(found["key"] for found in _CODE.finditer(text)))
