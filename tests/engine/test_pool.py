"""The pool: work on every core, and whatever a worker does costs its own task only."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.actor import EVERY_UNIT
from domain.document import Priority, QuestionKind
from domain.errors import ConfigError, MissingTool, OutOfMemory, TimedOut, WorkerDied
from domain.event import EventKind
from domain.failure import Failed
from domain.ids import DocumentId
from domain.ledger import PageState
from domain.lifecycle import State
from domain.task import Done, Report, Segment, Task
from engine.limits import Limits
from engine.pool import Crew, PoolExecutor
from tests.faults.workers import Plan, pool
from tests.office import Office, kinds, only, open_office
from tests.sheets import NUMBER, draw_sheet, write_jpeg, write_pages

ROOT = Path(__file__).parents[2]
LIMITS = Limits(memory_bytes=600 << 20)
SHORT = replace(LIMITS, page_s=5.0)
"""For pages that would never end; a sound one takes a third of a second on an idle machine."""


def use_pool(office: Office, plan: Plan, size: int = 2, limits: Limits = LIMITS, **env: str) -> None:
    office.wrap = lambda _inline: pool(plan, size, limits, **env)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def has_gone(pid: int) -> bool:
    until = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_alive(pid)


@pytest.fixture
def home(tmp_path: Path) -> str:
    return str(tmp_path / "home")


@pytest.fixture
def three_pages(tmp_path: Path) -> Path:
    sheets = (draw_sheet("một", code=NUMBER), draw_sheet("hai"), draw_sheet("ba"))
    return write_pages(tmp_path / "don.pdf", *sheets)


@pytest.fixture
def executor(home: str) -> Iterator[PoolExecutor]:
    open_office(Path(home)).ledger.close()
    made = pool(Plan(home))
    yield made
    made.close()


def test_papers_on_the_pool_end_as_they_do_in_one_process(
    office: Office, home: str, three_pages: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    three_pages.rename(folder / "a.pdf")
    write_jpeg(folder / "b.jpg", draw_sheet("b"))
    write_jpeg(folder / "c.jpg", draw_sheet("c"))
    use_pool(office, Plan(home))
    rows = office.digitise(folder)
    alone = open_office(tmp_path / "alone")
    expected = alone.digitise(folder)
    for row, other in zip(rows, expected, strict=True):
        assert (row.state, row.document.pdf) == (other.state, other.document.pdf)
        assert row.document.ordinal == other.document.ordinal
        assert list(office.page_values(row)) == list(alone.page_values(other))
    assert [row.document.ordinal for row in rows] == [1, 2, 3]
    alone.ledger.close()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("kill", WorkerDied.code),
        ("segfault", WorkerDied.code),
        ("leave", WorkerDied.code),
        ("shout", WorkerDied.code),
        ("hang", TimedOut.code),
        ("spin", TimedOut.code),
        ("eat", OutOfMemory.code),
        ("eat-at-once", OutOfMemory.code),
        ("raise", "crash"),
        ("none", "crash"),
    ],
)
def test_page_that_hurts_its_worker_goes_to_quarantine_and_costs_nothing_else(
    fault: str, code: str, office: Office, home: str, three_pages: Path, tmp_path: Path
) -> None:
    other = write_jpeg(tmp_path / "phu.jpg", draw_sheet("phụ", code=NUMBER))
    limits = SHORT if code == TimedOut.code else LIMITS
    use_pool(office, Plan(home, stage="codes", fault=fault, page=1), limits=limits)
    row, sound = office.digitise(three_pages, other)
    assert sound.state is State.WAITING_SIGNATURE
    assert row.state is State.QUESTION
    assert kinds(row.document) == [QuestionKind.PAGE]
    pages = office.ledger.pages(row.document.id, EVERY_UNIT)
    assert [page.state for page in pages] == [PageState.READ, PageState.QUARANTINED, PageState.READ]
    failure = pages[1].failure
    assert failure is not None
    assert (failure.code, failure.stage) == (code, "codes")
    assert "Trang 2 không đọc được chữ" in only(row.document.questions).text
    charged = office.happened(EventKind.ATTEMPT_FAILED, row)
    assert charged == (0 if code == "crash" else 2)
    assert office.happened(EventKind.ATTEMPT_FAILED, sound) == 0


def test_worker_killed_once_costs_one_more_try_of_its_task_only(
    office: Office, home: str, three_pages: Path
) -> None:
    use_pool(office, Plan(home, stage="ocr", fault="kill", page=1, times=1))
    (row,) = office.digitise(three_pages)
    assert row.state is State.WAITING_SIGNATURE
    assert office.happened(EventKind.ATTEMPT_FAILED, row) == 1
    assert office.happened(EventKind.PAGE_READ, row) == 3


@pytest.mark.parametrize("stage", ["unfold", "classify", "compose"])
def test_paper_that_kills_its_worker_twice_goes_to_quarantine(
    stage: str, office: Office, home: str, three_pages: Path, tmp_path: Path
) -> None:
    other = write_jpeg(tmp_path / "phu.jpg", draw_sheet("phụ", code=NUMBER))
    use_pool(office, Plan(home, stage=stage, fault="kill", paper="don"))
    row, sound = office.digitise(three_pages, other)
    assert (row.state, sound.state) == (State.QUARANTINED, State.WAITING_SIGNATURE)
    assert row.failure is not None
    assert row.failure.code == WorkerDied.code


def test_what_a_worker_started_ends_with_it(
    office: Office, home: str, three_pages: Path, tmp_path: Path
) -> None:
    left = tmp_path / "left"
    plan = Plan(home, stage="ocr", fault="program", page=1, times=1)
    use_pool(office, plan, limits=SHORT, LEFT_BEHIND=str(left))
    (row,) = office.digitise(three_pages)
    assert row.state is State.WAITING_SIGNATURE
    assert has_gone(int(left.read_text()))


def fail(executor: PoolExecutor, times: int) -> list[str]:
    """Gives the pool tasks that fail at once, and the codes of what came back."""
    codes: list[str] = []
    for _ in range(times):
        executor.submit(Task(segment=Segment.LINK))
    while len(codes) < times:
        for report in executor.reports(30):
            assert not isinstance(report.outcome, Done)
            codes.append(getattr(report.outcome, "code", "?"))
    return codes


def test_workers_are_started_as_tasks_come_and_end_on_closing(executor: PoolExecutor) -> None:
    assert executor.room == 2
    assert not executor.workers
    assert fail(executor, 1) == ["crash"]
    first = executor.workers
    assert len(first) == 1
    assert fail(executor, 2) == ["crash", "crash"]
    workers = executor.workers
    assert {*first} <= {*workers}
    executor.close()
    assert not any(is_alive(pid) for pid in workers)


def test_worker_makes_room_for_a_fresh_one_after_its_tasks(home: str) -> None:
    open_office(Path(home)).ledger.close()
    executor = pool(Plan(home), 1, Limits(recycle_tasks=2))
    alive = []
    for _ in range(5):
        fail(executor, 1)
        alive.append(len(executor.workers))
    executor.close()
    assert alive == [1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("factory", "error", "words"),
    [
        ("refusing", ConfigError, "no worker can be made: there is no home nowhere"),
        ("dying", MissingTool, "sohoa doctor"),
    ],
)
def test_workers_that_cannot_be_made_stop_the_run_with_the_reason(
    factory: str, error: type[Exception], words: str
) -> None:
    module = f"tests.faults.workers:{factory}"
    executor = PoolExecutor(Crew(factory=module, settings="nowhere", env=dict(os.environ), size=1))
    with pytest.raises(error, match=words):
        fail(executor, 1)
    executor.close()


PARENT = """
import sys, time
from domain.task import Segment, Task
from tests.faults.workers import Plan, pool
executor = pool(Plan(sys.argv[1]))
for _ in range(2):
    executor.submit(Task(segment=Segment.LINK))
