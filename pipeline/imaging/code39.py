"""Code 39 with the full ASCII set: lower-case letters and signs written as pairs (ISO/IEC 16388, annex A)."""

import re

_PAIR = re.compile(r"([+/%$])([A-Z])")
_LOWER_CASE = re.compile(r"\+[A-Z]")
# What must be added to the letter's code, by the range it lies in.
_OFFSETS = {
    "+": (("A", "Z", 32),),
    "$": (("A", "Z", -64),),
    "/": (("A", "O", -32), ("Z", "Z", -32)),
    "%": (("A", "E", -38), ("F", "J", -11), ("K", "O", 16), ("P", "S", 43)),
}


def _letter(pair: re.Match[str]) -> str:
    for first, last, offset in _OFFSETS[pair[1]]:
        if first <= pair[2] <= last:
            return chr(ord(pair[2]) + offset)
    return pair[0]


def expand_full_ascii(payload: str) -> str:
    """`12+A+B` as `12ab`; a payload without any `+` and letter stays as it is.

    A symbol does not say which set it uses, and `01/CT` is a number here, not `01#T`: only
    lower-case letters show that pairs are meant.
    """
    return _PAIR.sub(_letter, payload) if _LOWER_CASE.search(payload) else payload
