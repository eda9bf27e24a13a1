"""The loop: plan from the ledger, run, record, until nothing can be done any more."""

import logging
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from domain.document import Priority
from domain.errors import Disposition, OperatorError, error_class
from domain.failure import Failed
from domain.ports import Executor
from domain.task import Report, Segment, Task
from engine.agenda import Agenda, task_key
from engine.forgetting import forget_unnamed, forget_withdrawn
from engine.holdings import Holdings
from engine.planning import Planner
from engine.record import Recorder
from engine.retry import Patience, Then

T = TypeVar("T")

log = logging.getLogger(__name__)

_WAIT_S = 0.25
_LOOK_EVERY_S = 2.0
_LOOK_SHARE = 20
"""A look over many papers takes its time: it is not to take more than a twentieth of it all."""
_GRACE_S = 30.0
"""How long tasks in work may go on after a stop was asked for; then they are given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """All the loop needs."""

    planner: Planner
    recorder: Recorder
    executor: Executor
    holdings: Holdings
    scratch: Path
    """Folder of files in the making; what a killed run left there is taken away."""
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands: tasks that wait, and tasks in work."""

    waiting: int
    running: int


Watcher = Callable[[Report, Standing], None]


def run(engine: Engine, on_report: Watcher, stop: Callable[[], bool] = lambda: False) -> bool:
    """Works until the ledger has nothing to do; `on_report` sees every report once it is recorded.

    The caller holds the ledger's lease. False when `stop` ended it: what was in work is finished and
    recorded, or given back after half a minute. Raises what stops a run: OperatorError, IntegrityError
    and lasting TransientError. What is done stays done; the next run goes on from there.
    """
    _sweep(engine.scratch)
    engine.patience.insist(lambda: forget_unnamed(engine.recorder.ledger, engine.holdings))
    engine.patience.insist(lambda: forget_withdrawn(engine.recorder.ledger, engine.holdings))
    try:
        finished = _Run(engine, on_report).work(stop)
    finally:
        # The next run, perhaps with the same workers, plans from the ledger alone.
        engine.executor.abandon()
    engine.holdings.sweep()
    return finished


def _sweep(scratch: Path) -> None:
    for rest in scratch.iterdir() if scratch.is_dir() else ():
        if rest.is_dir() and not rest.is_symlink():
            shutil.rmtree(rest, ignore_errors=True)
        else:
            rest.unlink(missing_ok=True)


class _Run:
    """One run's memory: nothing in it is needed to go on after a crash."""

    def __init__(self, engine: Engine, on_report: Watcher) -> None:
        self._engine = engine
        self._on_report = on_report
        self._agenda = Agenda()
        self._running = 0
        self._tries: Counter[tuple[Segment, str]] = Counter()
        self._set_aside: set[tuple[Segment, str]] = set()
        self._key_is_sound = True
        self._look_next = time.monotonic() + _LOOK_EVERY_S

    def work(self, stop: Callable[[], bool]) -> bool:
        while True:
            if stop():
                self._wind_down()
                return False
            self._look()
            self._fill()
            if self._running:
                self._take_reports()
            elif len(self._agenda):
                time.sleep(_WAIT_S / 5)  # all that is left waits for its next try
            elif not self._plan():
                return True

    def _plan(self) -> bool:
        """Looks at the whole ledger; False when nothing is to be done."""
        self._insist(self._engine.recorder.resume)
        tasks = self._insist(lambda: list(self._engine.planner.tasks()))
        if not tasks:
            # A key that does not open raises here, when everything else is done.
            tasks = self._insist(lambda: list(self._engine.planner.signatures()))
        self._add(tasks)
        return len(self._agenda) > 0

    def _look(self) -> None:
        """While a backfill goes on, an officer's paper that another process took in goes first."""
        began = time.monotonic()
        if began < self._look_next or not (self._running or len(self._agenda)):
            return
        self._insist(partial(self._engine.recorder.resume, Priority.COUNTER))
        tasks = self._insist(lambda: list(self._engine.planner.tasks(Priority.COUNTER)))
        tasks += self._signatures(Priority.COUNTER)
        self._add(tasks)
        took_s = time.monotonic() - began
        self._look_next = began + took_s + max(_LOOK_EVERY_S, _LOOK_SHARE * took_s)

    def _add(self, tasks: list[Task]) -> None:
        self._agenda.add(task for task in tasks if task_key(task) not in self._set_aside)

    def _fill(self) -> None:
        engine = self._engine
        while engine.executor.room > 0 and (task := self._agenda.take(time.monotonic())) is not None:
            # The secrecy gate may have stopped the paper since: not one more of its pages is read.
            if not self._insist(partial(engine.recorder.awaits, task)):
                self._agenda.done(task)
                continue
            if task.segment is Segment.SIGN:
                self._insist(partial(engine.recorder.intend_to_sign, task))
            engine.executor.submit(task)
            self._running += 1

    def _take_reports(self) -> None:
        for report in self._engine.executor.reports(_WAIT_S):
            self._running -= 1
            self._take(report)
            self._on_report(report, Standing(len(self._agenda), self._running))

    def _take(self, report: Report) -> None:
        task, outcome = report.task, report.outcome
        if isinstance(outcome, Failed) and self._is_tried_again(task, outcome):
            return
        self._insist(lambda: self._engine.recorder.record(report))
        self._agenda.done(task)
        if isinstance(outcome, Failed) and task.segment is Segment.SIGN:
            # The paper stays chờ ký with the reason beside it; another run tries again.
            self._set_aside.add(task_key(task))
            return
        self._agenda.add(self._insist(lambda: list(self._engine.planner.after(task))))
        if task.segment is Segment.COMPOSE:
            self._agenda.add(self._signatures(after=task))

    def _signatures(self, priority: Priority | None = None, after: Task | None = None) -> list[Task]:
        """Signatures that may be made now, of a priority or of the paper that a task was about."""
        planner = self._engine.planner
        if not self._key_is_sound:
            return []
        try:
            return self._insist(
                lambda: list(planner.signatures(priority) if after is None else planner.signature(after))
            )
        except OperatorError:
            # Papers are read and stored all the same; the last look at the ledger raises it.
            self._key_is_sound = False
            return []

    def _is_tried_again(self, task: Task, failed: Failed) -> bool:
        """Puts the task off when another try may help; raises when the failure ends the run."""
        log.info(
            "task-failed",
            extra={"segment": task.segment.value, "subject": task.subject, "code": failed.code},
        )
        aborts = failed.disposition is Disposition.ABORT and task.segment is not Segment.SIGN
        if aborts or failed.disposition is Disposition.HALT:
            raise error_class(failed.code)(failed.message)
        rule = self._engine.patience.rule(failed)
        if rule is None:
            return False
        tries = self._count(task, failed)
        if tries < rule.tries:
            self._agenda.put_off(task, time.monotonic() + rule.pauses_s[tries - 1])
            return True
        if rule.then is Then.STOP_RUN:
            raise error_class(failed.code)(failed.message)
        return False

    def _count(self, task: Task, failed: Failed) -> int:
        if self._engine.patience.counts_for_good(failed) and task.document is not None:
            self._insist(partial(self._engine.recorder.note_attempt, task, failed))
            return self._insist(partial(self._engine.recorder.attempts, task))
        self._tries[task_key(task)] += 1
        return self._tries[task_key(task)]

    def _wind_down(self) -> None:
        until = time.monotonic() + _GRACE_S
        while self._running and time.monotonic() < until:
            self._take_reports()

    def _insist(self, work: Callable[[], T]) -> T:
        return self._engine.patience.insist(work)
