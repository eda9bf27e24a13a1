"""What a figure depends on: the machine, the versions, the commit."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import parse_kilobytes

ROOT = Path(__file__).resolve().parent.parent
BUSY_LOAD = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The machine and the code at the start of a run."""

    cpu: str
    cores: int
    memory_bytes: int
    system: str
    python: str
    load: float
    """Load average of the last minute before the run: above 0.5 others were at work."""
    commit: str
    at: datetime


def this_machine() -> Machine:
    """The facts of the machine this process runs on."""
    return Machine(
        cpu=_cpu_model(Path("/proc/cpuinfo").read_text()),
        cores=len(os.sched_getaffinity(0)),
        memory_bytes=parse_kilobytes(Path("/proc/meminfo").read_text(), "MemTotal"),
        system=f"{platform.freedesktop_os_release().get('PRETTY_NAME', '?')}, Linux {platform.release()}",
        python=platform.python_version(),
        load=os.getloadavg()[0],
        commit=_commit(),
        at=datetime.now(UTC).replace(microsecond=0),
    )


def first_line(*argv: str) -> str:
    """The first line a program prints, such as its version; empty when it cannot be run."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.strip().splitlines() if done.returncode == 0 else []
    return lines[0] if lines else ""


def _cpu_model(cpuinfo: str) -> str:
    for line in cpuinfo.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.machine()


def _commit() -> str:
    commit = first_line("git", "rev-parse", "--short=12", "HEAD")
    changed = first_line("git", "status", "--porcelain", "--untracked-files=no")
    return f"{commit or 'unknown'}{' with changes' if changed else ''}"
