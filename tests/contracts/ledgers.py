"""The ledgers that the contract is run against."""

from collections.abc import Callable
from pathlib import Path

from domain.ports import Ledger
from storage.sqlite import open_sqlite_ledger
from tests.postgres import open_test_ledger

OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "postgres": open_test_ledger,
    "sqlite": lambda folder: open_sqlite_ledger(folder / "ledger.sqlite3"),
}
