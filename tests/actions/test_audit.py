"""The audit as a whole: a sound office is clean, nothing is changed, and a ledger that moves is no fault."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from actions.auditing.findings import CheckName
from actions.retry import retry
from actions.review import Correction
from domain.actor import EVERY_UNIT, UnitScope
from domain.errors import LedgerBusy
from domain.ids import UnitCode
from domain.ledger import PageState
from storage.ledger import SqlLedger
from tests.actions.audited_office import all_findings, checked, damaged, faults, sql
from tests.contracts.papers import everything
from tests.office import Office
from tests.sheets import NUMBER


@pytest.mark.parametrize("quick", [True, False])
def test_office_in_which_everything_happened_once_is_clean(audited: Office, quick: bool) -> None:
    results = checked(audited, quick=quick)
    assert all_findings(results) == []
    counts = {(result.name, counted.what): counted.number for result in results for counted in result.counted}
    pages = sum(len(audited.ledger.pages(row.document.id, EVERY_UNIT)) for row in audited.rows())
    in_use = len(audited.ledger.artifacts_in_use())
    assert counts[CheckName.PAGES, "papers"] == len(audited.rows())
    assert counts[CheckName.PAGES, "pages"] == pages
    assert counts[CheckName.BYTES, "artifacts in use"] == in_use
    assert counts[CheckName.BYTES, "artifacts read"] == (0 if quick else in_use)
    assert counts[CheckName.CHAINS, "events"] == len(audited.events())
    assert counts[CheckName.SIGNATURES, "signatures"] == 3


def test_office_has_pages_in_every_state(audited: Office) -> None:
    """Else the clean audit above would prove little."""
    rows = audited.rows()
    states = {page.state for row in rows for page in audited.ledger.pages(row.document.id, EVERY_UNIT)}
    assert states == set(PageState) - {PageState.WAITING}


def test_new_office_is_clean(office: Office) -> None:
    assert all_findings(checked(office)) == []


def kept(home: Path) -> dict[str, str]:
    """Every file of spool and store by its digest."""
    files = (path for place in ("spool", "store") for path in (home / place).rglob("*") if path.is_file())
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}


def test_audit_changes_nothing(audited: Office) -> None:
    before = everything(audited.ledger), kept(audited.settings.home)
    checked(audited)
    assert (everything(audited.ledger), kept(audited.settings.home)) == before


def test_audit_does_not_stop_at_the_first_fault(audited: Office) -> None:
    papers = [damaged(audited, name) for name in ("don", "phu", "le", "da-ky")]
    for paper in papers:
        audited.holdings.store.delete(paper.paper.document.files[0].artifact.sha256)
        sql(audited, "delete from pages where document = ?", paper.paper.document.id)
    found = faults(audited)
    for paper in papers:
        blamed = {name for name, fault in found if fault.document == paper.paper.document.id}
        assert blamed >= {CheckName.PAGES, CheckName.BYTES}
    papers[0].set_column("value", "{")
    assert papers[1].paper.document.id in {fault.document for _name, fault in faults(audited)}


def test_other_units_papers_are_not_looked_at(audited: Office) -> None:
    audited.holdings.store.delete(audited.named("don").document.files[0].artifact.sha256)
    results = checked(audited, scope=UnitScope(frozenset({UnitCode("H13.17")})))
    assert all_findings(results) == []
    counts = {counted.what: counted.number for result in results for counted in result.counted}
    assert counts.get("papers", 0) == 0
    assert "orphans in the store" not in counts, "what other units have is nobody else's business"


def test_own_units_papers_are_looked_at(audited: Office) -> None:
    paper = damaged(audited, "don")
    audited.holdings.store.delete(paper.paper.document.files[0].artifact.sha256)
    results = checked(audited, scope=UnitScope(frozenset({paper.paper.document.unit})))
    assert [finding.document for finding in all_findings(results)] == [paper.paper.document.id]


def read_on(office: Office) -> None:
    office.run()


def answer_and_read_on(office: Office) -> None:
    office.correct(office.named("le"), Correction(dossier=NUMBER))
    office.correct(office.named("mat"), Correction(not_secret=True))
    document = office.named("hong").document
    retry(office.actor, office.ledger, office.clock, document.id, "office")
    office.run()


@pytest.mark.parametrize("work", [read_on, answer_and_read_on])
@pytest.mark.parametrize("method", ["index", "documents", "pages", "events", "artifacts_in_use", "dossiers"])
@pytest.mark.parametrize("call", [0, 1, 9])
def test_engine_that_works_during_the_audit_makes_no_fault(
    audited: Office,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    call: int,
    work: Callable[[Office], None],
) -> None:
    """The engine commits right before one of the audit's own reads: what was read before is old then."""
    asked, plain = 0, getattr(SqlLedger, method)

    def moving(ledger: SqlLedger, *args: Any, **named: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == call + 1:
            with monkeypatch.context() as still:
                still.setattr(SqlLedger, method, plain)
                work(audited)
        return plain(ledger, *args, **named)

    monkeypatch.setattr(SqlLedger, method, moving)
    assert faults(audited) == []


def test_ledger_that_is_away_ends_the_audit(audited: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that cannot be read is a fault of that row only as long as the ledger answers at all."""
    plain, asked = SqlLedger.index, 0

    def away(*_args: object, **_named: object) -> None:
        raise LedgerBusy("the ledger does not answer; run the same again")

    def once(ledger: SqlLedger, *args: Any, **named: Any) -> Any:
        nonlocal asked
        asked += 1
        return plain(ledger, *args, **named) if asked == 1 else away()

    monkeypatch.setattr(SqlLedger, "index", once)
    monkeypatch.setattr(SqlLedger, "events", away)
    with pytest.raises(LedgerBusy):
        checked(audited)


def test_fault_says_which_item_and_what_to_do(audited: Office) -> None:
    paper = damaged(audited, "phu")
    sql(audited, "update pages set value = '{' where document = ? and number = 2", paper.paper.document.id)
    fault = paper.fault(CheckName.PAGES, "does not decode")
    document = paper.paper.document
    assert fault.item == f"batch {document.batch} paper {document.id} page 3"
    assert "backup" in fault.advice
    assert replace(fault, batch=None, document=None, page=None).item == ""
