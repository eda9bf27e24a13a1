"""Checks what sohoa needs on this machine and says what to do where something is missing."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from secrets import token_bytes

from actions.data_findings import look_at_data
from actions.findings import Finding, checked
from domain.artifact import MediaType
from domain.ocr import OcrEngine
from domain.ports import ArtifactStore
from external.run import run
from pipeline.overlay import DataFolder
from pipeline.pdf.keys import SigningKey

_LEAST_FREE_BYTES = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is to be examined."""

    home: Path
    profile: str
    engine: Callable[[], OcrEngine]
    key: Callable[[], SigningKey] | None
    """None when no key is set."""
    data: DataFolder
    """The office's own data."""
    today: date
    ledger: Callable[[], str]
    """Looks at the ledger without changing it."""
    store: Callable[[], ArtifactStore] | None = None
    """A store on a server; None when it is in the home folder."""


def examine(patient: Patient) -> tuple[Finding, ...]:
    """All findings, sound ones too."""
    return (
        checked("OCR model", lambda: patient.engine().version),
        checked("tesseract program", _tesseract_version),
        checked("barcode decoders", _decoders),
        *look_at_data(patient.data, patient.profile, patient.today),
        _key_finding(patient.key),
        checked("ledger", patient.ledger),
        *(() if patient.store is None else (_store_finding(patient.store),)),
        _free_space(patient.home),
    )


def _tesseract_version() -> str:
    answer = run(["tesseract", "--version"], timeout_s=20)
    return answer.stdout.decode(errors="replace").splitlines()[0]


def _decoders() -> str:
    for name in ("zxingcpp", "pyzbar.pyzbar"):
        import_module(name)
    return f"zxing-cpp {version('zxing-cpp')}, zbar"


def _key_finding(key: Callable[[], SigningKey] | None) -> Finding:
    if key is None:
        advice = "papers wait as chờ ký; run `sohoa init` or set key_path"
        return Finding("signing key", "none set", advice)

    def look() -> str:
        loaded = key()
        test = ", TEST KEY without legal value" if loaded.is_test else ""
        return f"{loaded.subject_cn}, valid to {loaded.not_after:%Y-%m-%d}{test}"

    return checked("signing key", look)


def _store_finding(store: Callable[[], ArtifactStore]) -> Finding:
    def look() -> str:
        opened = store()
        probe = opened.put(token_bytes(32), MediaType.OTHER)
        opened.read(probe)
        opened.delete(probe.sha256)
        return "a probe was written, read back and taken away again"

    return checked("store on a server", look)


def _free_space(home: Path) -> Finding:
    there = home
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    words = f"{free / (1 << 30):.1f} GB free at {home}"
    return Finding("disk", words, "" if free >= _LEAST_FREE_BYTES else "free some space: scans need it")
