"""One side of a sheet: where it comes from, how it is straightened, what was found on it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.artifact import Artifact
from domain.barcode import Barcode
from domain.geometry import Affine, Box, Dpi, Operation, Size, resolution, transform
from domain.image import PageImage
from domain.layout import PageLayout
from domain.preparation import Preparation
from domain.text import PageText
from domain.warp import Warp


class Flag(StrEnum):
    """What a person should know about a page; none of them drops it."""

    BLANK = "blank"
    LOW_DPI = "low-dpi"
    DPI_UNKNOWN = "dpi-unknown"
    BITONAL = "bitonal"
    TOO_SMALL = "too-small"
    """Letters of fewer pixels than can be read."""
    BLURRED = "blurred"
    FAINT = "faint"
    ORIENTATION_UNSURE = "orientation-unsure"
    UNREADABLE = "unreadable"


class SecrecyLevel(StrEnum):
    """Độ mật (NĐ 30/2020, ô 10a)."""

    MAT = "MẬT"
    TOI_MAT = "TỐI MẬT"
    TUYET_MAT = "TUYỆT MẬT"


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A secrecy stamp and where it lies, in pixels of the straightened page."""

    level: SecrecyLevel
    box: Box
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Measures of a page's picture, made on its gray values at about 150 dpi."""

    sharpness: float
    """Edge width measure: 0 is a blur, about 1 a crisp scan."""
    contrast: float
    """Paper minus ink, 0 to 1."""
    noise: float
    """Standard deviation of paper gray values, 0 to 1."""
    ink: float
    """Share of the page that is ink."""
    letter_dpi: float | None = None
    """The resolution at which body text of 13 points has letters of as many pixels as this page's have,
    whatever resolution its file names; None where there are too few letters to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page; stages give a new value with more of it filled in."""

    source: Artifact
    index: int
    """Which page of the source file, from 0."""
    gate_waived: bool = False
    """A person said that the mark the secrecy gate found is none."""
    image: PageImage | None = None
    operations: tuple[Operation, ...] = ()
    warp: Warp | None = None
    """How its lines are bent; None for a flat sheet. Only the view for reading is flattened."""
    quality: Quality | None = None
    secrecy: SecrecyMark | None = None
    codes: tuple[Barcode, ...] = ()
    layout: PageLayout | None = None
    preparation: Preparation | None = None
    text: PageText | None = None
    flags: tuple[Flag, ...] = ()

    def flagged(self, flag: Flag) -> "Page":
        """The page with `flag` added once."""
        return self if flag in self.flags else replace(self, flags=(*self.flags, flag))

    @property
    def size(self) -> Size:
        """Pixels of the straightened page; ValueError before the source was opened."""
        return self.placement[1]

    @property
    def placement(self) -> tuple[Affine, Size]:
        """Source pixels to straightened pixels, and the straightened size."""
        return transform(self._opened.size, self.operations)

    def box_on_flat(self, box: Box) -> Box:
        """A box of the straightened page on the flat page: the same where nothing is bent."""
        return box if self.warp is None else self.warp.box_on_flat(box, self.size)

    def box_from_flat(self, box: Box) -> Box:
        """A box of the flat page on the straightened page."""
        return box if self.warp is None else self.warp.box_on_page(box, self.size)

    @property
    def dpi(self) -> Dpi:
        """Resolution of the straightened page."""
        return resolution(self._opened.dpi, self.operations)

    @property
    def _opened(self) -> PageImage:
        if self.image is None:
            raise ValueError("the page's source has not been opened yet")
        return self.image