for _ in range(2):
    executor.reports(30)
print(*executor.workers, flush=True)
time.sleep(3600)
"""


def test_workers_end_with_the_engine_however_it_ends(home: str) -> None:
    open_office(Path(home)).ledger.close()
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, home], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    workers = [int(word) for word in parent.stdout.readline().split()]
    parent.stdout.close()
    assert workers
    parent.kill()
    parent.wait()
    assert all(has_gone(pid) for pid in workers)


def test_stop_lets_the_pages_in_work_end_and_the_next_run_goes_on(
    office: Office, home: str, three_pages: Path
) -> None:
    use_pool(office, Plan(home))
    office.receive(three_pages)
    assert not office.run_until(lambda report: report.task.segment is Segment.READ)
    (row,) = office.rows()
    read = office.happened(EventKind.PAGE_READ, row)
    assert 1 <= read <= 3
    assert office.happened(EventKind.ATTEMPT_FAILED, row) == 0
    office.run()
    assert office.row(DocumentId(row.document.id)).state is State.WAITING_SIGNATURE
    assert office.happened(EventKind.PAGE_READ, row) == 3


def test_settings_go_to_a_worker_whole_and_nowhere_else(
    office: Office,
    home: str,
    three_pages: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Whoever ran before in this process may have left a handler whose stream is closed by now.
    monkeypatch.setattr(logging.root, "handlers", [])
    use_pool(office, Plan(home, stage="ocr", fault="kill", page=1))
    office.digitise(three_pages)
    said = capfd.readouterr().err
    # This process logs plain event words when nobody has set its logs up.
    ours = {"worker-lost", "worker-said"}
    assert all(json.loads(line) for line in said.splitlines() if line not in ours)
    for word in ("Traceback", home):
        assert word not in said


def test_paper_of_an_officer_overtakes_a_backfill_that_is_under_way(
    office: Office, home: str, tmp_path: Path
) -> None:
    archive = tmp_path / "kho"
    archive.mkdir()
    for number in range(12):
        write_jpeg(archive / f"cu{number:02}.jpg", draw_sheet(f"cũ {number}"))
    office.receive(archive, given=NUMBER, priority=Priority.BACKFILL)
    urgent = write_jpeg(tmp_path / "moi.jpg", draw_sheet("mới", code=NUMBER))
    read: list[str] = []

    def seen(report: Report) -> bool:
        assert report.task.document is None or not isinstance(report.outcome, Failed)
        if report.task.segment is Segment.READ and report.task.document is not None:
            read.append(report.task.document.name)
            if len(read) == 1:
                office.receive(urgent)
        return False

    use_pool(office, Plan(home, slow_s=0.8), size=1)
    assert office.run_until(seen)
    assert len(read) == 13
    assert read.index("moi") < 8
