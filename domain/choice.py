"""The port that decides between readings of a word, and what it says of its decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Reason(StrEnum):
    """Why a word reads as it does."""

    AGREED = "agreed"  # only one reading was offered
    KEPT = "kept"  # the surest reading is the likeliest word as well
    PROTECTED = "protected"  # a number, a code or a name: the surest reading, whatever is likely
    CHOSEN = "chosen"  # another reading than the surest
    VARIANT = "variant"  # no reading: a word that differs from one in marks alone
    RESTORED = "restored"  # ỵ, ² or Đ, which the reader cannot print


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a word and how sure its reader is, from 0 to 1."""

    text: str
    confidence: float
    reader: str = ""
    """Who read it: the engine and its resolution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a word is taken to read, and what that was chosen from."""

    text: str
    reason: Reason
    readings: tuple[Candidate, ...]
    margin: float | None
    """Nats by which it beats the next best word in its place; None where there was nothing to weigh."""

    @property
    def is_changed(self) -> bool:
        """True when the surest reading does not stand."""
        return self.text != surest(self.readings).text


def surest(readings: Sequence[Candidate]) -> Candidate:
    """The reading with the highest confidence, the first of equals."""
    return max(readings, key=lambda reading: reading.confidence)


class WordChooser(Protocol):
    """A language model that decides between readings by what stands beside them."""

    @property
    def version(self) -> str:
        """Digest of its data; part of every step key."""

    def choose(self, line: Sequence[Sequence[Candidate]]) -> tuple[Choice, ...]:
        """One choice for each word of a line; a word without readings is a ValueError."""

    def margins(self, line: Sequence[str]) -> tuple[float | None, ...]:
        """Nats by which each word of a line beats the likeliest word that differs from it in marks alone.

        Negative where another is likelier; None where there is none, or where the word is not to be weighed
        (numbers, codes, names).
        """

    def knows(self, word: str) -> bool:
        """True when the lexicon has the word, in capitals or not, without its punctuation."""
