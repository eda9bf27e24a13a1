"""A crash anywhere, then the same command again: the end is the same as without it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain.document import Document
from domain.event import EventKind
from domain.ids import Sha256
from domain.ledger import Change
from domain.lifecycle import State
from domain.task import Report, Task
from engine.inline import InlineExecutor
from engine.worker import Worker
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from storage.ledger import SqlLedger
from tests.office import Office, open_office
from tests.sheets import NUMBER, draw_sheet, write_jpeg, write_pages

TASKS, COMMITS = 14, 25
"""What one paper of two pages and one of one page take; the first test holds both numbers."""


class Crash(BaseException):
    """Stands for a kill -9: nothing in the program may catch it."""


@dataclass
class CrashingExecutor(InlineExecutor):
    """Raises instead of giving the report of one task: the work is done, nobody learns of it."""

    make_worker: Callable[[], Worker]
    crash_at: int | None
    ran: list[Task] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.make_worker)

    def perform(self, task: Task) -> Report:
        report = super().perform(task)
        self.ran.append(task)
        if self.crash_at == len(self.ran) - 1:
            raise Crash
        return report


class CrashingLedger(SqlLedger):
    """Raises right after one of its commits, which stays."""

    commits = 0
    crash_at: int | None = None

    def commit(self, change: Change) -> None:
        super().commit(change)
        self.commits += 1
        if self.crash_at == self.commits - 1:
            raise Crash


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in") / "ho-so"
    folder.mkdir()
    write_jpeg(folder / "don.jpg", draw_sheet("đơn", code=NUMBER))
    write_pages(folder / "quyet-dinh.pdf", draw_sheet("một"), draw_sheet(white=True))
    return folder


@dataclass(frozen=True)
class End:
    """What must be the same however often a run was cut off."""

    states: dict[str, State]
    results: tuple[tuple[str, str | None, int | None, Sha256], ...]
    named: frozenset[Sha256]
    """All that the ledger names but the signed files: a signature is never twice the same."""
    signed: tuple[int, ...]


def end_of(office: Office) -> End:
    """The named results; chains are checked on the way."""
    rows = office.rows()
    named, stored = office.ledger.artifacts_in_use(), frozenset(office.holdings.store.digests())
    assert named <= stored
    assert len(stored - named) <= 1, "a crash leaves one file at most that nothing names"
    assert not list(office.holdings.spool.digests())
    signed = frozenset(row.document.signed_pdf.sha256 for row in rows if row.document.signed_pdf)
    return End(
        states=office.states(),
        results=tuple(_result(row.document) for row in rows),
        named=named - signed,
        signed=tuple(office.happened(EventKind.SIGNED, row) for row in rows),
    )


def _result(document: Document) -> tuple[str, str | None, int | None, Sha256]:
    assert document.dossier is not None
    assert document.pdf is not None
    return document.name, document.dossier.number, document.ordinal, document.pdf.sha256


def signing_office(home: Path, key: SigningKey) -> Office:
    office = open_office(home)
    office.use_key(key, KeyKind.AGENCY)
    return office


@pytest.fixture(scope="module")
def undisturbed(dossier: Path, signing_key: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> End:
    """The end of a run without a crash; it also counts its tasks and commits."""
    office = signing_office(tmp_path_factory.mktemp("undisturbed"), signing_key)
    executor = CrashingExecutor(office.worker, None)
    office.wrap = lambda _inline: executor
    counting = CrashingLedger(office.ledger._database)
    office.ledger = counting
    office.digitise(dossier)
    assert (len(executor.ran), counting.commits) == (TASKS, COMMITS)
    end = end_of(office)
    office.ledger.close()
    return end


def test_both_papers_are_signed_once_and_filed(undisturbed: End) -> None:
    assert undisturbed.states == {"don": State.FILED, "quyet-dinh": State.FILED}
    assert undisturbed.signed == (1, 1)
    assert [result[2] for result in undisturbed.results] == [1, 2]


@pytest.mark.parametrize("index", range(TASKS))
def test_crash_in_a_task_changes_nothing_in_the_end(
    index: int, dossier: Path, undisturbed: End, signing_key: SigningKey, tmp_path: Path
) -> None:
    office = signing_office(tmp_path, signing_key)
    office.wrap = lambda _inline: CrashingExecutor(office.worker, index)
    office.receive(dossier)
    with pytest.raises(Crash):
        office.run()
    office.wrap = lambda inline: inline
    office.run()
    assert end_of(office) == undisturbed
    office.ledger.close()


@pytest.mark.parametrize("index", range(COMMITS))
def test_crash_after_a_commit_changes_nothing_in_the_end(
    index: int, dossier: Path, undisturbed: End, signing_key: SigningKey, tmp_path: Path
) -> None:
    office = signing_office(tmp_path, signing_key)
    crashing = CrashingLedger(office.ledger._database)
    crashing.crash_at = index
    office.ledger, sound = crashing, office.ledger
    office.receive(dossier)
    with pytest.raises(Crash):
        office.run()
    office.ledger = sound
    office.run()
    assert end_of(office) == undisturbed
    office.ledger.close()


def test_second_run_does_nothing(dossier: Path, signing_key: SigningKey, tmp_path: Path) -> None:
    office = signing_office(tmp_path, signing_key)
    office.digitise(dossier)
    before, events = end_of(office), len(office.events())
    received = office.receive(dossier)
    assert all(one.known for one in received)
    assert office.run() == []
    assert end_of(office) == before
    assert len(office.events()) == events
    office.ledger.close()
