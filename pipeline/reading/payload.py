"""What a QR code or barcode says: the number of a dossier, or something that must not be taken for one."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from domain.ids import DossierNumber
from pipeline.reading.dossier_number import find_dossier_numbers, parse_dossier_number

# A QR code holds at most 7,089 characters (ISO/IEC 18004), a PDF417 symbol 2,710.
_MAX_LENGTH = 8_192
_MAX_PARTS = 200


class PayloadKind(StrEnum):
    DOSSIER = "dossier"
    CCCD = "cccd"  # citizen card: personal data, nothing of it is kept
    PAYMENT = "payment"  # VietQR, VNPAY: account numbers, nothing of it is kept
    URL = "url"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Payload:
    """The kind of a payload; `dossier` is given for DOSSIER and for nothing else."""

    kind: PayloadKind
    dossier: DossierNumber | None = None


def _is_day(text: str, today: date) -> bool:
    if re.fullmatch(r"[0-9]{8}", text) is None:
        return False
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2])) <= today
    except ValueError:
        return False


def _is_birth_day(text: str, today: date) -> bool:
    """ddmmyyyy, or the year alone, with or without zeros for an unknown day and month."""
    found = re.fullmatch(r"(?:[0-9]{2}00|0000)?([0-9]{4})", text)
    return 1850 <= int(found[1]) <= today.year if found else _is_day(text, today)


def _is_name(text: str) -> bool:
    return bool(text.strip()) and not any(letter.isdigit() for letter in text)


def _is_cccd(text: str, today: date) -> bool:
    """Whether `text` has the fields of a citizen card in their order; cards of 2024 add more behind them."""
    fields = [field.strip() for field in unicodedata.normalize("NFC", text).split("|")]
    if len(fields) == 6:
        fields.insert(1, "")  # some cards leave the old number out, separator and all
    return (
        len(fields) >= 7
        and re.fullmatch(r"[0-9]{12}", fields[0]) is not None
        and re.fullmatch(r"(?:[0-9]{9}|[0-9]{12})?", fields[1]) is not None
        and _is_name(fields[2])
        and _is_birth_day(fields[3], today)
        and fields[4].casefold() in {"nam", "nữ"}
        and _is_day(fields[6], today)
    )


def _crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


_PAYMENT_PREFIX = "000201"  # EMVCo merchant QR: field 00, two characters, version 01


def _is_payment(text: str) -> bool:
    """Whether the check sum in field 63, the last one, is right."""
    body, stated = text[:-4], text[-4:]
    return body.endswith("6304") and stated.upper() == f"{_crc16(body.encode(errors='replace')):04X}"


def _url(text: str) -> SplitResult | None:
    if re.search(r"\s", text):
        return None
    try:
        url = urlsplit(text)
    except ValueError:
        return None
    return url if url.scheme in {"http", "https"} and url.netloc else None


def _url_parts(url: SplitResult) -> Iterator[str]:
    """Path segments and parameter values, also those a page keeps behind the `#`."""
    for address in (url, SplitResult("", "", *url.fragment.partition("?")[::2], "")):
        yield from (unquote(segment) for segment in address.path.split("/")[:_MAX_PARTS])
        try:
            yield from (value for _, value in parse_qsl(address.query, max_num_fields=_MAX_PARTS))
        except ValueError:  # more parameters than a form on a dossier has
            continue


def _json_texts(text: str) -> Iterator[str]:
    """Every text and key of a JSON document; none when it is not JSON."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())


def _numbers(text: str, today: date) -> tuple[DossierNumber, ...]:
    """The different dossier numbers of a payload: the whole of it, parts of a URL, or words of a text."""
    if (whole := parse_dossier_number(text, today)) is not None:
        return (whole,)
    if (url := _url(text)) is not None:
        parsed = (parse_dossier_number(part, today) for part in _url_parts(url))
        return tuple(dict.fromkeys(number for number in parsed if number is not None))
    return find_dossier_numbers("\n".join((text, *_json_texts(text))), today)


def read_payload(payload: str, today: date) -> Payload:
    """The kind of `payload`, and its dossier number when it names exactly one.

    A payload that names two different dossiers is UNKNOWN: a person chooses. So is a payment
    code whose check sum is wrong: whatever number stands in it is not to be trusted.
    """
    text = payload.strip().removeprefix("\ufeff")
    if len(text) > _MAX_LENGTH:
        return Payload(PayloadKind.UNKNOWN)
    if _is_cccd(text, today):
        return Payload(PayloadKind.CCCD)
    if text.startswith(_PAYMENT_PREFIX):
        return Payload(PayloadKind.PAYMENT if _is_payment(text) else PayloadKind.UNKNOWN)
    numbers = _numbers(text, today)
    if len(numbers) == 1:
        return Payload(PayloadKind.DOSSIER, numbers[0])
    return Payload(PayloadKind.UNKNOWN if numbers or _url(text) is None else PayloadKind.URL)
