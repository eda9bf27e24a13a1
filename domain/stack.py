"""A stack of pages cut into papers: what every page is, which paper it went into, and why."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import DocumentId, DossierNumber


class PageRole(StrEnum):
    """What a page is in the stack; none is dropped."""

    CONTENT = "content"
    BLANK = "blank"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVerdict:
    """What splitting said of one page of the stack."""

    role: PageRole
    begins: bool
    """A paper begins here."""
    probability: float
    """That a paper begins here, 0 to 1."""
    sign: str
    """The sign that decided, as a slug."""
    reason: str
    """The same in Vietnamese, for the person who checks."""
    duplicate_of: int | None = None
    """The page of the stack, from 0, that this one repeats."""

    @property
    def may_stand_alone(self) -> bool:
        """It may stay with the stack alone: a separator sheet, or a blank side before the first paper."""
        return self.role is not PageRole.CONTENT


@dataclass(frozen=True, slots=True, kw_only=True)
class StackGroup:
    """The dossier of a paper as its stack tells it."""

    name: str
    """Equal for the papers of one dossier of a stack that holds several, or that a receipt or separator sheet
    opens; "" when it holds one that nothing opens."""
    number: DossierNumber | None
    is_printed: bool
    """The number was read as print, from a receipt: no symbol names it."""
    reason: str
    """In Vietnamese."""
    doubt: str = ""
    """Why its number may be another one, in Vietnamese; all its papers are asked about then."""


@dataclass(frozen=True, slots=True)
class CutFrom:
    """Which pages of which received stack a paper is; pages count from 0, in the order of the stack."""

    stack: DocumentId
    pages: tuple[int, ...]
