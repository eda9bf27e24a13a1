import itertools

import pytest

from domain.errors import StateConflict
from domain.lifecycle import AT_REST, TRANSITIONS, State, require_transition

ALL_PAIRS = list(itertools.product(State, State))
FINAL = {State.SUPERSEDED, State.WITHDRAWN, State.CUT}


def _reachable(start: State) -> set[State]:
    found, waiting = {start}, [start]
    while waiting:
        for after in TRANSITIONS[waiting.pop()] - found:
            found.add(after)
            waiting.append(after)
    return found


@pytest.mark.parametrize(("before", "after"), ALL_PAIRS)
def test_only_the_table_allows_a_step(before: State, after: State) -> None:
    if after in TRANSITIONS[before]:
        require_transition(before, after, "d1")
        return
    with pytest.raises(StateConflict, match=f"d1 is {before.value} and cannot become {after.value}"):
        require_transition(before, after, "d1")


def test_table_says_something_of_every_state() -> None:
    assert set(TRANSITIONS) == set(State)


def test_every_state_can_be_reached_from_the_first() -> None:
    assert _reachable(State.RECEIVED) == set(State)


def test_no_state_becomes_itself() -> None:
    assert not [state for state in State if state in TRANSITIONS[state]]


def test_nothing_leads_out_of_the_final_states_only() -> None:
    assert {state for state in State if not TRANSITIONS[state]} == FINAL


@pytest.mark.parametrize("state", sorted(set(State) - FINAL))
def test_paper_can_still_be_filed_or_withdrawn(state: State) -> None:
    assert {State.FILED, State.WITHDRAWN} & _reachable(state)


def test_main_way_leads_through_the_states_in_order() -> None:
    way = (
        State.RECEIVED,
        State.CLEARED,
        State.READ,
        State.CONFIRMED,
        State.COMPOSED,
        State.WAITING_SIGNATURE,
        State.SIGNED,
        State.FILED,
    )
    for before, after in itertools.pairwise(way):
        require_transition(before, after, "d1")


def test_nothing_is_filed_before_the_secrecy_gate_let_it_pass() -> None:
    without_gate = {before: after - {State.CLEARED} for before, after in TRANSITIONS.items()}
    found, waiting = {State.RECEIVED}, [State.RECEIVED]
    while waiting:
        for after in without_gate[waiting.pop()] - found - {State.CONFIRMED}:
            found.add(after)
            waiting.append(after)
    assert not found & {State.READ, State.COMPOSED, State.SIGNED, State.FILED}


def test_resting_states_are_those_where_a_person_or_nobody_acts() -> None:
    assert FINAL <= AT_REST
    assert {State.QUESTION, State.WAITING_SIGNATURE, State.FILED, State.QUARANTINED} <= AT_REST
    assert not AT_REST & {State.RECEIVED, State.CLEARED, State.READ, State.CONFIRMED, State.COMPOSED}
    assert State.SIGNED not in AT_REST


@pytest.mark.parametrize("state", sorted(set(State) - AT_REST))
def test_state_the_pipeline_works_on_has_a_way_on(state: State) -> None:
    assert TRANSITIONS[state]
