"""Papers with invented people whose type an officer has settled, put into an office without scanning them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from actions.review import Correction
from domain.artifact import Artifact, MediaType
from domain.batch import Batch
from domain.document import Document, DossierLink, DossierOrigin, Question, QuestionKind, SourceFile
from domain.geometry import Dpi, Size
from domain.ids import BatchId, DocumentId, DossierNumber, Sha256
from domain.image import ColorMode, PageImage
from domain.ledger import Arrival, Change, DocumentChange, PageRow, PageState
from domain.lifecycle import State
from domain.page import Page
from domain.raster import Mode, Raster
from pipeline.reading.paper_type import unknown_type
from samples.people import BOYS, FAMILY_NAMES, GIRLS, MEN, STREETS, WARDS, WOMEN
from tests.fake_reader import FakeReader
from tests.office import UNIT, Office
from tests.pki import AT
from tests.sheets import DPI, HEADING, SIZE

SURVEY = ("PHIẾU KHẢO SÁT HỘ DÂN KHÓM", "Về nước sạch và vệ sinh môi trường")
PLEDGE = ("BẢN CAM KẾT BẢO VỆ MÔI TRƯỜNG", "Cơ sở sản xuất, kinh doanh, dịch vụ")
LEAVE = ("ĐƠN XIN NGHỈ PHÉP NĂM", "Kính gửi: Phòng Nội vụ")
"""Forms of an office's own: the catalog has a title for none of them."""
CODES = {SURVEY: "PB", PLEDGE: "TC", LEAVE: "CT"}
"""The types that officers take them for, in these tests."""

NOWHERE = Artifact(Sha256("0" * 64), 1, MediaType.JPEG)


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who never lived, with everything that must not be remembered."""

    name: str
    number: str
    ward: str
    street: str

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.name, self.number, self.ward, self.street)


def citizen(rng: random.Random) -> Citizen:
    return Citizen(
        name=f"{rng.choice(FAMILY_NAMES)} {rng.choice((*WOMEN, *MEN, *GIRLS, *BOYS))}",
        number=f"099{rng.randrange(10**9):09d}",
        ward=rng.choice(WARDS),
        street=rng.choice(STREETS),
    )


def form_lines(form: tuple[str, str], who: Citizen) -> tuple[str, ...]:
    """The lines of a form that is filled in, with the person in capitals below the title as well."""
    title, subject = form
    return (
        HEADING[0],
        f"ỦY BAN NHÂN DÂN {who.ward.upper()}",
        f"{title} {who.ward.upper()}",
        who.name.upper(),
        subject,
        f"Họ và tên: {who.name}",
        f"Số định danh: {who.number}, sinh tại {who.ward}",
        f"Địa chỉ: số 12 {who.street}, {who.ward}",
    )


def page_of(lines: tuple[str, ...], source: Artifact = NOWHERE) -> Page:
    """A page that was read so."""
    raster = Raster(SIZE[0], SIZE[1], SIZE[0], Mode.GRAY, memoryview(bytes(SIZE[0] * SIZE[1])))
    image = PageImage(size=Size(*SIZE), dpi=Dpi(DPI, DPI), dpi_known=True, mode=ColorMode.GRAY, coding=None)
    text = FakeReader(lines=lines).read(raster, DPI)
    return Page(source=source, index=0, image=image, text=text)


def settle(office: Office, lines: tuple[str, ...], code: str, number: int) -> DocumentId:
    """A paper that was read, that nobody could type, and that an officer has typed since.

    Its quality stays a question: the engine would find out that there is no picture.
    """
    name = f"{number:04d}"
    holdings, ledger = office.holdings, office.ledger
    source = holdings.store.put(f"{name} {lines}".encode(), MediaType.JPEG)
    value = holdings.write_page(page_of(lines, source))
    holdings.promote((value,))
    batch = Batch(
        id=BatchId(f"b{name}"), unit=UNIT, received_at=AT, actor=office.actor.name, folder=None, given=None
    )
    document = Document(
        id=DocumentId(f"d{name}"),
        batch=batch.id,
        unit=UNIT,
        profile="office",
        name=name,
        received_at=AT,
        files=(SourceFile(artifact=source, name=f"{name}.jpg", page_count=1),),
        dossier=DossierLink(DossierNumber(f"H13.16-250515-{name}"), DossierOrigin.GIVEN),
    )
    ledger.receive(batch, (Arrival(document=document, identity=source.sha256),), ())
    asked = tuple(Question(kind=kind, text="?") for kind in (QuestionKind.TYPE, QuestionKind.QUALITY))
    after = replace(document, paper=unknown_type("thử"), questions=asked)
    page = PageRow(
        document=document.id,
        number=0,
        page=Page(source=source, index=0),
        state=PageState.READ,
        value=value,
    )
    row = ledger.document(document.id, office.actor.scope)
    changed = DocumentChange(row=row, document=after, state=State.QUESTION)
    ledger.commit(Change(batch=batch.id, actor=office.actor.name, at=AT, documents=(changed,), pages=(page,)))
    office.correct(office.row(document.id), Correction(type_code=code))
    return document.id


def filled_in(
    count: int, rng: random.Random, forms: tuple[tuple[str, str], ...]
) -> Iterator[tuple[tuple[str, str], Citizen]]:
    """So many papers of each form and whom they are about: some people stand in many of them."""
    regulars = [citizen(rng) for _ in range(3)]
    for number in range(count * len(forms)):
        who = regulars[number % 3] if number % 4 == 0 else citizen(rng)
        yield forms[number % len(forms)], who


def settle_many(office: Office, count: int, seed: int, forms: tuple[tuple[str, str], ...]) -> None:
    """So many settled papers of each form, in the office's ledger and store."""
    for number, (form, who) in enumerate(filled_in(count, random.Random(seed), forms)):
        settle(office, form_lines(form, who), CODES[form], number)
