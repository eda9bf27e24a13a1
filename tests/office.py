"""An office in a folder of its own for tests: ledger, spool and store are real, the reader is not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from actions.ingest import Door, Intake, Received, ingest
from actions.review import Correction, Desk, accept, correct
from app import App, build_tools, own_data
from config import Settings
from domain.actor import EVERY_UNIT, Actor, ActorKind, Role
from domain.document import Document, DossierLink, DossierOrigin, Priority, Question
from domain.event import Event, EventKind, check_chain
from domain.ids import DocumentId, DossierNumber, UnitCode
from domain.ledger import DocumentRow
from domain.lifecycle import State
from domain.page import Page
from domain.ports import Executor
from domain.task import Report
from engine.holdings import Holdings
from engine.inline import InlineExecutor
from engine.planning import Planner
from engine.record import Recorder
from engine.retry import Patience, Rule, Then
from engine.run import Engine, run
from engine.worker import Worker
from pipeline.office_data import OfficeData, load_office_data
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind, KeyRole
from pipeline.profile import Rules, load_profile
from pipeline.stage import Tools
from scanners.folder import as_stacks, find_batches
from storage.folder import FolderStore
from storage.keyring import RingFile
from storage.ledger import SqlLedger
from storage.sealing import Vault
from storage.sqlite import open_sqlite_ledger
from tests.fake_reader import FakeReader, with_reader
from tests.packaged import DATA
from tests.pki import AT

CLERK = "Trần Thị Mẫu"
UNIT = UnitCode("H13.16")


@dataclass
class FixedClock:
    at: datetime = AT

    def now(self) -> datetime:
        return self.at


@dataclass
class Office:
    """One home folder with its people; every run makes a fresh engine, as every command does."""

    settings: Settings
    ledger: SqlLedger
    holdings: Holdings
    clock: FixedClock
    reader: FakeReader
    key: SigningKey | None = None
    role: KeyRole | None = None
    wrap: Callable[[InlineExecutor], Executor] = lambda executor: executor
    """Puts something around the executor or in its place: a crash, a pool."""
    actor: Actor = field(default_factory=lambda: person(CLERK))

    @property
    def app(self) -> App:
        return App(
            settings=self.settings,
            clock=self.clock,
            ledger=self.ledger,
            holdings=self.holdings,
            data=self.data,
        )

    def data(self) -> OfficeData:
        """As it lies in the home folder now."""
        return load_office_data(own_data(self.settings)) if (self.settings.home / "data").exists() else DATA

    @property
    def store(self) -> Path:
        return self.settings.home / "store"

    def tools(self) -> Tools:
        made = build_tools(self.settings, self.settings.home / "scratch")
        key = self.key
        ocr = cache(lambda name: with_reader(self.reader)(name, None))
        return replace(made, ocr=ocr, data=cache(self.data), key=made.key if key is None else lambda: key)

    def worker(self) -> Worker:
        return Worker(tools=self.tools(), holdings=self.holdings, memory=self.ledger)

    def engine(self) -> Engine:
        return Engine(
            planner=Planner(ledger=self.ledger, clock=self.clock, rules=rules_of, key=lambda: self.role),
            recorder=Recorder(ledger=self.ledger, holdings=self.holdings, clock=self.clock, rules=rules_of),
            executor=self.wrap(InlineExecutor(self.worker)),
            holdings=self.holdings,
            scratch=self.settings.home / "scratch",
            patience=Patience(otherwise=Rule((0.0, 0.0, 0.0), Then.STOP_RUN)),
        )

    def run(self) -> list[Report]:
        """One run of the engine over all that waits; its reports."""
        reports: list[Report] = []
        engine = self.engine()
        try:
            assert run(engine, lambda report, _standing: reports.append(report))
        finally:
            engine.executor.close()
        return reports

    def run_until(self, stop: Callable[[Report], object]) -> bool:
        """As `run`, until `stop` says so of a report; whether the run got to its end before."""
        pulled: list[object] = []
        engine = self.engine()
        try:
            return run(
                engine,
                lambda report, _standing: pulled.append(stop(report)),
                lambda: any(pulled),
            )
        finally:
            engine.executor.close()

    def receive(
        self,
        *paths: Path,
        given: str | None = None,
        no_dossier: bool = False,
        priority: Priority = Priority.COUNTER,
        stacks: bool = False,
    ) -> tuple[Received, ...]:
        """Takes files and folders in without working on them."""
        link = None
        if given is not None or no_dossier:
            link = DossierLink(None if given is None else DossierNumber(given), DossierOrigin.GIVEN)
        door = Door(ledger=self.ledger, spool=self.holdings.spool, clock=self.clock)
        unit, profile = UnitCode(self.settings.unit), self.settings.profile
        intake = Intake(unit=unit, profile=profile, given=link, priority=priority, stacks=stacks)
        batches = as_stacks(find_batches(paths)) if stacks else find_batches(paths)
        return tuple(one for batch in batches for one in ingest(self.actor, door, intake, batch))

    def digitise(
        self, *paths: Path, given: str | None = None, no_dossier: bool = False
    ) -> tuple[DocumentRow, ...]:
        """Takes files and folders in, works on them, and gives their papers in order of arrival."""
        received = self.receive(*paths, given=given, no_dossier=no_dossier)
        self.run()
        return tuple(self.row(one.document) for one in received)

    def row(self, document: str) -> DocumentRow:
        return self.ledger.document(DocumentId(document), EVERY_UNIT)

    def rows(self) -> tuple[DocumentRow, ...]:
        return self.ledger.documents(EVERY_UNIT)

    def named(self, name: str) -> DocumentRow:
        """The paper of that name."""
        (row,) = (row for row in self.rows() if row.document.name == name)
        return row

    def states(self) -> dict[str, State]:
        return {row.document.name: row.state for row in self.rows()}

    def accept(self, row: DocumentRow, actor: Actor | None = None) -> None:
        accept(actor or self.actor, self.desk(), row.document.id)

    def correct(self, row: DocumentRow, correction: Correction) -> None:
        correct(self.actor, self.desk(), row.document.id, correction)

    def desk(self) -> Desk:
        return Desk(ledger=self.ledger, holdings=self.holdings, clock=self.clock, data=self.data())

    def events(self) -> list[Event]:
        """All events; every chain has been checked."""
        found: list[Event] = []
        for batch in self.ledger.batches(EVERY_UNIT):
            chain = self.ledger.events(batch.id, EVERY_UNIT)
            check_chain(chain)
            found.extend(chain)
        return found

    def happened(self, kind: EventKind, row: DocumentRow) -> int:
        """How often the events tell that of the paper."""
        return sum(event.kind is kind and event.subject == row.document.id for event in self.events())

    def page_values(self, row: DocumentRow) -> Iterator[Page]:
        for page in self.ledger.pages(row.document.id, EVERY_UNIT):
            if page.value is not None:
                yield self.holdings.read_page(page.value)

    def use_key(self, key: SigningKey, kind: KeyKind, *, owner: str = CLERK, is_test: bool = False) -> None:
        self.key, self.role = key, KeyRole(kind=kind, owner=owner, is_test=is_test)


def person(name: str) -> Actor:
    return Actor(kind=ActorKind.PERSON, name=name, scope=EVERY_UNIT, roles=frozenset(Role))


def rules_of(profile: str) -> Rules:
    return load_profile(profile).rules


def open_office(
    home: Path,
    profile: str = "office",
    store_keys: Path | None = None,
    ledger: SqlLedger | None = None,
) -> Office:
    """An office in `home`, but for the ledger when one is given; the spool is sealed, as always, and
    the store when it has keys."""
    settings = Settings(home=home, unit=UNIT, actor=CLERK, profile=profile, store_keys=store_keys)
    spool_keys = RingFile(home / "keys" / "spool.keys")
    spool_keys.ensure(AT)
    store_vault = None if store_keys is None else Vault(RingFile(store_keys).read)
    return Office(
        settings=settings,
        ledger=ledger or open_sqlite_ledger(home / "ledger.sqlite3"),
        holdings=Holdings(
            spool=FolderStore(home / "spool", Vault(spool_keys.read)),
            store=FolderStore(home / "store", store_vault),
        ),
        clock=FixedClock(),
        reader=FakeReader(),
    )


def kinds(document: Document) -> list[str]:
    return [question.kind.value for question in document.questions]


def only(questions: Sequence[Question]) -> Question:
    (question,) = questions
    return question
