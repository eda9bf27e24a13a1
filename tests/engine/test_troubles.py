"""Troubles between two steps, while a person answers, or out of a stage: nothing is lost or leaked."""

import errno
import os
import signal
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from actions.review import Correction
from domain.actor import EVERY_UNIT
from domain.artifact import MediaType
from domain.document import Document, Priority, QuestionKind
from domain.errors import LedgerUnavailable, StateConflict, StoreUnavailable
from domain.event import EventKind
from domain.ledger import Change, DocumentChange, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.task import Segment, Task
from engine.pool import PoolExecutor
from engine.run import run
from pipeline.catalog import load_stage
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from storage.ledger import SqlLedger
from tests.faults.stages import broken_stage, with_build
from tests.faults.workers import Plan, pool
from tests.office import Office, kinds
from tests.sheets import NUMBER, OTHER_NUMBER, draw_sheet, write_jpeg, write_pages


class FailingLedger(SqlLedger):
    """Does not answer at the commits that `when` picks."""

    def __init__(self, ledger: SqlLedger) -> None:
        super().__init__(ledger._database)
        self.fails: list[int] = []
        self.commits = 0

    def commit(self, change: Change) -> None:
        self.commits += 1
        if self.commits in self.fails:
            raise LedgerUnavailable("the database does not answer; start it")
        super().commit(change)


def write_half_a_jpeg(path: Path) -> Path:
    whole = write_jpeg(path, draw_sheet()).read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    return path


