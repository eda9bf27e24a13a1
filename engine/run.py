"""The loop: plan from the ledger, run, record, until nothing can be done any more."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.errors import Disposition, TimedOut, error_class
from domain.failure import Failed
from domain.ports import Executor
from domain.task import Report, Segment, Task
from engine.holdings import Holdings
from engine.planning import Planner
from engine.record import Recorder

log = logging.getLogger(__name__)

TRIES = 3
"""How often a task that failed for a passing reason is run in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """All the loop needs."""

    planner: Planner
    recorder: Recorder
    executor: Executor
    holdings: Holdings


def run(engine: Engine, on_report: Callable[[Report], None]) -> None:
    """Works until the ledger has nothing to do; `on_report` sees every report once it is recorded.

    Raises what stops a run: OperatorError and IntegrityError. What is done stays done; the next run
    goes on from there.
    """
    engine.recorder.resume()
    tries: Counter[str] = Counter()
    set_aside: set[tuple[Segment, str]] = set()
    while True:
        tasks = [task for task in engine.planner.tasks() if (task.segment, task.subject) not in set_aside]
        if not tasks:
            break
        for report in engine.executor.run(_announced(tasks, engine.recorder)):
            _take(engine, report, tries, set_aside)
            on_report(report)
    engine.holdings.sweep()


def _announced(tasks: list[Task], recorder: Recorder) -> Iterator[Task]:
    for task in tasks:
        # The secrecy gate may have stopped the paper since: not one more of its pages is read.
        if not recorder.awaits(task):
            continue
        if task.segment is Segment.SIGN and task.document is not None and task.at is not None:
            recorder.intend_to_sign(task.document, task.at)
        yield task


def _take(engine: Engine, report: Report, tries: Counter[str], set_aside: set[tuple[Segment, str]]) -> None:
    task, outcome = report.task, report.outcome
    if not isinstance(outcome, Failed):
        engine.recorder.record(report)
        return
    log.info(
        "task-failed",
        extra={"segment": task.segment.value, "subject": task.subject, "code": outcome.code},
    )
    aborts = outcome.disposition is Disposition.ABORT and task.segment is not Segment.SIGN
    if aborts or outcome.disposition is Disposition.HALT:
        raise error_class(outcome.code)(outcome.message)
    if outcome.disposition is Disposition.RETRY:
        tries[task.subject] += 1
        if tries[task.subject] < TRIES:
            return
        # A page that is too much for its time limit costs its paper; what ails store or ledger ails all.
        if outcome.code != TimedOut.code:
            raise error_class(outcome.code)(outcome.message)
    if task.segment is Segment.SIGN:
        # The paper stays chờ ký with the reason beside it; another run tries again.
        set_aside.add((task.segment, task.subject))
    engine.recorder.record(report)
