"""Administrative procedures (thủ tục hành chính) and the papers each asks for, with the days they were so."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thành phần hồ sơ: a paper that a dossier of the procedure holds."""

    code: str
    """Mã thành phần; where the list gives none, its place in the list: tp01, tp02."""
    name: str
    """As the list words it; it may name several papers of which one is to be brought."""
    originals: int | None = None
    copies: int | None = None
    """How many of each are to be brought; None where the list does not say."""
    note: str = ""
    to_digitise: bool | None = None
    """`thuoc_dien_so_hoa`: whether this paper belongs into the repository; None where nobody decided."""
    types: tuple[str, ...] = ()
    """Codes of the paper types that are taken for it; empty where the list does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureResult:
    """What the procedure ends in: a certificate, a decision."""

    code: str
    """Mã kết quả; where the list gives none, its place in the list: kq01."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure as a list of the state describes it."""

    code: str
    """Its first eight characters: what follows differs by province."""
    name: str
    field: str = ""
    """Lĩnh vực."""
    level: str = ""
    """Cấp thực hiện."""
    local_code: str = ""
    """The whole code as the list had it, when it was longer."""
    components: tuple[Component, ...] = ()
    results: tuple[ProcedureResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersion:
    """A procedure as it was from a day on, until the next version of it begins."""

    procedure: Procedure
    valid_from: date | None
    """None where nobody knows since when; such a version stands before all others."""
    source: str
    ended: bool = False
    """The procedure was struck from the list on that day; it is kept as it was last."""
