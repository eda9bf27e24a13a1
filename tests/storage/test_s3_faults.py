"""The store in a bucket under load, and with its server killed."""

import hashlib
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from minio import Minio
from urllib3 import BaseHTTPResponse

from domain.artifact import MediaType
from domain.errors import StoreUnavailable
from domain.ids import Sha256
from samples.s3_server import S3Server
from storage.bucket import PART_BYTES
from tests.s3 import open_s3_store

ROOT = Path(__file__).parents[2]
DATA = b"%PDF-1.7 mau"
LARGE = bytes(range(251)) * 130_000
"""Several parts, and more than the network keeps under way."""


def test_readers_that_stop_in_the_middle_leave_no_connection_open(
    s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Kept alive here: that Python clears answers away which nobody holds must not be what closes them.
    answers: list[BaseHTTPResponse] = []
    real = Minio.get_object

    def kept(*args: Any, **named: Any) -> BaseHTTPResponse:
        answers.append(real(*args, **named))
        return answers[-1]

    monkeypatch.setattr(Minio, "get_object", kept)
    store = open_s3_store(s3_server, tmp_path)
    artifact = store.put(LARGE, MediaType.TIFF)
    before = _sockets()
    for _ in range(40):
        next(store.stream(artifact))
    for _ in range(5):
        assert store.read_range(artifact, 3, 4) == LARGE[3:7]
    assert len(answers) >= 40
    assert _sockets() <= before


def test_store_answers_while_many_streams_are_open(s3_server: S3Server, tmp_path: Path) -> None:
    store = open_s3_store(s3_server, tmp_path)
    artifact = store.put(LARGE, MediaType.TIFF)
    streams = [store.stream(artifact) for _ in range(15)]
    for stream in streams:
        next(stream)
    started = time.monotonic()
    assert store.has(artifact.sha256)
    assert not store.has(Sha256("0" * 64))
    assert time.monotonic() - started < 3
    assert all(sum(map(len, stream)) < len(LARGE) for stream in streams)


def _sockets() -> int:
    """Open sockets of this process."""
    links = Path("/proc/self/fd").iterdir()
    return sum(link.is_symlink() and str(link.readlink()).startswith("socket:") for link in links)


class _DeadlyFile(io.FileIO):
    """A file at the middle of whose second reading the server is killed."""

    def __init__(self, path: Path, server: S3Server) -> None:
        super().__init__(path)
        self._server, self._left = server, 2 * len(LARGE) - PART_BYTES

    def readinto(self, buffer: Any, /) -> int:
        count = super().readinto(buffer) or 0
        self._left -= count
        if self._left < 0:
            self._server.kill()
        return count


@pytest.fixture
def restarted(s3_server: S3Server) -> Iterator[S3Server]:
    """The server that a test may kill; whatever happens it runs again for those that follow."""
    yield s3_server
    s3_server.start()


def test_server_killed_in_the_middle_of_a_read_is_told_and_the_next_read_goes_well(
    restarted: S3Server, tmp_path: Path
) -> None:
    store = open_s3_store(restarted, tmp_path)
    artifact = store.put(LARGE, MediaType.TIFF)
    stream = store.stream(artifact)
    next(stream)
    restarted.kill()
    with pytest.raises(StoreUnavailable, match="run the same command again"):
        list(stream)
    with pytest.raises(StoreUnavailable, match="does not answer"):
        store.has(artifact.sha256)
    restarted.start()
    assert store.read(artifact) == LARGE


def test_server_killed_in_the_middle_of_a_put_is_told_and_the_next_put_goes_well(
    restarted: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_s3_store(restarted, tmp_path)
    kept = store.put(DATA, MediaType.PDF)
    path = tmp_path / "large.tif"
    path.write_bytes(LARGE)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda self, _mode: io.BufferedReader(_DeadlyFile(self, restarted)))
        with pytest.raises(StoreUnavailable, match="run the same command again"):
            store.put_file(path, MediaType.TIFF)
    restarted.start()
    assert not store.has(Sha256(hashlib.sha256(LARGE).hexdigest()))
    assert store.read(kept) == DATA
    assert store.read(store.put_file(path, MediaType.TIFF)) == LARGE


PEAK = """
import json, sys
from pathlib import Path
from domain.artifact import MediaType
from storage.bucket import Bucket, Place
from storage.s3 import S3Store

place, path = json.load(sys.stdin)
place["ca_file"] = Path(place["ca_file"])
store = S3Store(Bucket(Place(**place)), prefix="lon/", scratch=Path(path).parent / "scratch")
store.put(b"x", MediaType.OTHER)
def peak():
    # Not ru_maxrss: that one begins at the peak of the process which started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
before = peak()
artifact = store.put_file(Path(path), MediaType.TIFF)
put = peak()
read = sum(map(len, store.stream(artifact)))
with store.local(artifact) as local:
    assert local.stat().st_size == read == artifact.size
store.delete(artifact.sha256)
print(json.dumps([artifact.size, put - before, peak() - before]))
"""


@pytest.mark.slow
def test_file_of_200_mb_goes_in_and_out_in_little_memory(s3_server: S3Server, tmp_path: Path) -> None:
    path = tmp_path / "huge.tif"
    with path.open("wb") as file:
        for number in range(200):
            file.write(bytes([number]) * 1_000_000)
    place = {name: getattr(s3_server.place, name) for name in s3_server.place.__slots__}
    given = json.dumps([{**place, "ca_file": str(place["ca_file"])}, str(path)])
    done = subprocess.run(
        [sys.executable, "-c", PEAK],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    size, put_mb, all_mb = json.loads(done.stdout)
    assert size == 200_000_000
    assert put_mb < 60, "a few parts of 8 MB"
    assert all_mb < 60, "and nothing more for reading"
