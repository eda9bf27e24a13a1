"""Makes stacks as they come off a scanner at a one-stop office: dossiers of papers, and what goes wrong."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bench.stacks.kinds import Kind, load_kinds
from bench.stacks.noise import DPI, draw_damage, read_page
from bench.stacks.papers import RECEIPT, set_certified_back, set_paper, set_receipt, set_separator
from bench.stacks.sheet import A4_MM, PlainPage
from bench.stacks.truth import PageRole, PageTruth, PaperTruth, StackTruth
from bench.stacks.wording import Side, Wording, Writer
from domain.artifact import Artifact, MediaType
from domain.barcode import Barcode, Decoder
from domain.geometry import Box, Dpi, Point, Size
from domain.ids import sha256_of_text
from domain.image import ColorMode, PageImage
from domain.layout import PageLayout, Region, RegionKind
from domain.page import Flag, Page

TODAY = date(2026, 11, 20)
SEEDS = {Side.DEVELOPMENT: 90_417, Side.REPORT: 551_203}
_PX_A_MM = DPI / 25.4
_BLANK = PlainPage(width_mm=A4_MM[0], height_mm=A4_MM[1])

_DUPLEX = 0.3
_WITHOUT_CODES = 0.1
_LINKED = 0.12
_CODE_UNREAD = 0.05
_TWICE_SCANNED = 0.02
_IN_TWO_COPIES = 0.05
_PAGE_MISSING = 0.02
_CERTIFIED = 0.15
_BLANK_UNSEEN = 0.03


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as the page jobs leave it, as it was printed, and what is true of it."""

    name: str
    pages: tuple[Page, ...]
    printed: tuple[PlainPage, ...]
    truth: StackTruth


def make_stacks(papers: int, side: Side, wording: Wording) -> Iterator[Stack]:
    """Stacks until they hold so many papers; equal arguments give equal stacks."""
    made = number = 0
    while made < papers:
        stack = make_stack(f"{side}-{number}", random.Random(SEEDS[side] + number), wording)
        made += len(stack.truth.papers)
        number += 1
        yield stack


def make_stack(name: str, rng: random.Random, wording: Wording) -> Stack:
    """One stack of one to five dossiers."""
    builder = _Builder(Writer(rng, wording), duplex=rng.random() < _DUPLEX)
    if rng.random() < _WITHOUT_CODES:
        builder.dossiers.append(None)
        builder.papers_of_dossier(rng.randint(3, 8))
    else:
        for _ in range(rng.randint(1, 5)):
            builder.dossier()
    return builder.done(name)


