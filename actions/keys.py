"""Keys that stored bytes are sealed under: made, listed, changed and retired."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import NotFound, StateConflict, UsageError
from domain.ports import Clock, Ledger
from storage.keyring import Keyring, RingFile, finished, with_new_current
from storage.places import SealedPlace, SealedStore


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """One key of one place and how many artifacts it seals."""

    place: str
    ring: str
    """The keyring's file."""
    id: str | None
    """None for what lies there in plain."""
    made: datetime | None
    """None when the ring lacks the key."""
    current: bool
    artifacts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What a rotation did."""

    place: str
    key: str
    resealed: int


def make_ring(path: Path, clock: Clock) -> str:
    """A new keyring in a file that must not exist yet; the id of its key."""
    try:
        return RingFile(path).create(clock.now()).current.id
    except FileExistsError as error:
        raise UsageError(
            f"{path} is there already and is never overwritten; `sohoa keys rotate` adds a key"
        ) from error
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {error.strerror}; choose a folder you may write in"
        ) from error


def list_keys(place: SealedPlace) -> tuple[KeyView, ...]:
    """The ring's keys in its order, then what lies in plain or under keys that the ring lacks."""
    ring, count = place.ring.read(), _keys_in_use(place.store)
    dates = {key.id: key.made for key in ring.keys}
    others = sorted((found for found in count if found not in dates), key=lambda found: found or "")
    return tuple(
        KeyView(
            place=place.name,
            ring=str(place.ring.path),
            id=key,
            made=dates.get(key or ""),
            current=key == ring.current.id,
            artifacts=count[key],
        )
        for key in (*dates, *others)
    )


def rotate(place: SealedPlace, ledger: Ledger, clock: Clock, on_sealed: Callable[[int], None]) -> Rotated:
    """Adds a key that writes from now on, and brings every artifact under it; plain ones too.

    Interrupted, it goes on when it is run again: until every artifact is under the new key no other is
    made, and all keys stay in the ring. StateConflict while an engine works.
    """
    with _no_engine(ledger):
        with place.store.alone():
            ring = with_new_current(place.ring.read(), clock.now())
            place.ring.replace(ring)
        resealed = 0
        for digest in place.store.digests():
            resealed += place.store.reseal(digest)
            on_sealed(resealed)
        place.ring.replace(finished(ring))
    return Rotated(place=place.name, key=ring.current.id, resealed=resealed)


def retire(place: SealedPlace, ledger: Ledger) -> tuple[str, ...]:
    """Takes the keys out of the ring that seal nothing and do not write; their ids."""
    with _no_engine(ledger), place.store.alone():
        ring, used = place.ring.read(), _keys_in_use(place.store)
        kept = tuple(key for key in ring.keys if used[key.id] or key == ring.current)
        dropped = tuple(key.id for key in ring.keys if key not in kept)
        if dropped:
            place.ring.replace(Keyring(kept, ring.unfinished))
    return dropped


@contextmanager
def _no_engine(ledger: Ledger) -> Iterator[None]:
    with ledger.lease() as alone:
        if not alone:
            raise StateConflict(
                "an engine works on these papers; stop it (`sohoa watch`), then run this again"
            )
        yield


def _keys_in_use(store: SealedStore) -> Counter[str | None]:
    count: Counter[str | None] = Counter()
    for digest in store.digests():
        try:
            count[store.key_of(digest)] += 1
        except NotFound:
            # Deleted meanwhile.
            continue
    return count
