"""Knows papers that only come along with a dossier: envelopes, queue tickets, receipts for money."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from domain.barcode import PayloadKind
from domain.document import UNKNOWN_TYPE
from domain.dossier import Enclosure
from domain.errors import ConfigError
from domain.page import Flag, Page
from domain.text import PageText
from pipeline.reading.heading import cut_line
from pipeline.reading.near_match import Phrase, fold_letters, match_head, ready_phrase

_DATA = Path(__file__).with_name("enclosures.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosureRule:
    """One kind of enclosure and how it is known."""

    kind: str
    name: str
    types: frozenset[str] = frozenset()
    type: str | None = None
    """What a paper without a title is typed as."""
    most_words: int = 0
    groups: tuple[tuple[Phrase, ...], ...] = ()
    payload: PayloadKind | None = None


@dataclass(frozen=True, slots=True)
class FoundEnclosure:
    """An enclosure, and the type it gives to a paper whose title did not tell."""

    enclosure: Enclosure
    type: str | None = None


@cache
def load_enclosures(path: Path = _DATA) -> tuple[EnclosureRule, ...]:
    """The rules of `path`; ConfigError when they do not fit."""
    try:
        return tuple(map(_rule, tomllib.loads(path.read_text(encoding="utf-8"))["enclosure"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"the enclosures in {path} do not fit: {error!r}; correct the file") from error


def _rule(row: dict[str, Any]) -> EnclosureRule:
    return EnclosureRule(
        kind=str(row["kind"]),
        name=str(row["name"]),
        types=frozenset(row.get("types", ())),
        type=row.get("type"),
        most_words=int(row.get("most_words", 0)),
        groups=tuple(tuple(map(ready_phrase, group)) for group in row.get("groups", ())),
        payload=PayloadKind(row["payload"]) if "payload" in row else None,
    )


def find_enclosure(
    pages: Sequence[Page], type_code: str, rules: Sequence[EnclosureRule] | None = None
) -> FoundEnclosure | None:
    """The enclosure the paper is: by its type, or where that is not known by the few words on it."""
    known = load_enclosures() if rules is None else rules
    for rule in known:
        if type_code in rule.types:
            told = f"loại giấy {type_code}"
            return FoundEnclosure(Enclosure(kind=rule.kind, name=rule.name, rule=told))
    if type_code != UNKNOWN_TYPE:
        return None
    inked = [page for page in pages if Flag.BLANK not in page.flags]
    words = sum(len(page.text.words) for page in inked if page.text is not None)
    for rule in known:
        if words <= rule.most_words and (why := _seen(rule, inked)):
            return FoundEnclosure(Enclosure(kind=rule.kind, name=rule.name, rule=why), rule.type)
    return None


def _seen(rule: EnclosureRule, pages: Sequence[Page]) -> str:
    """Why the pages are such an enclosure; "" when they are not."""
    if rule.payload is not None:
        bears = any(code.withheld is rule.payload for page in pages for code in page.codes)
        return "ít chữ, có mã QR thanh toán" if bears else ""
    openings = [opening for page in pages if page.text is not None for opening in _openings(page.text)]
    if rule.groups and all(
        any(match_head(phrase, letters, ends) for phrase in group for letters, ends in openings)
        for group in rule.groups
    ):
        return "không có tiêu đề, ít chữ, có dòng chữ thường in trên loại giấy này"
    return ""


def _openings(text: PageText) -> list[tuple[str, frozenset[int]]]:
    found = []
    for line in text.lines:
        for segment in cut_line(line):
            folded = [fold_letters(word.text) for word in segment.words]
            found.append(("".join(folded), frozenset(accumulate(map(len, folded)))))
    return found
