"""Where a PostgreSQL ledger lies, how it is connected to, and what its troubles are called."""

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import PGconn, Ping
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError

from domain.errors import ConfigError, LedgerUnavailable, SohoaError, UsageError
from storage.database import busy, damaged, outrun

CONNECT_TIMEOUT_S = 5
LOCK_TIMEOUT_MS = 30_000
STATEMENT_TIMEOUT_MS = 60_000
_SCHEMES = ("postgresql://", "postgres://")
_WRONG_ADDRESS = (
    "ledger_url is no address of a PostgreSQL database; write postgresql://user@host:5432/database, "
    "with every @ : / % of a name or password in its %-form, and better no password (docs/operate.md)"
)
# The client's own words, in English always; waiting mends none of them.
_CLIENT_REFUSALS = (
    "no password supplied",
    "certificate verify failed",
    "root certificate file",
    "server certificate for",
    "does not support SSL",
    "invalid ",
    "Servname not supported",
)
# What a server says stands after its severity and two spaces, in whatever language it speaks.
_SERVER_SAID = ":  "
_FULL_HOUSE = ("connection slots", "too many")
_HELD = frozenset({"40001", "40P01", "55P03"})
_AWAY = ("08", "25006", "53", "57", "58")
_REFUSED = ("28", "3D", "42501")


@dataclass(frozen=True, slots=True)
class Server:
    """One database on a server; its password shows in no word of this module."""

    place: str
    """The database and its host, for people."""
    parameters: dict[str, Any] = field(repr=False)
    """What libpq is given."""

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection[Any]:
        """A connection of its own; psycopg.Error when there is none to be had."""
        return psycopg.connect(**self.parameters, autocommit=autocommit)

    def engine(self) -> Engine:
        """Connections in a pool; one that a restarted server has dropped is made anew."""
        return create_engine(
            "postgresql+psycopg://",
            creator=self.connect,
            pool_pre_ping=True,
            # What is written never shows in an error or a log.
            hide_parameters=True,
            use_native_hstore=False,
        )

    def trouble(self, error: DBAPIError) -> SohoaError:
        """The error of ours for one that SQLAlchemy passes on."""
        return self.named(error.orig)

    def named(self, error: BaseException | None) -> SohoaError:
        """The error of ours for one of psycopg."""
        words, state = _words(error), getattr(error, "sqlstate", None)
        if isinstance(error, psycopg.IntegrityError):
            return outrun(words)
        if isinstance(error, psycopg.DataError):
            return UsageError(f"the ledger cannot hold such a value: {words}; give a shorter or a plain one")
        if state is None:
            return self._unconnected(words) if isinstance(error, psycopg.OperationalError) else damaged(words)
        if state in _HELD:
            return busy(words)
        if state.startswith(_AWAY):
            return self.away(words)
        return self._refused(words) if state.startswith(_REFUSED) else damaged(words)

    def away(self, words: str) -> LedgerUnavailable:
        return LedgerUnavailable(
            f"the ledger ({self.place}) does not answer: {words}; "
            "start the database or mend the network, then run the same again"
        )

    def _refused(self, words: str) -> ConfigError:
        return ConfigError(
            f"the ledger ({self.place}) refuses us: {words}; put ledger_url, the password file "
            "or the role's rights right (docs/operate.md)"
        )

    def _unconnected(self, words: str) -> SohoaError:
        """No state came with the error: the connection could not be made, or broke."""
        if any(sign in words for sign in _CLIENT_REFUSALS):
            return self._refused(words)
        answered = _SERVER_SAID in words and not any(sign in words for sign in _FULL_HOUSE)
        # A server that starts or stops refuses too, in its own language: a second look tells the two apart.
        return self._refused(words) if answered and self._takes_connections() else self.away(words)

    def _takes_connections(self) -> bool:
        conninfo = make_conninfo(**{**self.parameters, "password": None})
        return PGconn.ping(conninfo.encode()) == Ping.OK


def server_at(url: str) -> Server:
    """The server of a postgresql:// address; ConfigError, without a word of the address, when it is none."""
    parameters = _parsed(url)
    if parameters is None:
        raise ConfigError(_WRONG_ADDRESS)
    # Between these bounds nothing waits for ever, on either side. What the address says goes before.
    server_side = (
        f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={STATEMENT_TIMEOUT_MS} "
        f"-c idle_in_transaction_session_timeout={STATEMENT_TIMEOUT_MS} -c idle_session_timeout=0 "
        "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 "
        r"-c default_transaction_isolation=read\ committed"
    )
    ours = {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "application_name": "sohoa",
        "client_encoding": "UTF8",
    }
    options = f"{server_side} {parameters.get('options') or ''}".strip()
    host = parameters.get("host") or parameters.get("hostaddr") or "this machine"
    database = parameters.get("dbname") or parameters.get("user") or "of the account"
    return Server(f"database {database} at {host}", {**ours, **parameters, "options": options})


def _parsed(url: str) -> dict[str, Any] | None:
    """The parts of an address; None when it is none or when its password would be taken for a host.

    A bare @ or / in a password moves what follows into host, port or database, and those are shown.
    """
    scheme = next((scheme for scheme in _SCHEMES if url.startswith(scheme)), None)
    if scheme is None:
        return None
    authority, _, rest = url.removeprefix(scheme).partition("/")
    if authority.count("@") > 1 or "@" in rest:
        return None
    try:
        parameters = dict(conninfo_to_dict(url))
    except psycopg.Error:
        return None
    ports = str(parameters.get("port") or "")
    return parameters if ports.replace(",", "").isdigit() or not ports else None


def _words(error: BaseException | None) -> str:
    """The first words of an error; the details after them name values of rows."""
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return said or str(error).split("\n", 1)[0].removeprefix("connection failed: ")
