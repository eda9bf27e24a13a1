"""An office in a folder of its own for tests: ledger, spool and store are real, the reader is not."""

import hashlib
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

from actions.ingest import Door, Intake, Received, ingest
from actions.review import Correction, Desk, accept, correct
from app import App, build_tools, own_data
from config import Settings
from domain.actor import EVERY_UNIT, Actor, ActorKind, Role
from domain.barcode import Symbology
from domain.document import Document, DossierLink, DossierOrigin, Priority, Question
from domain.event import Event, EventKind, check_chain
from domain.geometry import Box
from domain.ids import DocumentId, DossierNumber, UnitCode
from domain.ledger import DocumentRow
from domain.lifecycle import State
from domain.ocr import Layout
from domain.page import Page
from domain.ports import Executor
from domain.raster import Raster
from domain.task import Report
from domain.text import Line, PageText, Word
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
from samples.codes import draw_code
from samples.fonts import Face, load_font
from scanners.folder import as_stacks, find_batches
from storage.folder import FolderStore
from storage.keyring import RingFile
from storage.ledger import SqlLedger
from storage.sealing import Vault
from storage.sqlite import open_sqlite_ledger
from tests.packaged import DATA
from tests.pki import AT

CLERK = "Trần Thị Mẫu"
UNIT = UnitCode("H13.16")
NUMBER = DossierNumber("H13.16-250515-0001")
OTHER_NUMBER = DossierNumber("H13.16-250516-0002")
DPI = 150
SIZE = (620, 560)
HEADING = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
TITLE = "TỜ KHAI ĐĂNG KÝ KHAI SINH"
MARK_PX = 16
"""Side of the black squares at the upper edge: one on every page but a paper's first."""
HIDDEN = "Lênhtínhiệubímật"
BODY = (
    "Kính gửi: Ủy ban nhân dân phường Mẫu",
    f"Nội dung {HIDDEN} của tờ khai thử",
    "gồm những việc sau đây",
)


def draw_sheet(
    text: str = "", *, code: str | None = None, stamp: str | None = None, white: bool = False
) -> Image.Image:
    """A small sheet of printed lines, with a QR code or a red framed stamp when asked; `text` makes it unlike
    others."""
    sheet = Image.new("RGB", SIZE, (255, 255, 255))
    if white:
        return sheet
    draw = ImageDraw.Draw(sheet)
    draw.text((90, 45), HEADING[0], fill=(20, 20, 20), font=load_font(Face.SERIF_BOLD, 18))
    draw.text((112, 300), TITLE, fill=(20, 20, 20), font=load_font(Face.SERIF_BOLD, 23))
    for number in range(6):
        line = f"{text} Dòng {number} của tờ giấy thử, viết cho đầy trang giấy"[:56]
        draw.text((52, 352 + 33 * number), line, fill=(20, 20, 20), font=load_font(Face.SERIF, 20))
    if code is not None:
        sheet.paste(draw_code(Symbology.QR, code, (135, 135)), (435, 112))
    if stamp is not None:
        draw.rectangle((67, 135, 67 + 188, 135 + 75), outline=(205, 25, 35), width=5)
        draw.text((97, 146), stamp, fill=(205, 25, 35), font=load_font(Face.SANS_BOLD, 52))
    return sheet


def later(sheet: Image.Image) -> Image.Image:
    """The sheet with the mark of a page that is not its paper's first."""
    return marked(sheet, 1)


def marked(sheet: Image.Image, marks: int) -> Image.Image:
    """The sheet with so many black squares at its upper edge: they tell FakeReader what to read."""
    for number in range(marks):
        left = 8 + number * 2 * MARK_PX
        ImageDraw.Draw(sheet).rectangle((left, 8, left + MARK_PX, 8 + MARK_PX), fill=(0, 0, 0))
    return sheet


def write_jpeg(path: Path, sheet: Image.Image) -> Path:
    sheet.save(path, "JPEG", quality=80, dpi=(DPI, DPI))
    return path


def write_pages(path: Path, *sheets: Image.Image) -> Path:
    """The sheets as a PDF with a page each: a paper of as many pages."""
    first, *rest = sheets
    return write_stack(
        path, first, *(later(sheet) if sheet.getcolors(1) is None else sheet for sheet in rest)
    )


