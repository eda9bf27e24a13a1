"""One empty database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.postgres import open_postgres_ledger
from storage.postgres_server import server_at
from storage.sqlite import open_sqlite_ledger, sqlite_engine
from tests.postgres import database_of, drop_database_of, shared_server
from tests.storage.databases import Place


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        path = tmp_path / "ledger.sqlite3"
        made = Place(sqlite_engine(path), lambda: open_sqlite_ledger(path))
    else:
        url = shared_server().make_database(database_of(tmp_path))
        made = Place(server_at(url).engine(), lambda: open_postgres_ledger(url))
    yield made
    made.engine.dispose()
    drop_database_of(tmp_path)
