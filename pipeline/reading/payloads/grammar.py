"""The contract of a payload grammar: what it makes of a payload, and what of it may be kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.barcode import PayloadKind
from domain.ids import DossierNumber


@dataclass(frozen=True, slots=True)
class PayloadField:
    """One fact of a payload, as a person would write it; days are ISO 8601."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What a payload is; `dossier` is given for DOSSIER and for nothing else."""

    kind: PayloadKind
    dossier: DossierNumber | None = None
    fields: tuple[PayloadField, ...] = ()
    """What may go into an index. Whatever else stands in the payload may not."""


def withholds_nothing(_text: str) -> PayloadKind | None:
    """None: payloads of this grammar may stay on the record of their page."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadGrammar:
    """One kind of payload. Its functions get text of bounded length without white space around it."""

    read: Callable[[str, date], Payload | None]
    """The payload as it was on that day, or None when it is of another grammar."""
    withholds: Callable[[str], PayloadKind | None] = withholds_nothing
    """The kind to remember in place of a payload that may not be kept anywhere; needs no day."""
