"""Who asks for something, and which units' papers they may see."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import UnitCode


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"


class Role(StrEnum):
    """Rights of SPEC I2 P4; one person may hold several."""

    SCAN = "quet"
    CHECK = "kiem-tra"
    SIGN = "ky"
    ARCHIVE = "luu-tru"
    ADMINISTER = "quan-tri"
    AUDIT = "kiem-toan"


@dataclass(frozen=True, slots=True)
class UnitScope:
    """The units a ledger read may answer for; `units` None means all of them."""

    units: frozenset[UnitCode] | None

    def covers(self, unit: UnitCode) -> bool:
        return self.units is None or unit in self.units


EVERY_UNIT = UnitScope(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or a system that acts, with its units and roles."""

    kind: ActorKind
    name: str
    scope: UnitScope
    roles: frozenset[Role]
