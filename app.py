"""The composition root: settings become ports; each adapter is imported where it is made."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates

from config import Settings, settings_from_text, settings_to_text
from domain.actor import EVERY_UNIT, Actor, ActorKind, Role
from domain.artifact import Artifact
from domain.document import Document
from domain.errors import ConfigError, KeyUnusable, SohoaError
from domain.ids import StepKey
from domain.ocr import OcrEngine
from domain.ports import ArtifactStore, Clock, Executor, Ledger
from engine.holdings import Holdings
from engine.limits import Limits
from engine.planning import Planner
from engine.record import Recorder
from engine.run import Engine
from engine.worker import Worker
from logs import set_up_logs
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind, KeyRole, Wait, may_sign
from pipeline.profile import Rules, load_profile
from pipeline.stage import Tools
from storage.places import SealedPlace

T = TypeVar("T")

SQLITE_FILE = "ledger.sqlite3"

# One worker uses one core: the libraries' own threads would only get in each other's way.
THREAD_LIMITS = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The ports of one home folder."""

    settings: Settings
    clock: Clock
    ledger: Ledger
    holdings: Holdings


class SystemClock:
    """The machine's time with its zone."""

    def now(self) -> datetime:
        return datetime.now().astimezone()


class NoSteps:
    """The memory of a worker that should do everything anew."""

    def step(self, key: StepKey) -> Artifact | None:
        del key
        return None


def build_app(settings: Settings) -> App:
    """Opens the ledger, and the home folder's spool and store; makes the spool's keys on the first run."""
    clock = SystemClock()
    ledger = open_ledger(settings)
    try:
        sealed = {place.name: place.store for place in sealed_places(settings, clock)}
    except SohoaError:
        ledger.close()
        raise
    store = sealed.get("store") or _folder(settings.home / "store")
    holdings = Holdings(spool=sealed["spool"], store=store)
    return App(settings=settings, clock=clock, ledger=ledger, holdings=holdings)


def sealed_places(settings: Settings, clock: Clock) -> tuple[SealedPlace, ...]:
    """The spool, and the store when it has keys; ConfigError or KeyUnusable when a ring cannot be used."""
    from storage.folder import FolderStore
    from storage.keyring import RingFile
    from storage.sealing import Vault

    own = RingFile(settings.home / "keys" / "spool.keys")
    own.ensure(clock.now())
    rings = {"spool": own}
    if settings.store_keys is not None:
        rings["store"] = RingFile(settings.store_keys)
        if settings.store_keys.resolve() == own.path.resolve():
            raise ConfigError(f"store_keys is the spool's own keyring {own.path}; give the store another")
    for ring in rings.values():
        ring.read()
    return tuple(
        SealedPlace(name=name, ring=ring, store=FolderStore(settings.home / name, Vault(ring.read)))
        for name, ring in rings.items()
    )


def open_ledger(settings: Settings) -> Ledger:
    """The ledger of the settings: on PostgreSQL when it has an address, else in the home folder."""
    if settings.ledger_url is not None:
        from storage.postgres import open_postgres_ledger

        return open_postgres_ledger(settings.ledger_url.get_secret_value())
    from storage.sqlite import open_sqlite_ledger

    return open_sqlite_ledger(settings.home / SQLITE_FILE)


def look_at_ledger(settings: Settings) -> str:
    """Where the ledger lies and in what form; it is neither made nor changed."""
    if settings.ledger_url is not None:
        from storage.postgres import look_at_postgres

        return look_at_postgres(settings.ledger_url.get_secret_value())
    from storage.sqlite import look_at_sqlite

    return look_at_sqlite(settings.home / SQLITE_FILE)


def operator(settings: Settings) -> Actor:
    """The person at the command line: owner of the home folder, so every unit's papers and all roles."""
    return Actor(kind=ActorKind.PERSON, name=settings.actor, scope=EVERY_UNIT, roles=frozenset(Role))


def build_engine(app: App) -> Engine:
    """The engine on this app's ports; close its executor at the end."""
    key_role = _once(lambda: _key_role(app.settings))
    return Engine(
        planner=Planner(ledger=app.ledger, clock=app.clock, rules=_rules, key=key_role),
        recorder=Recorder(ledger=app.ledger, holdings=app.holdings, clock=app.clock, rules=_rules),
        executor=build_executor(app),
        holdings=app.holdings,
        scratch=scratch_folder(app.settings),
    )


def build_executor(app: App) -> Executor:
    """A process a core, or as many as the settings say; none of them: this process."""
    from engine.inline import InlineExecutor
    from engine.pool import Crew, PoolExecutor

    settings = app.settings
    if settings.workers == 0:
        return InlineExecutor(lambda: make_worker(app))
    limits = Limits(page_s=settings.page_timeout_s, memory_bytes=settings.worker_memory_mb << 20)
    return PoolExecutor(
        Crew(
            factory="app:worker",
            settings=settings_to_text(settings),
            # Before the child loads the libraries that read them.
            env={**os.environ, **dict.fromkeys(THREAD_LIMITS, "1")},
            size=settings.workers or len(os.sched_getaffinity(0)),
            limits=limits,
        )
    )


