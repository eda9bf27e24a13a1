"""The folder store under a vault: nothing of the plaintext reaches the disk, all else is as before."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, KeyUnusable, NotFound, StoreUnavailable
from domain.ids import Sha256
from storage.container import CHUNK_BYTES, HEADER_BYTES
from storage.folder import FolderStore
from storage.keyring import Keyring, new_key
from storage.sealing import Vault
from tests.pki import AT

MARK = b"Dau hieu khong lan vao dau duoc"
DATA = MARK * 9000
"""Of several chunks."""
GONE = Sha256("0" * 64)
YEAR_NS = 365 * 24 * 3600 * 10**9
ROOT = Path(__file__).parents[2]


class Ring:
    """Keys that a test may change, as a rotation does."""

    def __init__(self) -> None:
        self.keys = Keyring((new_key(AT),))

    def read(self) -> Keyring:
        return self.keys

    def turn(self) -> None:
        self.keys = Keyring((new_key(AT + timedelta(days=1)), *self.keys.keys))


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path, ring: Ring) -> FolderStore:
    return FolderStore(root, Vault(ring.read))


@pytest.fixture
def artifact(store: FolderStore) -> Artifact:
    return store.put(DATA, MediaType.PDF)


@pytest.fixture
def file(root: Path, artifact: Artifact) -> Path:
    return root / artifact.sha256[:2] / artifact.sha256


@pytest.fixture
def aged(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file was not changed just now."""
    later = file.stat().st_ctime_ns + YEAR_NS
    monkeypatch.setattr("storage.folder.time.time_ns", lambda: later)


