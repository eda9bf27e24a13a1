import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, NotFound, SourceChanged, StoreUnavailable
from domain.ids import Sha256
from storage.folder import FolderStore

DATA = b"GIF89a no, a paper"
DIGEST = Sha256(hashlib.sha256(DATA).hexdigest())
YEAR_NS = 365 * 24 * 3600 * 10**9


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> FolderStore:
    return FolderStore(root)


@pytest.fixture
def artifact(store: FolderStore) -> Artifact:
    return store.put(DATA, MediaType.PDF)


@pytest.fixture
def file(root: Path, artifact: Artifact) -> Path:
    return root / artifact.sha256[:2] / artifact.sha256


def _alter(file: Path) -> None:
    """Flips one bit and leaves size, name and modification time as they were."""
    status = file.stat()
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[3] ^= 1
    with file.open("r+b") as handle:
        handle.write(data)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _all_files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_altered_byte_is_found_on_reading(store: FolderStore, artifact: Artifact, file: Path) -> None:
    _alter(file)
    with pytest.raises(DigestMismatch, match=f"{artifact.sha256}.*backup"):
        store.read(artifact)


def test_altered_byte_is_found_before_the_file_is_given_out(
    store: FolderStore, artifact: Artifact, file: Path
) -> None:
    _alter(file)
    with pytest.raises(DigestMismatch), store.local(artifact):
        pytest.fail("the altered file was given out")


def test_byte_altered_after_a_good_check_is_found(store: FolderStore, artifact: Artifact, file: Path) -> None:
    with store.local(artifact):
        pass
    _alter(file)
    with pytest.raises(DigestMismatch), store.local(artifact):
        pytest.fail("the altered file was given out")


def test_byte_altered_long_after_a_good_check_is_found(
    store: FolderStore, artifact: Artifact, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = file.stat().st_ctime_ns + YEAR_NS
    monkeypatch.setattr("storage.folder.time.time_ns", lambda: later)
    with store.local(artifact):
        pass
    _alter(file)
    with pytest.raises(DigestMismatch), store.local(artifact):
        pytest.fail("the altered file was given out")


def test_file_that_did_not_change_is_hashed_once(
    store: FolderStore, artifact: Artifact, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = file.stat().st_ctime_ns + YEAR_NS
    monkeypatch.setattr("storage.folder.time.time_ns", lambda: later)
    hashed: list[str] = []
    real = hashlib.file_digest

    def counted(handle: object, name: str) -> object:
        hashed.append(name)
        return real(handle, name)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr("storage.folder.hashlib.file_digest", counted)
    for _ in range(3):
        with store.local(artifact):
            pass
    assert hashed == ["sha256"]


@pytest.mark.parametrize("left", [0, 5])
def test_cut_file_is_found(store: FolderStore, artifact: Artifact, file: Path, left: int) -> None:
    file.chmod(0o600)
    os.truncate(file, left)
    with pytest.raises(DigestMismatch):
        store.read(artifact)
    with pytest.raises(DigestMismatch), store.local(artifact):
        pytest.fail("the cut file was given out")


def test_files_and_folders_are_the_owners_only(root: Path, file: Path) -> None:
    assert _mode(root) == 0o700
    assert _mode(file.parent) == 0o700
    assert _mode(file) == 0o400


def test_open_folder_is_closed_to_others(root: Path) -> None:
    root.mkdir(mode=0o755)
    root.chmod(0o755)
    FolderStore(root)
    assert _mode(root) == 0o700


def test_store_is_found_again_by_the_next_process(root: Path, artifact: Artifact) -> None:
    assert FolderStore(root).read(artifact) == DATA


def _full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _put_bytes(store: FolderStore, _source: Path) -> None:
    store.put(DATA, MediaType.PDF)


def _put_file(store: FolderStore, source: Path) -> None:
    store.put_file(source, MediaType.PDF)


@pytest.mark.parametrize("put", [_put_bytes, _put_file])
def test_full_disk_leaves_nothing_behind(
    store: FolderStore,
    root: Path,
    tmp_path: Path,
    put: Callable[[FolderStore, Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = tmp_path / "paper.pdf"
    source.write_bytes(DATA)
    (root / DIGEST[:2]).mkdir()
    monkeypatch.setattr("storage.folder.os.fsync", _full)
    with pytest.raises(StoreUnavailable, match=r"No space left.*free space"):
        put(store, source)
    assert _all_files(root) == []
    monkeypatch.undo()
    assert not store.has(DIGEST)
    put(store, source)
    assert store.has(DIGEST)


def test_source_altered_between_hashing_and_copying_is_refused(
    store: FolderStore, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "paper.pdf"
    source.write_bytes(DATA)
    real = hashlib.file_digest

    def altered_after(handle: object, name: str) -> object:
        digest = real(handle, name)  # type: ignore[arg-type]  # passed on as it came
        _alter(source)
        return digest

    monkeypatch.setattr("storage.folder.hashlib.file_digest", altered_after)
    with pytest.raises(SourceChanged, match=r"paper\.pdf changed"):
        store.put_file(source, MediaType.PDF)
    assert _all_files(root) == []


def test_interrupt_while_writing_leaves_nothing_behind(
    store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_handle: int) -> None:
        raise KeyboardInterrupt

    (root / DIGEST[:2]).mkdir()
    monkeypatch.setattr("storage.folder.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.put(DATA, MediaType.PDF)
    assert _all_files(root) == []


def test_file_and_both_folders_above_it_are_flushed(
    store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    real = os.fsync

    def noted(handle: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{handle}").readlink())
        real(handle)

    monkeypatch.setattr("storage.folder.os.fsync", noted)
    store.put(DATA, MediaType.PDF)
    folder = root / DIGEST[:2]
    assert [path.parent for path in flushed if path not in (root, folder)] == [folder]
    assert root in flushed
    assert flushed[-1] == folder


def test_root_that_is_a_file_cannot_be_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnavailable, match="as a store"):
        FolderStore(tmp_path / "file")


def test_trouble_of_the_disk_is_not_taken_for_a_missing_file(
    store: FolderStore, artifact: Artifact, file: Path
) -> None:
    file.unlink()
    file.mkdir()
    with pytest.raises(StoreUnavailable, match="mend the disk"):
        store.read(artifact)
    with pytest.raises(StoreUnavailable, match="mend the disk"), store.local(artifact):
        pytest.fail("a folder was given out")
    with pytest.raises(StoreUnavailable):
        store.delete(artifact.sha256)


def test_file_that_vanished_is_not_found(store: FolderStore, artifact: Artifact, file: Path) -> None:
    with store.local(artifact):
        pass
    file.unlink()
    with pytest.raises(NotFound, match="backup"), store.local(artifact):
        pytest.fail("there is no such file")


def _strangers(root: Path, artifact: Artifact) -> Iterator[Path]:
    folder = root / artifact.sha256[:2]
    yield folder / ".rest-of-a-crash"
    yield folder / "notes.txt"
    yield folder / ("0" * 64 if not artifact.sha256.startswith("00") else "f" * 64)
    yield root / "README"


def test_files_that_are_no_artifacts_are_not_named(
    store: FolderStore, root: Path, artifact: Artifact
) -> None:
    for stranger in _strangers(root, artifact):
        stranger.write_bytes(b"x")
    assert list(store.digests()) == [artifact.sha256]
