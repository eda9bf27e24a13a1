"""A document's way from paper to file: the states and the only steps between them."""

from enum import StrEnum

from domain.errors import StateConflict


class State(StrEnum):
    RECEIVED = "received"  # bytes are in the spool
    CLEARED = "cleared"  # the secrecy gate let every page pass
    READ = "read"  # every page is read
    QUESTION = "question"  # a person must answer something
    CONFIRMED = "confirmed"  # dossier, type and cut are settled
    COMPOSED = "composed"  # the PDF/A is stored
    WAITING_SIGNATURE = "waiting-signature"  # chờ ký
    SIGNED = "signed"
    FILED = "filed"  # sealed under its dossier
    CUT = "cut"  # its pages went on in papers of their own
    QUARANTINED = "quarantined"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.CLEARED, State.QUESTION, State.QUARANTINED}),
    State.CLEARED: frozenset({State.READ, State.QUARANTINED}),
    State.READ: frozenset({State.CONFIRMED, State.QUESTION, State.CUT, State.QUARANTINED}),
    State.QUESTION: frozenset({State.CONFIRMED, State.RECEIVED, State.CUT, State.WITHDRAWN}),
    State.CONFIRMED: frozenset({State.COMPOSED, State.QUESTION, State.QUARANTINED}),
    State.COMPOSED: frozenset({State.WAITING_SIGNATURE, State.SIGNED}),
    State.WAITING_SIGNATURE: frozenset({State.SIGNED, State.QUESTION, State.CUT, State.WITHDRAWN}),
    State.SIGNED: frozenset({State.FILED}),
    State.FILED: frozenset({State.SUPERSEDED, State.WITHDRAWN}),
    State.QUARANTINED: frozenset({State.RECEIVED, State.WITHDRAWN}),
    State.CUT: frozenset(),
    State.SUPERSEDED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

AT_REST = frozenset(
    {
        State.QUESTION,
        State.WAITING_SIGNATURE,
        State.FILED,
        State.CUT,
        State.QUARANTINED,
        State.SUPERSEDED,
        State.WITHDRAWN,
    }
)
"""States in which the pipeline has nothing to do until somebody acts."""


def require_transition(before: State, after: State, subject: str) -> None:
    """StateConflict unless `before` may become `after`; `subject` names the document."""
    if after not in TRANSITIONS[before]:
        raise StateConflict(
            f"{subject} is {before.value} and cannot become {after.value}; "
            f"look at it with `sohoa show {subject}`"
        )
