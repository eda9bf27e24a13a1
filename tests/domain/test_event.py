from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ChainBroken
from domain.event import NO_HASH, Event, EventKind, Fact, chain_hash, check_chain, sealed
from domain.ids import BatchId, Sha256

BATCH = BatchId("b0000000001")
AT = datetime(2025, 7, 15, 8, 30, tzinfo=UTC)


def _chain(length: int, batch: BatchId = BATCH) -> tuple[Event, ...]:
    events: list[Event] = []
    previous = NO_HASH
    for number in range(length):
        event = sealed(
            Event(
                batch=batch,
                number=number,
                at=AT + timedelta(seconds=number),
                kind=list(EventKind)[number % len(EventKind)],
                actor="may-quet",
                subject=f"d{number}",
                facts=(Fact("file", f"{number:064x}"),),
                previous=previous,
                hash=NO_HASH,
            )
        )
        events.append(event)
        previous = event.hash
    return tuple(events)


CHAIN = _chain(8)
PLACES = st.integers(0, len(CHAIN) - 1)


@pytest.mark.parametrize("length", [0, 1, 2, 8])
def test_whole_chain_passes(length: int) -> None:
    check_chain(_chain(length))


@pytest.mark.parametrize("place", range(len(CHAIN)))
@pytest.mark.parametrize(
    "change",
    [
        {"batch": BatchId("b0000000002")},
        {"number": 99},
        {"at": AT + timedelta(microseconds=1)},
        {"kind": EventKind.EXPORTED},
        {"actor": "nguoi-khac"},
        {"subject": "d999"},
        {"facts": ()},
        {"facts": (Fact("file", "x"),)},
        {"previous": Sha256("1" * 64)},
        {"hash": Sha256("1" * 64)},
        {"hash": NO_HASH},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_field_is_found(place: int, change: dict[str, object]) -> None:
    changed = replace(CHAIN[place], **change)  # type: ignore[arg-type]  # one field of many kinds
    if changed == CHAIN[place]:
        pytest.fail("the change changes nothing")
    with pytest.raises(ChainBroken, match=f"event {place} "):
        check_chain((*CHAIN[:place], changed, *CHAIN[place + 1 :]))


@pytest.mark.parametrize("place", range(len(CHAIN) - 1))
def test_changed_event_that_was_sealed_anew_is_found_by_the_next(place: int) -> None:
    changed = sealed(replace(CHAIN[place], actor="nguoi-khac"))
    with pytest.raises(ChainBroken, match=f"event {place + 1} "):
        check_chain((*CHAIN[:place], changed, *CHAIN[place + 1 :]))


@pytest.mark.parametrize("place", range(len(CHAIN) - 1))
def test_dropped_event_is_found(place: int) -> None:
    with pytest.raises(ChainBroken):
        check_chain((*CHAIN[:place], *CHAIN[place + 1 :]))


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(st.permutations(CHAIN))
def test_events_in_any_other_order_are_found(events: list[Event]) -> None:
    if tuple(events) == CHAIN:
        check_chain(tuple(events))
        return
    with pytest.raises(ChainBroken):
        check_chain(tuple(events))


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(PLACES, PLACES)
def test_event_put_in_twice_is_found(source: int, target: int) -> None:
    with pytest.raises(ChainBroken):
        check_chain((*CHAIN[:target], CHAIN[source], *CHAIN[target:]))


@pytest.mark.parametrize("place", range(1, len(CHAIN)))
def test_event_of_another_batch_is_found_though_it_fits_the_hashes(place: int) -> None:
    stranger = sealed(replace(CHAIN[place], batch=BatchId("b0000000002")))
    with pytest.raises(ChainBroken):
        check_chain((*CHAIN[:place], stranger))


def test_hash_covers_every_other_field_and_not_itself() -> None:
    event = CHAIN[3]
    assert chain_hash(replace(event, hash=Sha256("f" * 64))) == event.hash


def test_message_names_the_batch_and_what_to_do() -> None:
    with pytest.raises(ChainBroken, match=f"{BATCH}.*backup"):
        check_chain(CHAIN[1:])
