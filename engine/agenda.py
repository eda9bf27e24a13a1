"""What is to be done next in one run: the most urgent first, each thing once."""

import heapq
import itertools
from collections.abc import Iterable

from domain.document import Priority
from domain.task import Segment, Task

_URGENCY = {priority: number for number, priority in enumerate(Priority)}
# What is nearly finished goes first: an officer gets whole papers early, and little is in the making.
_ORDER = {segment: -number for number, segment in enumerate(Segment)}


def task_key(task: Task) -> tuple[Segment, str]:
    """The same for the same work on the same item."""
    return task.segment, task.subject


class Agenda:
    """Tasks by priority, then by how near their paper is to its end, then in the order they came."""

    def __init__(self) -> None:
        self._ready: list[tuple[int, int, int, Task]] = []
        self._later: list[tuple[float, int, Task]] = []
        self._known: set[tuple[Segment, str]] = set()
        self._count = itertools.count()

    def __len__(self) -> int:
        return len(self._ready) + len(self._later)

    def add(self, tasks: Iterable[Task]) -> None:
        """Takes in what is not in it, nor in work, already."""
        for task in tasks:
            if task_key(task) not in self._known:
                self._known.add(task_key(task))
                self._push(task)

    def put_off(self, task: Task, until_s: float) -> None:
        """A task in work is to be tried again, not before `until_s` (monotonic seconds)."""
        heapq.heappush(self._later, (until_s, next(self._count), task))

    def take(self, now_s: float) -> Task | None:
        """The next task, which is in work from now on; None when there is none at this moment."""
        while self._later and self._later[0][0] <= now_s:
            self._push(heapq.heappop(self._later)[2])
        return heapq.heappop(self._ready)[3] if self._ready else None

    def done(self, task: Task) -> None:
        """The task is no longer in work: planned again, it would be taken in again."""
        self._known.discard(task_key(task))

    def _push(self, task: Task) -> None:
        urgency = _URGENCY[task.priority]
        heapq.heappush(self._ready, (urgency, _ORDER[task.segment], next(self._count), task))
