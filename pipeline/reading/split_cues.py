"""The phrases that show where a paper begins, goes on or ends, read from their data file."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import accumulate
from pathlib import Path

from domain.errors import ConfigError
from domain.geometry import Size
from domain.text import PageText, Word
from pipeline.reading.heading import cut_line
from pipeline.reading.near_match import Phrase, fold_letters, match_head, ready_phrase

_DATA = Path(__file__).with_name("splitting.toml")


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
    """Everything the data file says."""

    cues: tuple[Cue, ...]
    receipts: frozenset[str]
    promulgating: frozenset[str]
    linked: tuple[str, ...]
    patches: frozenset[str]
    paper_patches: frozenset[str]
    """Those of `patches` that leave the dossier as it is."""

    def types_of(self, role: CueRole) -> frozenset[str]:
        """The types that cues of `role` speak for."""
        return frozenset(code for cue in self.cues if cue.role is role for code in cue.of)

    def is_linked(self, number: str) -> bool:
        """True for the number of a linked (liên thông) dossier."""
        return number.startswith(self.linked)


@cache
def load_split_rules(path: Path = _DATA) -> SplitRules:
    """The rules of `path`; ConfigError when they do not fit."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return SplitRules(
            cues=tuple(
                Cue(
                    role=CueRole(row["role"]),
                    of=tuple(row.get("of", ())),
                    phrases=tuple(ready_phrase(phrase) for phrase in row["phrases"]),
                    within=float(row["within"]),
                )
                for row in table["cue"]
            ),
            receipts=frozenset(table["receipts"]),
            promulgating=frozenset(table["promulgating"]),
            linked=tuple(table["linked"]),
            patches=frozenset(map(fold_letters, table["patches"])),
            paper_patches=frozenset(map(fold_letters, table["paper_patches"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"the rules of splitting in {path} do not fit: {error}; correct the file"
        ) from error


def find_cues(text: PageText, size: Size) -> frozenset[CueRole]:
    """The roles of all cues on the page."""
    found: set[CueRole] = set()
    cues = load_split_rules().cues
    for top, letters, ends in _openings(text):
        for cue in cues:
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
