"""Composes and signs one paper and says what it cost: python -m bench.long_finish TASK."""

import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import build_app, make_worker
from bench.measure import parse_kilobytes
from config import load_settings
from domain.codec import canonical, from_canonical
from domain.document import Document
from domain.errors import SigningFailed
from domain.task import Done, Segment, Task
from engine.perform import perform
from engine.worker import Worker

_OWN = Path("/proc/self")
_RESET_PEAK = "5"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentCost:
    """What one segment took of the process it ran in."""

    segment: Segment
    cpu_s: float
    wall_s: float
    peak_bytes: int
    """Largest resident set while it ran, libraries and all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedPaper:
    """A composed and signed paper."""

    document: Document
    start_bytes: int
    """Resident set before the first segment."""
    costs: tuple[SegmentCost, ...]


def finish(task: Task, worker: Worker) -> FinishedPaper:
    """Runs COMPOSE, then SIGN on what came of it."""
    start_bytes = _status("VmRSS")
    composed, compose_cost = _run(task, worker)
    sign = Task(segment=Segment.SIGN, document=composed, at=datetime.now().astimezone())
    signed, sign_cost = _run(sign, worker)
    return FinishedPaper(document=signed, start_bytes=start_bytes, costs=(compose_cost, sign_cost))


def _run(task: Task, worker: Worker) -> tuple[Document, SegmentCost]:
    (_OWN / "clear_refs").write_text(_RESET_PEAK)
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    outcome = perform(task, worker).outcome
    cost = SegmentCost(
        segment=task.segment,
        cpu_s=time.process_time() - cpu_s,
        wall_s=time.perf_counter() - wall_s,
        peak_bytes=_status("VmHWM"),
    )
    if not isinstance(outcome, Done) or outcome.document is None:
        raise SigningFailed(f"{task.segment.value} did not finish: {outcome}; look at the scans")
    return outcome.document, cost


def _status(name: str) -> int:
    return parse_kilobytes((_OWN / "status").read_text(), name)


def main() -> None:
    app = build_app(load_settings())
    worker = make_worker(app)
    try:
        task = from_canonical(Task, Path(sys.argv[1]).read_bytes())
        sys.stdout.buffer.write(canonical(finish(task, worker)))
    finally:
        worker.close()
        app.ledger.close()


if __name__ == "__main__":
    main()
