"""The executor for every core: a process a worker, each with a deadline and a memory limit of its own.

Not concurrent.futures: one kill -9 there fails every job without saying which was guilty (measured).
"""

import logging
import selectors
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.errors import Disposition, MissingTool, OutOfMemory, SohoaError, TimedOut, WorkerDied, error_class
from domain.failure import Failed
from domain.task import Report, Segment, Task
from engine.limits import Limits
from engine.wire import Doing, Hello, Ready, pack, unpack
from external.child import BrokenFrame, Child

log = logging.getLogger(__name__)

MODULE = "engine.process"
_LOOK_EVERY_S = 0.05
_FALSE_STARTS = 3
_GOODBYE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """How workers are made."""

    factory: str
    """`module:function` of the Worker, resolved in its process."""
    settings: str
    """What the factory is given."""
    env: Mapping[str, str]
    size: int
    """Workers at the most; they are started as tasks come."""
    limits: Limits = field(default_factory=Limits)


class _Seat:
    """One worker process and the task it has."""

    def __init__(self, crew: Crew) -> None:
        self.child = Child(MODULE, crew.env)
        hello = Hello(factory=crew.factory, settings=crew.settings, memory_bytes=crew.limits.memory_bytes)
        self.child.send(pack(hello))
        self.limits = crew.limits
        self.ready = False
        self.task: Task | None = None
        self.stage = ""
        self.done = 0
        self.deadline = time.monotonic() + crew.limits.start_s

    def take(self, task: Task) -> None:
        self.task, self.stage = task, task.segment.value
        self.child.send(pack(task))
        if self.ready:
            self.deadline = time.monotonic() + self.limits.seconds(task)

    def began(self) -> None:
        """The worker is made: only now does the time of its task begin to run."""
        self.ready = True
        if self.task is not None:
            self.deadline = time.monotonic() + self.limits.seconds(self.task)

    def finish(self) -> Task | None:
        task, self.task = self.task, None
        self.done += 1
        return task

    @property
    def waits(self) -> bool:
        return self.task is not None or not self.ready

    @property
    def is_worn(self) -> bool:
        return self.done >= self.limits.recycle_tasks or self.child.resident_bytes > self.limits.recycle_bytes


