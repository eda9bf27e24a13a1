"""Events that are gone, altered or do not agree with the rows: the audit names batch and paper."""

from collections.abc import Callable

import pytest

from actions.auditing.findings import CheckName
from domain.event import EventKind
from domain.ids import BatchId
from domain.ledger import Change, NewEvent
from tests.actions.audited_office import Damaged, damaged, faults, sql
from tests.office import Office
from tests.pki import AT

CHAINS = CheckName.CHAINS


def chain_faults(office: Office, batch: BatchId) -> list[str]:
    """What the audit says of the chain itself; every fault is of that batch."""
    found = faults(office, quick=True)
    assert {fault.batch for _name, fault in found} == {batch}
    return [fault.what for name, fault in found if name is CHAINS and fault.document is None]


ALTERATIONS = {
    "a word in an event": "update events set value = replace(value, 'sohoa', 'ai đó') "
    "where batch = ? and number = 5",
    "an event left out": "delete from events where batch = ? and number = 2",
    "the first event left out": "delete from events where batch = ? and number = 0",
    "an event moved": "update events set number = 999 where batch = ? and number = 2",
}


@pytest.mark.parametrize("case", ALTERATIONS)
def test_altered_chain_is_named(audited: Office, case: str) -> None:
    batch = audited.named("don").document.batch
    sql(audited, ALTERATIONS[case], batch)
    assert any("is missing or was altered" in words for words in chain_faults(audited, batch))


def test_event_that_does_not_decode_is_named_and_nothing_else_is_blamed(audited: Office) -> None:
    batch = audited.named("don").document.batch
    sql(audited, "update events set value = '{' where batch = ? and number = 2", batch)
    ((name, fault),) = faults(audited, quick=True)
    assert (name, fault.batch, fault.document) == (CHAINS, batch, None)
    assert "does not decode" in fault.what


def test_chain_that_is_gone_is_named(audited: Office) -> None:
    batch = audited.named("don").document.batch
    sql(audited, "delete from events where batch = ?", batch)
    assert chain_faults(audited, batch) == ["it has no events"]


def test_last_event_left_out_is_found_by_the_papers_state(audited: Office) -> None:
    paper = damaged(audited, "cho")
    batch = paper.paper.document.batch
    where = "delete from events where batch = ? and number = (select max(number) from events where batch = ?)"
    sql(audited, where, batch, batch)
    assert chain_faults(audited, batch) == [], "the rest is a whole chain"
    paper.fault(CHAINS, "its row says waiting-signature, its events end in composed")


def test_batch_that_came_in_twice_is_named(audited: Office) -> None:
    batch = audited.named("don").document.batch
    event = NewEvent(kind=EventKind.BATCH_RECEIVED, subject=batch)
    audited.ledger.commit(Change(batch=batch, actor="sohoa", at=AT, events=(event,)))
    assert chain_faults(audited, batch) == ["its chain does not tell that it came in once"]


def moved(before: str, after: str) -> Callable[[Damaged], None]:
    return lambda paper: paper.tell(EventKind.STATE_CHANGED, **{"from": before, "to": after})


STORIES: dict[str, tuple[str, Callable[[Damaged], None], str]] = {
    "came in twice": (
        "don",
        lambda paper: paper.tell(EventKind.DOCUMENT_RECEIVED),
        "tell 2 times that it came in",
    ),
    "a file is exchanged": (
        "moi",
        lambda paper: paper.set("files[0].artifact.sha256", "a" * 64),
        "1 files came in, 0 of them are in its row",
    ),
    "a file is gone": ("moi", lambda paper: paper.set("files", []), "1 files came in, 0 of them"),
    "no such step": ("don", moved("filed", "read"), "from filed to read, no such step"),
    "no such state": ("don", moved("filed", "lost"), "from filed to lost, no such step"),
    "a step left out": ("don", moved("question", "confirmed"), "be filed and then question without a step"),
    "a state that was changed": (
        "cho",
        lambda paper: paper.set_column("state", "confirmed"),
        "its row says confirmed, its events end in waiting-signature",
    ),
    "composed once more": (
        "cho",
        lambda paper: paper.tell(EventKind.COMPOSED, pdf="a" * 64),
        "tell 2 times that it was composed, its states 1 times",
    ),
    "signed once more": (
        "don",
        lambda paper: paper.tell(EventKind.SIGNED),
        "tell 2 times that it was signed, its states 1 times",
    ),
    "filed once more": (
        "don",
        lambda paper: paper.tell(EventKind.FILED),
        "tell 2 times that it was filed, its states 1 times",
    ),
    "quarantined once more": (
        "hong",
        lambda paper: paper.tell(EventKind.QUARANTINED),
        "tell 2 times that it was quarantined, its states 1 times",
    ),
    "another PDF": (
        "cho",
        lambda paper: paper.set("pdf.sha256", "a" * 64),
        "its event composed disagree on the pdf",
    ),
    "a PDF nobody composed": (
        "le",
        lambda paper: paper.set("pdf", {"sha256": "a" * 64, "size": 1, "media_type": "application/pdf"}),
        "its event composed disagree on the pdf",
    ),
    "another signed PDF": (
        "don",
        lambda paper: paper.set("signed_pdf.sha256", "a" * 64),
        "its event signed disagree on the pdf",
    ),
    "another certificate": (
        "don",
        lambda paper: paper.set("signature.certificate_serial", "99"),
        "disagree on the certificate",
    ),
    "another dossier": (
        "don",
        lambda paper: paper.set("dossier.number", "H13.16-250715-0009"),
        "its event filed disagree on the dossier",
    ),
    "another reason": (
        "hong",
        lambda paper: sql(
            paper.office,
            "update documents set failure = json_set(failure, '$.code', 'crash') where id = ?",
            paper.paper.document.id,
        ),
        "its event quarantined disagree on the reason",
    ),
}


@pytest.mark.parametrize("case", STORIES)
def test_event_and_row_that_do_not_agree_are_named(audited: Office, case: str) -> None:
    name, damage, words = STORIES[case]
    paper = damaged(audited, name)
    damage(paper)
    paper.fault(CHAINS, words)
