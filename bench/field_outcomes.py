"""How the fields read from a paper compare with what they truly are."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.build_units import plain
from bench.page_sides import Side
from bench.true_fields import TruePaper
from domain.fields import Field
from pipeline.reading.validators.checked import DASHES

_TONES = {"uỷ": "ủy", "uý": "úy", "uỳ": "ùy", "uỹ": "ũy", "uỵ": "ụy"}


class Outcome(StrEnum):
    EXACT = "exact"
    WRONG_FLAGGED = "wrong and flagged"
    WRONG_UNFLAGGED = "wrong and not flagged"
    MISSING = "missing"
    """Not found, or found and said to be unreadable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOutcome:
    """One field of one paper; holds nothing of its text."""

    paper: str
    side: Side
    field: str
    by_hand: bool
    outcome: Outcome
    flagged: bool
    """A person is told to look at it: right or wrong, or because it could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many fields of a group came out how."""

    group: str
    side: Side
    exact: int
    exact_but_flagged: int
    wrong_flagged: int
    wrong_unflagged: int
    missing: int

    @property
    def total(self) -> int:
        return self.exact + self.wrong_flagged + self.wrong_unflagged + self.missing


def compare(paper: TruePaper, read: Sequence[Field]) -> Iterator[FieldOutcome]:
    """The outcome of every field that the paper has, and of those it was said to have and has not."""
    found = {field.name: field for field in read}
    for true in paper.fields:
        field = found.get(true.name)
        if not true.value and field is None:
            continue
        yield FieldOutcome(
            paper=paper.name,
            side=paper.side,
            field=true.name,
            by_hand=true.by_hand,
            outcome=outcome_of(true.name, true.value, field),
            flagged=field is not None and not field.is_sure,
        )


def outcome_of(name: str, value: str, field: Field | None) -> Outcome:
    """How what was read compares with the true value of the field of that name."""
    if field is None or not field.value:
        return Outcome.MISSING
    if comparable(name, field.value) == comparable(name, value):
        return Outcome.EXACT
    return Outcome.WRONG_UNFLAGGED if field.is_sure else Outcome.WRONG_FLAGGED


def comparable(name: str, value: str) -> str:
    """NFC with single spaces and one kind of dash. Names of offices in small letters, since the labels
    write them so, and with the tone where schools put it."""
    text = " ".join(unicodedata.normalize("NFC", value).translate(DASHES).split())
    if name not in ("loai", "co_quan_cap"):
        return text
    text = plain(text.casefold())
    for old, new in _TONES.items():
        text = text.replace(old, new)
    return re.sub(r"\bubnd\b", "ủy ban nhân dân", text)


def count(outcomes: Sequence[FieldOutcome]) -> tuple[Counts, ...]:
    """Counts by side: of what is printed, of what is written by hand, and of each field."""
    groups: Mapping[str, Sequence[FieldOutcome]] = {
        "printed": [one for one in outcomes if not one.by_hand],
        "by hand": [one for one in outcomes if one.by_hand],
        **{name: [one for one in outcomes if one.field == name] for name in _names(outcomes)},
    }
    return tuple(
        _counts(group, side, [one for one in held if one.side is side])
        for side in Side
        for group, held in groups.items()
    )


def _names(outcomes: Sequence[FieldOutcome]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.field for one in outcomes))


def _counts(group: str, side: Side, held: Sequence[FieldOutcome]) -> Counts:
    def number(outcome: Outcome) -> int:
        return sum(one.outcome is outcome for one in held)

    return Counts(
        group=group,
        side=side,
        exact=number(Outcome.EXACT),
        exact_but_flagged=sum(one.outcome is Outcome.EXACT and one.flagged for one in held),
        wrong_flagged=number(Outcome.WRONG_FLAGGED),
        wrong_unflagged=number(Outcome.WRONG_UNFLAGGED),
        missing=number(Outcome.MISSING),
    )