@pytest.mark.parametrize("failing", range(1, 14))
def test_ledger_that_is_away_for_one_commit_strands_no_paper(
    failing: int, office: Office, tmp_path: Path, signing_key: SigningKey
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    office.ledger = ledger = FailingLedger(office.ledger)
    ledger.fails = [failing]
    office.run()
    assert ledger.commits >= failing or failing > 11
    assert office.states() == {"don": State.FILED}
    assert office.happened(EventKind.SIGNED, office.named("don")) == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_full_disk_sends_no_paper_into_quarantine(
    number: int, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    with (
        broken_stage(monkeypatch, "compose", OSError(number, os.strerror(number))),
        pytest.raises(StoreUnavailable, match="free space"),
    ):
        office.run()
    assert office.states() == {"don": State.CONFIRMED}
    office.run()
    assert office.states() == {"don": State.WAITING_SIGNATURE}


def test_stopped_paper_takes_nothing_from_one_that_asks_about_a_page(office: Office, tmp_path: Path) -> None:
    office.reader.stamp = "MẬT"
    shared = write_jpeg(tmp_path / "a-p1.jpg", draw_sheet("chung", code=NUMBER))
    (asking,) = office.digitise(shared, write_half_a_jpeg(tmp_path / "a-p2.jpg"))
    assert kinds(asking.document) == [QuestionKind.PAGE]
    (tmp_path / "b-p1.jpg").write_bytes(shared.read_bytes())
    write_jpeg(tmp_path / "b-p2.jpg", draw_sheet("mật", stamp="MẬT"))
    (stopped,) = office.digitise(tmp_path / "b-p1.jpg", tmp_path / "b-p2.jpg")
    assert kinds(stopped.document) == [QuestionKind.SECRECY]
    office.accept(asking)
    office.run()
    assert office.row(asking.document.id).state is State.WAITING_SIGNATURE


def test_reading_that_is_gone_is_made_once_more(office: Office, tmp_path: Path) -> None:
    write_jpeg(tmp_path / "a-p1.jpg", draw_sheet("một", code=NUMBER))
    (row,) = office.digitise(tmp_path / "a-p1.jpg", write_half_a_jpeg(tmp_path / "a-p2.jpg"))
    (value,) = (
        page.value for page in office.ledger.pages(row.document.id, EVERY_UNIT) if page.value is not None
    )
    office.holdings.spool.delete(value.sha256)
    office.accept(row)
    office.run()
    assert office.row(row.document.id).state is State.WAITING_SIGNATURE
    assert office.reader.pages_read == 2


def test_readings_that_no_row_names_are_gone_with_the_next_run(office: Office, tmp_path: Path) -> None:
    """A killed run left one; the page may have been stopped since."""
    left = office.holdings.write_page(Page(source=office.holdings.spool.put(b"x", MediaType.OTHER), index=0))
    brought = office.holdings.spool.put(b"a paper that an intake is just writing", MediaType.OTHER)
    office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    assert not office.holdings.has(left)
    assert office.holdings.has(brought), "an intake writes before the ledger knows of it"


def test_signed_file_with_a_page_nobody_saw_is_not_passed_on(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = write_pages(tmp_path / "b.pdf", draw_sheet("ba", code=NUMBER), draw_sheet("bốn"))

    def second(page: Page, *_others: object) -> bool:
        return page.index == 1

    with broken_stage(monkeypatch, "deskew", ZeroDivisionError(), when=second):
        (asking,) = office.digitise(scan)
    document = replace(asking.document, files=(replace(asking.document.files[0], signatures=1),))
    change_document(office, document)
    with pytest.raises(StateConflict, match="signed already"):
        office.accept(office.row(asking.document.id))


def change_document(office: Office, after: Document) -> None:
    row = office.row(after.id)
    change = DocumentChange(row=row, document=after, state=row.state)
    office.ledger.commit(Change(batch=after.batch, actor="a", at=office.clock.now(), documents=(change,)))


def test_paper_linked_before_it_was_read_gets_its_number(office: Office, tmp_path: Path) -> None:
    write_jpeg(tmp_path / "a-p1.jpg", draw_sheet("một"))
    (row,) = office.digitise(tmp_path / "a-p1.jpg", write_half_a_jpeg(tmp_path / "a-p2.jpg"))
    office.correct(row, Correction(dossier=NUMBER))
    office.accept(office.row(row.document.id))
    office.run()
    after = office.row(row.document.id)
    assert (after.state, after.document.ordinal) == (State.WAITING_SIGNATURE, 1)


def test_what_a_person_said_meanwhile_is_not_written_over(
    office: Office, tmp_path: Path, signing_key: SigningKey
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    engine = office.engine()
    submit = engine.executor.submit

    def answer_meanwhile(task: Task) -> None:
        submit(task)
        if task.segment is Segment.SIGN:
            office.accept(office.named("don"))

    engine.executor.submit = answer_meanwhile  # type: ignore[method-assign]
    run(engine, lambda _report, _standing: None)
    engine.executor.close()
    row = office.named("don")
    assert (row.state, row.document.accepted_by) == (State.FILED, office.actor.name)


@contextmanager
def empty_answer(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """In the block the stage gives back what it was given."""
    faulty = with_build(load_stage(name), lambda _options, _tools: lambda item, *_frame: item)
    with monkeypatch.context() as patched:
        patched.setattr(f"pipeline.stages.{name}.STAGE", faulty)
        yield


@pytest.mark.parametrize("name", ["unfold", "link", "classify", "compose", "sign"])
def test_stage_that_answers_nothing_is_a_crash_and_no_endless_loop(
    name: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signing_key: SigningKey
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    with empty_answer(monkeypatch, name):
        office.run()
    row = office.named("don")
    assert row.state is (State.WAITING_SIGNATURE if name == "sign" else State.QUARANTINED)
    assert row.failure is not None
    assert row.failure.code == "crash"


def test_signature_of_an_officers_paper_does_not_wait_for_a_backfill(
    office: Office, tmp_path: Path, signing_key: SigningKey
) -> None:
    (waiting,) = office.digitise(write_jpeg(tmp_path / "moi.jpg", draw_sheet("mới", code=NUMBER)))
    (old,) = office.digitise(write_jpeg(tmp_path / "cu.jpg", draw_sheet("cũ", code=OTHER_NUMBER)))
    change_document(office, replace(old.document, priority=Priority.BACKFILL))
    office.use_key(signing_key, KeyKind.AGENCY)
    planner = office.engine().planner
    urgent = [task.document.id for task in planner.signatures(Priority.COUNTER) if task.document]
    assert urgent == [waiting.document.id]
    assert len(list(planner.signatures())) == 2


def test_officer_who_brings_a_paper_of_a_backfill_gets_it_first(office: Office, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    office.receive(scan, priority=Priority.BACKFILL)
    assert office.named("don").document.priority is Priority.BACKFILL
    (again,) = office.receive(scan)
    assert again.known
    assert office.named("don").document.priority is Priority.COUNTER


@pytest.fixture
def home(office: Office) -> Path:
    return office.settings.home


@pytest.fixture
def executor(home: Path) -> Iterator[PoolExecutor]:
    made = pool(Plan(str(home), slow_s=0.5))
    yield made
    made.close()


def test_pool_serves_the_next_run_after_one_that_broke_off(
    office: Office, executor: PoolExecutor, tmp_path: Path
) -> None:
    """As `sohoa watch` does: the database was away, the workers had pages in hand."""
    office.wrap = lambda _inline: _Kept(executor)
    office.receive(write_pages(tmp_path / "don.pdf", *(draw_sheet(f"{n}", code=NUMBER) for n in range(6))))
    sound = office.ledger
    office.ledger = failing = FailingLedger(sound)
    failing.fails = [*range(3, 30)]
    with pytest.raises(LedgerUnavailable):
        office.run()
    assert executor.room == 2
    office.ledger = sound
    office.run()
    row = office.named("don")
    assert row.state is State.WAITING_SIGNATURE
    assert office.happened(EventKind.PAGE_READ, row) == 6
    assert office.happened(EventKind.ATTEMPT_FAILED, row) == 0


def test_worker_that_died_while_it_waited_costs_nobody_a_try(
    office: Office, executor: PoolExecutor, tmp_path: Path
) -> None:
    office.wrap = lambda _inline: _Kept(executor)
    office.digitise(write_jpeg(tmp_path / "a.jpg", draw_sheet("a", code=NUMBER)))
    for pid in executor.workers:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    (row,) = office.digitise(write_jpeg(tmp_path / "b.jpg", draw_sheet("b", code=NUMBER)))
    assert row.state is State.WAITING_SIGNATURE
    assert office.happened(EventKind.ATTEMPT_FAILED, row) == 0


class _Kept:
    """A pool that outlives the engines that use it."""

    def __init__(self, kept: PoolExecutor) -> None:
        self._kept = kept
        self.submit, self.reports, self.abandon = kept.submit, kept.reports, kept.abandon

    @property
    def room(self) -> int:
        return self._kept.room

    def close(self) -> None:
        """Somebody else closes it."""


def test_page_that_failed_before_the_gate_is_left_out_with_its_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = write_pages(tmp_path / "a.pdf", draw_sheet("một", code=NUMBER), draw_sheet("hai"))

    def second(page: Page, *_others: object) -> bool:
        return page.index == 1

    broken: AbstractContextManager[None] = broken_stage(monkeypatch, "gate", ZeroDivisionError(), when=second)
    with broken:
        (row,) = office.digitise(scan)
    office.accept(row)
    office.run()
    after = office.row(row.document.id)
    assert after.state is State.WAITING_SIGNATURE
    assert office.ledger.pages(row.document.id, EVERY_UNIT)[1].state is PageState.LEFT_OUT
    source = after.document.files[0].artifact
    assert not office.holdings.store.has(source.sha256), "the gate never saw its second page"
    assert office.holdings.spool.has(source.sha256)