def write_page_files(folder: Path, name: str, *sheets: Image.Image) -> tuple[Path, ...]:
    """The sheets as files that are named as the pages of one paper, which is never cut."""
    first, *rest = sheets
    return tuple(
        write_jpeg(folder / f"{name}-p{number}.jpg", sheet)
        for number, sheet in enumerate((first, *map(later, rest)), start=1)
    )


def write_stack(path: Path, *sheets: Image.Image) -> Path:
    """The sheets as a PDF with a page each, as they are."""
    first, *rest = sheets
    file = io.BytesIO()
    first.save(file, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=80)
    # Pillow's own table of objects is out of bounds for a strict reader, which signing needs.
    with pikepdf.open(file) as pdf:
        pdf.save(path, deterministic_id=True)
    return path


@dataclass
class FakeReader:
    """An OCR engine that sees the same words on every first page with ink, others on pages with a mark, and
    counts how often it is asked."""

    lines: tuple[str, ...] = (*HEADING, TITLE, *BODY)
    script: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What it reads on a page with so many marks."""
    stamp: str = ""
    """What it reads in a single line: the crop of a stamp."""
    confidence: float = 0.9
    upright: tuple[int, float] = (0, 20.0)
    """The quarter turns it would give a page, and how sure it is."""
    calls: list[Layout] = field(default_factory=list)
    fault: Callable[[Raster], None] | None = None
    """Called before each reading of a page: raises what is to go wrong."""
    name: str = "tesseract"
    version: str = "fake 1"
    closed: int = 0

    @property
    def pages_read(self) -> int:
        return self.calls.count(Layout.PAGE)

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        self.calls.append(layout)
        if layout is not Layout.PAGE:
            return _text((self.stamp,) if self.stamp else (), raster, dpi, self.confidence)
        if self.fault is not None:
            self.fault(raster)
        white = np.frombuffer(raster.data, np.uint8).min() > 250
        marks = _marks_on(raster)
        lines = self.script.get(marks) or (_later_lines(raster) if marks == 1 else self.lines)
        return _text(() if white else lines, raster, dpi, self.confidence)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        del raster, dpi
        return self.upright

    def close(self) -> None:
        self.closed += 1


def _marks_on(raster: Raster) -> int:
    """How many black squares stand at the page's upper edge."""
    rows = np.frombuffer(raster.data, np.uint8).reshape(raster.height, raster.stride)
    scale = raster.height / SIZE[1]
    reach = max(1, round(MARK_PX * scale / 4))

    def is_there(number: int) -> bool:
        down = round((8 + MARK_PX / 2) * scale)
        along = round((8 + number * 2 * MARK_PX + MARK_PX / 2) * scale)
        return bool(rows[down - reach : down + reach, along - reach : along + reach].mean() < 60)

    return next(number for number in itertools.count() if not is_there(number))


def _later_lines(raster: Raster) -> tuple[str, ...]:
    """What goes on from the page before, with a number that no other picture has."""
    number = int(hashlib.sha256(raster.data).hexdigest()[:6], 16)
    return (
        f"tiếp theo nội dung của trang trước, mục {number}",
        f"và {HIDDEN} kèm theo",
        "gồm những việc sau đây",
    )


def _text(lines: tuple[str, ...], raster: Raster, dpi: float, confidence: float) -> PageText:
    """Lines centred on the page, one a block but for the heading."""
    height, pitch = raster.height / 60, raster.height / 24
    made = []
    for number, text in enumerate(lines):
        words, top = text.split(), raster.height / 20 + number * pitch
        step = height * 0.55
        left = max(0.0, raster.width / 2 - len(text) * step / 2)
        boxes = []
        for word in words:
            boxes.append(Word(word, Box(left, top, left + step * len(word), top + height), confidence))
            left += step * (len(word) + 1)
        whole = Box(boxes[0].box.left, top, boxes[-1].box.right, top + height)
        made.append(Line(tuple(boxes), whole, number if number > 1 else 0))
    return PageText(tuple(made), "tesseract", dpi)


def with_reader(reader: FakeReader) -> Callable[[str, Path | None], FakeReader]:
    """A stand-in for load_ocr_engine: `reader`, whose doubtful words nobody else can read either."""
    blind = FakeReader(lines=(), name="line")
    return lambda name, _tessdata: blind if name == "line" else reader


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
