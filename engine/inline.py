"""The executor for tests and debuggers: one task after the other in this process."""

from collections.abc import Callable, Iterable, Iterator

from domain.task import Report, Task
from engine.perform import perform
from engine.worker import Worker


class InlineExecutor:
    """Makes its worker on the first task."""

    def __init__(self, make_worker: Callable[[], Worker]) -> None:
        self._make_worker = make_worker
        self._worker: Worker | None = None

    def run(self, tasks: Iterable[Task]) -> Iterator[Report]:
        for task in tasks:
            if self._worker is None:
                self._worker = self._make_worker()
            yield perform(task, self._worker)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None
