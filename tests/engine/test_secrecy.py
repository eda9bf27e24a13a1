"""The secrecy gate through the whole engine: a stopped paper leaves no word behind, nowhere."""

import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.review import Correction
from domain.actor import EVERY_UNIT
from domain.document import Place, QuestionKind
from domain.errors import StateConflict
from domain.event import EventKind
from domain.ledger import PageState
from domain.lifecycle import State
from domain.ocr import Layout
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from tests.office import Office, kinds
from tests.sheets import HIDDEN, NUMBER, draw_sheet, later, write_jpeg, write_pages

NOT_SECRET = Correction(not_secret=True)


def everything_kept(home: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of the home folder, unpacked where it is packed."""
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield path, data
            try:
                yield path, zlib.decompress(data)
            except zlib.error:
                continue


def traces(office: Office, word: str) -> list[str]:
    return [path.name for path, data in everything_kept(office.settings.home) if word.encode() in data]


@pytest.fixture
def secret_office(office: Office) -> Office:
    office.reader.stamp = "MẬT"
    return office


def test_words_of_an_open_paper_are_found_by_this_search(office: Office, tmp_path: Path) -> None:
    office.digitise(write_jpeg(tmp_path / "thường.jpg", draw_sheet()))
    assert traces(office, HIDDEN)


@pytest.mark.parametrize("marked", [0, 1, 2])
def test_stopped_paper_leaves_no_word_and_reaches_no_store(
    secret_office: Office, tmp_path: Path, marked: int
) -> None:
    sheets = [draw_sheet(f"tờ {n}", stamp="MẬT" if n == marked else None) for n in range(3)]
    (row,) = secret_office.digitise(write_pages(tmp_path / "mat.pdf", *sheets))
    assert row.state is State.QUESTION
    assert kinds(row.document) == ["secrecy"]
    assert row.document.paper is None
    assert secret_office.reader.pages_read == marked, "pages after the mark are not read at all"
    assert traces(secret_office, HIDDEN) == []
    assert list(secret_office.holdings.store.digests()) == []
    assert list(secret_office.holdings.spool.digests()) == [row.document.files[0].artifact.sha256]
    states = [page.state for page in secret_office.ledger.pages(row.document.id, EVERY_UNIT)]
    assert states.index(PageState.STOPPED) == marked
    assert states.count(PageState.WAITING) == 2


def test_stopped_paper_tells_where_the_mark_is_and_what_to_do(secret_office: Office, tmp_path: Path) -> None:
    (row,) = secret_office.digitise(write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT")))
    (question,) = row.document.questions
    assert "MẬT" in question.text
    assert "bàn giao" in question.text
    (page,) = secret_office.ledger.pages(row.document.id, EVERY_UNIT)
    assert page.summary is not None
    assert page.summary.secrecy is not None
    assert page.summary.secrecy.box.left < 100
    assert question.places == (Place(0, page.summary.secrecy.box),)
    assert secret_office.happened(EventKind.SECRECY_FOUND, row) == 1


def test_place_of_the_mark_is_told_by_the_page_of_the_paper(secret_office: Office, tmp_path: Path) -> None:
    for number in (1, 2):
        write_jpeg(tmp_path / f"don-p{number}.jpg", draw_sheet(stamp="MẬT" if number == 2 else None))
    (row,) = secret_office.digitise(*sorted(tmp_path.glob("*.jpg")))
    (question,) = row.document.questions
    assert [place.page for place in question.places] == [1]


def test_other_papers_of_the_batch_go_on(secret_office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    write_jpeg(folder / "mat.jpg", draw_sheet("mật", stamp="MẬT"))
    write_jpeg(folder / "don.jpg", draw_sheet("đơn", code=NUMBER))
    write_jpeg(folder / "phu.jpg", draw_sheet("phụ"))
    secret_office.digitise(folder)
    assert secret_office.states() == {
        "mat": State.QUESTION,
        "don": State.WAITING_SIGNATURE,
        "phu": State.WAITING_SIGNATURE,
    }
    link = secret_office.named("phu").document.dossier
    assert link is not None
    assert link.number == NUMBER


def test_code_on_a_stopped_paper_links_nothing(secret_office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    write_pages(folder / "mat.pdf", draw_sheet("một", code=NUMBER), draw_sheet("hai", stamp="MẬT"))
    write_jpeg(folder / "phu.jpg", draw_sheet("phụ"))
    secret_office.digitise(folder)
    assert kinds(secret_office.named("phu").document) == ["dossier"]
    with sqlite3.connect(secret_office.settings.home / "ledger.sqlite3") as ledger:
        assert not [line for line in ledger.iterdump() if NUMBER in line]
    ledger.close()


@pytest.mark.parametrize("kind", KeyKind)
def test_stopped_paper_cannot_be_accepted_or_signed(
    secret_office: Office, tmp_path: Path, signing_key: SigningKey, kind: KeyKind
) -> None:
    secret_office.use_key(signing_key, kind)
    (row,) = secret_office.digitise(write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT")))
    with pytest.raises(StateConflict, match="secrecy"):
        secret_office.accept(row)
    secret_office.correct(row, Correction(dossier=NUMBER, type_code="GKS"))
    secret_office.run()
    assert secret_office.row(row.document.id).state is State.QUESTION
    assert kinds(secret_office.row(row.document.id).document) == ["secrecy"]


def test_denied_mark_lets_the_paper_through_and_is_recorded(secret_office: Office, tmp_path: Path) -> None:
    (row,) = secret_office.digitise(
        write_jpeg(tmp_path / "khong-mat.jpg", draw_sheet(stamp="MẬT", code=NUMBER))
    )
    secret_office.correct(row, NOT_SECRET)
    assert secret_office.happened(EventKind.SECRECY_DENIED, row) == 1
    secret_office.run()
    after = secret_office.row(row.document.id)
    assert after.state is State.WAITING_SIGNATURE
    assert after.document.dossier is not None
    (page,) = secret_office.page_values(after)
    assert page.text is not None
    assert HIDDEN in page.text.text


def test_denying_one_mark_does_not_open_the_gate_for_another_page(
    secret_office: Office, tmp_path: Path
) -> None:
    sheets = [draw_sheet("một", stamp="MẬT"), draw_sheet("hai", stamp="MẬT"), draw_sheet("ba")]
    (row,) = secret_office.digitise(write_pages(tmp_path / "mat.pdf", *sheets), no_dossier=True)
    secret_office.correct(row, NOT_SECRET)
    secret_office.run()
    again = secret_office.row(row.document.id)
    assert kinds(again.document) == ["secrecy"]
    pages = secret_office.ledger.pages(row.document.id, EVERY_UNIT)
    assert [page.state for page in pages] == [PageState.WAITING, PageState.STOPPED, PageState.WAITING]
    assert traces(secret_office, HIDDEN) == []
    secret_office.correct(again, NOT_SECRET)
    secret_office.run()
    assert secret_office.row(row.document.id).state is State.WAITING_SIGNATURE


def test_denied_mark_is_denied_for_that_paper_only(secret_office: Office, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT"))
    (row,) = secret_office.digitise(scan, no_dossier=True)
    secret_office.correct(row, NOT_SECRET)
    secret_office.run()
    (again,) = secret_office.digitise(scan, given=NUMBER)
    assert again.document.id != row.document.id
    assert kinds(again.document) == [QuestionKind.SECRECY.value]


def test_page_shared_with_an_open_paper_is_left_to_that_paper(secret_office: Office, tmp_path: Path) -> None:
    """Two papers with the same first page wait together: stopping one must not lame the other."""
    folder = tmp_path / "ho-so"
    folder.mkdir()
    for name in ("a-p1.jpg", "b-p1.jpg"):
        write_jpeg(folder / name, draw_sheet("chung", code=NUMBER))
    write_jpeg(folder / "a-p2.jpg", later(draw_sheet("thường")))
    write_jpeg(folder / "b-p2.jpg", draw_sheet("mật", stamp="MẬT"))
    secret_office.digitise(folder)
    assert secret_office.states() == {"a": State.WAITING_SIGNATURE, "b": State.QUESTION}
    assert secret_office.reader.calls == [Layout.PAGE] * 2, "the page with the mark is not read at all"


def test_crash_between_stop_and_record_leaves_no_word(
    secret_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = (draw_sheet("một"), draw_sheet("hai", stamp="MẬT"))
    secret_office.receive(write_pages(tmp_path / "mat.pdf", *sheets))
    with monkeypatch.context() as patched:
        patched.setattr("engine.record_pages.stopped_pages", _crash)
        with pytest.raises(KeyboardInterrupt):
            secret_office.run()
    assert traces(secret_office, HIDDEN) == []
    secret_office.run()
    assert list(secret_office.states().values()) == [State.QUESTION]
    assert traces(secret_office, HIDDEN) == []


def _crash(*_args: object) -> None:
    raise KeyboardInterrupt
