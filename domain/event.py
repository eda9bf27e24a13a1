"""What happened, in an append-only chain of hashes, one chain a batch."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.codec import canonical
from domain.errors import ChainBroken
from domain.ids import BatchId, Sha256


class EventKind(StrEnum):
    BATCH_RECEIVED = "batch-received"
    DOCUMENT_RECEIVED = "document-received"
    PAGE_READ = "page-read"
    PAGE_QUARANTINED = "page-quarantined"
    PAGE_LEFT_OUT = "page-left-out"
    ATTEMPT_FAILED = "attempt-failed"
    STATE_CHANGED = "state-changed"
    QUESTION_ASKED = "question-asked"
    QUESTION_ANSWERED = "question-answered"
    ACCEPTED = "accepted"
    STACK_CUT = "stack-cut"
    PAPER_CUT = "paper-cut"
    DOSSIER_LINKED = "dossier-linked"
    COMPOSED = "composed"
    SIGN_INTENDED = "sign-intended"
    SIGNED = "signed"
    FILED = "filed"
    QUARANTINED = "quarantined"
    SECRECY_FOUND = "secrecy-found"
    SECRECY_DENIED = "secrecy-denied"
    RETRIED = "retried"
    EXPORTED = "exported"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Fact:
    """One named detail of an event. Never page content, field values or keys."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One link of a batch's chain. `hash` covers all other fields, `previous` among them."""

    batch: BatchId
    number: int
    at: datetime
    kind: EventKind
    actor: str
    subject: str
    facts: tuple[Fact, ...]
    previous: Sha256
    hash: Sha256


NO_HASH = Sha256("0" * 64)


def chain_hash(event: Event) -> Sha256:
    """The hash an event must carry: SHA-256 of its canonical form with an empty `hash`."""
    return Sha256(hashlib.sha256(canonical(replace(event, hash=NO_HASH))).hexdigest())


def sealed(event: Event) -> Event:
    """The event with its hash filled in."""
    return replace(event, hash=chain_hash(event))


def check_chain(events: tuple[Event, ...]) -> None:
    """ChainBroken unless the events of one batch are whole, in order and unaltered."""
    previous = NO_HASH
    for number, event in enumerate(events):
        placed = event.batch == events[0].batch and event.number == number and event.previous == previous
        if not placed or event.hash != chain_hash(event):
            raise ChainBroken(
                f"event {number} of batch {event.batch} is missing or was altered; "
                "stop work on this ledger and compare it with the last backup"
            )
        previous = event.hash
