"""A found file is opened as what it was found to be: no link is followed, no pipe waited for."""

import os
import socket
from pathlib import Path

import pytest

from domain.errors import SourceChanged, UsageError
from scanners.opening import opened


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_open_file_gives_its_bytes_whatever_is_put_in_its_place(tmp_path: Path) -> None:
    file, other = tmp_path / "don.jpg", tmp_path / "other"
    file.write_bytes(b"first")
    other.write_bytes(b"second")
    seen = b""

    def read_late() -> None:
        nonlocal seen
        with opened(file) as held:
            other.replace(file)
            seen = held.read_bytes()

    with pytest.raises(SourceChanged, match=r"don\.jpg changed"):
        read_late()
    assert seen == b"first"


def test_file_left_alone_is_given_and_closed(tmp_path: Path) -> None:
    file = tmp_path / "don.jpg"
    file.write_bytes(b"first")
    before = open_files()
    with opened(file) as held:
        assert held.read_bytes() == b"first"
    assert open_files() == before


def test_file_that_grows_meanwhile_is_told(tmp_path: Path) -> None:
    file = tmp_path / "don.jpg"
    file.write_bytes(b"first")
    with pytest.raises(SourceChanged, match="wait until it is whole"), opened(file):
        file.write_bytes(b"first and more")


@pytest.mark.parametrize("gone", ["before", "within"])
def test_file_that_goes_away_is_told(tmp_path: Path, gone: str) -> None:
    file = tmp_path / "don.jpg"
    if gone == "within":
        file.write_bytes(b"first")
    with pytest.raises(SourceChanged, match="bring it again"), opened(file):
        file.unlink()


def test_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "don.jpg").symlink_to(tmp_path / "secret")
    with pytest.raises(UsageError, match="is a link"), opened(tmp_path / "don.jpg"):
        pytest.fail("a link was followed")


def test_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "don.jpg")
    with pytest.raises(UsageError, match="pipe"), opened(tmp_path / "don.jpg"):
        pytest.fail("a pipe was opened")


def test_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A socket's path may be 100 bytes long at most.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("don.jpg")
        with pytest.raises(UsageError, match="socket"), opened(Path("don.jpg")):
            pytest.fail("a socket was opened")


def test_folder_and_device_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, Path("/dev/null")):
        with pytest.raises(UsageError, match="is no file"), opened(path):
            pytest.fail(f"{path} was opened")
