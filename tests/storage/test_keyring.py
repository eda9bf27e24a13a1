import multiprocessing
import stat
from datetime import timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from domain.errors import ConfigError, KeyUnusable
from storage.keyring import (
    NO_KEYS,
    Key,
    Keyring,
    RingFile,
    finished,
    new_key,
    with_new_current,
)
from tests.pki import AT


@pytest.fixture
def file(tmp_path: Path) -> RingFile:
    return RingFile(tmp_path / "a.keys")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_ring_comes_back_from_its_file(file: RingFile) -> None:
    first = file.create(AT)
    assert RingFile(file.path).read() == first
    assert len(first.keys) == 1
    assert first.current.made == AT
    assert _mode(file.path) == 0o600


def test_keys_are_random_and_their_ids_do_not_hold_them() -> None:
    one, other = new_key(AT), new_key(AT)
    assert len(one.secret) == 32
    assert one.secret != other.secret
    assert one.id != other.id
    assert one.id not in one.secret.hex()


def test_id_of_a_key_never_changes() -> None:
    assert Key(AT, bytes(range(32))).id == "b16523e30b22f60c26a778442c65d4b0"


def test_key_shows_in_no_words() -> None:
    key = new_key(AT)
    for words in (repr(key), str(key), repr(Keyring((key,)))):
        assert key.secret.hex() not in words
        assert repr(key.secret) not in words


def test_existing_file_is_never_overwritten(file: RingFile) -> None:
    first = file.create(AT)
    with pytest.raises(FileExistsError):
        file.create(AT)
    assert file.read() == first
    assert [path.name for path in file.path.parent.iterdir()] == ["a.keys"]


def test_replaced_ring_is_seen_by_who_has_it_open(file: RingFile) -> None:
    reader = RingFile(file.path)
    first = file.create(AT)
    assert reader.read() == first
    file.replace(with_new_current(first, AT + timedelta(days=1)))
    second = reader.read()
    assert second.keys[1:] == first.keys
    assert second.current != first.current
    assert _mode(file.path) == 0o600


def test_interrupted_rotation_makes_no_second_key(file: RingFile) -> None:
    begun = with_new_current(file.create(AT), AT)
    file.replace(begun)
    assert RingFile(file.path).read() == begun
    assert with_new_current(begun, AT) == begun
    assert with_new_current(finished(begun), AT) != begun


def test_crash_while_writing_leaves_the_ring_as_it_was(
    file: RingFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = file.create(AT)

    def crash(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.aside.os.fsync", crash)
    with pytest.raises(ConfigError, match=r"a\.keys: No space left"):
        file.replace(with_new_current(first, AT))
    assert RingFile(file.path).read() == first
    assert [path.name for path in file.path.parent.iterdir()] == ["a.keys"]


def test_missing_ring_is_named(file: RingFile) -> None:
    with pytest.raises(ConfigError, match=r"no keyring .*a\.keys.*sohoa keys new"):
        file.read()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_ring_that_others_may_read_is_refused(file: RingFile, mode: int) -> None:
    file.create(AT)
    file.read()
    file.path.chmod(mode)
    for ring in (file, RingFile(file.path)):
        with pytest.raises(ConfigError, match="chmod 600"):
            ring.read()


def test_folder_in_place_of_the_ring_is_named(file: RingFile) -> None:
    file.path.mkdir(mode=0o700)
    with pytest.raises(ConfigError, match=r"a\.keys: Is a directory"):
        file.read()


@pytest.mark.parametrize("text", ["", "\n", "-----BEGIN PRIVATE KEY-----\n", "sohoa-keyring 2\n", "\xff\xfe"])
def test_other_file_is_no_ring(file: RingFile, text: str) -> None:
    file.path.touch(0o600)
    file.path.write_text(text)
    with pytest.raises(KeyUnusable, match="no keyring"):
        file.read()


def test_altered_key_or_id_is_found_and_not_shown(file: RingFile) -> None:
    key = file.create(AT).current
    other = new_key(AT)
    for old, new in (
        (key.secret.hex(), other.secret.hex()),
        (key.id, other.id),
        (key.secret.hex(), key.secret.hex()[:-2]),
        (AT.isoformat(), "yesterday"),
        (key.id, f" {key.id}"),
    ):
        before = file.path.read_text()
        _rewrite(file.path, old, new)
        with pytest.raises(KeyUnusable, match="damaged in line 4") as caught:
            RingFile(file.path).read()
        assert new not in str(caught.value)
        file.path.write_text(before)
    assert RingFile(file.path).read().current == key


def test_doubled_key_is_found(file: RingFile) -> None:
    file.create(AT)
    line = file.path.read_text().splitlines()[-1]
    file.path.write_text(file.path.read_text() + line + "\n")
    with pytest.raises(KeyUnusable, match="damaged in line 5"):
        file.read()


def test_ring_without_a_key_is_damaged(file: RingFile) -> None:
    file.path.touch(0o600)
    file.path.write_text("sohoa-keyring 1\n# nothing more\n")
    with pytest.raises(KeyUnusable, match="holds no key"):
        file.read()
    with pytest.raises(KeyUnusable, match="empty"):
        assert NO_KEYS.current


def test_first_run_makes_a_private_folder_and_the_second_changes_nothing(tmp_path: Path) -> None:
    ring = RingFile(tmp_path / "home" / "keys" / "spool.keys")
    ring.ensure(AT)
    first = ring.read()
    ring.path.parent.chmod(0o755)
    ring.ensure(AT)
    assert ring.read() == first
    assert _mode(ring.path.parent) == 0o700


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"")
    with pytest.raises(ConfigError, match=r"spool\.keys"):
        RingFile(tmp_path / "keys" / "spool.keys").ensure(AT)


def _first_run(path: str, together: Barrier, answer: "Queue[str]") -> None:
    """Waits until all are there, then makes the ring as a first run does."""
    ring = RingFile(Path(path))
    together.wait(60)
    ring.ensure(AT)
    answer.put(ring.read().current.id)


def test_processes_that_start_at_once_use_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for attempt in range(2):
        path = tmp_path / f"{attempt}" / "spool.keys"
        answer: Queue[str] = context.Queue()
        together = context.Barrier(3)
        starters = [context.Process(target=_first_run, args=(str(path), together, answer)) for _ in range(3)]
        for starter in starters:
            starter.start()
        found = {answer.get(timeout=60) for _ in starters}
        for starter in starters:
            starter.join(60)
            assert starter.exitcode == 0
        answer.close()
        assert found == {RingFile(path).read().current.id}
        assert [one.name for one in path.parent.iterdir()] == ["spool.keys"]


def test_who_comes_second_uses_the_key_of_the_first(file: RingFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both saw no ring; the other one was first."""
    first = RingFile(file.path).create(AT)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    file.ensure(AT)
    assert file.read() == first
