"""Files that cannot be used: kept, named, explained; the rest goes on, and a second try is possible."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from actions.retry import retry
from domain.actor import EVERY_UNIT
from domain.document import QuestionKind
from domain.errors import (
    LedgerBusy,
    MissingModel,
    StateConflict,
    StoreUnavailable,
    TimedOut,
    UnreadableImage,
)
from domain.event import EventKind
from domain.ledger import DocumentRow, PageState
from domain.lifecycle import State
from domain.raster import Raster
from domain.task import Report, Segment
from engine.retry import RULES, Patience
from engine.run import Standing, run
from tests.office import Office, kinds, only
from tests.sheets import NUMBER, OTHER_NUMBER, draw_sheet, later, write_jpeg, write_pages


def write_text_as_pdf(path: Path) -> None:
    path.write_text("Đây không phải là PDF.\n" * 40, encoding="utf-8")


def write_half_a_jpeg(path: Path) -> None:
    whole = write_jpeg(path, draw_sheet()).read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def write_nothing(path: Path) -> None:
    path.write_bytes(b"")


def write_pdf_without_pages(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(path)


def write_locked_pdf(path: Path) -> None:
    with pikepdf.open(write_pages(path.with_name("mo.tmp"), draw_sheet())) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    path.with_name("mo.tmp").unlink()


TRIES = 4
"""How often what ails store or ledger is tried; tests take the pauses out."""

BROKEN: list[tuple[str, Callable[[Path], None]]] = [
    ("van-ban.pdf", write_text_as_pdf),
    ("cut.jpg", write_half_a_jpeg),
    ("rong.png", write_nothing),
    ("khong-trang.pdf", write_pdf_without_pages),
    ("khoa.pdf", write_locked_pdf),
]


@pytest.mark.parametrize(("name", "write"), BROKEN, ids=[name for name, _ in BROKEN])
def test_file_that_cannot_be_used_is_kept_named_and_explained(
    office: Office, tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    write(folder / name)
    original = (folder / name).read_bytes()
    write_jpeg(folder / "don.jpg", draw_sheet("đơn", code=NUMBER))
    write_jpeg(folder / "phu.jpg", draw_sheet("phụ"))
    office.digitise(folder)
    broken = office.named(Path(name).stem)
    assert broken.state is State.QUARANTINED
    assert broken.failure is not None
    assert broken.failure.code not in ("crash", "error")
    assert name in broken.failure.message, "people know a file by its name"
    assert office.holdings.spool.read(broken.document.files[0].artifact) == original
    assert not office.holdings.store.has(broken.document.files[0].artifact.sha256)
    assert office.happened(EventKind.QUARANTINED, broken) == 1
    for sound in ("don", "phu"):
        row = office.named(sound)
        assert row.state is State.WAITING_SIGNATURE
        assert row.document.dossier is not None
        assert row.document.dossier.number == NUMBER


def test_quarantined_paper_is_not_tried_again_by_itself(office: Office, tmp_path: Path) -> None:
    write_text_as_pdf(tmp_path / "van-ban.pdf")
    office.digitise(tmp_path / "van-ban.pdf")
    events = len(office.events())
    (again,) = office.receive(tmp_path / "van-ban.pdf")
    assert again.known
    assert office.run() == []
    assert len(office.events()) == events


def unreadable(_raster: Raster) -> None:
    raise UnreadableImage("the page cannot be read; scan it again")


def test_retry_reads_a_quarantined_paper_once_more(office: Office, tmp_path: Path) -> None:
    office.reader.fault = unreadable
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    assert row.state is State.QUARANTINED
    office.reader.fault = None
    assert retry(office.actor, office.ledger, office.clock, row.document.id, "office") is State.RECEIVED
    office.run()
    after = office.row(row.document.id)
    assert after.state is State.WAITING_SIGNATURE
    assert after.failure is None
    assert office.happened(EventKind.RETRIED, row) == 1


def test_retry_of_what_still_fails_goes_back_to_quarantine(office: Office, tmp_path: Path) -> None:
    write_text_as_pdf(tmp_path / "van-ban.pdf")
    (row,) = office.digitise(tmp_path / "van-ban.pdf")
    retry(office.actor, office.ledger, office.clock, row.document.id, "office")
    office.run()
    assert office.row(row.document.id).state is State.QUARANTINED
    assert office.happened(EventKind.QUARANTINED, row) == 2


def test_only_what_failed_is_retried(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    assert row.state is State.QUESTION
    with pytest.raises(StateConflict, match="question"):
        retry(office.actor, office.ledger, office.clock, row.document.id, "office")


def test_retried_paper_joins_the_dossier_of_its_batch(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    write_jpeg(folder / "don.jpg", draw_sheet("đơn", code=NUMBER))
    write_jpeg(folder / "phu.jpg", draw_sheet("phụ"))
    office.reader.fault = Once(2, UnreadableImage("the page cannot be read; scan it again"))
    office.digitise(folder)
    assert office.states() == {"don": State.WAITING_SIGNATURE, "phu": State.QUARANTINED}
    retry(office.actor, office.ledger, office.clock, office.named("phu").document.id, "office")
    office.run()
    after = office.named("phu").document
    assert after.dossier is not None
    assert (after.dossier.number, after.ordinal) == (NUMBER, 2)


class Once:
    """Raises at the nth page that is read, once or `times` times."""

    def __init__(self, at: int, error: Exception, times: int = 1) -> None:
        self._at, self._error, self._times, self.calls = at, error, times, 0

    def __call__(self, _raster: Raster) -> None:
        self.calls += 1
        if self._at <= self.calls < self._at + self._times:
            raise self._error


def test_passing_trouble_is_tried_again_in_the_same_run(office: Office, tmp_path: Path) -> None:
    office.reader.fault = trouble = Once(1, StoreUnavailable("no answer; try again"), times=TRIES - 1)
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    assert row.state is State.WAITING_SIGNATURE
    assert trouble.calls == TRIES


def test_lasting_trouble_of_the_store_ends_the_run_and_keeps_the_paper(
    office: Office, tmp_path: Path
) -> None:
    office.reader.fault = Once(1, StoreUnavailable("no answer; try again"), times=TRIES)
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    with pytest.raises(StoreUnavailable, match="no answer"):
        office.run()
    assert office.states() == {"don": State.RECEIVED}
    office.run()
    assert office.states() == {"don": State.WAITING_SIGNATURE}


def test_page_that_always_takes_too_long_costs_its_paper_only(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    write_jpeg(folder / "a.jpg", draw_sheet("a", code=NUMBER))
    write_jpeg(folder / "b.jpg", draw_sheet("b", code=OTHER_NUMBER))
    too_long = TimedOut("reading took longer than 60 s; scan it again")

    def slow_page(_raster: Raster) -> None:
        # Paper a comes first and is tried again before paper b is opened.
        if office.reader.pages_read in (1, 2):
            raise too_long

    office.reader.fault = slow_page
    office.digitise(folder)
    assert office.states() == {"a": State.QUARANTINED, "b": State.WAITING_SIGNATURE}
    failure = office.named("a").failure
    assert failure is not None
    assert failure.code == TimedOut.code


@pytest.mark.parametrize("error", [MissingModel("no model; install it"), LedgerBusy("busy; run it again")])
def test_what_ails_the_machine_sends_no_paper_into_quarantine(
    office: Office, tmp_path: Path, error: Exception
) -> None:
    office.reader.fault = Once(1, error, times=99)
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    with pytest.raises(type(error)):
        office.run()
    assert office.states() == {"don": State.RECEIVED}


def test_table_counts_as_many_tries_as_the_tests_say() -> None:
    assert Patience().otherwise.tries == TRIES
    assert RULES[TimedOut.code].tries == 2


def test_bad_file_of_several_costs_its_page_and_a_person_takes_the_rest(
    office: Office, tmp_path: Path
) -> None:
    write_jpeg(tmp_path / "don-p1.jpg", draw_sheet("một", code=NUMBER))
    write_half_a_jpeg(tmp_path / "don-p2.jpg")
    write_jpeg(tmp_path / "don-p3.jpg", later(draw_sheet("ba")))
    (row,) = office.digitise(*(tmp_path / f"don-p{number}.jpg" for number in (1, 2, 3)))
    assert row.state is State.QUESTION
    assert kinds(row.document) == [QuestionKind.PAGE]
    assert "Trang 2 bị hỏng" in only(row.document.questions).text
    good, bad, last = office.ledger.pages(row.document.id, EVERY_UNIT)
    assert (good.state, bad.state, last.state) == (PageState.READ, PageState.QUARANTINED, PageState.READ)
    assert bad.failure is not None
    assert "don-p2.jpg" in bad.failure.message
    assert not list(office.holdings.store.digests()), "nothing is cleared before a person has spoken"
    office.accept(row)
    office.run()
    after = office.row(row.document.id)
    assert after.state is State.WAITING_SIGNATURE
    assert office.ledger.pages(row.document.id, EVERY_UNIT)[1].state is PageState.LEFT_OUT
    assert page_count(office, after) == 2
    first, bad_file, _last = (file.artifact.sha256 for file in after.document.files)
    assert office.holdings.store.has(first)
    assert not office.holdings.store.has(bad_file), "nobody has seen it pass the gate"
    assert office.holdings.spool.has(bad_file)
    assert office.happened(EventKind.PAGE_QUARANTINED, row) == 1
    assert office.happened(EventKind.PAGE_LEFT_OUT, row) == 1


def test_page_whose_words_cannot_be_read_keeps_its_picture(office: Office, tmp_path: Path) -> None:
    scan = write_pages(tmp_path / "don.pdf", draw_sheet("một", code=NUMBER), draw_sheet("hai"))
    office.reader.fault = Once(2, ZeroDivisionError("a defect"), times=99)
    (row,) = office.digitise(scan)
    assert kinds(row.document) == [QuestionKind.PAGE]
    assert "Trang 2 không đọc được chữ" in only(row.document.questions).text
    office.accept(row)
    office.run()
    after = office.row(row.document.id)
    assert kinds(after.document) == [QuestionKind.QUALITY]
    office.accept(after)
    office.run()
    after = office.row(row.document.id)
    assert after.state is State.WAITING_SIGNATURE
    assert page_count(office, after) == 2


def test_bad_page_is_tried_again_with_the_whole_paper(office: Office, tmp_path: Path) -> None:
    scan = write_pages(tmp_path / "don.pdf", draw_sheet("một", code=NUMBER), draw_sheet("hai"))
    office.reader.fault = Once(2, ZeroDivisionError("a defect"))
    (row,) = office.digitise(scan)
    assert kinds(row.document) == [QuestionKind.PAGE]
    retry(office.actor, office.ledger, office.clock, row.document.id, "office")
    office.run()
    assert office.row(row.document.id).state is State.WAITING_SIGNATURE


def test_paper_of_which_no_page_can_be_read_is_quarantined_whole(office: Office, tmp_path: Path) -> None:
    for number in (1, 2):
        write_half_a_jpeg(tmp_path / f"don-p{number}.jpg")
    (row,) = office.digitise(tmp_path / "don-p1.jpg", tmp_path / "don-p2.jpg")
    assert row.state is State.QUARANTINED
    assert row.failure is not None
    assert "don-p1.jpg" in row.failure.message
    assert kinds(row.document) == []


def test_attempts_are_counted_over_runs_until_a_person_sends_the_paper_on(
    office: Office, tmp_path: Path
) -> None:
    office.reader.fault = fault = Once(1, TimedOut("took too long; scan it again"))
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    engine = office.engine()

    def cut(report: Report, _standing: Standing) -> None:
        if report.task.segment is Segment.READ:
            raise Cut

    with pytest.raises(Cut):
        run(engine, cut)
    engine.executor.close()
    office.reader.fault = Once(1, TimedOut("took too long; scan it again"), times=99)
    office.run()
    assert fault.calls == 1
    assert office.reader.pages_read == 2, "one try in each run, two in all"
    assert office.states() == {"don": State.QUARANTINED}
    office.reader.fault = Once(1, TimedOut("took too long; scan it again"))
    retry(office.actor, office.ledger, office.clock, office.named("don").document.id, "office")
    office.run()
    assert office.states() == {"don": State.WAITING_SIGNATURE}


class Cut(Exception):
    """The run is cut off here."""


def page_count(office: Office, row: DocumentRow) -> int:
    assert row.document.pdf is not None
    with office.holdings.store.local(row.document.pdf) as path, pikepdf.open(path) as pdf:
        return len(pdf.pages)
