"""Live progress of a run on stderr: a line that moves on a terminal, a line a minute elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from commands.output import notes
from domain.task import Done, Report, Segment
from engine.run import Standing, Watcher

_SAY_EVERY_S = 60.0


class _Tally:
    """What was done since the beginning."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._pages = self._papers = 0
        self.said_at = self._began

    def count(self, report: Report) -> None:
        done = isinstance(report.outcome, Done)
        self._pages += done and report.task.segment is Segment.READ
        self._papers += done and report.task.segment is Segment.COMPOSE

    def line(self, standing: Standing) -> str:
        minutes = (time.monotonic() - self._began) / 60
        rate = f", {self._pages / minutes:.0f} a minute" if self._pages and minutes > 0.05 else ""
        return (
            f"{self._pages} pages read{rate}; {self._papers} papers made; "
            f"{standing.running} in work, {standing.waiting} wait"
        )


@contextmanager
def shown() -> Iterator[Watcher]:
    """In the block a run's reports given to the watcher are shown."""
    tally = _Tally()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as progress:
        moving = progress.add_task("starting", total=None)

        def watch(report: Report, standing: Standing) -> None:
            tally.count(report)
            line = tally.line(standing)
            progress.update(moving, description=line)
            if not notes.is_terminal and time.monotonic() - tally.said_at > _SAY_EVERY_S:
                tally.said_at = time.monotonic()
                notes.print(line)

        yield watch
