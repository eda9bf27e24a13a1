"""An office in which everything has happened once, copied for each test; and damage done to it."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import sqlite

from actions.audit import Auditor, audit
from actions.auditing.findings import CheckName, CheckResult, Finding
from actions.retry import retry
from domain.actor import EVERY_UNIT, UnitScope
from domain.artifact import Artifact, MediaType
from domain.codec import to_json
from domain.document import Document, Question, QuestionKind
from domain.errors import Disposition, UnreadableImage
from domain.event import EventKind, Fact
from domain.failure import Failed
from domain.ids import StepKey
from domain.ledger import Change, DocumentChange, DocumentRow, NewEvent, PageRow, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.raster import Raster
from domain.task import PageSummary
from pipeline.pdf.keys import SigningKey
from pipeline.pdf.signature import sign_pdf
from pipeline.plan import KeyKind
from storage.tables import documents
from tests.office import Office, open_office
from tests.pki import AT
from tests.sheets import NUMBER, draw_sheet, write_jpeg, write_pages

FAILED = Failed(
    stage="ocr", code="unreadable-image", disposition=Disposition.REJECT, message="cannot be read; scan again"
)
EMPTY = PageSummary(flags=(), codes=(), letters=0, mean_confidence=None)

STATES = {
    "don": State.FILED,
    "phu": State.FILED,
    "mat": State.QUESTION,
    "hong": State.QUARANTINED,
    "le": State.QUESTION,
    "da-ky": State.FILED,
    "cho": State.WAITING_SIGNATURE,
    "thu-lai": State.FILED,
    "mot-trang-hong": State.QUESTION,
    "bo-trang": State.READ,
    "moi": State.RECEIVED,
}
"""What became of each paper of the office."""


def make_office(home: Path, papers: Path, key: SigningKey) -> None:
    """An office with the papers of STATES, in a fresh folder `home`."""
    office = open_office(home)
    office.use_key(key, KeyKind.AGENCY)
    office.reader.stamp = "MẬT"
    folder = papers / "ho-so"
    folder.mkdir(parents=True)
    write_jpeg(folder / "don.jpg", draw_sheet("đơn", code=NUMBER))
    write_pages(folder / "phu.pdf", *(draw_sheet(f"phụ {number}") for number in range(3)))
    write_jpeg(folder / "mat.jpg", draw_sheet("mật", stamp="MẬT"))
    (folder / "hong.pdf").write_text("không phải PDF")
    office.digitise(folder)
    office.digitise(write_jpeg(papers / "le.jpg", draw_sheet("lẻ")))
    unsigned = write_pages(papers / "goc.pdf", draw_sheet("đã ký"), draw_sheet("trang sau"))
    sign_pdf(unsigned, papers / "da-ky.pdf", key, at=AT)
    office.digitise(papers / "da-ky.pdf", no_dossier=True)
    office.reader.fault = _unreadable
    (again,) = office.digitise(write_jpeg(papers / "thu-lai.jpg", draw_sheet("lại", code=NUMBER)))
    office.reader.fault = None
    retry(office.actor, office.ledger, office.clock, again.document.id, "office")
    office.run()
    office.key = office.role = None
    office.digitise(write_jpeg(papers / "cho.jpg", draw_sheet("chờ", code=NUMBER)))
    for name in ("mot-trang-hong", "bo-trang"):
        office.receive(write_pages(papers / f"{name}.pdf", draw_sheet(name), draw_sheet(f"{name} hỏng")))
        _ask_about_second_page(office, office.named(name))
    _leave_second_page_out(office, office.named("bo-trang"))
    office.receive(write_jpeg(papers / "moi.jpg", draw_sheet("mới")))
    assert office.states() == STATES
    office.ledger.close()


def _unreadable(_raster: Raster) -> None:
    raise UnreadableImage("the page cannot be read; scan it again")


def _ask_about_second_page(office: Office, row: DocumentRow) -> None:
    """As the engine leaves a paper of two pages when the second one cannot be read."""
    document = row.document
    (file,) = document.files
    pages = [Page(source=file.artifact, index=index) for index in range(2)]
    value = office.holdings.write_page(pages[0])
    rows = (
        page_row(document, pages[0], state=PageState.READ, value=value, summary=EMPTY),
        page_row(document, pages[1], state=PageState.QUARANTINED, failure=FAILED),
    )
    question = Question(kind=QuestionKind.PAGE, text="Không đọc được trang 2.")
    after = replace(document, files=(replace(file, page_count=2),), questions=(question,))
    events = (
        told(EventKind.PAGE_READ, document, page="1", value=value.sha256),
        told(EventKind.PAGE_QUARANTINED, document, page="2"),
    )
    move(office, row, (after, State.QUESTION), pages=rows, events=events)


def _leave_second_page_out(office: Office, row: DocumentRow) -> None:
    """As a person's acceptance and the engine after it leave the paper."""
    _read, bad = office.ledger.pages(row.document.id, EVERY_UNIT)
    after = replace(row.document, questions=())
    left = replace(bad, state=PageState.LEFT_OUT)
    event = told(EventKind.PAGE_LEFT_OUT, after, page="2")
    move(office, row, (after, State.RECEIVED), pages=(left,), events=(event,))
    named = [after.files[0].artifact, *(page.value for page in (_read,) if page.value is not None)]
    office.holdings.promote(named)
    for state in (State.CLEARED, State.READ):
        move(office, office.row(after.id), (after, state))
    office.holdings.sweep()


