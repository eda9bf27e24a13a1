"""What a run works on: copied scans, a profile, a test key; made by a process that is gone afterwards.

Memory that the measuring process shares with a measured one would count in parts only, so this side stays
small: `bench.prepare`, which opens the scans, is never imported here.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.machine import ROOT
from domain.codec import from_canonical

WORK = ROOT / "bench" / "work"
MODELS = "SOHOA_TESSDATA"
RESULTS = ROOT / "bench" / "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """An unsigned scan as it was copied for the run."""

    path: str
    """Within the folder of its lane."""
    lane: int
    pages: int
    missing_dpi: int | None
    """The resolution reckoned for a picture that names none worth believing; None for all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The scans of a run, and what was left out of it."""

    scans: tuple[Scan, ...]
    left_out: tuple[str, ...]
    """Files of the folder that are no unsigned scans, and why."""
    tesseract: str
    """The library sohoa reads with."""

    @property
    def pages(self) -> int:
        return sum(scan.pages for scan in self.scans)


def time_limit_s(pages: int) -> float:
    """Far beyond what any program needs for so many pages: what hangs is stopped."""
    return 300.0 + 60.0 * pages


def lane_folder(work: Path, lane: int) -> Path:
    """Where the scans of a lane lie."""
    return work / "scans" / str(lane)


def profile_file(work: Path) -> Path:
    return work / "bench.toml"


def key_files(work: Path) -> tuple[Path, Path]:
    """The test key and its passphrase file."""
    return work / "key.p12", work / "key.passphrase"


def prepare_apart(folder: Path, work: Path, lanes: int) -> Ground:
    """Lays out the ground for a run over `folder`."""
    argv = (sys.executable, "-m", "bench.prepare", str(folder.resolve()), str(work.resolve()), str(lanes))
    done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return from_canonical(Ground, done.stdout)


def sohoa_environment(work: Path, home: Path) -> Mapping[str, str]:
    """Settings for a run: a home of its own, the bench's profile and key; of the caller's, the OCR models."""
    key, secret = key_files(work)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOHOA_")}
    if MODELS in os.environ:
        kept[MODELS] = os.environ[MODELS]
    return {
        **kept,
        "SOHOA_CONFIG": str(home / "sohoa.toml"),
        "SOHOA_HOME": str(home),
        "SOHOA_UNIT": "bench",
        "SOHOA_PROFILE": str(profile_file(work)),
        "SOHOA_KEY_PATH": str(key),
        "SOHOA_KEY_PASSPHRASE_FILE": str(secret),
        "SOHOA_KEY_KIND": "agency",
        "SOHOA_WORKERS": "1",
    }
