"""What an audit tells: checks, what they looked at, and what they found."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import BatchId, DocumentId

RESTORE_LEDGER = "stop work on this ledger and compare it with the last backup"
RESTORE_BYTES = "restore the file from the last backup"


class CheckName(StrEnum):
    PAGES = "pages"
    BYTES = "bytes"
    CHAINS = "chains"
    COUNTS = "counts"
    SIGNATURES = "signatures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is to be told, on which item, and what to do. Never what is in a row or on a page."""

    what: str
    advice: str
    batch: BatchId | None = None
    document: DocumentId | None = None
    page: int | None = None
    """From 1, as people count."""

    @property
    def item(self) -> str:
        """The item's name for people; "" when it is no single one."""
        named = (("batch", self.batch), ("paper", self.document), ("page", self.page))
        return " ".join(f"{word} {value}" for word, value in named if value is not None)


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of something was looked at."""

    what: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check: what it looked at, what is wrong, and what is only worth knowing."""

    name: CheckName
    counted: tuple[Counted, ...]
    faults: tuple[Finding, ...]
    notes: tuple[Finding, ...]


class Tally:
    """Findings and counts of all checks, as they come in."""

    def __init__(self) -> None:
        self._faults: dict[CheckName, list[Finding]] = {name: [] for name in CheckName}
        self._notes: dict[CheckName, list[Finding]] = {name: [] for name in CheckName}
        self._counts: dict[CheckName, dict[str, int]] = {name: {} for name in CheckName}

    def add(self, name: CheckName, faults: Iterable[Finding], notes: Iterable[Finding] = ()) -> None:
        self._faults[name].extend(faults)
        self._notes[name].extend(notes)

    def count(self, name: CheckName, what: str, number: int) -> None:
        counts = self._counts[name]
        counts[what] = counts.get(what, 0) + number

    def results(self) -> tuple[CheckResult, ...]:
        return tuple(
            CheckResult(
                name=name,
                counted=tuple(Counted(what, number) for what, number in self._counts[name].items()),
                faults=tuple(self._faults[name]),
                notes=tuple(self._notes[name]),
            )
            for name in CheckName
        )
