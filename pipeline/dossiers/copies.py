"""Tells which kind of copy a paper is by the marks on it, from a data file."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from domain.dossier import CopyFinding, CopyKind
from domain.errors import ConfigError
from domain.layout import RegionKind
from domain.page import Flag, Page
from domain.text import Word
from pipeline.reading.heading import cut_line
from pipeline.reading.near_match import Phrase, fold_letters, match_head, ready_phrase

_DATA = Path(__file__).with_name("copies.toml")
_SIGNED_WITHOUT_MARK = 0.8
_STAMPED_WITHOUT_MARK = 0.6
"""A seal alone is no proof: a certified copy has one as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMark:
    """Words that tell a kind of copy."""

    kind: CopyKind
    phrases: tuple[Phrase, ...]
    within: float
    confidence: float
    name: str
    """What a person sees, in Vietnamese."""
    types: frozenset[str] = frozenset()
    capitals: bool = False
    """Counts only in capitals: "(bản sao)" stands behind many a paper that a letter lists."""
    signed: bool | None = None
    """Only in files that came in signed (True), or only in others (False)."""

    def speaks_for(self, type_code: str, *, is_signed: bool) -> bool:
        return (not self.types or type_code in self.types) and self.signed in (None, is_signed)


@cache
def load_copy_marks(path: Path = _DATA) -> tuple[CopyMark, ...]:
    """The marks of `path` in their order; ConfigError when they do not fit."""
    try:
        return tuple(map(_mark, tomllib.loads(path.read_text(encoding="utf-8"))["mark"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"the marks of copies in {path} do not fit: {error!r}; correct the file") from error


def _mark(row: dict[str, Any]) -> CopyMark:
    return CopyMark(
        kind=CopyKind(row["kind"]),
        phrases=tuple(ready_phrase(phrase) for phrase in row["phrases"]),
        within=float(row["within"]),
        confidence=float(row["confidence"]),
        name=str(row["name"]),
        types=frozenset(row.get("types", ())),
        capitals=row.get("capitals", False),
        signed=row.get("signed"),
    )


def find_copy_kind(
    pages: Iterable[Page],
    type_code: str,
    *,
    is_signed: bool,
    marks: Sequence[CopyMark] | None = None,
) -> CopyFinding | None:
    """What the marks say, else what a digital signature or a seal lets suppose; None where nothing tells."""
    wanted = [
        mark
        for mark in (load_copy_marks() if marks is None else marks)
        if mark.speaks_for(type_code, is_signed=is_signed)
    ]
    found: set[int] = set()
    stamped = False
    for page in pages:
        if Flag.BLANK in page.flags:
            continue
        stamped |= page.layout is not None and any(
            region.kind is RegionKind.STAMP for region in page.layout.regions
        )
        found.update(number for number, mark in enumerate(wanted) if _stands_on(mark, page))
    if found:
        mark = wanted[min(found)]
        return CopyFinding(kind=mark.kind, confidence=mark.confidence, rule=mark.name)
    return _without_mark(is_signed=is_signed, stamped=stamped)


def _without_mark(*, is_signed: bool, stamped: bool) -> CopyFinding | None:
    if is_signed:
        rule = "tệp đã có chữ ký số, không có dấu hiệu bản sao"
        return CopyFinding(kind=CopyKind.ORIGINAL, confidence=_SIGNED_WITHOUT_MARK, rule=rule)
    if stamped:
        rule = "có con dấu, không có dấu hiệu bản sao"
        return CopyFinding(kind=CopyKind.ORIGINAL, confidence=_STAMPED_WITHOUT_MARK, rule=rule)
    return None


def _stands_on(mark: CopyMark, page: Page) -> bool:
    return any(
        top <= mark.within * page.size.height
        and any(_begins(phrase, words, capitals=mark.capitals) for phrase in mark.phrases)
        for top, words in _openings(page)
    )


def _begins(phrase: Phrase, words: Sequence[Word], *, capitals: bool) -> bool:
    folded = [fold_letters(word.text) for word in words]
    ends = tuple(accumulate(map(len, folded)))
    match = match_head(phrase, "".join(folded), frozenset(ends))
    if match is None or not capitals:
        return match is not None
    return all(word.text == word.text.upper() for word in words[: ends.index(match.length) + 1])


def _openings(page: Page) -> Iterator[tuple[float, Sequence[Word]]]:
    """Where each column of each line begins: its top, and its words.

    A mark in parentheses behind a title, TRÍCH LỤC KHAI SINH (BẢN SAO), begins anew.
    """
    for line in page.text.lines if page.text is not None else ():
        for segment in cut_line(line):
            starts = [0, *(at for at, word in enumerate(segment.words) if at and word.text.startswith("("))]
            yield from ((segment.box.top, segment.words[start:]) for start in starts)
