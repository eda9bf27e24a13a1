from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, text
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.postgres_server import server_at
from storage.schema import HEAD, current_revision, migrate, take_down
from storage.sqlite import sqlite_engine
from storage.tables import metadata
from tests.postgres import database_of, drop_database_of, shared_server

MIGRATIONS = Path(__file__).parents[2] / "storage" / "migrations"


Maker = Callable[[str], Engine]


@pytest.fixture(params=["sqlite", "postgres"])
def make_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Maker]:
    """Makes engines on empty databases of one kind."""
    engines: list[Engine] = []

    def make(name: str) -> Engine:
        if request.param == "sqlite":
            engines.append(sqlite_engine(tmp_path / f"{name}.sqlite3"))
        else:
            url = shared_server().make_database(database_of(tmp_path / name))
            engines.append(server_at(url).engine())
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()
    for name in ("ledger", "drawn"):
        drop_database_of(tmp_path / name)


@pytest.fixture
def engine(make_engine: Maker) -> Engine:
    return make_engine("ledger")


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _triggers(connection: Connection) -> set[str]:
    """Triggers, and the functions they call."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
            "SELECT proname || '()' FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
    return set(connection.execute(text(query)).scalars())


def _statements(connection: Connection) -> dict[str, list[str]]:
    """The reflected schema as the statements that would make it again, apart from their order."""
    reflected = MetaData()
    reflected.reflect(connection)
    made: dict[str, list[str]] = {}
    for table in reflected.tables.values():
        if table.name == "alembic_version":
            continue
        lines = str(CreateTable(table).compile(connection)).replace(",", "").splitlines()
        lines.extend(str(CreateIndex(index).compile(connection)) for index in table.indexes)
        made[table.name] = sorted(line.strip() for line in lines)
    return made


def test_migrations_go_up_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        assert current_revision(connection) is None
        migrate(connection)
        assert current_revision(connection) == HEAD
        first, triggers = _statements(connection), _triggers(connection)
        assert set(first) == set(metadata.tables)
        assert triggers
        take_down(connection)
        assert _tables(connection) == set()
        assert _triggers(connection) == set()
        migrate(connection)
        assert (_statements(connection), _triggers(connection)) == (first, triggers)
        assert current_revision(connection) == HEAD


def test_head_is_the_newest_migration_and_there_is_one_line_of_them() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection)
    with engine.begin() as connection:
        before = _statements(connection)
        migrate(connection)
        migrate(connection, HEAD)
        assert _statements(connection) == before


def test_tables_are_what_the_migrations_make(make_engine: Maker) -> None:
    with make_engine("ledger").begin() as migrated, make_engine("drawn").begin() as made:
        migrate(migrated)
        metadata.create_all(made)
        assert _statements(migrated) == _statements(made)


def test_alembic_finds_no_difference_either(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migration_that_fails_leaves_no_table(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE events (x INTEGER)"))
    with pytest.raises(Exception, match=r"events.* already exists"), engine.begin() as connection:
        migrate(connection)
    with engine.begin() as connection:
        assert _tables(connection) == {"events"}
        assert current_revision(connection) is None
