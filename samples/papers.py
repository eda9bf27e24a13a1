"""Every kind of paper that samples can draw, by its type code."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from samples.civil import draw_birth_application, draw_birth_certificate
from samples.decision import draw_decision
from samples.land import draw_land_application, draw_land_certificate
from samples.people import Case, Procedure, invent_case
from samples.receipt import draw_receipt
from samples.sheet import DrawnPage


class PaperKind(StrEnum):
    """Type codes as the paper catalogue has them."""

    RECEIPT = "GTN"
    BIRTH_APPLICATION = "TKKS"
    LAND_APPLICATION = "DDKBD"
    BIRTH_CERTIFICATE = "GKS"
    LAND_CERTIFICATE = "GCN"
    DECISION = "QD"


_LAYOUTS: Mapping[PaperKind, Callable[[Case, int], list[DrawnPage]]] = {
    PaperKind.RECEIPT: draw_receipt,
    PaperKind.BIRTH_APPLICATION: draw_birth_application,
    PaperKind.LAND_APPLICATION: draw_land_application,
    PaperKind.BIRTH_CERTIFICATE: draw_birth_certificate,
    PaperKind.LAND_CERTIFICATE: draw_land_certificate,
    PaperKind.DECISION: draw_decision,
}
_OF_LAND = frozenset({PaperKind.LAND_APPLICATION, PaperKind.LAND_CERTIFICATE})


def draw_paper_of(case: Case, kind: PaperKind, dpi: int) -> list[DrawnPage]:
    """The clean pages of one paper of a dossier."""
    return _LAYOUTS[kind](case, dpi)


def draw_paper(kind: str, seed: int, dpi: int) -> list[DrawnPage]:
    """A paper's clean pages; its people and numbers come from `seed`. ValueError for an unknown kind."""
    paper = PaperKind(kind)
    if paper in _OF_LAND:
        procedure = Procedure.LAND
    elif paper in {PaperKind.RECEIPT, PaperKind.DECISION}:
        procedure = tuple(Procedure)[seed % 3]
    else:
        procedure = Procedure.BIRTH
    case = invent_case(seed, procedure, has_code_128=seed % 2 == 0)
    return draw_paper_of(case, paper, dpi)
