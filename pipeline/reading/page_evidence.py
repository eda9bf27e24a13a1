"""What one page of a stack says of where it belongs: small values, read once from the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from domain.barcode import PayloadKind
from domain.geometry import Size
from domain.ids import DossierNumber
from domain.layout import RegionKind
from domain.page import Flag, Page
from domain.text import Line, PageText
from pipeline.office_data import OfficeData
from pipeline.reading.dossier_number import find_dossier_numbers
from pipeline.reading.likeness import Fingerprint, fingerprint
from pipeline.reading.near_match import fold_letters
from pipeline.reading.page_number import PagePlace, page_place
from pipeline.reading.payload import read_payload
from pipeline.reading.split_cues import CueRole, find_cues
from pipeline.reading.titles import classify_by_title

_MM_AN_INCH = 25.4
_OPENING = 4
_SEPARATOR_WORDS = 40
_HEAD = 0.09
_FOOT = 0.91
_LOW = 0.83
_SURE_NUMBER = 0.95
_ENDS = re.compile(r"[.;:!?…”\"]\W*$|\d\W*$")
# "b)", "3.2.", "Điều 7.": an enumeration that began on a page before; "1.", "I." and "a)" may begin one.
_LATER_ITEM = re.compile(
    r"(?:[b-hđ]\)|(?:[2-9]|[1-9]\d)(?:\.\d+)*[.)]|Điều (?:[2-9]|\d\d)|(?:II|III|IV|VI*|IX|X)\.)"
)


@dataclass(frozen=True, slots=True)
class TitleEvidence:
    """The type a page's heading names, and how sure that is."""

    code: str
    name: str
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """One page of a stack, as splitting sees it. Nothing in it can be read as the page's text."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    is_blank: bool = False
    words: int = 0
    has_stamp: bool = False
    has_patch: bool = False
    is_within_dossier: bool = False
    """Its patch begins another paper and leaves the dossier as it is."""
    payloads: frozenset[PayloadKind] = frozenset()
    dossiers: tuple[DossierNumber, ...] = ()
    """Numbers that codes on the page name."""
    written_dossiers: tuple[DossierNumber, ...] = ()
    """Numbers that are printed on it, weaker than a code: papers mention other dossiers."""
    unsure_dossiers: frozenset[DossierNumber] = frozenset()
    """Those of them that may have a digit wrong."""
    place: PagePlace | None = None
    title: TitleEvidence | None = None
    cues: frozenset[CueRole] = frozenset()
    runs_on: bool = False
    """It begins inside a sentence or an enumeration."""
    breaks_off: bool = False
    """It ends at its foot inside a sentence."""
    fingerprint: Fingerprint = field(default_factory=Fingerprint)

    @property
    def is_separator(self) -> bool:
        """A sheet that only says that another dossier or paper follows."""
        return self.has_patch or (CueRole.SEPARATOR in self.cues and self.words <= _SEPARATOR_WORDS)


def evidence_of(page: Page, data: OfficeData, today: date) -> PageEvidence:
    """What `page` says; a page that was not read says little. Numbers dated after `today` are none."""
    width_mm = page.size.width / page.dpi.x * _MM_AN_INCH
    height_mm = page.size.height / page.dpi.y * _MM_AN_INCH
    payloads = [read_payload(code.payload, today, data.numbers) for code in page.codes]
    rules = data.splitting
    patches = {fold_letters(code.payload) for code in page.codes} & rules.patches
    numbers = _distinct(payload.dossier for payload in payloads)
    regions = page.layout.regions if page.layout is not None else ()
    bare = PageEvidence(
        width_mm=width_mm,
        height_mm=height_mm,
        is_blank=Flag.BLANK in page.flags,
        has_stamp=any(region.kind is RegionKind.STAMP for region in regions),
        has_patch=bool(patches),
        is_within_dossier=bool(patches) and patches <= rules.paper_patches and not numbers,
        payloads=frozenset(payload.kind for payload in payloads),
        dossiers=numbers,
    )
    return bare if page.text is None or bare.is_blank else _with_text(bare, page.text, page.size, data, today)


def _with_text(bare: PageEvidence, text: PageText, size: Size, data: OfficeData, today: date) -> PageEvidence:
    guess = classify_by_title(text, size, data.papers)
    written = [(line, n) for line in text.lines for n in find_dossier_numbers(line.text, today, data.numbers)]
    body = [line for line in text.lines if len(fold_letters(line.text)) > 1 and _in_body(line, size)]
    return replace(
        bare,
        words=len(text.words),
        written_dossiers=_distinct(n for _, n in written),
        unsure_dossiers=frozenset(n for line, n in written if not _is_sure(line)),
        place=page_place(text, size),
        title=None if guess is None else TitleEvidence(guess.code, guess.name, guess.confidence, guess.rule),
        cues=find_cues(text, size, data.splitting),
        runs_on=bool(body) and _runs_on(body[0]),
        breaks_off=bool(body) and _breaks_off(body[-1], size),
        fingerprint=fingerprint(text),
    )


def _is_sure(line: Line) -> bool:
    """Every word with a digit on the line was read surely: one wrong digit is another dossier."""
    return all(
        word.confidence >= _SURE_NUMBER for word in line.words if any(sign.isdigit() for sign in word.text)
    )


def _in_body(line: Line, size: Size) -> bool:
    return line.box.bottom > _HEAD * size.height and line.box.top < _FOOT * size.height


def _runs_on(first: Line) -> bool:
    letters = [sign for sign in first.text[:_OPENING] if sign.isalnum()]
    return bool(letters and letters[0].islower()) or _LATER_ITEM.match(first.text) is not None


def _breaks_off(last: Line, size: Size) -> bool:
    return last.box.bottom > _LOW * size.height and not _ENDS.search(last.text)


def _distinct(numbers: Iterable[DossierNumber | None]) -> tuple[DossierNumber, ...]:
    return tuple(dict.fromkeys(number for number in numbers if number is not None))
