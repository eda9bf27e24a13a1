"""What an examination says of one thing."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.errors import SohoaError
from pipeline.data_table import DataFact


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` is empty when it is in order."""

    what: str
    found: str
    advice: str = ""
    sources: tuple[DataFact, ...] = ()
    """Of data: each entry in force, where it comes from and when it holds."""


def checked(what: str, look: Callable[[], str]) -> Finding:
    """What `look` finds, or what is to be done when it fails."""
    try:
        return Finding(what, look())
    except SohoaError as error:
        return failed(what, error)
    except ImportError as error:
        return Finding(what, "missing", f"{error}; run `make setup`")


def failed(what: str, error: SohoaError) -> Finding:
    """The error's message says what is to be done."""
    return Finding(what, "missing or wrong", str(error))
