"""How every ledger must change; run against each of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.actor import EVERY_UNIT, UnitScope
from domain.batch import Dossier
from domain.document import DossierLink, DossierOrigin
from domain.errors import Disposition, LedgerBusy, NotFound, StateConflict
from domain.event import EventKind, Fact, check_chain
from domain.failure import Failed
from domain.ids import BatchId, DocumentId, DossierNumber, StepKey, UnitCode
from domain.ledger import Arrival, Change, NewEvent, PageState
from domain.lifecycle import State
from domain.ports import Ledger
from domain.stack import CutFrom
from tests.contracts.ledgers import OPENERS
from tests.contracts.papers import (
    AT,
    NUMBER,
    commit,
    everything,
    file_under,
    identity_of,
    make_artifact,
    make_batch,
    make_document,
    make_page,
    moved,
    receive,
)


def test_receiving_is_whole_or_not_at_all(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    before = everything(ledger)
    with pytest.raises(LedgerBusy):
        receive(ledger, make_batch("b2"), "d2", "d1")
    with pytest.raises(LedgerBusy):
        receive(ledger, make_batch("b1"), "d3")
    assert everything(ledger) == before
    with pytest.raises(NotFound):
        ledger.batch(BatchId("b2"), EVERY_UNIT)


def test_change_counts_the_revision_and_keeps_the_failure(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    failure = Failed(stage="read", code="too-large", disposition=Disposition.REJECT, message="quá lớn")
    commit(ledger, moved(ledger, "d1", State.QUARANTINED, failure=failure))
    row = ledger.document(DocumentId("d1"), EVERY_UNIT)
    assert (row.state, row.revision, row.failure) == (State.QUARANTINED, 1, failure)
    commit(ledger, moved(ledger, "d1", State.RECEIVED))
    row = ledger.document(DocumentId("d1"), EVERY_UNIT)
    assert (row.state, row.revision, row.failure) == (State.RECEIVED, 2, None)


def _broken_changes(ledger: Ledger) -> dict[str, Change]:
    """Changes that begin well and fail at their last part."""
    first = moved(ledger, "d1", State.CLEARED)
    stale = replace(moved(ledger, "d2", State.CLEARED), row=replace(first.row, revision=9))
    stale = replace(stale, document=ledger.document(DocumentId("d2"), EVERY_UNIT).document)
    second = ledger.document(DocumentId("d2"), EVERY_UNIT).document
    taken = replace(second, dossier=DossierLink(NUMBER, DossierOrigin.CODE), ordinal=1)
    lost = replace(make_document("d9", make_batch("b1")), name="nobody")
    whole = Change(
        batch=BatchId("b1"),
        actor="may-quet",
        at=AT,
        pages=(make_page("d1", 0, PageState.READ, value=50),),
        steps=((StepKey("k"), make_artifact(51)),),
        events=(NewEvent(kind=EventKind.PAGE_READ, subject="d1"),),
    )
    return {
        "stale revision": replace(whole, documents=(first, stale)),
        "ordinal taken": replace(whole, documents=(first, moved(ledger, "d2", State.RECEIVED, taken))),
        "unknown document": replace(
            whole, documents=(first, replace(first, document=lost, row=replace(first.row, document=lost)))
        ),
        "page of nothing": replace(whole, documents=(first,), pages=(*whole.pages, make_page("d9", 0))),
        "events of no batch": replace(whole, documents=(first,), batch=BatchId("b9")),
    }


@pytest.mark.parametrize(
    "broken",
    ["stale revision", "ordinal taken", "unknown document", "page of nothing", "events of no batch"],
)
def test_commit_is_whole_or_not_at_all(ledger: Ledger, broken: str) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2", "d3")
    file_under(ledger, "d3", 1)
    before = everything(ledger)
    with pytest.raises(LedgerBusy):
        ledger.commit(_broken_changes(ledger)[broken])
    assert everything(ledger) == before
    assert ledger.step(StepKey("k")) is None


def test_second_of_two_who_changed_the_same_row_is_told(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    mine, theirs = moved(ledger, "d1", State.CLEARED), moved(ledger, "d1", State.QUARANTINED)
    commit(ledger, mine)
    with pytest.raises(LedgerBusy, match="d1"):
        commit(ledger, theirs)
    assert ledger.document(DocumentId("d1"), EVERY_UNIT).state is State.CLEARED
    check_chain(ledger.events(BatchId("b1"), EVERY_UNIT))


def test_step_the_lifecycle_does_not_know_is_refused(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    before = everything(ledger)
    with pytest.raises(StateConflict, match="d1"):
        commit(ledger, moved(ledger, "d1", State.FILED))
    assert everything(ledger) == before


def test_chain_is_whole_after_many_commits(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    receive(ledger, make_batch("b2"), "d2")
    for number in range(30):
        ledger.commit(
            Change(
                batch=BatchId(f"b{number % 2 + 1}"),
                actor="may-quet",
                at=AT + timedelta(seconds=number),
                events=tuple(
                    NewEvent(
                        kind=EventKind.PAGE_READ,
                        subject=f"d{number % 2 + 1}",
                        facts=(Fact("page", str(part)),),
                    )
                    for part in range(number % 3)
                ),
            )
        )
    for name in ("b1", "b2"):
        events = ledger.events(BatchId(name), EVERY_UNIT)
        check_chain(events)
        assert [event.number for event in events] == list(range(len(events)))
        assert len(events) == 2 + sum(number % 3 for number in range(30) if f"b{number % 2 + 1}" == name)


def test_event_bears_who_when_and_what(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    facts = (Fact("from", "received"), Fact("to", "cleared"))
    event = NewEvent(kind=EventKind.STATE_CHANGED, subject="d1", facts=facts)
    ledger.commit(Change(batch=BatchId("b1"), actor="Trần Thị Mẫu", at=AT, events=(event,)))
    last = ledger.events(BatchId("b1"), EVERY_UNIT)[-1]
    assert (last.kind, last.actor, last.at, last.subject, last.facts) == (
        EventKind.STATE_CHANGED,
        "Trần Thị Mẫu",
        AT,
        "d1",
        facts,
    )


@pytest.mark.parametrize("text", ["'; DROP TABLE events; --", "%", "_", "đ\u0323", "\U0001f4dc", "a\nb", ""])
def test_any_text_is_only_text(ledger: Ledger, text: str) -> None:
    batch = replace(make_batch("b1", UnitCode(text)), folder=text, actor=text)
    receive(ledger, batch, "d1")
    file_under(ledger, "d1", 1, DossierNumber(text))
    assert ledger.batch(batch.id, UnitScope(frozenset({UnitCode(text)}))) == batch
    assert ledger.dossiers(EVERY_UNIT) == (Dossier(number=DossierNumber(text), unit=batch.unit, papers=1),)
    check_chain(ledger.events(batch.id, EVERY_UNIT))


def test_what_was_committed_is_there_when_the_ledger_is_opened_again(tmp_path: Path) -> None:
    for name, open_ledger in OPENERS.items():
        folder = tmp_path / name
        folder.mkdir()
        first = open_ledger(folder)
        receive(first, make_batch("b1"), "d1")
        file_under(first, "d1", 1)
        before = everything(first)
        first.close()
        again = open_ledger(folder)
        assert everything(again) == before
        again.close()


def test_two_ledgers_on_one_place_see_each_other(tmp_path: Path) -> None:
    for name, open_ledger in OPENERS.items():
        folder = tmp_path / name
        folder.mkdir()
        one, other = open_ledger(folder), open_ledger(folder)
        receive(one, make_batch("b1"), "d1")
        commit(other, moved(other, "d1", State.CLEARED))
        assert one.document(DocumentId("d1"), EVERY_UNIT).state is State.CLEARED
        check_chain(one.events(BatchId("b1"), EVERY_UNIT))
        one.close()
        other.close()


def _cut(ledger: Ledger, identity: str = "mới") -> Change:
    """The stack d1 becomes the papers d2 and d3."""
    stack = moved(ledger, "d1", State.READ)
    papers = tuple(
        replace(stack.document, id=DocumentId(name), cut_from=CutFrom(DocumentId("d1"), (number,)))
        for number, name in enumerate(("d2", "d3"))
    )
    return Change(
        batch=BatchId("b1"),
        actor="may-quet",
        at=AT,
        documents=(replace(stack, state=State.CUT),),
        papers=(
            Arrival(document=papers[0], identity=identity_of(identity)),
            Arrival(document=papers[1], identity=identity_of("d3")),
        ),
        pages=tuple(make_page(name, 0, PageState.READ, value=50) for name in ("d1", "d2", "d3")),
    )


def _read_stack(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    commit(ledger, moved(ledger, "d1", State.CLEARED))
    commit(ledger, moved(ledger, "d1", State.READ))


def test_papers_of_a_stack_come_in_as_read_and_name_its_files(ledger: Ledger) -> None:
    _read_stack(ledger)
    ledger.commit(_cut(ledger))
    rows = ledger.documents(EVERY_UNIT, batch=BatchId("b1"))
    assert [(row.document.id, row.state, row.revision) for row in rows] == [
        ("d1", State.CUT, 3),
        ("d2", State.READ, 0),
        ("d3", State.READ, 0),
    ]
    assert [page.document for page in ledger.pages(DocumentId("d2"), EVERY_UNIT)] == ["d2"]
    assert ledger.known(identity_of("mới")) == "d2"


def test_cutting_is_whole_or_not_at_all(ledger: Ledger) -> None:
    _read_stack(ledger)
    before = everything(ledger)
    with pytest.raises(LedgerBusy):
        ledger.commit(_cut(ledger, identity="d1"))
    assert everything(ledger) == before
