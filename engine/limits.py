"""How long a task may take and how much memory a worker may use."""

from dataclasses import dataclass

from domain.task import Segment, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A worker that goes beyond them is ended, and its task is charged."""

    page_s: float = 180.0
    """Seconds for one page to be read."""
    document_s: float = 180.0
    """Seconds for any other task on a paper, before its pages are counted."""
    more_s_a_page: float = 2.0
    """Seconds more for each page such a task goes over; composing takes 0.03."""
    start_s: float = 60.0
    """Seconds for a worker to load its libraries."""
    memory_bytes: int = 2 << 30
    """Of one worker; the largest page that is taken (150 million pixels) needs 1.5 GB."""
    recycle_tasks: int = 400
    """After so many tasks a worker makes room for a fresh one: what libraries leak goes with it."""
    recycle_bytes: int = 800 << 20
    """A worker that holds more than this between two tasks makes room, too."""

    def seconds(self, task: Task) -> float:
        """How long the task may take."""
        if task.segment is Segment.READ:
            return self.page_s
        pages = len(task.pages) + (0 if task.batch is None else len(task.batch.papers))
        return self.document_s + self.more_s_a_page * pages
