"""Knows papers that only come along with a dossier: envelopes, queue tickets, receipts for money."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from domain.barcode import PayloadKind
from domain.document import UNKNOWN_TYPE
from domain.dossier import Enclosure
from domain.errors import ConfigError
from domain.page import Flag, Page
from domain.text import PageText
from pipeline.data_table import DataFact, DataTable, laid_over, read_data_table
from pipeline.overlay import PACKAGED_ONLY, DataFile, DataFolder
from pipeline.reading.heading import cut_line
from pipeline.reading.near_match import Phrase, fold_letters, match_head, ready_phrase

ENCLOSURES_FILE = "enclosures.toml"
_DATA = Path(__file__).with_name(ENCLOSURES_FILE)
_KEYS = frozenset(
    {
        "kind", "name", "types", "type", "most_words", "groups", "payload",
        "source", "valid_from", "valid_to", "disabled",
    }
)  # fmt: skip


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
    fact: DataFact


@dataclass(frozen=True, slots=True)
class FoundEnclosure:
    """An enclosure, and the type it gives to a paper whose title did not tell."""

    enclosure: Enclosure
    type: str | None = None


def load_enclosures(path: Path = _DATA, own: DataFolder = PACKAGED_ONLY) -> tuple[EnclosureRule, ...]:
    """The rules of `path` and over them the office's own: one of a kind stands in place of the packaged one.
    ConfigError when they do not fit.
    """
    file = own.file(ENCLOSURES_FILE)
    layers = [_layer(one) for one in (DataFile(path), *(() if file is None else (file,)))]
    return tuple(
        _rule(table) for tables in laid_over(layers, "enclosure", "kind").values() for table in tables
    )


def _layer(file: DataFile) -> DataTable:
    table = read_data_table(file, "the file of enclosures")
    table.refuse_unknown(frozenset({"enclosure"}))
    if not table.values:
        raise ConfigError(f"{table.where} is empty; write an [[enclosure]], or remove the file")
    return table


def _rule(row: DataTable) -> EnclosureRule:
    row.refuse_unknown(_KEYS)
    most_words, payload = row.values.get("most_words", 0), row.optional_text("payload")
    if type(most_words) is not int or most_words < 0:
        raise ConfigError(f"most_words of {row.where} is no number of words; write it as 60")
    if payload is not None and payload not in set(PayloadKind):
        raise ConfigError(
            f"{row.where} has the unknown payload {payload!r}; known are {', '.join(PayloadKind)}"
        )
    kind = row.text("kind")
    return EnclosureRule(
        kind=kind,
        name=row.text("name"),
        types=frozenset(row.texts("types")),
        type=row.optional_text("type"),
        most_words=most_words,
        groups=_groups(row),
        payload=None if payload is None else PayloadKind(payload),
        fact=row.fact(kind),
    )


def _groups(row: DataTable) -> tuple[tuple[Phrase, ...], ...]:
    groups = row.values.get("groups", [])
    sound = isinstance(groups, list) and all(
        isinstance(group, list) and group and all(isinstance(one, str) and one.strip() for one in group)
        for group in groups
    )
    if not isinstance(groups, list) or not sound:
        raise ConfigError(f'groups of {row.where} are no lists of phrases; write them as [["A", "B"], ["C"]]')
    return tuple(tuple(map(ready_phrase, group)) for group in groups)


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
