"""What a ledger needs of the database it lies in, and the names its troubles get."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import LedgerBusy, SohoaError, StoreUnavailable


def _nothing_to_check() -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One database; the two engines share their connections."""

    writer: Engine
    reader: Engine
    """Gives connections for single reads, which take no lock that a writer waits for."""
    trouble: Callable[[DBAPIError], SohoaError]
    """What went wrong, in words that name no content and no password."""
    lease: Callable[[], AbstractContextManager[bool]]
    check_lease: Callable[[], None] = _nothing_to_check
    """LedgerUnavailable when this process took the lease and has lost it since."""


@contextmanager
def troubles_named(trouble: Callable[[DBAPIError], SohoaError]) -> Iterator[None]:
    """Turns the errors of SQLAlchemy into those of domain/errors.py."""
    try:
        yield
    except PoolTimeout as error:
        raise LedgerBusy("every connection to the ledger is in use; run the same again") from error
    except DBAPIError as error:
        raise trouble(error) from error


def busy(words: str) -> LedgerBusy:
    """Another process holds what is needed; nothing was changed."""
    return LedgerBusy(f"the ledger is held by another process: {words}; run the same again")


def outrun(words: str) -> LedgerBusy:
    """Another process was quicker; nothing was changed."""
    return LedgerBusy(f"somebody else changed the same thing: {words}; run it again")


def damaged(words: str) -> StoreUnavailable:
    """The tables are not what they must be."""
    return StoreUnavailable(f"the ledger is damaged: {words}; stop work on it and restore it from the backup")
