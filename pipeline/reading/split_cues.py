"""The phrases that show where a paper begins, goes on or ends, read from their data file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from pathlib import Path

from domain.errors import ConfigError
from domain.geometry import Size
from domain.text import PageText, Word
from pipeline.data_table import DataFact, DataTable, laid_over, read_data_table
from pipeline.overlay import PACKAGED_ONLY, DataFile, DataFolder
from pipeline.reading.heading import cut_line
from pipeline.reading.near_match import Phrase, fold_letters, match_head, ready_phrase

SPLITTING_FILE = "splitting.toml"
_DATA = Path(__file__).with_name(SPLITTING_FILE)
_VALIDITY = frozenset({"valid_from", "valid_to", "source", "disabled"})
_LISTS = {
    "receipts": "types",
    "promulgating": "types",
    "linked": "prefixes",
    "patches": "payloads",
    "paper_patches": "payloads",
}
"""The tables of the file besides its cues, and the list each holds."""


class CueRole(StrEnum):
    """What a cue says of the page it stands on."""

    MOTTO = "motto"
    FORM = "form"
    SEPARATOR = "separator"
    ANNEX = "annex"
    CERTIFIED = "certified"
    ATTESTED = "attested"
    CONTINUES = "continues"
    CARD_FRONT = "card-front"
    CARD_BACK = "card-back"
    LOOSE = "loose"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Phrases of one meaning, and how far down the page they may stand."""

    role: CueRole
    of: tuple[str, ...]
    """Types it speaks for; none means every type."""
    phrases: tuple[Phrase, ...]
    within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRules:
    """What shows where papers and dossiers begin in this office."""

    cues: tuple[Cue, ...]
    receipts: frozenset[str]
    promulgating: frozenset[str]
    linked: tuple[str, ...]
    patches: frozenset[str]
    paper_patches: frozenset[str] = frozenset()
    """Those of `patches` that leave the dossier as it is."""
    facts: tuple[DataFact, ...] = ()
    """Where each table and cue comes from."""

    @property
    def types(self) -> frozenset[str]:
        """All types that are named anywhere."""
        return frozenset(code for cue in self.cues for code in cue.of) | self.receipts | self.promulgating

    def types_of(self, role: CueRole) -> frozenset[str]:
        """The types that cues of `role` speak for."""
        return frozenset(code for cue in self.cues if cue.role is role for code in cue.of)

    def is_linked(self, number: str) -> bool:
        """True for the number of a linked (liên thông) dossier."""
        return number.startswith(self.linked)


def load_split_rules(path: Path = _DATA, own: DataFolder = PACKAGED_ONLY) -> SplitRules:
    """The rules of `path` and, over them, the office's own: a table of a name, and all cues of a role, stand
    in place of the packaged ones. ConfigError when they do not fit.
    """
    file = own.file(SPLITTING_FILE)
    layers = [_layer(DataFile(path)), *(() if file is None else (_layer(file),))]
    lists = {name: _list_of(layers, name) for name in _LISTS}
    cues = tuple(table for tables in laid_over(layers, "cue", "role").values() for table in tables)
    return SplitRules(
        cues=tuple(map(_cue, cues)),
        receipts=frozenset(lists["receipts"][0]),
        promulgating=frozenset(lists["promulgating"][0]),
        linked=lists["linked"][0],
        patches=frozenset(map(fold_letters, lists["patches"][0])),
        paper_patches=frozenset(map(fold_letters, lists["paper_patches"][0])),
        facts=(
            *(fact for _, fact in lists.values()),
            *(table.fact(table.text("role")) for table in cues),
        ),
    )


def _layer(file: DataFile) -> DataTable:
    table = read_data_table(file, "the file of rules of splitting")
    table.refuse_unknown(frozenset(_LISTS) | {"cue"})
    if not table.values:
        raise ConfigError(f"{table.where} is empty; write a [[cue]] or one of its tables, or remove the file")
    return table


def _list_of(layers: Sequence[DataTable], name: str) -> tuple[tuple[str, ...], DataFact]:
    tables = [table for layer in layers if (table := layer.table(name)) is not None]
    if not tables:
        raise ConfigError(f"{layers[0].where} lacks the table [{name}]; write it")
    tables[-1].refuse_unknown(_VALIDITY - {"disabled"} | {_LISTS[name]})
    return tables[-1].texts(_LISTS[name]), tables[-1].fact(name)


def _cue(table: DataTable) -> Cue:
    table.refuse_unknown(_VALIDITY | {"role", "of", "phrases", "within"})
    word, phrases = table.text("role"), table.texts("phrases")
    if word not in set(CueRole):
        raise ConfigError(f"{table.where} has the unknown role {word!r}; known are {', '.join(CueRole)}")
    if not phrases:
        raise ConfigError(f"{table.where} has no phrases; write some, or `disabled = true` to do without")
    return Cue(
        role=CueRole(word),
        of=table.texts("of"),
        phrases=tuple(map(ready_phrase, phrases)),
        within=table.share("within"),
    )


def find_cues(text: PageText, size: Size, rules: SplitRules) -> frozenset[CueRole]:
    """The roles of all cues on the page."""
    found: set[CueRole] = set()
    for top, letters, ends in _openings(text):
        for cue in rules.cues:
            if cue.role in found or top > cue.within * size.height:
                continue
            if any(match_head(phrase, letters, ends) for phrase in cue.phrases):
                found.add(cue.role)
    return frozenset(found)


def _openings(text: PageText) -> Iterator[tuple[float, str, frozenset[int]]]:
    """Where each column of each line begins: its top, its letters, and where its words end in them."""
    for line in text.lines:
        for segment in cut_line(line):
            yield segment.box.top, *_letters(segment.words)


def _letters(words: tuple[Word, ...]) -> tuple[str, frozenset[int]]:
    folded = [fold_letters(word.text) for word in words]
    return "".join(folded), frozenset(accumulate(map(len, folded)))
