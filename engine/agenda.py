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
        self._known: dict[tuple[Segment, str], int] = {}
        self._in_work: set[tuple[Segment, str]] = set()
        self._count = itertools.count()

    def __len__(self) -> int:
        return len(self._ready) + len(self._later)

    def add(self, tasks: Iterable[Task]) -> None:
        """Takes in what is not in it, nor in work, already; and what has become more urgent since."""
        for task in tasks:
            key, urgency = task_key(task), _URGENCY[task.priority]
            if key not in self._in_work and urgency < self._known.get(key, len(_URGENCY)):
                self._known[key] = urgency
                self._push(task)

    def put_off(self, task: Task, until_s: float) -> None:
        """A task in work is to be tried again, not before `until_s` (monotonic seconds)."""
        heapq.heappush(self._later, (until_s, next(self._count), task))

    def take(self, now_s: float) -> Task | None:
        """The next task, which is in work from now on; None when there is none at this moment."""
        while self._later and self._later[0][0] <= now_s:
            task = heapq.heappop(self._later)[2]
            self._in_work.discard(task_key(task))
            self._push(task)
        while self._ready:
            task = heapq.heappop(self._ready)[3]
            key = task_key(task)
            # One that was pushed again with more urgency lies here a second time.
            if key in self._known and key not in self._in_work:
                self._in_work.add(key)
                return task
        return None

    def done(self, task: Task) -> None:
        """The task is no longer in work: planned again, it would be taken in again."""
        self._known.pop(task_key(task), None)
        self._in_work.discard(task_key(task))

    def _push(self, task: Task) -> None:
        urgency = _URGENCY[task.priority]
        heapq.heappush(self._ready, (urgency, _ORDER[task.segment], next(self._count), task))
