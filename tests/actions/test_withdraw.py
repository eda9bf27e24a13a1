"""A stopped paper that is withdrawn leaves its record and nothing else; every other paper stays as it was."""

from pathlib import Path

import pytest

from actions.audit import Auditor, audit
from actions.review import Correction
from actions.withdraw import Shredder, withdraw
from domain.document import QuestionKind
from domain.errors import NotFound, StateConflict
from domain.event import EventKind
from domain.ids import DocumentId, Sha256
from domain.ledger import DocumentRow
from domain.lifecycle import State
from storage.folder import FolderStore
from tests.home import kept_in_plain
from tests.office import CLERK, Office, kinds
from tests.sheets import HIDDEN, NUMBER, draw_sheet, write_jpeg, write_pages


@pytest.fixture
def stopping(office: Office) -> Office:
    office.reader.stamp = "MẬT"
    return office


def stopped(office: Office, folder: Path, name: str = "mat") -> DocumentRow:
    (row,) = office.digitise(write_jpeg(folder / f"{name}.jpg", draw_sheet(name, stamp="MẬT", code=NUMBER)))
    assert kinds(row.document) == [QuestionKind.SECRECY.value]
    return row


def shred(office: Office, row: DocumentRow) -> int:
    shredder = Shredder(ledger=office.ledger, holdings=office.holdings, clock=office.clock)
    return withdraw(office.actor, shredder, row.document.id)


def faults(office: Office) -> list[str]:
    results = audit(office.actor, Auditor(ledger=office.ledger, holdings=office.holdings))
    return [finding.what for result in results for finding in result.faults]


def spooled(office: Office) -> set[Sha256]:
    return set(office.holdings.spool.digests())


def test_withdrawn_paper_leaves_no_byte_of_it_anywhere(stopping: Office, tmp_path: Path) -> None:
    row = stopped(stopping, tmp_path)
    digest = row.document.files[0].artifact.sha256
    (sealed,) = (path for path in stopping.settings.home.rglob(digest))
    inside = sealed.read_bytes()[200:260]
    assert kept_in_plain(stopping.settings.home, inside) == [inside]
    keys = (stopping.settings.home / "keys" / "spool.keys").read_bytes()
    assert shred(stopping, row) == 1
    assert stopping.row(row.document.id).state is State.WITHDRAWN
    assert spooled(stopping) == set(stopping.holdings.store.digests()) == set()
    pixels = (tmp_path / "mat.jpg").read_bytes()[700:760]
    assert kept_in_plain(stopping.settings.home, inside, pixels, b"\xff\xd8\xff", HIDDEN.encode()) == []
    assert [*stopping.settings.home.rglob(f"*{digest}*")] == []
    assert (stopping.settings.home / "keys" / "spool.keys").read_bytes() == keys
    assert faults(stopping) == []


def test_event_says_who_and_which_level_and_nothing_of_the_content(stopping: Office, tmp_path: Path) -> None:
    row = stopped(stopping, tmp_path)
    shred(stopping, row)
    (event,) = (event for event in stopping.events() if event.kind is EventKind.WITHDRAWN)
    assert (event.actor, event.subject, event.at) == (CLERK, row.document.id, stopping.clock.at)
    assert {fact.name: fact.value for fact in event.facts} == {"reason": "secrecy", "level": "MẬT"}
    after = stopping.row(row.document.id).document
    assert (after.questions, after.paper, after.dossier) == ((), None, None)


def test_all_files_of_the_paper_go_and_other_papers_stay(stopping: Office, tmp_path: Path) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    for page, stamp in ((1, None), (2, "MẬT")):
        write_jpeg(folder / f"mat-p{page}.jpg", draw_sheet(f"mật {page}", stamp=stamp))
    write_jpeg(folder / "don.jpg", draw_sheet("đơn", code=NUMBER))
    stopping.digitise(folder)
    other = stopped(stopping, tmp_path, "khac")
    before = stopping.named("don"), stopping.row(other.document.id)
    store = set(stopping.holdings.store.digests())
    assert shred(stopping, stopping.named("mat")) == 2
    assert (stopping.named("don"), stopping.row(other.document.id)) == before
    assert set(stopping.holdings.store.digests()) == store
    assert spooled(stopping) == {other.document.files[0].artifact.sha256}
    assert faults(stopping) == []


def test_file_that_another_paper_names_goes_with_the_last_of_them(stopping: Office, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT"))
    (one,) = stopping.digitise(scan, no_dossier=True)
    (two,) = stopping.digitise(scan, given=NUMBER)
    assert shred(stopping, one) == 0
    assert spooled(stopping) == {one.document.files[0].artifact.sha256}
    assert faults(stopping) == []
    assert shred(stopping, two) == 1
    assert spooled(stopping) == set()
    assert faults(stopping) == []


class _Killed(BaseException):
    """What a killed process is to the test."""


def kill_before_erasing(stopping: Office, row: DocumentRow, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(FolderStore, "delete", _die)
        with pytest.raises(_Killed):
            shred(stopping, row)


def _die(*_args: object) -> None:
    raise _Killed


def test_withdrawal_that_was_cut_off_is_named_by_the_audit_and_ends_when_repeated(
    stopping: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = stopped(stopping, tmp_path)
    kill_before_erasing(stopping, row, monkeypatch)
    assert stopping.row(row.document.id).state is State.WITHDRAWN
    (fault,) = faults(stopping)
    assert "lies in the spool, but the paper was withdrawn" in fault
    assert shred(stopping, row) == 1
    assert faults(stopping) == []
    assert shred(stopping, row) == 0
    assert stopping.happened(EventKind.WITHDRAWN, row) == 1


def test_withdrawal_that_was_cut_off_ends_with_the_next_run(
    stopping: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = stopped(stopping, tmp_path)
    kill_before_erasing(stopping, row, monkeypatch)
    stopping.run()
    assert spooled(stopping) == set()
    assert faults(stopping) == []


def test_withdrawal_that_could_not_be_recorded_erases_nothing(
    stopping: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = stopped(stopping, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(type(stopping.ledger), "commit", _die)
        with pytest.raises(_Killed):
            shred(stopping, row)
    assert stopping.row(row.document.id) == row
    assert len(spooled(stopping)) == 1
    assert faults(stopping) == []


def test_paper_that_the_gate_did_not_stop_is_not_withdrawn(stopping: Office, tmp_path: Path) -> None:
    (filed,) = stopping.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    with pytest.raises(StateConflict, match="not stopped by the secrecy gate"):
        shred(stopping, filed)
    denied = stopped(stopping, tmp_path)
    stopping.correct(denied, Correction(not_secret=True))
    with pytest.raises(StateConflict, match="received"):
        shred(stopping, denied)
    with pytest.raises(NotFound):
        withdraw(
            stopping.actor,
            Shredder(ledger=stopping.ledger, holdings=stopping.holdings, clock=stopping.clock),
            DocumentId("nowhere"),
        )


def test_withdrawn_paper_comes_in_again_and_is_stopped_again(stopping: Office, tmp_path: Path) -> None:
    sheets = [draw_sheet("một"), draw_sheet("hai", stamp="MẬT")]
    scan = write_pages(tmp_path / "mat.pdf", *sheets)
    (first,) = stopping.digitise(scan)
    shred(stopping, first)
    (second,) = stopping.digitise(scan)
    assert second.document.id != first.document.id
    assert kinds(second.document) == [QuestionKind.SECRECY.value]
    assert faults(stopping) == []