@dataclass(slots=True)
class _Builder:
    writer: Writer
    duplex: bool
    printed: list[PlainPage] = field(default_factory=list)
    truths: list[PageTruth] = field(default_factory=list)
    papers: list[PaperTruth] = field(default_factory=list)
    dossiers: list[str | None] = field(default_factory=list)

    @property
    def rng(self) -> random.Random:
        return self.writer.rng

    def dossier(self) -> None:
        """A dossier with what tells where it begins: its receipt, a separator sheet, or both."""
        linked = self.rng.random() < _LINKED
        number = self._number(linked=linked)
        self.dossiers.append(number)
        opener = self.rng.choices(("receipt", "separator", "patch", "both"), weights=(6, 2, 1, 1))[0]
        if opener in ("separator", "both"):
            self._separator(set_separator(number, number, self.writer))
        elif opener == "patch":
            self._separator(set_separator("PATCHT", None, self.writer))
        if opener != "separator":
            self._receipt(number, readable=opener == "both" or self.rng.random() >= _CODE_UNREAD)
        self.papers_of_dossier(self.rng.randint(2, 6))
        if linked:  # each of the linked services gives its receipt, with the one number
            self._receipt(number, readable=True)
            self.papers_of_dossier(self.rng.randint(1, 3))

    def papers_of_dossier(self, count: int) -> None:
        kinds = load_kinds()
        for kind in self.rng.choices(kinds, weights=[kind.weight for kind in kinds], k=count):
            self._paper(kind)

    def _number(self, *, linked: bool) -> str:
        day = f"2{self.rng.randint(4, 5)}{self.rng.randint(1, 12):02d}{self.rng.randint(1, 28):02d}"
        if linked:
            return f"G22.99.{self.rng.randint(1, 20):02d}-{day}-{self.writer.digits(6)}"
        head = self.rng.choice(("H13.16", "H13.125.12", "000.00.16.H13", f"H13.{self.rng.randint(10, 140)}"))
        return f"{head}-{day}-{self.writer.digits(4)}"

    def _separator(self, sheet: PlainPage) -> None:
        self._add(sheet, PageTruth(role=PageRole.SEPARATOR, paper=None))
        if self.duplex:
            self._add(_BLANK, PageTruth(role=PageRole.BLANK, paper=None))

    def _receipt(self, number: str, *, readable: bool) -> None:
        payload = self.rng.choice((number, f"https://dichvucong.example/tra-cuu?mahoso={number}"))
        sheet = set_receipt(number, payload if readable else None, self.writer)
        self._begin(RECEIPT, RECEIPT)
        self._sides((sheet,))

    def _paper(self, kind: Kind) -> None:
        pages = set_paper(kind, self.writer)
        faults = []
        if len(pages) > 2 and self.rng.random() < _PAGE_MISSING * 3:
            gone = self.rng.randrange(len(pages))
            pages = pages[:gone] + pages[gone + 1 :]
            faults.append(f"page {gone + 1} missing")
        if kind.shape in ("certificate", "card", "land") and self.rng.random() < _CERTIFIED:
            pages = (*pages, *set_certified_back(self.writer))
        first = len(self.truths)
        self._begin(kind.code if not gone_first(faults) else "UNKNOWN", kind.name, faults)
        self._sides(pages)
        if len(pages) > 1 and self.rng.random() < _IN_TWO_COPIES:
            # Two copies of one side cannot be told from one that was scanned twice.
            originals = [n for n in range(first, len(self.truths)) if self.truths[n].role is PageRole.CONTENT]
            if len(originals) == len(pages):  # no side of it was scanned twice
                self._begin(kind.code if not gone_first(faults) else "UNKNOWN", kind.name, faults)
                self._sides(pages, originals)

    def _begin(self, code: str, name: str, faults: Sequence[str] = ()) -> None:
        paper = PaperTruth(code=code, name=name, dossier=len(self.dossiers) - 1, faults=tuple(faults))
        self.papers.append(paper)

    def _sides(self, pages: Sequence[PlainPage], originals: Sequence[int] = ()) -> None:
        paper = len(self.papers) - 1
        for place, page in enumerate(pages):
            original = originals[place] if originals else None
            self._add(page, PageTruth(role=PageRole.CONTENT, paper=paper, duplicate_of=original))
            if self.rng.random() < _TWICE_SCANNED:
                self._add(
                    page, PageTruth(role=PageRole.CONTENT, paper=paper, duplicate_of=len(self.truths) - 1)
                )
        one_sided = len(pages) % 2 == 1
        if (self.duplex and one_sided) or self.rng.random() < 0.03:
            self._add(_BLANK, PageTruth(role=PageRole.BLANK, paper=paper))

    def _add(self, page: PlainPage, truth: PageTruth) -> None:
        self.printed.append(page)
        self.truths.append(truth)

    def done(self, name: str) -> Stack:
        pages = [scan(page, f"{name}/{index}", index, self.rng) for index, page in enumerate(self.printed)]
        truth = StackTruth(tuple(self.truths), tuple(self.papers), tuple(self.dossiers))
        return Stack(name, tuple(pages), tuple(self.printed), truth)


def gone_first(faults: Sequence[str]) -> bool:
    """The side with the title is the one that is missing: nobody can tell the type."""
    return "page 1 missing" in faults


def scan(page: PlainPage, name: str, index: int, rng: random.Random) -> Page:
    """The page as its job leaves it: size, codes, stamps, text with an engine's errors."""
    size = Size(round(page.width_mm * _PX_A_MM), round(page.height_mm * _PX_A_MM))
    image = PageImage(size=size, dpi=Dpi(DPI, DPI), dpi_known=True, mode=ColorMode.COLOR, coding=None)
    digest = sha256_of_text(hashlib.sha256(name.encode()).hexdigest())
    flags = (Flag.BLANK,) if page.is_blank and rng.random() >= _BLANK_UNSEEN else ()
    return Page(
        source=Artifact(digest, 0, MediaType.JPEG),
        index=index,
        image=image,
        codes=tuple(_barcodes(page)),
        layout=PageLayout(tuple(_regions(page))),
        text=read_page(page, draw_damage(rng), rng),
        flags=flags,
    )


def _barcodes(page: PlainPage) -> Iterator[Barcode]:
    for code in page.codes:
        left, top, side = code.left * _PX_A_MM, code.top * _PX_A_MM, code.side * _PX_A_MM
        corners = (
            Point(left, top),
            Point(left + side, top),
            Point(left + side, top + side),
            Point(left, top + side),
        )
        yield Barcode(symbology=code.symbology, payload=code.payload, corners=corners, decoder=Decoder.ZXING)


def _regions(page: PlainPage) -> Iterator[Region]:
    for one in page.prints:
        half = one.width / 2
        box = Box(one.x - half, one.y - half, one.x + half, one.y + half).scaled(_PX_A_MM)
        yield Region(RegionKind(one.kind.value), box, 0.9)
