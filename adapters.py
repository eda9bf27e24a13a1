"""Settings become adapters: one function a port, each adapter imported where it is made."""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from pydantic import SecretStr

from config import Settings
from domain.choice import WordChooser
from domain.errors import ConfigError, KeyUnusable
from domain.ocr import OcrEngine
from domain.ports import Clock, Ledger
from engine.holdings import Holdings
from pipeline.pdf.keys import SigningKey
from pipeline.reading.type_model.model import TypeModel
from storage.model_shelf import ModelShelf
from storage.places import SealedPlace, SealedStore
from storage.sealing import Vault

SQLITE_FILE = "ledger.sqlite3"

# One worker uses one core: the libraries' own threads would only get in each other's way.
THREAD_LIMITS = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


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


def open_holdings(settings: Settings, clock: Clock) -> Holdings:
    """The spool, sealed as always, and the store; makes the spool's keys on the first run."""
    sealed = {place.name: place.store for place in sealed_places(settings, clock)}
    return Holdings(spool=sealed["spool"], store=sealed.get("store") or open_store(settings))


def sealed_places(settings: Settings, clock: Clock) -> tuple[SealedPlace, ...]:
    """The spool, and the store when it has keys; ConfigError or KeyUnusable when a ring cannot be used."""
    from storage.folder import FolderStore
    from storage.keyring import RingFile

    own = RingFile(settings.home / "keys" / "spool.keys")
    own.ensure(clock.now())
    rings = {"spool": own}
    if settings.store_keys is not None:
        rings["store"] = RingFile(settings.store_keys)
        if settings.store_keys.resolve() == own.path.resolve():
            raise ConfigError(f"store_keys is the spool's own keyring {own.path}; give the store another")
    for ring in rings.values():
        ring.read()
    spool = FolderStore(settings.home / "spool", Vault(own.read))
    places = [SealedPlace(name="spool", ring=own, store=spool)]
    if "store" in rings:
        ring = rings["store"]
        places.append(SealedPlace(name="store", ring=ring, store=open_store(settings, Vault(ring.read))))
    return tuple(places)


def open_store(settings: Settings, vault: Vault | None = None) -> SealedStore:
    """The store of the settings; a server is not asked before something is wanted of it."""
    if settings.store == "folder":
        from storage.folder import FolderStore

        return FolderStore(settings.home / "store", vault)
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
    return S3Store(Bucket(place), prefix=settings.s3_prefix, scratch=settings.home, vault=vault)


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
    if name == "line":
        # Read when the runtime loads: a release newer than the locked one would send telemetry.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from ocr_models.line_recogniser import LineRecogniser

        return LineRecogniser()
    raise ConfigError(f"there is no OCR engine {name!r}; there are tesseract, pytesseract and line")


def open_model_shelf(settings: Settings) -> ModelShelf:
    """The office's models of paper types; nothing is made before one is kept."""
    return ModelShelf(settings.home / "data" / "type-model")


def type_models(settings: Settings) -> Callable[[], TypeModel | None]:
    """The model in use, looked up each time: one accepted meanwhile counts from the next paper on."""
    from pipeline.reading.type_model.model_file import read_model

    shelf = open_model_shelf(settings)
    read = lru_cache(maxsize=1)(lambda name: read_model(shelf.read(name)))

    def in_use() -> TypeModel | None:
        name = shelf.in_use()
        return None if name is None else read(name)

    return in_use


def load_word_chooser() -> WordChooser:
    """The language model that comes with sohoa; MissingModel when its file is not whole."""
    from ocr_models.language.choice import Chooser, Rules
    from ocr_models.language.model import LanguageModel

    return Chooser(LanguageModel(), Rules(restore=True))


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
