"""How something failed, as a value that can be kept."""

from dataclasses import dataclass

from domain.errors import Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A stage failed; the disposition says what happens to the item."""

    stage: str
    code: str
    disposition: Disposition
    message: str
