"""The watcher: takes what has come to rest, mirrors what is finished, stays up whatever comes in."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.watch import Watch, refuse_nested, watch
from domain.errors import StoreUnavailable, UsageError
from tests.conftest import CommandLine
from tests.office import CLERK
from tests.pki import PASSPHRASE
from tests.sheets import HEADING, NUMBER, draw_sheet, marked, write_jpeg, write_stack

ROUNDS = 200
"""More looks at a folder than any test needs; each takes REST_S at most."""
REST_S = 0.02


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def after(rounds: int) -> Callable[[], bool]:
    """A stop that comes after so many looks."""
    left = iter(range(rounds))
    return lambda: next(left, None) is None


def test_dropped_file_is_given_once_and_the_watch_stops(inbox: Path) -> None:
    given: list[Path] = []
    (inbox / "don.jpg").write_bytes(b"1")

    def handle(entry: Path) -> bool:
        given.append(entry)
        return True

    watch(Watch(folder=inbox, rest_s=REST_S), handle, stop=after(10))
    assert given == [inbox / "don.jpg"]


def test_file_dropped_while_watching_is_found(inbox: Path) -> None:
    given: list[Path] = []
    dropping = threading.Timer(REST_S, lambda: (inbox / "don.jpg").write_bytes(b"1"))
    dropping.start()

    def handle(entry: Path) -> bool:
        given.append(entry)
        return True

    stop = after(ROUNDS)
    watch(Watch(folder=inbox, rest_s=REST_S), handle, stop=lambda: bool(given) or stop())
    dropping.join()
    assert given == [inbox / "don.jpg"]


def test_what_could_not_be_taken_is_given_again(inbox: Path) -> None:
    given: list[Path] = []
    (inbox / "don.jpg").write_bytes(b"1")

    def handle(entry: Path) -> bool:
        given.append(entry)
        return len(given) == 3

    stop = after(ROUNDS)
    watch(Watch(folder=inbox, rest_s=REST_S), handle, stop=lambda: len(given) == 3 or stop())
    assert len(given) == 3


def test_every_round_is_followed_by_its_work(inbox: Path) -> None:
    rounds: list[int] = []
    watch(
        Watch(folder=inbox, rest_s=REST_S),
        lambda _: True,
        after_round=lambda: rounds.append(1),
        stop=after(4),
    )
    assert len(rounds) == 4


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        watch(Watch(folder=tmp_path / "in"), lambda _: True, stop=after(1))


@pytest.mark.parametrize("inner", ["in", "in/out", "in/a/../out", "link"])
@pytest.mark.parametrize("which", ["out", "home"])
def test_what_is_written_must_not_lie_in_what_is_taken_in(
    inbox: Path, tmp_path: Path, inner: str, which: str
) -> None:
    (tmp_path / "link").symlink_to(inbox / "out")
    outside, inside = tmp_path / "outside", tmp_path / inner
    with pytest.raises(UsageError, match="choose one outside"):
        refuse_nested(inbox, *((inside, outside) if which == "out" else (outside, inside)))
    refuse_nested(inbox, outside, outside)
    refuse_nested(inbox, None, tmp_path)


class Watching:
    """`sohoa watch` that ends by Ctrl-C once `until` holds; `each` runs after every look at the folder."""

    def __init__(self, sohoa: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
        self._sohoa = sohoa
        self._patch = monkeypatch

    def __call__(self, *words: str | Path, until: Callable[[], bool]) -> int:
        left = iter(range(ROUNDS))

        def stop() -> bool:
            if next(left, None) is None:
                raise AssertionError(f"the watcher never got there: {self._sohoa.home}")
            if until():
                raise KeyboardInterrupt
            return False

        def quick(plan: Watch, handle: Callable[[Path], bool], *, after_round: Callable[[], None]) -> None:
            watch(Watch(folder=plan.folder, rest_s=REST_S), handle, after_round=after_round, stop=stop)

        self._patch.setattr("commands.watch.watch", quick)
        return self._sohoa("watch", *words)


@pytest.fixture
def watching(sohoa: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Watching:
    return Watching(sohoa, monkeypatch)


def finished(out: Path) -> list[Path]:
    return sorted(path.relative_to(out) for path in out.rglob("*.pdf"))


@pytest.fixture
def agency(sohoa: CommandLine, key_file: Path) -> CommandLine:
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_kind="agency")
    return sohoa


def test_dropped_scan_comes_out_as_a_finished_pdf(
    agency: CommandLine, watching: Watching, inbox: Path, tmp_path: Path
) -> None:
    write_jpeg(inbox / "don.jpg", draw_sheet(code=NUMBER))
    out = tmp_path / "out"
    assert watching(inbox, "--out", out, until=lambda: bool(finished(out))) == 0
    assert finished(out) == [Path(NUMBER, f"{NUMBER}.001.pdf")]
    assert (inbox / "don.jpg").exists(), "what was scanned stays where it is"
    assert "stopped watching" in agency.err


def test_watcher_survives_bad_files_and_those_that_vanish(
    agency: CommandLine, watching: Watching, inbox: Path, tmp_path: Path
) -> None:
    (inbox / "a-hong.pdf").write_text("không phải PDF")
    write_jpeg(inbox / "b-mat.jpg", draw_sheet("mất"))
    write_jpeg(inbox / "c-don.jpg", draw_sheet(code=NUMBER))
    agency.reader.fault = lambda _raster: (inbox / "b-mat.jpg").unlink(missing_ok=True)
    out = tmp_path / "out"
    assert watching(inbox, "--out", out, until=lambda: bool(finished(out))) == 0
    states = {paper["name"]: paper["state"] for paper in agency.json("status")}
    assert states["a-hong"] == "quarantined"
    assert states["c-don"] == "filed"


def test_passing_trouble_is_tried_again_without_a_new_file(
    agency: CommandLine, watching: Watching, inbox: Path, tmp_path: Path
) -> None:
    """The paper is received before the trouble comes: it must not be forgotten as known."""
    write_jpeg(inbox / "don.jpg", draw_sheet(code=NUMBER))
    troubles = iter([StoreUnavailable("no answer; try again")] * 4)

    def trouble(_raster: object) -> None:
        for error in troubles:
            raise error

    agency.reader.fault = trouble
    out = tmp_path / "out"
    assert watching(inbox, "--out", out, until=lambda: bool(finished(out))) == 0
    assert finished(out) == [Path(NUMBER, f"{NUMBER}.001.pdf")]


def test_paper_a_person_accepts_meanwhile_is_mirrored(
    sohoa: CommandLine, watching: Watching, inbox: Path, tmp_path: Path, key_file: Path
) -> None:
    """With a personal key, the default, nothing is finished before a person has accepted it."""
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_owner=CLERK)
    (paper,) = sohoa.json("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    out = tmp_path / "out"
    accepted: list[int] = []

    def accept_then_wait() -> bool:
        if not accepted:
            accepted.append(CommandLine.__call__(sohoa, "review", "accept", paper["id"]))
            sohoa.patch.setattr("sys.argv", ["sohoa", "watch"])
        return bool(finished(out))

    assert watching(inbox, "--out", out, until=accept_then_wait) == 0
    assert accepted == [0]
    assert finished(out) == [Path(NUMBER, f"{NUMBER}.001.pdf")]


def test_what_was_taken_before_is_not_taken_again_after_a_restart(
    agency: CommandLine, watching: Watching, inbox: Path, tmp_path: Path
) -> None:
    write_jpeg(inbox / "don.jpg", draw_sheet(code=NUMBER))
    out = tmp_path / "out"
    watching(inbox, "--out", out, until=lambda: bool(finished(out)))
    shutil.rmtree(out)
    rounds = after(20)
    assert watching(inbox, "--out", out, until=rounds) == 0
    assert not out.exists(), "what somebody took out of the out-folder is not put there again"
    assert agency.reader.pages_read == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "no folder to watch"),
        (("khong-co",), 2, "is no folder"),
        (("in", "--out", "in/ra"), 2, "choose one outside"),
        ((".",), 2, "home folder"),
        (("in", "--profile", "kho"), 3, "no profile"),
    ],
)
def test_wrong_use_is_refused_before_anything_is_taken(
    sohoa: CommandLine, inbox: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    write_jpeg(inbox / "don.jpg", draw_sheet())
    assert sohoa("watch", *words) == code
    assert told in sohoa.err
    assert sohoa.json("status") == []


def test_what_the_watcher_passes_over_is_told_once(
    agency: CommandLine, watching: Watching, inbox: Path, tmp_path: Path
) -> None:
    (inbox / "lien-ket.jpg").symlink_to(tmp_path / "dau-do.jpg")
    (inbox / ".an").touch()
    write_jpeg(inbox / "don.jpg", draw_sheet(code=NUMBER))
    out = tmp_path / "out"
    assert watching(inbox, "--out", out, until=lambda: bool(finished(out))) == 0
    assert agency.err.count("lien-ket.jpg") == 1
    assert agency.err.count(".an") == 1


def test_file_the_watcher_may_not_read_is_told_once_and_taken_when_it_may(
    agency: CommandLine, watching: Watching, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_jpeg(inbox / "don.jpg", draw_sheet(code=NUMBER))
    tries = []
    real = os.open

    def refused(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if Path(path).name == "don.jpg":
            tries.append(path)
            if len(tries) < 4:
                raise PermissionError(13, "Permission denied")
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr("scanners.opening.os.open", refused)
    out = tmp_path / "out"
    assert watching(inbox, "--out", out, until=lambda: bool(finished(out))) == 0
    assert agency.err.count("Tệp don.jpg: không đọc được.") == 1


FORM, MARRIAGE, GOES_ON = 2, 3, 4
SCRIPT = {
    FORM: (*HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Một"),
    MARRIAGE: (*HEADING, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: Ủy ban nhân dân xã Khác", "Mẫu Hai, 17"),
    GOES_ON: ("2", "tiếp theo của tờ khai, phần cam đoan", "Người yêu cầu ký tên"),
}


def test_papers_of_a_stack_are_mirrored_each_by_itself(
    agency: CommandLine, watching: Watching, inbox: Path, tmp_path: Path
) -> None:
    agency.reader.script = SCRIPT
    sheets = [
        marked(draw_sheet(f"tờ {marks}", code=NUMBER if marks == FORM else None), marks) for marks in SCRIPT
    ]
    write_stack(inbox / "xap.pdf", *sheets)
    out = tmp_path / "out"
    assert watching(inbox, "--out", out, until=lambda: len(finished(out)) == 2) == 0
    assert finished(out) == [Path(NUMBER, f"{NUMBER}.00{number}.pdf") for number in (1, 2)]
    names = {paper["name"]: paper["state"] for paper in agency.json("status")}
    assert names == {"xap": "cut", "xap trang 1": "filed", "xap trang 2-3": "filed"}


def test_papers_that_a_person_cut_while_the_watcher_runs_are_mirrored(
    sohoa: CommandLine, watching: Watching, inbox: Path, tmp_path: Path, key_file: Path
) -> None:
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_owner=CLERK)
    sohoa.reader.script = SCRIPT
    sheets = [marked(draw_sheet(f"tờ {marks}"), marks) for marks in (MARRIAGE, GOES_ON)]
    path = write_stack(tmp_path / "don.pdf", *sheets)
    (paper,) = sohoa.json("ingest", path, "--dossier", NUMBER)
    out = tmp_path / "out"
    done: list[int] = []

    def cut_once() -> bool:
        if not done:
            done.append(sohoa("review", "cut", paper["id"], "--at", "2"))
            for row in sohoa.json("review", "list"):
                if row["state"] == "question":
                    done.append(sohoa("review", "correct", row["id"], "--type", "GKS"))
                done.append(sohoa("review", "accept", row["id"]))
            sohoa.patch.setattr("sys.argv", ["sohoa", "watch"])
        return len(finished(out)) == 2

    assert watching(inbox, "--out", out, until=cut_once) == 0
    assert set(done) == {0}