def _alter(file: Path, at: int) -> None:
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def _everything(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("data", [MARK, DATA])
def test_no_plaintext_reaches_the_disk_not_even_aside(
    root: Path, store: FolderStore, tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    real = os.fsync

    def looked(handle: int) -> None:
        seen.append(_everything(root))
        real(handle)

    monkeypatch.setattr("storage.aside.os.fsync", looked)
    source = tmp_path / "scan.pdf"
    source.write_bytes(data)
    artifact = store.put_file(source, MediaType.PDF)
    store.put(data + b"more", MediaType.PDF)
    with store.local(artifact) as path:
        assert path.read_bytes() == data
        seen.append(_everything(root))
    assert store.read(artifact) == data
    assert len(seen) > 3
    assert max(len(one) for one in seen) > 2 * len(data)
    assert not [one for one in seen if MARK in one]


def test_local_file_is_named_by_the_digest_and_gone_afterwards(
    store: FolderStore, artifact: Artifact
) -> None:
    with store.local(artifact) as path:
        assert path.name == artifact.sha256
        assert path.stat().st_size == len(DATA)
        with path.open("rb") as one, path.open("rb") as other:
            one.seek(CHUNK_BYTES)
            assert other.read(10) == DATA[:10]
    assert not path.is_symlink()
    assert not path.parent.exists()


def test_file_too_large_for_memory_has_no_name_on_the_disk(
    store: FolderStore, root: Path, artifact: Artifact, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(root.rglob("*"))
    monkeypatch.setattr("storage.nameless.MOST_IN_MEMORY_BYTES", 1000)
    with store.local(artifact) as path:
        assert "memfd" not in str(path.readlink().readlink())
        assert path.read_bytes() == DATA
        assert sorted(root.rglob("*")) == before
    assert sorted(root.rglob("*")) == before


def test_local_file_leaves_no_handle_open(store: FolderStore, artifact: Artifact) -> None:
    with store.local(artifact):
        pass
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with store.local(artifact):
            pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_full_disk_while_unsealing_is_a_passing_trouble(
    store: FolderStore, artifact: Artifact, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.nameless.tempfile.TemporaryDirectory", full)
    with pytest.raises(StoreUnavailable, match="No space left"), store.local(artifact):
        pytest.fail("there is no room")


def test_full_disk_leaves_nothing_behind(
    store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    (root / hashlib.sha256(DATA).hexdigest()[:2]).mkdir()
    monkeypatch.setattr("storage.aside.os.fsync", full)
    with pytest.raises(StoreUnavailable, match="free space"):
        store.put(DATA, MediaType.PDF)
    assert [path.name for path in root.rglob("*") if path.is_file()] == [".lock"]


@pytest.mark.parametrize("at", [0, 20, HEADER_BYTES, HEADER_BYTES + CHUNK_BYTES + 40, -1])
def test_altered_byte_is_found_by_every_way_of_reading(
    store: FolderStore, artifact: Artifact, file: Path, at: int
) -> None:
    _alter(file, at)
    with pytest.raises(DigestMismatch, match=f"{artifact.sha256}.*backup"):
        store.read(artifact)
    with pytest.raises(DigestMismatch), store.local(artifact):
        pytest.fail("the altered file was given out")
    with pytest.raises(DigestMismatch):
        b"".join(store.stream(artifact))
    with pytest.raises(DigestMismatch):
        store.read_range(artifact, 0, 10)


def test_sealed_bytes_of_another_artifact_are_found(store: FolderStore, root: Path, file: Path) -> None:
    other = store.put(b"other", MediaType.PDF)
    file.chmod(0o600)
    file.write_bytes((root / other.sha256[:2] / other.sha256).read_bytes())
    with pytest.raises(DigestMismatch):
        store.read(Artifact(Sha256(file.name), len(DATA), MediaType.PDF))


def test_wrong_plaintext_under_the_right_key_is_found(
    store: FolderStore, artifact: Artifact, file: Path, ring: Ring
) -> None:
    """The digest is held to as well: a tag only tells that somebody with the key sealed it."""
    file.chmod(0o600)
    file.write_bytes(b"".join(Vault(ring.read).seal(artifact.sha256, [b"x" * len(DATA)])))
    given: list[bytes] = []
    with pytest.raises(DigestMismatch, match="backup"):
        given.extend(store.stream(artifact))
    assert len(b"".join(given)) < len(DATA)
    with pytest.raises(DigestMismatch), store.local(artifact):
        pytest.fail("the altered file was given out")
    with pytest.raises(DigestMismatch):
        store.read_range(artifact, 0, 10)


@pytest.mark.usefixtures("aged")
def test_range_of_a_checked_artifact_reads_only_its_chunks(
    store: FolderStore, artifact: Artifact, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.read_range(artifact, 0, 5) == DATA[:5]
    opened: list[int] = []
    real = FolderStore._whole

    def counted(self: FolderStore, *given: object) -> Iterator[bytes]:
        opened.append(1)
        return real(self, *given)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(FolderStore, "_whole", counted)
    assert store.read_range(artifact, CHUNK_BYTES - 3, 6) == DATA[CHUNK_BYTES - 3 : CHUNK_BYTES + 3]
    assert opened == []
    _alter(file, HEADER_BYTES + 5)
    with pytest.raises(DigestMismatch):
        store.read_range(artifact, CHUNK_BYTES * 2, 6)


def test_what_lay_there_in_plain_is_read_and_checked(root: Path, store: FolderStore) -> None:
    plain = FolderStore(root).put(DATA, MediaType.PDF)
    assert store.key_of(plain.sha256) is None
    assert store.read(plain) == DATA
    assert store.read_range(plain, 3, 5) == DATA[3:8]
    with store.local(plain) as path:
        assert path == root / plain.sha256[:2] / plain.sha256
    _alter(path, 3)
    with pytest.raises(DigestMismatch):
        store.read(plain)


def test_sealed_artifact_without_its_key_names_the_key(
    root: Path, artifact: Artifact, file: Path, ring: Ring
) -> None:
    for stranger in (FolderStore(root), FolderStore(root, Vault(Ring().read))):
        for read in (stranger.read, lambda one, store=stranger: store.read_range(one, 0, 1)):
            with pytest.raises(KeyUnusable, match=ring.keys.current.id):
                read(artifact)
        with pytest.raises(KeyUnusable, match=ring.keys.current.id), stranger.local(artifact):
            pytest.fail("it cannot be opened")
    assert file.exists()


def test_container_brought_as_a_paper_is_a_paper(tmp_path: Path, file: Path) -> None:
    """Any bytes may come in, sealed ones of another office too."""
    container = file.read_bytes()
    for other in (FolderStore(tmp_path / "plain"), FolderStore(tmp_path / "sealed", Vault(Ring().read))):
        kept = other.put(container, MediaType.OTHER)
        assert other.read(kept) == container
        assert other.read_range(kept, 0, 64) == container[:64]
        with other.local(kept) as path:
            assert path.read_bytes() == container


def test_resealing_brings_old_and_plain_artifacts_under_the_current_key(
    root: Path, store: FolderStore, artifact: Artifact, ring: Ring
) -> None:
    plain = FolderStore(root).put(MARK, MediaType.JPEG)
    assert store.reseal(artifact.sha256) is False
    assert store.reseal(plain.sha256) is True
    ring.turn()
    for one, data in ((artifact, DATA), (plain, MARK)):
        assert store.key_of(one.sha256) == ring.keys.keys[1].id
        assert store.reseal(one.sha256) is True
        assert store.key_of(one.sha256) == ring.keys.current.id
        assert store.read(one) == data
        assert store.reseal(one.sha256) is False
    assert MARK not in _everything(root)


def test_resealing_refuses_what_is_not_what_was_stored(
    store: FolderStore, artifact: Artifact, file: Path, ring: Ring
) -> None:
    ring.turn()
    _alter(file, -1)
    before = file.read_bytes()
    with pytest.raises(DigestMismatch):
        store.reseal(artifact.sha256)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_resealing_brings_nothing_back_that_is_gone(store: FolderStore, root: Path) -> None:
    assert store.reseal(GONE) is False
    assert not list(root.glob("??/*"))
    with pytest.raises(NotFound):
        store.key_of(GONE)


def test_resealing_waits_for_who_writes(store: FolderStore, root: Path, ring: Ring) -> None:
    """A key must not be given up while an artifact is on its way under it."""
    code = (
        "import fcntl, os, sys\n"
        f"handle = os.open({str(root / '.lock')!r}, os.O_RDWR | os.O_CREAT)\n"
        "try:\n    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "except BlockingIOError:\n    sys.exit(7)\n"
    )
    taken: list[int] = []

    def asked() -> Keyring:
        taken.append(subprocess.run([sys.executable, "-c", code], check=False).returncode)
        return ring.keys

    FolderStore(root, Vault(asked)).put(MARK, MediaType.PDF)
    assert taken[-1] == 7
    with store.alone():
        asked()
    assert taken[-1] == 7
    asked()
    assert taken[-1] == 0


@pytest.mark.slow
def test_file_of_half_a_gigabyte_streams_in_constant_memory(tmp_path: Path) -> None:
    code = f"""
import resource, sys
sys.path.insert(0, {str(ROOT)!r})
from datetime import UTC, datetime
from pathlib import Path
from domain.artifact import MediaType
from storage.folder import FolderStore
from storage.keyring import Keyring, new_key
from storage.sealing import Vault
ring = Keyring((new_key(datetime.now(UTC)),))
store = FolderStore(Path("store"), Vault(lambda: ring))
source = Path("large")
with source.open("wb") as file:
    file.truncate(512 << 20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kept = store.put_file(source, MediaType.TIFF)
with store.local(kept) as path:
    assert path.stat().st_size == 512 << 20
assert sum(map(len, store.stream(kept))) == 512 << 20
assert len(store.read_range(kept, 500 << 20, 100)) == 100
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
    )
    assert int(done.stdout) * 1024 < 32 << 20
