"""What a page's picture needs before it is read, and the measures that decided so."""

from dataclasses import dataclass
from enum import StrEnum

from domain.geometry import Box


class Treatment(StrEnum):
    """What can be done to the picture that is read; the page that is kept never changes."""

    STAMP_INK = "stamp-ink"
    """Coloured stamps are taken off the print they were pressed on."""
    EVEN_FOLDS = "even-folds"
    """Lines from edge to edge, of folds or a dirty glass, become paper."""
    EVEN_LIGHT = "even-light"
    """Shadows and dark edges are divided out."""
    SMOOTH_GRAIN = "smooth-grain"
    CLEAR_SPECKS = "clear-specks"
    CLEAR_BACK_PRINT = "clear-back-print"
    """What shines through from the back goes."""
    DARKEN_FAINT_PRINT = "darken-faint-print"
    """Faint print becomes as dark as the rest of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationStep:
    """One treatment and why it was chosen."""

    treatment: Treatment
    measure: str
    """What was measured, in words."""
    value: float
    threshold: float
    where: tuple[Box, ...] = ()
    """Places in pixels of the straightened page; none for the whole page."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """The treatments of a page in the order in which they are done; none for a page that needs none."""

    steps: tuple[PreparationStep, ...] = ()
