"""What is tried again, how often, after which pause, and what happens when it does not help: one table."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from domain.errors import Disposition, OutOfMemory, TimedOut, TransientError, WorkerDied
from domain.failure import Failed

T = TypeVar("T")


class Then(Enum):
    """What happens to a task that has failed often enough."""

    GIVE_UP_ITEM = "give up the item"  # it is at fault: quarantine, the others go on
    STOP_RUN = "stop the run"  # what ails store or ledger ails all: the same command goes on later


@dataclass(frozen=True, slots=True)
class Rule:
    """`pauses_s` lie between the tries, so there is one try more than there are pauses."""

    pauses_s: tuple[float, ...]
    then: Then

    @property
    def tries(self) -> int:
        return len(self.pauses_s) + 1


_ITEM_AT_FAULT = Rule((0.0,), Then.GIVE_UP_ITEM)
_ELSEWHERE = Rule((0.2, 1.0, 3.0), Then.STOP_RUN)

RULES: Mapping[str, Rule] = MappingProxyType(
    {kind.code: _ITEM_AT_FAULT for kind in (WorkerDied, OutOfMemory, TimedOut)}
)
"""By error code; every other passing error is somebody else's trouble."""


@dataclass(frozen=True, slots=True)
class Patience:
    """The table with its pauses, which tests take out."""

    rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)
    otherwise: Rule = _ELSEWHERE

    def rule(self, failed: Failed) -> Rule | None:
        """How to go on with the failure; None when trying again is no use."""
        if failed.disposition is not Disposition.RETRY:
            return None
        return self.rules.get(failed.code, self.otherwise)

    def counts_for_good(self, failed: Failed) -> bool:
        """True when the tries are counted in the ledger: the item is at fault, another run must know."""
        rule = self.rule(failed)
        return rule is not None and rule.then is Then.GIVE_UP_ITEM

    def insist(self, work: Callable[[], T]) -> T:
        """What `work` gives; tried again while ledger or store are away, as long as the table says."""
        for pause_s in self.otherwise.pauses_s:
            try:
                return work()
            except TransientError:
                time.sleep(pause_s)
        return work()
