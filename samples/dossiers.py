"""The sample dossiers: which papers lie in which folder, and how each was scanned."""

from dataclasses import dataclass
from enum import StrEnum

from samples.papers import PaperKind
from samples.people import Case, Procedure, invent_case


class Format(StrEnum):
    """How a paper's pages lie in files."""

    JPEG = "jpg"
    """One file a page; several pages are NAME-p1.jpg, NAME-p2.jpg."""
    TIFF_G4 = "tif"
    """One bitonal file."""
    PDF = "pdf"
    """One file of JPEG pages."""
    PNG = "png"
    """One file a page, of few colours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One paper and the way it went through the scanner."""

    kind: PaperKind
    name: str
    format: Format
    dpi: int
    skews_deg: tuple[float, ...]
    """One angle a page; positive is clockwise."""
    quarter_turns: int = 0
    quality: int = 62
    noise: float = 1.3
    """Standard deviation of gray."""
    shadow: float = 0.04
    """How much darker the darkest corner is, 0 to 1."""
    bleed: float = 0.0
    """How much of another page's darkness shines through, 0 to 1."""
    fading: float = 0.0
    """How far the ink has gone towards the paper, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A folder as the officer left it."""

    folder: str
    case: Case
    number_from: tuple[str, ...]
    scans: tuple[Scan, ...]


def _birth_with_both(seed: int) -> Dossier:
    number = "H13.16-250715-0001"
    return Dossier(
        folder=number,
        case=invent_case(seed, Procedure.BIRTH, number, payload_form=0, has_code_128=True),
        number_from=("folder", "code"),
        scans=(
            Scan(
                kind=PaperKind.RECEIPT,
                name="giay-tiep-nhan",
                format=Format.JPEG,
                dpi=300,
                skews_deg=(0.8,),
                quality=55,
            ),
            Scan(
                kind=PaperKind.BIRTH_APPLICATION,
                name="to-khai",
                format=Format.JPEG,
                dpi=200,
                skews_deg=(-1.4, 0.6),
                bleed=0.06,
            ),
            Scan(
                kind=PaperKind.BIRTH_CERTIFICATE,
                name="giay-khai-sinh",
                format=Format.PNG,
                dpi=200,
                skews_deg=(0.4,),
                noise=0.0,
            ),
        ),
    )


def _birth_by_code(seed: int) -> Dossier:
    return Dossier(
        folder="khai-sinh-quay-3",
        case=invent_case(seed + 1, Procedure.BIRTH, "H13.16-250716-0027", payload_form=1),
        number_from=("code",),
        scans=(
            Scan(
                kind=PaperKind.RECEIPT,
                name="scan0001",
                format=Format.JPEG,
                dpi=200,
                skews_deg=(-2.1,),
                quality=70,
            ),
            Scan(
                kind=PaperKind.BIRTH_APPLICATION,
                name="scan0002",
                format=Format.PDF,
                dpi=200,
                skews_deg=(1.9, -0.7),
                shadow=0.09,
            ),
            Scan(
                kind=PaperKind.BIRTH_CERTIFICATE,
                name="scan0003",
                format=Format.JPEG,
                dpi=200,
                skews_deg=(1.1,),
                quarter_turns=1,
            ),
        ),
    )


def _allowance_by_folder(seed: int) -> Dossier:
    number = "000.00.16.H13-230103-0003"
    return Dossier(
        folder=number,
        case=invent_case(seed + 2, Procedure.ALLOWANCE, number),
        number_from=("folder",),
        scans=(
            Scan(
                kind=PaperKind.DECISION,
                name="quyet-dinh",
                format=Format.JPEG,
                dpi=300,
                skews_deg=(-0.9,),
                quarter_turns=2,
                quality=55,
            ),
            Scan(
                kind=PaperKind.BIRTH_CERTIFICATE,
                name="giay-khai-sinh",
                format=Format.JPEG,
                dpi=200,
                skews_deg=(2.5,),
                fading=0.25,
            ),
            Scan(
                kind=PaperKind.BIRTH_APPLICATION,
                name="to-khai",
                format=Format.TIFF_G4,
                dpi=300,
                skews_deg=(-0.5, 1.6),
            ),
        ),
    )


def _land(seed: int) -> Dossier:
    number = "H13.125.12-251008-0012"
    return Dossier(
        folder=number,
        case=invent_case(seed + 3, Procedure.LAND, number, payload_form=2),
        number_from=("folder", "code"),
        scans=(
            Scan(
                kind=PaperKind.RECEIPT,
                name="bien-nhan",
                format=Format.JPEG,
                dpi=200,
                skews_deg=(0.3,),
                shadow=0.08,
            ),
            Scan(
                kind=PaperKind.LAND_APPLICATION,
                name="don-dang-ky",
                format=Format.PDF,
                dpi=200,
                skews_deg=(-1.7, 0.9),
                bleed=0.05,
            ),
            Scan(
                kind=PaperKind.LAND_CERTIFICATE,
                name="giay-chung-nhan",
                format=Format.PDF,
                dpi=300,
                skews_deg=(0.6, -0.4),
                quality=50,
                noise=1.2,
            ),
            Scan(
                kind=PaperKind.DECISION,
                name="quyet-dinh",
                format=Format.JPEG,
                dpi=200,
                skews_deg=(1.3, -1.0),
                quality=68,
            ),
        ),
    )


def plan_dossiers(seed: int) -> tuple[Dossier, ...]:
    """The four folders; the seed changes people and grain, not the plan."""
    return (_birth_with_both(seed), _birth_by_code(seed), _allowance_by_folder(seed), _land(seed))
