"""What a paper is in its dossier: procedure, component, kind of copy, and whether it is digitised."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ProcedureOrigin(StrEnum):
    """Who says which procedure a dossier is of, strongest first."""

    PERSON = "person"
    GIVEN = "given"
    PAPER = "paper"
    """A code or the print of a paper of the dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLink:
    """The procedure of a paper's dossier."""

    code: str
    name: str
    """Empty for a code that no list has."""
    origin: ProcedureOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentLink:
    """A component of the procedure that a paper is, or may be."""

    code: str | None
    """None: a person said that it is none of them."""
    name: str = ""
    probability: float = 1.0
    rule: str
    """Why, in Vietnamese."""
    is_result: bool = False
    """It is what the procedure ends in, not what was brought."""


class CopyKind(StrEnum):
    """Loại bản (TT 01/2023/TT-VPCP, article 4)."""

    ORIGINAL = "ban_chinh"
    REGISTER_COPY = "ban_sao_tu_so_goc"
    CERTIFIED_E_COPY = "ban_sao_chung_thuc_dt"
    COMPARED_CAPTURE = "ban_chup_doi_chieu"
    """A picture taken at the counter with the original beside it."""
    PAPER_COPY = "ban_sao_giay"
    """A photocopy, certified or not."""
    SHOWN = "xuat_trinh"
    """Only shown, not handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFinding:
    """Which kind of copy a paper is, how sure that is (0 to 1) and why."""

    kind: CopyKind
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A giấy tờ kèm theo: it came with the dossier and never goes into the repository."""

    kind: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPart:
    """The place of a paper in its dossier, as far as it is known."""

    component: ComponentLink | None = None
    guesses: tuple[ComponentLink, ...] = ()
    """The likeliest components where none is sure enough, the likeliest first."""
    is_open: bool = False
    """The procedure has components, and nothing says which of them this paper is."""
    copy: CopyFinding | None = None
    enclosure: Enclosure | None = None


class DigitisationState(StrEnum):
    """LƯU ẢNH and SỐ HÓA are two states (TT 01/2023/TT-VPCP, article 4); enclosures have neither."""

    IMAGE = "luu_anh"
    DIGITISED = "so_hoa"
    ENCLOSED = "giay_to_kem_theo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digitisation:
    """Whether a paper is digitised, and by which rule."""

    state: DigitisationState
    is_due: bool
    """It belongs into the repository; `state` says whether it may be there already."""
    reason: str
    """In Vietnamese, for an officer."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataEntry:
    """One of the facts that are kept with a digitised paper, and where it was taken from."""

    key: str
    label: str
    value: str
    taken_from: str
    """The name of the field; in Vietnamese where it is no field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEntry:
    """A fact that a person must give before the paper is digitised."""

    key: str
    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitisedMetadata:
    """The facts of TT 01/2023/TT-VPCP, article 9, that are sure, and those that are missing."""

    entries: tuple[MetadataEntry, ...]
    missing: tuple[MissingEntry, ...]

    def value(self, key: str) -> str:
        """The value of that key; empty when it is not known."""
        return next((entry.value for entry in self.entries if entry.key == key), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitisationFacts:
    """What decides whether a paper is digitised."""

    day: date
    type_code: str
    component: ComponentLink | None = None
    procedure: str | None = None
    to_digitise: bool | None = None
    """What the list of the procedure says of the component."""
    copy: CopyFinding | None = None
    enclosure: Enclosure | None = None
    expires: date | None = None
    """Last day of its validity, when one is printed on it."""
    is_signed: bool = False
    missing: tuple[str, ...] = ()
    """Labels of the facts that are not known."""
