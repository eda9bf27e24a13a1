"""What is made of a stack of pages: papers, dossiers, and for every page why it lies where it does."""

from dataclasses import dataclass
from enum import StrEnum

from domain.document import Question
from domain.ids import DossierNumber
from domain.stack import PageRole
from pipeline.reading.page_evidence import TitleEvidence


class Sign(StrEnum):
    """One thing seen at a boundary between two pages; the slug that reports and the ledger hold."""

    STACK_BEGINS = "stack-begins"
    SEPARATOR = "separator"
    DOSSIER_CODE = "dossier-code"
    TITLE = "title"
    MOTTO = "motto"
    FORM_CODE = "form-code"
    FIRST_PAGE = "first-page"
    PAPER_COMPLETE = "paper-complete"
    SIGNED_OFF = "signed-off"
    SIZE_CHANGES = "size-changes"
    CARD_FRONT = "card-front"
    LOOSE = "loose"
    OTHER_COUNT = "other-count"
    SECOND_FOLLOWS = "second-follows"
    NUMBERS_STOP = "numbers-stop"
    NEXT_NUMBER = "next-number"
    LATER_NUMBER = "later-number"
    COUNT_APPEARS = "count-appears"
    EARLIER_NUMBER = "earlier-number"
    RUNS_ON = "runs-on"
    NO_HEADING = "no-heading"
    ANNEX = "annex"
    CERTIFIED = "certified"
    ATTESTED = "attested"
    CONTINUES = "continues"
    CARD_BACK = "card-back"
    OTHER_BACK = "other-back"
    STAMP_ONLY = "stamp-only"
    NOTHING_READ = "nothing-read"
    DUPLICATE = "duplicate"
    BLANK_BETWEEN = "blank-between"
    BLANK = "blank"


class GroupSign(StrEnum):
    """What opened a dossier."""

    SEPARATOR = "separator"
    RECEIPT = "receipt"
    NUMBER = "number"
    WHOLE_STACK = "whole-stack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One page: its paper, whether that begins here, how likely a cut before it is, and why."""

    page: int
    role: PageRole
    paper: int | None
    """None for separator sheets and what is blank before the first paper."""
    begins: bool
    probability: float
    """That a paper begins here, 0 to 1."""
    sign: Sign
    """What decided."""
    reason: str
    """In Vietnamese, for the person who checks."""
    duplicate_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPaper:
    """A paper: its pages in order, blank backs apart, and the type its first page names."""

    pages: tuple[int, ...]
    blanks: tuple[int, ...]
    title: TitleEvidence | None
    missing: tuple[int, ...] = ()
    """Page numbers, from 1, that the printed numbers say are not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierGroup:
    """Papers of one dossier; no number where the stack does not say it."""

    papers: tuple[int, ...]
    number: DossierNumber | None
    is_coded: bool
    """A symbol names the number; False when it was read as print, from a receipt."""
    sign: GroupSign
    reason: str
    """In Vietnamese."""
    probability: float
    """That a dossier begins where this one does, 0 to 1."""
    doubt: str = ""
    """Why its papers may be of another dossier, in Vietnamese; "" when nothing says so."""


class Asks(StrEnum):
    """What a question about a stack is for."""

    START = "start"  # whether a paper begins at the page
    NUMBER = "number"  # which number the dossier that begins there has, for all its papers
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackQuestion:
    """What a person must decide, and the page it is about."""

    page: int
    question: Question
    asks: Asks = Asks.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """A whole stack: a verdict for each page, the papers, the dossiers, the questions."""

    verdicts: tuple[Verdict, ...]
    papers: tuple[SplitPaper, ...]
    groups: tuple[DossierGroup, ...]
    questions: tuple[StackQuestion, ...]
