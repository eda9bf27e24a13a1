"""Brings a ledger's tables to the newest form; Alembic is loaded only when something is to be done."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from domain.errors import StateConflict

HEAD = "0003"
_MIGRATIONS = Path(__file__).parent / "migrations"


def current_revision(connection: Connection) -> str | None:
    """The revision the tables are at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    # The table stays behind, empty, when everything was taken down.
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def revision_words(connection: Connection) -> str:
    """The form of the tables, for people; StateConflict when a newer sohoa made them."""
    found = current_revision(connection)
    if found is None:
        return "no tables yet: the first command makes them"
    if found > HEAD:
        raise _of_no_form(f"they are at {found}, this sohoa knows {HEAD}")
    return f"tables at {found}" + ("" if found == HEAD else f": the next command brings them to {HEAD}")


def migrate(connection: Connection, revision: str = "head") -> None:
    """Upgrades to `revision`, or does nothing when the tables are at HEAD already."""
    if revision == "head" and current_revision(connection) == HEAD:
        return
    _run(connection, revision, down=False)


def take_down(connection: Connection, revision: str = "base") -> None:
    """Brings the tables back to the older form `revision`; "base" leaves none."""
    _run(connection, revision, down=True)


def _run(connection: Connection, revision: str, *, down: bool) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        if down:
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
    except CommandError as error:
        raise _of_no_form(str(error)) from error


def _of_no_form(why: str) -> StateConflict:
    return StateConflict(
        f"the ledger's tables are of no form this sohoa knows ({why}); use the sohoa that made them"
    )
