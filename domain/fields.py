"""The fields of a paper: what each says, where it stands, how sure that is and why."""

from dataclasses import dataclass
from enum import StrEnum

from domain.geometry import Box


class Doubt(StrEnum):
    """What speaks against a value."""

    UNREAD = "unread"  # something stands there and could not be read: the value is empty
    UNSURE = "unsure"  # the reading itself is not sure enough
    INVALID = "invalid"  # it was read, and breaks a rule of its kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. Its box is in pixels of the straightened page: a picture of it can be cut out there."""

    name: str
    value: str
    """In the form machines compare: dates as in ISO 8601, plain digits, NFC with single spaces."""
    raw: str
    """What was read, letter by letter."""
    page: int
    """Which page of the paper, from 0; a page that was left out does not count."""
    box: Box
    confidence: float
    """Chance that `value` is what stands there, 0 to 1."""
    rule: str
    """How it was found and what was mended, in Vietnamese, for the person who checks."""
    handwritten: bool = False
    """A pen wrote it, in part at least: a person compares it with the paper."""
    doubts: tuple[Doubt, ...] = ()
    checked_by: str = ""
    """Who compared the value with the paper; empty when nobody did."""

    @property
    def is_sure(self) -> bool:
        """A person stands for it, or nothing is held against it: it may be used without another look."""
        return bool(self.checked_by) or not (self.handwritten or self.doubts)


@dataclass(frozen=True, slots=True)
class FieldSheet:
    """All fields of a paper, as they are kept."""

    fields: tuple[Field, ...] = ()
