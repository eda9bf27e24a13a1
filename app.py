"""The composition root: settings become ports; each adapter is imported where it is made."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from pydantic import SecretStr

from config import Settings
from domain.actor import EVERY_UNIT, Actor, ActorKind, Role
from domain.artifact import Artifact
from domain.document import Document
from domain.errors import ConfigError, KeyUnusable, SohoaError
from domain.ids import StepKey
from domain.ocr import OcrEngine
from domain.ports import ArtifactStore, Clock, Ledger
from engine.holdings import Holdings
from engine.inline import InlineExecutor
from engine.planning import Planner
from engine.record import Recorder
from engine.run import Engine
from engine.worker import Worker
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind, KeyRole, Wait, may_sign
from pipeline.profile import Rules, load_profile
from pipeline.stage import Tools

T = TypeVar("T")

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
    """Opens the home folder's ledger, spool and store."""
    from storage.sqlite import open_sqlite_ledger

    return App(
        settings=settings,
        clock=SystemClock(),
        ledger=open_sqlite_ledger(settings.home / "ledger.sqlite3"),
        holdings=Holdings(spool=_folder(settings.home / "spool"), store=open_store(settings)),
    )


def open_store(settings: Settings) -> ArtifactStore:
    """The store of the settings; a server is not asked before something is wanted of it."""
    if settings.store == "folder":
        return _folder(settings.home / "store")
    from storage.bucket import Bucket, Place
    from storage.s3 import S3Store

    secret_key = _secret(settings, "s3_secret_key")
    if not secret_key:
        raise ConfigError('store = "s3" needs s3_secret_key_file or SOHOA_S3_SECRET_KEY; set one of them')
    place = Place(
        endpoint=_given(settings, "s3_endpoint"),
        bucket=_given(settings, "s3_bucket"),
        region=settings.s3_region,
        access_key=_given(settings, "s3_access_key"),
        secret_key=secret_key.decode(errors="replace"),
        ca_file=settings.s3_ca_file,
        timeout_s=settings.s3_timeout_s,
    )
    return S3Store(Bucket(place), prefix=settings.s3_prefix, scratch=settings.home / "scratch")


def operator(settings: Settings) -> Actor:
    """The person at the command line: owner of the home folder, so every unit's papers and all roles."""
    return Actor(kind=ActorKind.PERSON, name=settings.actor, scope=EVERY_UNIT, roles=frozenset(Role))


def build_engine(app: App) -> Engine:
    """The engine on this app's ports, with the inline executor."""
    key_role = _once(lambda: _key_role(app.settings))
    return Engine(
        planner=Planner(ledger=app.ledger, clock=app.clock, rules=_rules, key=key_role),
        recorder=Recorder(ledger=app.ledger, holdings=app.holdings, clock=app.clock, rules=_rules),
        executor=InlineExecutor(lambda: make_worker(app)),
        holdings=app.holdings,
    )


def make_worker(app: App) -> Worker:
    """A worker on this app's ports."""
    return Worker(
        tools=build_tools(app.settings, app.settings.home / "scratch"),
        holdings=app.holdings,
        memory=app.ledger,
    )


def dry_worker(settings: Settings, scratch: Path) -> Worker:
    """A worker that keeps what it makes in memory and `scratch` only."""
    from storage.memory import MemoryStore

    holdings = Holdings(spool=_folder(scratch / "spool"), store=MemoryStore())
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
    return _secret(settings, "key_passphrase")


def _secret(settings: Settings, name: str) -> bytes:
    """The setting, or the first line of the file that `name`_file names; empty when neither is set."""
    value: SecretStr | None = getattr(settings, name)
    if value is not None:
        return value.get_secret_value().encode()
    path: Path | None = getattr(settings, f"{name}_file")
    if path is None:
        return b""
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"others may read {path}; run `chmod 600 {path}`")
        return path.read_bytes().split(b"\n", 1)[0].rstrip(b"\r")
    except OSError as error:
        raise ConfigError(f"cannot read {name}_file {path}: {error.strerror}") from error


def _given(settings: Settings, name: str) -> str:
    value: str | None = getattr(settings, name)
    if not value:
        raise ConfigError(f'store = "s3" needs {name}; set it in sohoa.toml')
    return value


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
