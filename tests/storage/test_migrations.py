"""Ledgers with papers in them go up and down through the migrations, on each kind of database."""

import json
from typing import Any

import pytest
from sqlalchemy import insert, select

from domain.actor import EVERY_UNIT
from domain.codec import canonical
from domain.errors import Disposition, LedgerBusy
from domain.event import NO_HASH, Event, EventKind, check_chain, sealed
from domain.failure import Failed
from domain.ids import BatchId, DocumentId
from domain.ledger import Arrival, Change, PageRow, PageState
from domain.page import Page
from storage.schema import HEAD, current_revision, migrate, take_down
from tests.contracts.papers import AT, A, identity_of, make_artifact, make_batch, make_document, make_page
from tests.storage.databases import Place, tables_of
from tests.storage.older_forms import BATCH_KEYS, DOCUMENT_KEYS, PAGE_KEYS, kept, written

FAILURE = Failed(
    stage="ocr",
    code="ocr-failed",
    disposition=Disposition.REVIEW,
    # Looks like a state and is none: what was said stays as it was said.
    message='Tệp "state":"failed" không đọc được',
)
TWINS = ("d2", "d3", "d4")
Rows = dict[str, list[tuple[Any, ...]]]


def all_rows(place: Place) -> Rows:
    """Every row of every table, but for the column that the second form added."""
    with place.engine.connect() as connection:
        return {
            name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(select(*(one for one in table.c if one.name != "priority")))
                ),
                key=repr,
            )
            for name, table in tables_of(connection).items()
        }


def old_page(number: int, state: str, failure: Failed | None = None) -> dict[str, Any]:
    """The row of a page as the first sohoa wrote it."""
    row = PageRow(
        document=DocumentId("d1"),
        number=number,
        page=Page(source=make_artifact(1), index=number),
        state=PageState.READ,
        value=make_artifact(50 + number),
        failure=failure,
    )
    value = {**kept(row, PAGE_KEYS), "state": state}
    del value["without"]
    return {
        "document": "d1",
        "number": number,
        "state": state,
        "value_sha256": make_artifact(50 + number).sha256,
        "value": written(value),
    }


def old_document(name: str, state: str, identity: str) -> dict[str, Any]:
    value = kept(make_document(name, make_batch("b1")), DOCUMENT_KEYS)
    del value["priority"]
    for file in value["files"]:
        del file["fault"]
    text = written(value)
    row = {"id": name, "batch": "b1", "unit": A, "state": state, "revision": 0, "identity": identity}
    return {**row, "value": text}


def old_chain() -> list[dict[str, Any]]:
    rows, previous = [], NO_HASH
    for number, subject in enumerate(("b1", "d1", "d2", "d3")):
        kind = EventKind.DOCUMENT_RECEIVED if number else EventKind.BATCH_RECEIVED
        event = Event(
            batch=BatchId("b1"),
            number=number,
            at=AT,
            kind=kind,
            actor="may-quet",
            subject=subject,
            facts=(),
            previous=previous,
            hash=NO_HASH,
        )
        previous = sealed(event).hash
        text = canonical(sealed(event)).decode()
        rows.append({"batch": "b1", "number": number, "subject": subject, "value": text})
    return rows


def fill_first_form(place: Place) -> Rows:
    """A ledger as the first sohoa left it: failed pages, and papers that came in twice at one moment."""
    twin = identity_of("twin")
    papers = [
        old_document("d1", "quarantined", identity_of("d1")),
        old_document("d0", "withdrawn", twin),
        *(old_document(name, "received", twin) for name in TWINS),
    ]
    with place.engine.begin() as connection:
        migrate(connection, "0001")
        tables = tables_of(connection)
        connection.execute(insert(tables["units"]).values(code=A))
        batch = {"id": "b1", "unit": A, "value": written(kept(make_batch("b1"), BATCH_KEYS))}
        connection.execute(insert(tables["batches"]), [batch])
        for paper in papers:
            connection.execute(insert(tables["documents"]), [paper])
        pages = [old_page(0, "read"), old_page(1, "failed", FAILURE), old_page(2, "waiting")]
        connection.execute(insert(tables["pages"]), pages)
        connection.execute(insert(tables["events"]), old_chain())
    return all_rows(place)


def test_ledger_of_the_first_form_is_brought_up_and_read(place: Place) -> None:
    fill_first_form(place)
    ledger = place.open_ledger()
    pages = ledger.pages(DocumentId("d1"), EVERY_UNIT)
    assert [page.state for page in pages] == [PageState.READ, PageState.QUARANTINED, PageState.WAITING]
    assert pages[1].failure == FAILURE
    assert ledger.count_pages(DocumentId("d1"), PageState.QUARANTINED, EVERY_UNIT) == 1
    assert [row.document.id for row in ledger.documents(EVERY_UNIT)] == ["d1", "d0", *TWINS]
    check_chain(ledger.events(BatchId("b1"), EVERY_UNIT))
    ledger.close()


def test_upgrade_changes_failed_pages_and_twins_and_nothing_else(place: Place) -> None:
    before = fill_first_form(place)
    place.open_ledger().close()
    after = all_rows(place)
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed == {"pages", "documents"}
    assert len(set(after["pages"]) - set(before["pages"])) == 1
    assert len(set(after["documents"]) - set(before["documents"])) == len(TWINS) - 1
    with place.engine.connect() as connection:
        priorities = connection.execute(select(tables_of(connection)["documents"].c.priority)).scalars()
        assert {*priorities} == {"counter"}


def test_rows_are_what_they_were_when_the_upgrade_is_taken_back(place: Place) -> None:
    before = fill_first_form(place)
    with place.engine.begin() as connection:
        migrate(connection)
        assert current_revision(connection) == HEAD
    with place.engine.begin() as connection:
        take_down(connection, "0001")
        assert current_revision(connection) == "0001"
    assert all_rows(place) == before


def test_first_of_twins_keeps_the_identity_and_no_third_comes_in(place: Place) -> None:
    fill_first_form(place)
    ledger = place.open_ledger()
    assert ledger.known(identity_of("twin")) == "d2"
    batch = make_batch("b2")
    arrival = Arrival(document=make_document("d9", batch), identity=identity_of("twin"))
    with pytest.raises(LedgerBusy):
        ledger.receive(batch, (arrival,), ())
    ledger.close()


def test_page_left_out_is_a_failed_one_in_the_first_form(place: Place) -> None:
    fill_first_form(place)
    ledger = place.open_ledger()
    left_out = make_page("d1", 2, PageState.LEFT_OUT)
    ledger.commit(Change(batch=BatchId("b1"), actor="a", at=AT, pages=(left_out,)))
    ledger.close()
    with place.engine.begin() as connection:
        take_down(connection, "0001")
        pages = tables_of(connection)["pages"]
        row = connection.execute(select(pages).where(pages.c.number == 2)).one()
    assert (row.state, json.loads(row.value)["state"]) == ("failed", "failed")
    ledger = place.open_ledger()
    page = ledger.page(DocumentId("d1"), 2, EVERY_UNIT)
    assert page == make_page("d1", 2, PageState.QUARANTINED)
    ledger.close()
