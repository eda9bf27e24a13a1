"""What every artifact store must do; run against each of them."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.artifact import Artifact, MediaType
from domain.errors import NotFound, SourceChanged
from domain.ids import Sha256
from domain.ports import ArtifactStore
from samples.s3_server import S3Server
from storage.folder import FolderStore
from storage.keyring import Keyring, new_key
from storage.memory import MemoryStore
from storage.sealing import Vault
from tests.pki import AT
from tests.s3 import open_s3_store

DATA = b"%PDF-1.7 mau"
DIGEST = Sha256(hashlib.sha256(DATA).hexdigest())
GONE = Artifact(Sha256("0" * 64), 1, MediaType.PDF)
HOSTILE = ("../x", "", "/etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "../" + "a" * 61, ".." + "a" * 62)
RING = Keyring((new_key(AT),))
Make = Callable[[Path], ArtifactStore]


def _s3_maker(request: pytest.FixtureRequest, vault: Vault | None = None) -> Make:
    server: S3Server = request.getfixturevalue("s3_server")
    return lambda root: open_s3_store(server, root, vault=vault)


# The server is started only where a test takes a store on it.
MAKERS: dict[str, Callable[[pytest.FixtureRequest], Make]] = {
    "folder": lambda _request: FolderStore,
    "memory": lambda _request: lambda _root: MemoryStore(),
    "sealed-folder": lambda _request: lambda root: FolderStore(root, Vault(lambda: RING)),
    "s3": _s3_maker,
    "sealed-s3": lambda request: _s3_maker(request, Vault(lambda: RING)),
}


@pytest.fixture(params=sorted(MAKERS))
def make(request: pytest.FixtureRequest) -> Make:
    return MAKERS[request.param](request)


@pytest.fixture
def store(make: Make, tmp_path: Path) -> ArtifactStore:
    return make(tmp_path / "store")


class _Growing(io.FileIO):
    """A file that somebody else goes on writing while it is read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._path = path
        self._grown = False

    def readinto(self, buffer: Any, /) -> int:
        count = super().readinto(buffer) or 0
        if not self._grown:
            self._grown = True
            with self._path.open("ab") as file:
                file.write(b"more")
        return count

    def readall(self) -> bytes:
        taken = bytearray(len(DATA))
        count = self.readinto(taken)
        return bytes(taken[:count])


class _GrowingPath(type(Path())):  # type: ignore[misc]  # the class of paths of this system
    def open(self, mode: str = "r", *others: Any, **named: Any) -> Any:
        if mode == "rb":
            return io.BufferedReader(_Growing(Path(self)))
        return super().open(mode, *others, **named)


def test_bytes_come_back_under_their_digest(store: ArtifactStore) -> None:
    artifact = store.put(DATA, MediaType.PDF)
    assert artifact == Artifact(DIGEST, len(DATA), MediaType.PDF)
    assert store.read(artifact) == DATA
    assert store.has(DIGEST)


def test_any_bytes_come_back(store: ArtifactStore) -> None:
    @settings(derandomize=True, deadline=None, database=None, max_examples=25)
    @given(st.binary(max_size=300))
    def come_back(data: bytes) -> None:
        assert store.read(store.put(data, MediaType.OTHER)) == data

    come_back()


def test_empty_artifact_is_one(store: ArtifactStore) -> None:
    artifact = store.put(b"", MediaType.OTHER)
    assert artifact.size == 0
    assert store.read(artifact) == b""


def test_same_bytes_twice_are_one_artifact(store: ArtifactStore) -> None:
    store.put(DATA, MediaType.PDF)
    store.put(DATA, MediaType.JPEG)
    assert list(store.digests()) == [DIGEST]


