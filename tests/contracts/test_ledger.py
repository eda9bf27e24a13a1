"""What every ledger must answer; run against each of them."""

from dataclasses import replace

import pytest

from domain.actor import EVERY_UNIT, UnitScope
from domain.batch import Dossier
from domain.document import DossierLink, DossierOrigin, Priority
from domain.errors import NotFound
from domain.ids import BatchId, DocumentId, DossierNumber, StepKey, UnitCode
from domain.ledger import Arrival, Change, Indexed, PageState
from domain.lifecycle import State
from domain.ports import Ledger
from tests.contracts.papers import (
    AT,
    NOBODY,
    NUMBER,
    ONLY_A,
    ONLY_B,
    A,
    B,
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


def test_new_ledger_is_empty(ledger: Ledger) -> None:
    assert everything(ledger) == ((), (), (), frozenset(), (), ())


def test_received_batch_and_documents_come_back_as_they_were(ledger: Ledger) -> None:
    batch = replace(make_batch("b1"), folder="Hồ sơ", given=DossierLink(None, DossierOrigin.PERSON))
    receive(ledger, batch, "d1", "d2")
    assert ledger.batch(batch.id, EVERY_UNIT) == batch
    assert ledger.batches(EVERY_UNIT) == (batch,)
    rows = ledger.documents(EVERY_UNIT)
    assert [row.document for row in rows] == [make_document("d1", batch), make_document("d2", batch)]
    assert {(row.state, row.revision, row.failure) for row in rows} == {(State.RECEIVED, 0, None)}
    assert [event.subject for event in ledger.events(batch.id, EVERY_UNIT)] == ["b1", "d1", "d2"]


def test_documents_and_batches_come_in_order_of_arrival(ledger: Ledger) -> None:
    for name in ("b9", "b1", "b5"):
        receive(ledger, make_batch(name), f"d{name}z", f"d{name}a")
    assert [batch.id for batch in ledger.batches(EVERY_UNIT)] == ["b9", "b1", "b5"]
    assert [row.document.id for row in ledger.documents(EVERY_UNIT)] == [
        "db9z",
        "db9a",
        "db1z",
        "db1a",
        "db5z",
        "db5a",
    ]


def test_documents_are_chosen_by_state_batch_and_dossier(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    receive(ledger, make_batch("b2"), "d3")
    file_under(ledger, "d2", 1)
    commit(ledger, moved(ledger, "d3", State.QUARANTINED))

    def names(
        states: frozenset[State] | None = None,
        batch: BatchId | None = None,
        dossier: DossierNumber | None = None,
    ) -> list[str]:
        rows = ledger.documents(EVERY_UNIT, states=states, batch=batch, dossier=dossier)
        return [row.document.id for row in rows]

    assert names(states=frozenset({State.QUARANTINED})) == ["d3"]
    assert names(states=frozenset(State)) == ["d1", "d2", "d3"]
    assert names(states=frozenset()) == []
    assert names(batch=BatchId("b1")) == ["d1", "d2"]
    assert names(dossier=NUMBER) == ["d2"]
    assert names(batch=BatchId("b2"), dossier=NUMBER) == []


def test_documents_are_chosen_by_priority_and_counted_by_state(ledger: Ledger) -> None:
    batch = make_batch("b1")
    receive(ledger, batch, "d1", "d2")
    urgent = ledger.documents(EVERY_UNIT, priority=Priority.COUNTER)
    assert [row.document.id for row in urgent] == ["d1", "d2"]
    later = replace(urgent[0].document, priority=Priority.BACKFILL)
    commit(ledger, moved(ledger, "d1", State.RECEIVED, later))
    for priority, name in ((Priority.COUNTER, "d2"), (Priority.BACKFILL, "d1")):
        assert [row.document.id for row in ledger.documents(EVERY_UNIT, priority=priority)] == [name]
    commit(ledger, moved(ledger, "d2", State.QUARANTINED))
    assert ledger.count_documents(batch.id, State.RECEIVED, EVERY_UNIT) == 1
    assert ledger.count_documents(batch.id, State.RECEIVED, NOBODY) == 0
    assert ledger.count_documents(BatchId("b2"), State.RECEIVED, EVERY_UNIT) == 0


def test_unit_never_sees_the_papers_of_another(ledger: Ledger) -> None:
    receive(ledger, make_batch("ba", A), "da")
    receive(ledger, make_batch("bb", B), "db")
    file_under(ledger, "da", 1)
    file_under(ledger, "db", 1)
    for scope, unit, mine, other in ((ONLY_A, A, "a", "b"), (ONLY_B, B, "b", "a")):
        assert [batch.id for batch in ledger.batches(scope)] == [f"b{mine}"]
        assert [row.document.id for row in ledger.documents(scope)] == [f"d{mine}"]
        assert [row.document.id for row in ledger.documents(scope, dossier=NUMBER)] == [f"d{mine}"]
        assert ledger.documents(scope, batch=BatchId(f"b{other}")) == ()
        assert ledger.dossiers(scope) == (Dossier(number=NUMBER, unit=unit, papers=1),)
        assert ledger.document(DocumentId(f"d{mine}"), scope).document.unit == unit
        with pytest.raises(NotFound):
            ledger.document(DocumentId(f"d{other}"), scope)
        with pytest.raises(NotFound):
            ledger.batch(BatchId(f"b{other}"), scope)


def test_unit_never_sees_the_pages_or_events_of_another(ledger: Ledger) -> None:
    for batch, unit, document in (("ba", A, "da"), ("bb", B, "db")):
        receive(ledger, make_batch(batch, unit), document)
        change = Change(batch=BatchId(batch), actor="x", at=AT, pages=(make_page(document, 0),))
        ledger.commit(change)
    assert [page.document for page in ledger.pages(DocumentId("da"), ONLY_A)] == ["da"]
    assert ledger.events(BatchId("ba"), ONLY_A) != ()
    assert ledger.pages(DocumentId("db"), ONLY_A) == ()
    assert ledger.count_pages(DocumentId("db"), PageState.WAITING, ONLY_A) == 0
    assert ledger.events(BatchId("bb"), ONLY_A) == ()
    with pytest.raises(NotFound):
        ledger.page(DocumentId("db"), 0, ONLY_A)


def test_scope_of_no_unit_sees_nothing(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    file_under(ledger, "d1", 1)
    assert (ledger.batches(NOBODY), ledger.documents(NOBODY), ledger.dossiers(NOBODY)) == ((), (), ())
    with pytest.raises(NotFound):
        ledger.document(DocumentId("d1"), NOBODY)


def test_refusal_does_not_tell_whether_another_unit_has_the_paper(ledger: Ledger) -> None:
    receive(ledger, make_batch("bb", B), "db")
    with pytest.raises(NotFound) as hidden:
        ledger.document(DocumentId("db"), ONLY_A)
    with pytest.raises(NotFound) as absent:
        ledger.document(DocumentId("dx"), ONLY_A)
    assert str(hidden.value).replace("db", "dx") == str(absent.value)


def test_scope_of_many_units_sees_those(ledger: Ledger) -> None:
    receive(ledger, make_batch("ba", A), "da")
    receive(ledger, make_batch("bb", B), "db")
    receive(ledger, make_batch("bc", UnitCode("H14")), "dc")
    both = UnitScope(frozenset({A, B}))
    assert [row.document.id for row in ledger.documents(both)] == ["da", "db"]


def test_same_papers_are_known_until_they_are_withdrawn(ledger: Ledger) -> None:
    identity = make_artifact(7).sha256
    assert ledger.known(identity) is None
    receive(ledger, make_batch("b1"), "d1", identity=identity)
    assert ledger.known(identity) == "d1"
    assert ledger.known(make_artifact(8).sha256) is None
    commit(ledger, moved(ledger, "d1", State.QUARANTINED))
    assert ledger.known(identity) == "d1"
    commit(ledger, moved(ledger, "d1", State.WITHDRAWN))
    assert ledger.known(identity) is None
    receive(ledger, make_batch("b2"), "d2", identity=identity)
    assert ledger.known(identity) == "d2"


def test_next_ordinal_counts_within_unit_and_dossier(ledger: Ledger) -> None:
    receive(ledger, make_batch("ba", A), "d1", "d2", "d3")
    receive(ledger, make_batch("bb", B), "d4")
    linked = replace(
        ledger.document(DocumentId("d3"), EVERY_UNIT).document,
        dossier=DossierLink(NUMBER, DossierOrigin.CODE),
    )
    assert ledger.next_ordinal(linked) == 1
    file_under(ledger, "d1", 1)
    file_under(ledger, "d2", 4)
    file_under(ledger, "d4", 9)
    assert ledger.next_ordinal(linked) == 5
    other = DossierLink(DossierNumber("H13.16-250715-0002"), DossierOrigin.CODE)
    assert ledger.next_ordinal(replace(linked, dossier=other)) == 1


@pytest.mark.parametrize("link", [None, DossierLink(None, DossierOrigin.PERSON)])
def test_paper_of_no_dossier_is_the_first(ledger: Ledger, link: DossierLink | None) -> None:
    assert ledger.next_ordinal(replace(make_document("d1", make_batch("b1")), dossier=link)) == 1


def test_withdrawn_paper_keeps_its_number(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    file_under(ledger, "d1", 1)
    commit(ledger, moved(ledger, "d1", State.QUARANTINED))
    commit(ledger, moved(ledger, "d1", State.WITHDRAWN))
    second = ledger.document(DocumentId("d2"), EVERY_UNIT).document
    linked = replace(second, dossier=DossierLink(NUMBER, DossierOrigin.CODE))
    assert ledger.next_ordinal(linked) == 2


def test_papers_without_a_number_may_share_a_dossier(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    file_under(ledger, "d1", None)
    file_under(ledger, "d2", None)
    assert ledger.dossiers(EVERY_UNIT) == (Dossier(number=NUMBER, unit=A, papers=2),)


def test_paper_that_changes_its_dossier_is_counted_in_the_new_one_only(ledger: Ledger) -> None:
    other = DossierNumber("H13.16-250715-0002")
    receive(ledger, make_batch("b1"), "d1", "d2")
    file_under(ledger, "d1", 1)
    file_under(ledger, "d2", 2)
    file_under(ledger, "d2", 1, other)
    assert ledger.dossiers(EVERY_UNIT) == (
        Dossier(number=NUMBER, unit=A, papers=1),
        Dossier(number=other, unit=A, papers=1),
    )


def test_pages_come_back_in_order_and_are_replaced_by_number(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    rows = tuple(make_page("d1", number) for number in (10, 0, 2, 1))
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, pages=(*rows, make_page("d2", 0))))
    assert [row.number for row in ledger.pages(DocumentId("d1"), EVERY_UNIT)] == [0, 1, 2, 10]
    read = make_page("d1", 2, PageState.READ, value=5)
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, pages=(read,)))
    assert ledger.page(DocumentId("d1"), 2, EVERY_UNIT) == read
    assert ledger.page(DocumentId("d1"), 1, EVERY_UNIT) == make_page("d1", 1)
    assert ledger.count_pages(DocumentId("d1"), PageState.WAITING, EVERY_UNIT) == 3
    assert ledger.count_pages(DocumentId("d1"), PageState.READ, EVERY_UNIT) == 1
    assert ledger.count_pages(DocumentId("d1"), PageState.QUARANTINED, EVERY_UNIT) == 0
    assert ledger.pages(DocumentId("d2"), EVERY_UNIT) == (make_page("d2", 0),)


def test_page_that_is_not_there_is_named_from_one(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    assert ledger.pages(DocumentId("d1"), EVERY_UNIT) == ()
    with pytest.raises(NotFound, match="d1 has no page 4"):
        ledger.page(DocumentId("d1"), 3, EVERY_UNIT)


def test_index_says_of_every_document_what_its_columns_say(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    receive(ledger, make_batch("b2", B), "d3")
    states = (PageState.WAITING, PageState.READ, PageState.WAITING)
    rows = tuple(make_page("d1", number, state) for number, state in enumerate(states))
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, pages=rows))
    file_under(ledger, "d1", 4)
    first, second, third = ledger.index(EVERY_UNIT)
    assert first == Indexed(
        document=DocumentId("d1"),
        batch=BatchId("b1"),
        unit=A,
        state="received",
        revision=1,
        identity=identity_of("d1"),
        dossier=NUMBER,
        ordinal=4,
        pages=(("read", 1), ("waiting", 2)),
    )
    assert (second.document, second.dossier, second.ordinal, second.pages) == ("d2", None, None, ())
    assert (third.unit, third.identity) == (B, identity_of("d3"))


def test_index_is_held_to_scope_and_batch(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1", "d2")
    receive(ledger, make_batch("b2", B), "d3")
    ledger.commit(Change(batch=BatchId("b2"), actor="a", at=AT, pages=(make_page("d3", 0),)))

    def listed(scope: UnitScope, batch: str | None = None) -> list[str]:
        return [one.document for one in ledger.index(scope, batch=None if batch is None else BatchId(batch))]

    assert listed(EVERY_UNIT) == ["d1", "d2", "d3"]
    assert listed(ONLY_A) == ["d1", "d2"]
    assert listed(NOBODY) == []
    assert listed(EVERY_UNIT, "b2") == listed(ONLY_B, "b2") == ["d3"]
    assert listed(ONLY_A, "b2") == listed(EVERY_UNIT, "b9") == []
    assert ledger.index(ONLY_B)[0].pages == (("waiting", 1),)


def test_step_is_remembered_and_the_newest_answer_counts(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    key = StepKey("a" * 64)
    assert ledger.step(key) is None
    for number in (3, 4):
        ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, steps=((key, make_artifact(number)),)))
        assert ledger.step(key) == make_artifact(number)
    assert ledger.step(StepKey("b" * 64)) is None


def test_every_artifact_that_a_row_names_is_in_use(ledger: Ledger) -> None:
    batch = make_batch("b1")
    document = make_document("d1", batch, make_artifact(1), make_artifact(2))
    ledger.receive(batch, (Arrival(document=document, identity=make_artifact(99).sha256),), ())
    finished = replace(document, pdf=make_artifact(3), signed_pdf=make_artifact(4))
    ledger.commit(
        Change(
            batch=batch.id,
            actor="a",
            at=AT,
            documents=(moved(ledger, "d1", State.RECEIVED, finished),),
            pages=(make_page("d1", 0, PageState.READ, value=5), make_page("d1", 1)),
            steps=((StepKey("k"), make_artifact(6)),),
        )
    )
    named = {make_artifact(number).sha256 for number in (1, 2, 3, 4, 5, 6)}
    assert ledger.artifacts_in_use() == named


def test_artifact_is_in_use_as_long_as_one_row_names_it(ledger: Ledger) -> None:
    receive(ledger, make_batch("b1"), "d1")
    both = (make_page("d1", 0, PageState.READ, value=5), make_page("d1", 1, PageState.READ, value=5))
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, pages=both))
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, pages=(make_page("d1", 0),)))
    assert make_artifact(5).sha256 in ledger.artifacts_in_use()
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, pages=(make_page("d1", 1),)))
    assert make_artifact(5).sha256 not in ledger.artifacts_in_use()


def test_one_engine_at_a_time_holds_the_lease(ledger: Ledger) -> None:
    with ledger.lease() as first:
        assert first
        with ledger.lease() as second:
            assert not second
    with ledger.lease() as again:
        assert again
