"""Tells which kind of copy a paper is by the marks on it, from a data file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from domain.dossier import CopyFinding, CopyKind
from domain.errors import ConfigError
from domain.layout import RegionKind
from domain.page import Flag, Page
from domain.text import Word
from pipeline.data_table import DataFact, DataTable, read_data_table
from pipeline.overlay import PACKAGED_ONLY, DataFile, DataFolder
from pipeline.reading.heading import cut_line
from pipeline.reading.near_match import Phrase, fold_letters, match_head, ready_phrase

COPIES_FILE = "copies.toml"
_DATA = Path(__file__).with_name(COPIES_FILE)
_KEYS = frozenset(
    {
        "kind", "phrases", "within", "confidence", "name", "types", "capitals", "signed",
        "source", "valid_from", "valid_to",
    }
)  # fmt: skip
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
    fact: DataFact

    def speaks_for(self, type_code: str, *, is_signed: bool) -> bool:
        return (not self.types or type_code in self.types) and self.signed in (None, is_signed)


def load_copy_marks(path: Path = _DATA, own: DataFolder = PACKAGED_ONLY) -> tuple[CopyMark, ...]:
    """The office's marks, then those of `path`: the first that is found decides. ConfigError when they do
    not fit.
    """
    file = own.file(COPIES_FILE)
    files = (*(() if file is None else (file,)), DataFile(path))
    return tuple(_mark(row) for one in files for row in _rows(one))


def _rows(file: DataFile) -> tuple[DataTable, ...]:
    table = read_data_table(file, "the file of marks of copies")
    table.refuse_unknown(frozenset({"mark"}))
    rows = table.tables("mark")
    if not rows:
        raise ConfigError(f"{table.where} has no [[mark]]; write one, or remove the file")
    return rows


def _mark(row: DataTable) -> CopyMark:
    row.refuse_unknown(_KEYS)
    kind, phrases = row.text("kind"), row.texts("phrases")
    if kind not in set(CopyKind):
        raise ConfigError(f"{row.where} has the unknown kind {kind!r}; known are {', '.join(CopyKind)}")
    if not phrases:
        raise ConfigError(f"{row.where} has no phrases; write some")
    name = row.text("name")
    return CopyMark(
        kind=CopyKind(kind),
        phrases=tuple(map(ready_phrase, phrases)),
        within=row.share("within"),
        confidence=row.share("confidence"),
        name=name,
        types=frozenset(row.texts("types")),
        capitals=row.flag("capitals"),
        signed=row.flag("signed") if "signed" in row.values else None,
        fact=row.fact(name),
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
