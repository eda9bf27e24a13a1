import os
import shutil
import threading
from pathlib import Path

import pytest

from domain.errors import UsageError
from scanners.watched import FolderWatch

LONG_S = 30.0
"""Never waited out: an event comes within milliseconds, or the test fails."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def watch(folder: Path) -> FolderWatch:
    """Not entered: looking needs no observer."""
    return FolderWatch(folder)


def _later(file: Path) -> None:
    """Puts the modification time on, as another write would in a while."""
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))


def test_file_at_rest_is_found_once(watch: FolderWatch, folder: Path) -> None:
    file = folder / "a.jpg"
    file.write_bytes(b"x")
    assert [watch.rested() for _ in range(4)] == [(), (file,), (), ()]


def test_growing_file_is_not_found_until_it_rests(watch: FolderWatch, folder: Path) -> None:
    file = folder / "a.jpg"
    for size in range(1, 5):
        file.write_bytes(b"x" * size)
        assert watch.rested() == ()
    assert watch.rested() == (file,)


def test_file_that_is_written_over_at_one_size_is_not_at_rest(watch: FolderWatch, folder: Path) -> None:
    file = folder / "a.jpg"
    file.write_bytes(b"x")
    for _ in range(3):
        assert watch.rested() == ()
        _later(file)
    assert watch.rested() == ()
    assert watch.rested() == (file,)


def test_file_that_changed_after_it_was_found_is_found_again(watch: FolderWatch, folder: Path) -> None:
    file = folder / "a.jpg"
    file.write_bytes(b"x")
    watch.rested()
    assert watch.rested() == (file,)
    file.write_bytes(b"xy")
    assert watch.rested() == ()
    assert watch.rested() == (file,)


def test_folder_is_found_whole_once_all_its_files_rest(watch: FolderWatch, folder: Path) -> None:
    dossier = folder / "ho-so"
    (dossier / "phu-luc").mkdir(parents=True)
    (dossier / "a.jpg").write_bytes(b"x")
    assert watch.rested() == ()
    (dossier / "phu-luc" / "b.jpg").write_bytes(b"x")
    assert watch.rested() == ()
    (dossier / "phu-luc" / "b.jpg").write_bytes(b"xy")
    assert watch.rested() == ()
    assert watch.rested() == (dossier,)
    assert watch.rested() == ()


def test_file_added_to_a_folder_that_was_found_brings_it_again(watch: FolderWatch, folder: Path) -> None:
    dossier = folder / "ho-so"
    dossier.mkdir()
    (dossier / "a.jpg").write_bytes(b"x")
    watch.rested()
    assert watch.rested() == (dossier,)
    (dossier / "b.jpg").write_bytes(b"x")
    assert watch.rested() == ()
    assert watch.rested() == (dossier,)


def test_empty_folder_is_not_found(watch: FolderWatch, folder: Path) -> None:
    (folder / "ho-so" / "trong").mkdir(parents=True)
    assert [watch.rested() for _ in range(3)] == [(), (), ()]


def test_file_half_copied_under_a_temporary_name_holds_its_folder_back(
    watch: FolderWatch, folder: Path
) -> None:
    dossier = folder / "ho-so"
    dossier.mkdir()
    (dossier / "a.jpg").write_bytes(b"x")
    for size in range(1, 4):
        (dossier / "b.jpg.part").write_bytes(b"x" * size)
        assert watch.rested() == ()
    (dossier / "b.jpg.part").rename(dossier / "b.jpg")
    assert watch.rested() == ()
    assert watch.rested() == (dossier,)


def test_removed_file_is_not_found_and_its_successor_is(watch: FolderWatch, folder: Path) -> None:
    file = folder / "a.jpg"
    file.write_bytes(b"x")
    assert watch.rested() == ()
    file.unlink()
    assert watch.rested() == ()
    file.write_bytes(b"x")
    watch.rested()
    assert watch.rested() == (file,)


def test_file_taken_away_and_brought_again_is_found_again(watch: FolderWatch, folder: Path) -> None:
    file = folder / "a.jpg"
    file.write_bytes(b"x")
    watch.rested()
    assert watch.rested() == (file,)
    kept = file.rename(folder.parent / "kept.jpg")
    assert watch.rested() == ()
    kept.rename(file)
    watch.rested()
    assert watch.rested() == (file,)


def test_files_come_in_the_order_people_count_in(watch: FolderWatch, folder: Path) -> None:
    for name in ("scan10.jpg", "scan2.jpg", "scan1.jpg"):
        (folder / name).write_bytes(b"x")
    watch.rested()
    assert [path.name for path in watch.rested()] == ["scan1.jpg", "scan2.jpg", "scan10.jpg"]


def test_hidden_files_links_and_pipes_are_never_found(watch: FolderWatch, folder: Path) -> None:
    (folder / ".a.jpg").write_bytes(b"x")
    (folder / "b.tmp").write_bytes(b"x")
    (folder.parent / "c.jpg").write_bytes(b"x")
    (folder / "c.jpg").symlink_to(folder.parent / "c.jpg")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "d.jpg")
    assert [watch.rested() for _ in range(3)] == [(), (), ()]


def test_link_inside_a_folder_neither_hangs_nor_counts(watch: FolderWatch, folder: Path) -> None:
    dossier = folder / "ho-so"
    dossier.mkdir()
    (dossier / "up").symlink_to(folder)
    assert [watch.rested() for _ in range(3)] == [(), (), ()]
    (dossier / "a.jpg").write_bytes(b"x")
    watch.rested()
    assert watch.rested() == (dossier,)


def test_folder_that_vanishes_is_named(watch: FolderWatch, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(UsageError, match="in cannot be read"):
        watch.rested()


def test_only_a_folder_can_be_watched(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"x")
    for path in (file, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match="is no folder"):
            FolderWatch(path)


def test_event_wakes_the_watcher(folder: Path) -> None:
    with FolderWatch(folder) as watch:
        (folder / "a.jpg").write_bytes(b"x")
        assert watch.wait(LONG_S)


def test_event_wakes_a_watcher_that_sleeps_already(folder: Path) -> None:
    woken: list[bool] = []
    with FolderWatch(folder) as watch:
        sleeper = threading.Thread(target=lambda: woken.append(watch.wait(LONG_S)))
        sleeper.start()
        (folder / "a.jpg").write_bytes(b"x")
        sleeper.join(LONG_S)
    assert woken == [True]


def test_event_in_a_folder_below_wakes_too(folder: Path) -> None:
    (folder / "ho-so").mkdir()
    with FolderWatch(folder) as watch:
        (folder / "ho-so" / "a.jpg").write_bytes(b"x")
        assert watch.wait(LONG_S)


def test_moving_a_folder_in_wakes(folder: Path) -> None:
    outside = folder.parent / "ho-so"
    outside.mkdir()
    (outside / "a.jpg").write_bytes(b"x")
    with FolderWatch(folder) as watch:
        shutil.move(outside, folder)
        assert watch.wait(LONG_S)
        watch.rested()
        assert watch.rested() == (folder / "ho-so",)


def test_reading_a_file_does_not_wake(folder: Path) -> None:
    (folder / "a.jpg").write_bytes(b"x")
    with FolderWatch(folder) as watch:
        (folder / "a.jpg").read_bytes()
        assert not watch.wait(0.2)


def test_quiet_folder_lets_the_watcher_sleep(folder: Path) -> None:
    with FolderWatch(folder) as watch:
        assert not watch.wait(0.05)


def test_observer_is_gone_after_the_watch(folder: Path) -> None:
    before = threading.active_count()
    with FolderWatch(folder):
        assert threading.active_count() > before
    assert threading.active_count() == before
