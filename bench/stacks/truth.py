"""What is true of a test stack: the paper of each page, and type and dossier of each paper."""

from dataclasses import dataclass
from enum import StrEnum


class PageRole(StrEnum):
    CONTENT = "content"
    BLANK = "blank"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTruth:
    role: PageRole
    paper: int | None
    """None for separator sheets and the blank backs of them."""
    duplicate_of: int | None = None
    """The page that this one is another scan of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTruth:
    code: str
    name: str
    dossier: int
    faults: tuple[str, ...] = ()
    """What is wrong with it, in words: a page that is missing."""


@dataclass(frozen=True, slots=True)
class StackTruth:
    pages: tuple[PageTruth, ...]
    papers: tuple[PaperTruth, ...]
    dossiers: tuple[str | None, ...]
    """The number of each dossier; None where no page says it."""

    def pages_of(self, paper: int) -> tuple[int, ...]:
        """The pages with something on them that belong to `paper`."""
        return tuple(
            number
            for number, page in enumerate(self.pages)
            if page.paper == paper and page.role is PageRole.CONTENT
        )