def test_file_is_taken_and_left_where_it_is(store: ArtifactStore, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(DATA)
    artifact = store.put_file(path, MediaType.PDF)
    assert artifact == Artifact(DIGEST, len(DATA), MediaType.PDF)
    assert store.read(artifact) == DATA
    assert path.read_bytes() == DATA


def test_file_of_many_blocks_is_taken_whole(store: ArtifactStore, tmp_path: Path) -> None:
    path = tmp_path / "large.tif"
    data = bytes(range(256)) * 9000
    path.write_bytes(data)
    assert store.read(store.put_file(path, MediaType.TIFF)) == data


def test_artifact_does_not_follow_its_source(store: ArtifactStore, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(DATA)
    artifact = store.put_file(path, MediaType.PDF)
    path.write_bytes(b"other")
    assert store.read(artifact) == DATA


def test_file_that_changes_while_it_is_read_is_refused(store: ArtifactStore, tmp_path: Path) -> None:
    path = tmp_path / "growing.pdf"
    path.write_bytes(DATA)
    with pytest.raises(SourceChanged, match=r"growing\.pdf changed.*whole"):
        store.put_file(_GrowingPath(path), MediaType.PDF)
    assert path.read_bytes() == DATA + b"more"


def test_file_that_changes_is_refused_though_its_first_bytes_are_known(
    store: ArtifactStore, tmp_path: Path
) -> None:
    store.put(DATA, MediaType.PDF)
    store.put(DATA + b"more", MediaType.PDF)
    path = tmp_path / "growing.pdf"
    path.write_bytes(DATA)
    with pytest.raises(SourceChanged):
        store.put_file(_GrowingPath(path), MediaType.PDF)


def test_local_file_holds_the_bytes(store: ArtifactStore) -> None:
    artifact = store.put(DATA, MediaType.PDF)
    for _ in range(2):
        with store.local(artifact) as path:
            assert path.read_bytes() == DATA


def test_stream_gives_the_bytes(store: ArtifactStore) -> None:
    for data in (b"", DATA, bytes(range(256)) * 9000):
        assert b"".join(store.stream(store.put(data, MediaType.OTHER))) == data


def test_range_gives_a_part_and_less_at_the_end(store: ArtifactStore) -> None:
    data = bytes(range(256)) * 9000
    artifact = store.put(data, MediaType.OTHER)
    for start, length in ((0, 10), (1 << 20, 70), (65_530, 20), (len(data) - 3, 10), (len(data), 5), (0, 0)):
        assert store.read_range(artifact, start, length) == data[start : start + length]


def test_error_inside_local_passes_through(store: ArtifactStore) -> None:
    artifact = store.put(DATA, MediaType.PDF)
    with pytest.raises(FileNotFoundError, match="mine"), store.local(artifact):
        raise FileNotFoundError("mine")


def test_what_was_never_put_is_not_there(store: ArtifactStore) -> None:
    assert not store.has(GONE.sha256)
    assert list(store.digests()) == []


def test_reading_what_is_gone_names_it(store: ArtifactStore) -> None:
    with pytest.raises(NotFound, match=GONE.sha256):
        store.read(GONE)
    with pytest.raises(NotFound, match=GONE.sha256), store.local(GONE):
        pytest.fail("there is no such file")
    with pytest.raises(NotFound, match=GONE.sha256):
        b"".join(store.stream(GONE))
    with pytest.raises(NotFound, match=GONE.sha256):
        store.read_range(GONE, 0, 1)


def test_deleted_artifact_is_gone_and_may_be_deleted_again(store: ArtifactStore) -> None:
    artifact = store.put(DATA, MediaType.PDF)
    kept = store.put(b"kept", MediaType.PDF)
    with store.local(artifact):
        pass
    for _ in range(2):
        store.delete(DIGEST)
    assert not store.has(DIGEST)
    assert list(store.digests()) == [kept.sha256]
    with pytest.raises(NotFound), store.local(artifact):
        pytest.fail("there is no such file")


def test_deleted_artifact_may_be_put_again(store: ArtifactStore) -> None:
    store.put(DATA, MediaType.PDF)
    store.delete(DIGEST)
    assert store.read(store.put(DATA, MediaType.PDF)) == DATA


def test_digests_names_everything_and_bears_deleting_meanwhile(store: ArtifactStore) -> None:
    put = {store.put(bytes([number]), MediaType.OTHER).sha256 for number in range(20)}
    seen = set()
    for digest in store.digests():
        seen.add(digest)
        store.delete(digest)
    assert seen == put
    assert list(store.digests()) == []


@pytest.mark.parametrize("digest", HOSTILE)
def test_digest_that_is_none_never_reaches_the_disk(store: ArtifactStore, digest: str) -> None:
    hostile = Artifact(Sha256(digest), 1, MediaType.PDF)
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.has(hostile.sha256)
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.delete(hostile.sha256)
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.read(hostile)
    with pytest.raises(ValueError, match="not a SHA-256"), store.local(hostile):
        pytest.fail("there is no such file")
