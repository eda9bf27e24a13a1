"""The dossier number (mã hồ sơ): recognised, found inside text, and mended after OCR."""

import re
from datetime import date

from domain.ids import DossierNumber
from pipeline.reading.dossier_grammar import DossierGrammar, NumberPattern

# The longest number of any pattern has 36 characters; the bound keeps every regex of the data file cheap.
_MAX_LENGTH = 48
_DASH_CODES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
_DASHES = str.maketrans(dict.fromkeys(_DASH_CODES, "-"))
# A dash of any kind holds a token together: half of a longer reference is no dossier number.
_DAY = re.compile(r"-(?P<date>\d{8}|\d{6})-\d+$", re.ASCII)
_TOKEN = re.compile(rf"[\w.\-{_DASH_CODES}]+")
_SPACES = re.compile(r"\s+")
# What tesseract reads for a digit in these faces (SPEC C4); applied only where a digit must stand.
_DIGITS = str.maketrans("OIlSB", "01158")


def _date(digits: str) -> date | None:
    year, month, day = digits[:-4], digits[-4:-2], digits[-2:]
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    except ValueError:
        return None


def _accepts(pattern: NumberPattern, text: str, today: date) -> bool:
    found = pattern.regex.fullmatch(text)
    received = _date(found["date"]) if found else None
    if received is None or received > today or received < pattern.valid_from:
        return False
    return pattern.valid_to is None or received <= pattern.valid_to


def parse_dossier_number(text: str, today: date, grammar: DossierGrammar) -> DossierNumber | None:
    """The number that `text` is, but for white space around it; its date is real and not after `today`."""
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    accepted = any(_accepts(pattern, text, today) for pattern in grammar.patterns)
    return DossierNumber(text) if accepted else None


def received_day(number: DossierNumber) -> date | None:
    """The day that stands in a number, before its last part; None where there is none."""
    found = _DAY.search(number)
    return None if found is None else _date(found["date"])


def dossier_shapes(text: str, grammar: DossierGrammar) -> tuple[str, ...]:
    """The different words of `text` that have the shape of a dossier number, whatever their date says."""
    shapes = [pattern.regex for pattern in grammar.patterns]
    tokens = (token[0].lstrip("-").rstrip(".") for token in _TOKEN.finditer(text))
    words = (token for token in tokens if len(token) <= _MAX_LENGTH)
    return tuple(dict.fromkeys(word for word in words if any(shape.fullmatch(word) for shape in shapes)))


def find_dossier_numbers(text: str, today: date, grammar: DossierGrammar) -> tuple[DossierNumber, ...]:
    """The different numbers that stand in `text` as words of their own, in order; nothing is repaired."""
    parsed = (parse_dossier_number(word, today, grammar) for word in dossier_shapes(text, grammar))
    return tuple(dict.fromkeys(number for number in parsed if number is not None))


def _with_digits(unit: str) -> str:
    """The unit code with digits in all places but its letter's: 000.00.12.H62 or H13.16."""
    parts = unit.split(".")
    head = len(parts) - 1 if len(parts) == 4 and len(parts[0]) == 3 and len(parts[-1]) == 3 else 0
    return ".".join(
        part[:1] + part[1:].translate(_DIGITS) if place == head else part.translate(_DIGITS)
        for place, part in enumerate(parts)
    )


def _known_unit(number: str, grammar: DossierGrammar) -> bool:
    unit = number.split("-")[0].split(".")
    return not grammar.known_units.isdisjoint({unit[0], unit[-1]})


def repair_dossier_number(text: str, today: date, grammar: DossierGrammar) -> DossierNumber | None:
    """The number OCR meant by `text`: an accepted number as it is, any other one mended.

    Spaces are dropped and dashes folded; letters become digits only where a digit must stand,
    and only under a unit code that is known.
    """
    accepted = parse_dossier_number(text, today, grammar)
    if accepted is not None or len(text) > 2 * _MAX_LENGTH:
        return accepted
    folded = _SPACES.sub("", text).translate(_DASHES)
    if (number := parse_dossier_number(folded, today, grammar)) is not None:
        return number
    unit, *rest = folded.split("-")
    mended = "-".join([_with_digits(unit), *(part.translate(_DIGITS) for part in rest)])
    return parse_dossier_number(mended, today, grammar) if _known_unit(mended, grammar) else None
