"""Days as cards write them: ddmmyyyy, with or without separators, or a year alone."""

import re
from datetime import date

_DAY = re.compile(r"([0-9]{2})([/.\-]?)([0-9]{2})\2([0-9]{4})")
_YEAR = re.compile(r"(?:[0-9]{2}00|0000)?([0-9]{4})")


def read_day(text: str) -> date | None:
    """The day that `text` is; None for a day that no calendar has."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[4]), int(found[3]), int(found[1]))
    except ValueError:
        return None


def read_birth(text: str, today: date) -> str | None:
    """A day of birth in ISO 8601, or the year where day and month are unknown: left out, or zeros."""
    year = _YEAR.fullmatch(text)
    if year is not None:
        return year[1] if 1850 <= int(year[1]) <= today.year else None
    day = read_day(text)
    return day.isoformat() if day is not None and day <= today else None
