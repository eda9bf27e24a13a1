"""Numbers of parcels and letters (mã vận đơn): those of the post with their check digit, and others."""

import re

from pipeline.reading.validators.checked import Checked

_POST = re.compile(r"(?P<head>[A-Z]{2})(?P<number>\d{8})(?P<check>\d)(?P<country>[A-Z]{2})")
_OTHER = re.compile(r"[A-Z0-9]{8,20}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def read_parcel_number(text: str) -> Checked | None:
    """The number without its blanks; one of the post (UPU S10) with a wrong check digit is faulty."""
    joined = re.sub(r"[\s.-]", "", text.upper())
    post = _POST.fullmatch(joined)
    if post is not None:
        sound = _check_digit(post["number"]) == int(post["check"])
        return Checked(joined, fault="" if sound else "số kiểm tra của mã vận đơn sai")
    other = _OTHER.fullmatch(joined)
    return Checked(joined) if other is not None and any(map(str.isdigit, joined)) else None


def _check_digit(number: str) -> int:
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=True)) % 11
    return {0: 5, 1: 0}.get(rest, 11 - rest)