def page_row(document: Document, page: Page, **known: Any) -> PageRow:
    return PageRow(document=document.id, number=page.index, page=page, **known)


def told(kind: EventKind, document: Document, **facts: str) -> NewEvent:
    named = tuple(Fact(name, value) for name, value in facts.items())
    return NewEvent(kind=kind, subject=document.id, facts=named)


def move(
    office: Office,
    row: DocumentRow,
    after: tuple[Document, State],
    *,
    pages: tuple[PageRow, ...] = (),
    events: tuple[NewEvent, ...] = (),
    failure: Failed | None = None,
    steps: tuple[tuple[StepKey, Artifact], ...] = (),
) -> None:
    """Commits what somebody might have committed."""
    change = DocumentChange(row=row, document=after[0], state=after[1], failure=failure)
    office.ledger.commit(
        Change(
            batch=row.document.batch,
            actor="sohoa",
            at=AT,
            documents=(change,),
            pages=pages,
            steps=steps,
            events=events,
        )
    )


@cache
def _template(folder: Path, key: SigningKey) -> Path:
    make_office(folder / "home", folder / "papers", key)
    return folder / "home"


def copy_office(folder: Path, key: SigningKey, home: Path) -> Office:
    """A copy of the office of `folder`, to be damaged."""
    shutil.copytree(_template(folder, key), home)
    return open_office(home)


def sql(office: Office, statement: str, *values: object) -> None:
    """Alters the ledger behind its back: triggers and foreign keys are put away first."""
    with closing(sqlite3.connect(office.settings.home / "ledger.sqlite3")) as ledger:
        names = ledger.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        for (name,) in names:
            ledger.execute(f'drop trigger "{name}"')
        changed = ledger.execute(statement, values).rowcount
        # -1 is for statements that change no row, such as those that rebuild a table.
        assert changed != 0
        ledger.commit()


def checked(office: Office, *, quick: bool = False, scope: UnitScope = EVERY_UNIT) -> tuple[CheckResult, ...]:
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings, quick=quick)
    return audit(replace(office.actor, scope=scope), auditor)


def faults(office: Office, *, quick: bool = False) -> list[tuple[CheckName, Finding]]:
    return [(result.name, fault) for result in checked(office, quick=quick) for fault in result.faults]


@dataclass(frozen=True, slots=True)
class Damaged:
    """An office with one damage done to one paper, and what the audit says of it."""

    office: Office
    paper: DocumentRow

    def fault(self, check: CheckName, words: str, *, quick: bool = True) -> Finding:
        """The one fault of that check which says these words of the paper; every fault is of its batch."""
        found = faults(self.office, quick=quick)
        assert {fault.batch for _name, fault in found} == {self.paper.document.batch}
        (fault,) = (
            fault
            for name, fault in found
            if name is check and fault.document == self.paper.document.id and re.search(words, fault.what)
        )
        assert fault.advice
        return fault

    def page_fault(self, check: CheckName, words: str) -> int | None:
        """The page, from 1, of the one fault that says these words."""
        return self.fault(check, words).page

    def set(self, path: str, value: object) -> None:
        """Alters the paper's value in the ledger: `path` as SQLite's JSON functions write it."""
        where = "update documents set value = json_set(value, ?, json(?)) where id = ?"
        sql(self.office, where, f"$.{path}", json.dumps(value), self.paper.document.id)

    def set_page(self, number: int, path: str, value: object) -> None:
        where = "update pages set value = json_set(value, ?, json(?)) where document = ? and number = ?"
        sql(self.office, where, f"$.{path}", json.dumps(value), self.paper.document.id, number)

    def set_column(self, column: str, value: object) -> None:
        change = update(documents).where(documents.c.id == self.paper.document.id).values({column: value})
        with closing(sqlite3.connect(self.office.settings.home / "ledger.sqlite3")) as ledger:
            compiled = change.compile(dialect=sqlite.dialect(paramstyle="named"))
            assert ledger.execute(str(compiled), compiled.params).rowcount == 1
            ledger.commit()

    def change_pages(self, *pages: PageRow, document: Document | None = None) -> None:
        """Commits pages as the ledger's own code would, without an event."""
        move(self.office, self.paper, (document or self.paper.document, self.paper.state), pages=pages)

    def tell(self, kind: EventKind, **facts: str) -> None:
        """Adds an event to the chain as the ledger's own code would."""
        document = self.paper.document
        event = told(kind, document, **facts)
        change = Change(batch=document.batch, actor="sohoa", at=AT, events=(event,))
        self.office.ledger.commit(change)

    @property
    def pages(self) -> tuple[PageRow, ...]:
        return self.office.ledger.pages(self.paper.document.id, EVERY_UNIT)

    def put_pdf(self, slot: str, data: bytes) -> None:
        """Names other bytes as the paper's PDF; the store and the tables know them."""
        artifact = self.office.holdings.store.put(data, MediaType.PDF)
        self.set(slot, to_json(artifact))
        where = "update files set sha256 = ? where document = ? and slot = ?"
        name = {"pdf": "pdf", "signed_pdf": "signed"}[slot]
        sql(self.office, where, artifact.sha256, self.paper.document.id, name)


def damaged(office: Office, name: str) -> Damaged:
    return Damaged(office, office.named(name))


def stored(office: Office, artifact: Artifact, place: str = "store") -> Path:
    return office.settings.home / place / artifact.sha256[:2] / artifact.sha256


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


def all_findings(results: tuple[CheckResult, ...]) -> list[Finding]:
    return [finding for result in results for finding in (*result.faults, *result.notes)]