class PoolExecutor:
    """Gives tasks to worker processes; only the task of a worker that ended is charged for it."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self._seats: list[_Seat] = []
        self._selector = selectors.DefaultSelector()
        self._reports: list[Report] = []
        self._false_starts = 0
        self.peak_in: Counter[Segment] = Counter()
        """The most one worker was seen to hold, by what it did (bytes)."""

    @property
    def room(self) -> int:
        """How many tasks it takes now."""
        return self.crew.size - sum(seat.task is not None for seat in self._seats)

    @property
    def peak_bytes(self) -> int:
        """The most one worker was seen to hold."""
        return max(self.peak_in.values(), default=0)

    @property
    def held(self) -> tuple[int, ...]:
        """What each worker holds now (bytes)."""
        return tuple(seat.child.resident_bytes for seat in self._seats)

    @property
    def workers(self) -> tuple[int, ...]:
        """Process numbers of the workers there are."""
        return tuple(seat.child.pid for seat in self._seats)

    def submit(self, task: Task) -> None:
        for seat in tuple(self._seats):
            # One that died while it waited must not cost the next task a try.
            if seat.task is None and seat.child.ended:
                self._end(seat)
        idle = [seat for seat in self._seats if seat.task is None]
        if not idle:
            idle = [_Seat(self.crew)]
            self._seats.extend(idle)
            idle[0].child.register(self._selector)
        # One that is made already begins at once.
        seat = max(idle, key=lambda one: one.ready)
        seat.take(task)
        self._exchange(seat)

    def reports(self, wait_s: float) -> tuple[Report, ...]:
        """What came back; waits until something does, `wait_s` at the most.

        OperatorError when no worker can be made.
        """
        until = time.monotonic() + wait_s
        while True:
            for seat in tuple(self._seats):
                self._exchange(seat)
            for seat in tuple(self._seats):
                self._watch(seat)
            left_s = until - time.monotonic()
            if self._reports or left_s <= 0 or not any(seat.waits for seat in self._seats):
                break
            self._selector.select(min(left_s, _LOOK_EVERY_S))
        given, self._reports = tuple(self._reports), []
        return given

    def abandon(self) -> None:
        """Ends the workers that are at work; what they were doing is given back by not being reported."""
        for seat in tuple(self._seats):
            if seat.task is not None:
                self._end(seat)
        self._reports.clear()

    def close(self) -> None:
        """Ends every worker: those at work at once, those that wait when they have put things away."""
        self.abandon()
        for seat in tuple(self._seats):
            self._dismiss(seat)
        self._selector.close()

    def _exchange(self, seat: _Seat) -> None:
        try:
            for frame in seat.child.exchange():
                self._hear(seat, frame)
        except (BrokenFrame, ValueError) as error:
            self._charge(seat, WorkerDied, f"its worker gave rubbish ({type(error).__name__})")
        self._forward(seat.child.take_said())

    def _hear(self, seat: _Seat, frame: bytes) -> None:
        match unpack(frame):
            case Ready():
                self._false_starts = 0
                seat.began()
            case Doing() as doing:
                seat.stage = doing.stage
            case Report() as report if seat.task is not None and report.task == seat.task:
                self._reports.append(report)
                seat.finish()
                if seat.is_worn:
                    self._dismiss(seat)
            case Failed() as failed if not seat.ready:
                self._end(seat)
                if seat.task is None or failed.disposition is not Disposition.RETRY:
                    raise error_class(failed.code)(f"no worker can be made: {failed.message}")
                # Ledger or store are away: that passes, or the table of tries ends the run.
                self._reports.append(Report(task=seat.task, outcome=failed))
            case _:
                raise ValueError("a message that was not asked for")

    def _watch(self, seat: _Seat) -> None:
        """Ends a worker that is gone, that takes too long or that takes too much."""
        if seat not in self._seats:
            return
        if seat.child.ended:
            self._exchange(seat)  # its last words may be a report
            if seat in self._seats:
                self._charge(seat, WorkerDied, "its worker ended in the middle of it")
            return
        held, limits = seat.child.resident_bytes, self.crew.limits
        if seat.task is not None:
            self.peak_in[seat.task.segment] = max(self.peak_in[seat.task.segment], held)
        if held > limits.memory_bytes:
            needed = f"it took more than {limits.memory_bytes >> 20} MB of memory"
            self._charge(seat, OutOfMemory, needed)
        elif seat.waits and time.monotonic() > seat.deadline:
            self._charge(seat, TimedOut, "it was not done within its time and was stopped")

    def _charge(self, seat: _Seat, kind: type[SohoaError], what: str) -> None:
        """Ends the worker and lays it to its task; a worker without one is simply replaced."""
        if seat not in self._seats:
            return
        code = self._end(seat)
        task, was_ready = seat.task, seat.ready
        log.warning(
            "worker-lost",
            extra={"code": kind.code, "ended": code, "stage": seat.stage, "subject": task and task.subject},
        )
        if not was_ready:
            self._false_start(task)
        elif task is not None:
            self._reports.append(
                Report(
                    task=task,
                    outcome=Failed(
                        stage=seat.stage,
                        code=kind.code,
                        disposition=kind.disposition,
                        message=f"{seat.stage} of {task.subject}: {what}",
                    ),
                )
            )

    def _false_start(self, task: Task | None) -> None:
        self._false_starts += 1
        if self._false_starts >= _FALSE_STARTS:
            raise MissingTool(
                f"{_FALSE_STARTS} workers in a row ended before they could begin; run `sohoa doctor`, "
                "or with SOHOA_WORKERS=0 to see why"
            )
        if task is not None:
            self.submit(task)

    def _dismiss(self, seat: _Seat) -> None:
        """Lets a worker without a task put its things away, a moment long, before it is ended."""
        seat.child.hang_up()
        seat.child.wait_for_end(_GOODBYE_S)
        self._end(seat)

    def _end(self, seat: _Seat) -> int:
        self._seats.remove(seat)
        seat.child.unregister(self._selector)
        code = seat.child.kill()
        self._forward(seat.child.take_said())
        return code

    def _forward(self, lines: tuple[str, ...]) -> None:
        """Passes on what workers log; what native libraries write to stderr may hold content and stays."""
        for line in lines:
            if line.startswith('{"event"'):
                sys.stderr.write(line + "\n")
            elif line.startswith(("  File ", "Fatal Python error")):
                log.warning("worker-said", extra={"line": line.strip()})