def worker(settings: str) -> Worker:
    """The worker of a process of the pool, made from the text of the settings."""
    made = settings_from_text(settings)
    set_up_logs(made.log_level)
    return make_worker(build_app(made))


def scratch_folder(settings: Settings) -> Path:
    """Where files in the making lie."""
    return settings.home / "scratch"


def make_worker(app: App) -> Worker:
    """A worker on this app's ports."""
    return Worker(
        tools=build_tools(app.settings, scratch_folder(app.settings)),
        holdings=app.holdings,
        memory=app.ledger,
    )


def dry_worker(settings: Settings, scratch: Path) -> Worker:
    """A worker that keeps what it makes in memory, and in `scratch` under a key that ends with it."""
    from storage.folder import FolderStore
    from storage.keyring import Keyring, new_key
    from storage.memory import MemoryStore
    from storage.sealing import Vault

    ring = Keyring((new_key(SystemClock().now()),))
    holdings = Holdings(spool=FolderStore(scratch / "spool", Vault(lambda: ring)), store=MemoryStore())
    return Worker(tools=build_tools(settings, scratch), holdings=holdings, memory=NoSteps())


def build_tools(settings: Settings, scratch: Path) -> Tools:
    """What stages may need; nothing is loaded yet. Files in the making lie in `scratch`."""
    from pipeline.papers.catalog import load_papers

    limit_threads()
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Tools(
        ocr=cache(lambda name: load_ocr_engine(name, settings.tessdata)),
        papers=_once(load_papers),
        key=_once(lambda: load_key(settings)),
        scratch=scratch,
    )


def limit_threads() -> None:
    """One core a worker; set before the libraries that read it are loaded."""
    for name in THREAD_LIMITS:
        os.environ.setdefault(name, "1")
    import cv2

    cv2.setNumThreads(1)


def load_ocr_engine(name: str, tessdata: Path | None) -> OcrEngine:
    """The OCR engine of that name; ConfigError when there is none."""
    if name == "tesseract":
        from ocr_models.tesseract import TesseractEngine

        return TesseractEngine(tessdata=tessdata)
    if name == "pytesseract":
        from ocr_models.pytesseract_engine import PytesseractEngine

        return PytesseractEngine(tessdata=tessdata)
    raise ConfigError(f"there is no OCR engine {name!r}; there are tesseract and pytesseract")


def load_key(settings: Settings) -> SigningKey:
    """The signing key of the settings; KeyUnusable when there is none or it does not open."""
    from pipeline.pdf.keys import load_pkcs12

    if settings.key_path is None:
        raise KeyUnusable("no signing key is set; run `sohoa init` or set key_path in sohoa.toml")
    return load_pkcs12(settings.key_path, passphrase(settings))


def load_roots(settings: Settings) -> tuple[Certificate, ...]:
    """The certificates that signatures are trusted by; ConfigError names the file that is none."""
    roots: list[Certificate] = []
    for path in settings.trust_roots:
        try:
            data = path.read_bytes()
            pem = b"-----BEGIN" in data
            roots.extend(load_pem_x509_certificates(data) if pem else [load_der_x509_certificate(data)])
        except (OSError, ValueError) as error:
            raise ConfigError(f"trust_roots: {path} is no certificate ({error}); give PEM or DER") from error
    return tuple(roots)


def passphrase(settings: Settings) -> bytes:
    """The key's passphrase from the variable or the file; empty when neither is set."""
    if settings.key_passphrase is not None:
        return settings.key_passphrase.get_secret_value().encode()
    path = settings.key_passphrase_file
    if path is None:
        return b""
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"others may read {path}; run `chmod 600 {path}`")
        return path.read_bytes().split(b"\n", 1)[0].rstrip(b"\r")
    except OSError as error:
        raise ConfigError(f"cannot read key_passphrase_file {path}: {error.strerror}") from error


def _key_role(settings: Settings) -> KeyRole | None:
    if settings.key_path is None:
        return None
    key = load_key(settings)
    return KeyRole(
        kind=KeyKind(settings.key_kind), owner=settings.key_owner or settings.actor, is_test=key.is_test
    )


def why_unsigned(app: App, document: Document) -> str:
    """Why a composed paper waits as chờ ký, for people; "" when nothing is in its way."""
    try:
        role = _key_role(app.settings)
    except SohoaError as error:
        return str(error)
    verdict = may_sign(document, _rules(document.profile), role)
    return verdict.reason if isinstance(verdict, Wait) else ""


@cache
def _rules(profile: str) -> Rules:
    return load_profile(profile).rules


def _folder(root: Path) -> ArtifactStore:
    from storage.folder import FolderStore

    return FolderStore(root)


def _once(make: Callable[[], T]) -> Callable[[], T]:
    return cache(make)
