"""The executor for tests and debuggers: one task after the other in this process."""

from collections.abc import Callable

from domain.task import Report, Task
from engine.perform import perform
from engine.worker import Worker


class InlineExecutor:
    """Makes its worker on the first task."""

    def __init__(self, make_worker: Callable[[], Worker]) -> None:
        self._make_worker = make_worker
        self._worker: Worker | None = None
        self._report: Report | None = None

    @property
    def room(self) -> int:
        return 0 if self._report else 1

    def submit(self, task: Task) -> None:
        self._report = self.perform(task)

    def perform(self, task: Task) -> Report:
        """Does the task here and now."""
        if self._worker is None:
            self._worker = self._make_worker()
        return perform(task, self._worker)

    def reports(self, wait_s: float) -> tuple[Report, ...]:
        del wait_s
        report, self._report = self._report, None
        return () if report is None else (report,)

    def abandon(self) -> None:
        self._report = None

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None
