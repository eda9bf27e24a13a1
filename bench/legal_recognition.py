"""How the types and numbers of acts come out that are set as first pages and read back."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.field_outcomes import Outcome, outcome_of
from bench.legal_acts import LegalAct
from bench.page_sides import Side
from domain.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOutcome:
    """One act; holds nothing of its text."""

    act: str
    side: Side
    code: str
    """The type it truly is."""
    typed: str
    """The type it was taken for."""
    number: Outcome
    """Of its number with the notation, compared sign by sign."""

    @property
    def is_right(self) -> bool:
        return self.typed == self.code and self.number is Outcome.EXACT


@dataclass(frozen=True, slots=True, kw_only=True)
class ActCounts:
    """How many acts of one side came out how."""

    side: Side
    acts: int
    types_right: int
    numbers_right: int
    both_right: int
    numbers_wrong_unflagged: int


def act_outcome(act: LegalAct, read: Document) -> ActOutcome:
    """What was read of the act, against what it truly is."""
    number = next((field for field in read.fields if field.name == "so_ky_hieu"), None)
    return ActOutcome(
        act=act.name,
        side=act.side,
        code=act.code,
        typed=read.paper.code if read.paper is not None else "",
        number=outcome_of("so_ky_hieu", act.number, number),
    )


def count_acts(outcomes: Sequence[ActOutcome]) -> tuple[ActCounts, ...]:
    """The counts of each side that has acts."""
    return tuple(
        ActCounts(
            side=side,
            acts=len(held),
            types_right=sum(one.typed == one.code for one in held),
            numbers_right=sum(one.number is Outcome.EXACT for one in held),
            both_right=sum(one.is_right for one in held),
            numbers_wrong_unflagged=sum(one.number is Outcome.WRONG_UNFLAGGED for one in held),
        )
        for side in Side
        if (held := [one for one in outcomes if one.side is side])
    )
