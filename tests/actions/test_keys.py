"""Keys of spool and store: listed, changed at any point of a crash, retired, and what they are for."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from actions.keys import KeyView, list_keys, make_ring, retire, rotate
from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, StateConflict, UsageError
from storage.folder import FolderStore
from storage.keyring import RingFile
from storage.places import SealedPlace
from storage.sealing import Vault
from tests.office import FixedClock, Office
from tests.pki import AT

CLOCK = FixedClock(AT + timedelta(days=1))


class Crash(BaseException):
    """Stands for a kill -9: nothing in the program may catch it."""


def _silent(_count: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture
def place(tmp_path: Path) -> SealedPlace:
    """A store of five artifacts, two of them in plain from before it had keys."""
    ring = RingFile(tmp_path / "store.keys")
    ring.create(AT)
    root = tmp_path / "store"
    for data in (b"plain one", b"plain two"):
        FolderStore(root).put(data, MediaType.OTHER)
    store = FolderStore(root, Vault(ring.read))
    for data in (b"sealed one", b"sealed two", b"sealed three"):
        store.put(data, MediaType.OTHER)
    return SealedPlace("store", ring, store)


def _whole(place: SealedPlace) -> bool:
    """Every artifact can be read by who opens the store now."""
    ring = RingFile(place.ring.path)
    store = FolderStore(place.ring.path.parent / "store", Vault(ring.read))
    artifacts = [Artifact(digest, 0, MediaType.OTHER) for digest in store.digests()]
    return len(artifacts) == 5 and all(store.read(one) for one in artifacts)


def _counts(place: SealedPlace) -> list[tuple[bool, int]]:
    return [(key.current, key.artifacts) for key in list_keys(place)]


def test_list_counts_what_each_key_seals(place: SealedPlace) -> None:
    (key,) = place.ring.read().keys
    assert list_keys(place) == (
        KeyView(place="store", ring=str(place.ring.path), id=key.id, made=AT, current=True, artifacts=3),
        KeyView(place="store", ring=str(place.ring.path), id=None, made=None, current=False, artifacts=2),
    )


def test_list_shows_a_key_that_the_ring_lacks(place: SealedPlace) -> None:
    lost = place.ring.read().current.id
    place.ring.path.unlink()
    place.ring.create(AT)
    assert [(key.id, key.made, key.artifacts) for key in list_keys(place)][1:] == [
        (None, None, 2),
        (lost, None, 3),
    ]


def test_rotation_seals_everything_under_a_new_key(place: SealedPlace, office: Office) -> None:
    old = place.ring.read().current
    seen: list[int] = []
    done = rotate(place, office.ledger, CLOCK, seen.append)
    ring = RingFile(place.ring.path).read()
    assert (done.key, done.resealed) == (ring.current.id, 5)
    assert seen == [1, 2, 3, 4, 5]
    assert (ring.current.made, ring.keys[1:], ring.unfinished) == (CLOCK.at, (old,), False)
    assert _counts(place) == [(True, 5), (False, 0)]
    assert _whole(place)


def test_second_rotation_makes_a_third_key(place: SealedPlace, office: Office) -> None:
    keys = {rotate(place, office.ledger, CLOCK, _silent).key for _ in range(2)}
    assert len(keys) == 2
    assert _counts(place) == [(True, 5), (False, 0), (False, 0)]
    assert _whole(place)


def _crash_at(monkeypatch: pytest.MonkeyPatch, name: str, point: int) -> Callable[[], int]:
    """Lets a call of `os` or `Path` raise before it does anything, at its `point`-th time."""
    owner = os if name == "fsync" else Path
    real, calls = getattr(owner, name), 0

    def crashing(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls - 1 == point:
            raise Crash
        return real(*given, **named)

    monkeypatch.setattr(owner, name, crashing)
    return lambda: calls


@pytest.mark.parametrize("name", ["fsync", "rename"])
def test_rotation_may_be_cut_off_anywhere(
    place: SealedPlace, office: Office, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written lies aside until it is whole: at any point every artifact can be read."""
    for point in range(100):
        with monkeypatch.context() as patch:
            calls = _crash_at(patch, name, point)
            try:
                rotate(place, office.ledger, CLOCK, _silent)
            except Crash:
                pass
            else:
                assert calls() <= point
                break
        assert _whole(place)
        begun = RingFile(place.ring.path).read()
        done = rotate(place, office.ledger, CLOCK, _silent)
        assert _whole(place)
        ring = RingFile(place.ring.path).read()
        assert (ring.current.id, ring.unfinished) == (done.key, False)
        assert _counts(place)[0] == (True, 5)
        if begun.unfinished:
            assert ring.keys == begun.keys, "going on makes no further key"
        assert {one.name for one in place.ring.path.parent.iterdir()} == {"store", "store.keys", "home"}
        assert not list((place.ring.path.parent / "store").glob("??/.*"))
    else:
        pytest.fail("the rotation never came to its end")
    assert point >= 7


def test_rotation_stops_at_bytes_that_were_altered(place: SealedPlace, office: Office) -> None:
    digest = sorted(place.store.digests())[2]
    file = place.ring.path.parent / "store" / digest[:2] / digest
    sound = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    with pytest.raises(DigestMismatch, match=digest):
        rotate(place, office.ledger, CLOCK, _silent)
    file.write_bytes(sound)
    rotate(place, office.ledger, CLOCK, _silent)
    assert len(place.ring.read().keys) == 2
    assert _counts(place)[0] == (True, 5)


def test_keys_stay_as_they_are_while_an_engine_works(place: SealedPlace, office: Office) -> None:
    before = place.ring.read()
    with office.ledger.lease():
        with pytest.raises(StateConflict, match="engine"):
            rotate(place, office.ledger, CLOCK, _silent)
        with pytest.raises(StateConflict, match="engine"):
            retire(place, office.ledger)
    assert place.ring.read() == before
    assert _counts(place) == [(True, 3), (False, 2)]


def test_retiring_drops_only_keys_that_seal_nothing(place: SealedPlace, office: Office) -> None:
    first = place.ring.read().current
    assert retire(place, office.ledger) == ()
    rotate(place, office.ledger, CLOCK, _silent)
    second = place.ring.read().current
    assert retire(place, office.ledger) == (first.id,)
    assert place.ring.read().keys == (second,)
    assert _whole(place)


def test_retiring_keeps_the_keys_of_an_unfinished_rotation(place: SealedPlace, office: Office) -> None:
    def stop(count: int) -> None:
        if count == 3:
            raise Crash

    with pytest.raises(Crash):
        rotate(place, office.ledger, CLOCK, stop)
    assert retire(place, office.ledger) == ()
    assert place.ring.read().unfinished
    assert _whole(place)


def test_writer_that_was_there_before_uses_the_new_key(place: SealedPlace, office: Office) -> None:
    writer = FolderStore(place.ring.path.parent / "store", Vault(RingFile(place.ring.path).read))
    writer.put(b"before", MediaType.OTHER)
    done = rotate(place, office.ledger, CLOCK, _silent)
    kept = writer.put(b"after", MediaType.OTHER)
    assert writer.key_of(kept.sha256) == done.key
    retire(place, office.ledger)
    assert writer.read(kept) == b"after"


def test_ring_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "a.keys"
    assert make_ring(path, CLOCK) == RingFile(path).read().current.id
    with pytest.raises(UsageError, match=r"a\.keys is there already"):
        make_ring(path, CLOCK)
    with pytest.raises(UsageError, match=r"cannot write .*No such file"):
        make_ring(tmp_path / "nowhere" / "a.keys", CLOCK)
