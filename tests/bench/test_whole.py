"""The benches from end to end, on a small sheet."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.machine import ROOT
from tests.sheets import draw_sheet, write_jpeg


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    made.mkdir()
    write_jpeg(made / "to-khai.jpg", draw_sheet())
    return made


def run(module: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_throughput_measures_the_whole_job(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "run.json"
    printed = run("bench.throughput", str(folder), "--peers", "none", "--json", str(target))
    written = json.loads(target.read_text())
    (figures,) = written["figures"]
    assert (figures["pages_given"], figures["pages_done"], figures["starts"]) == (1, 1, 1)
    assert figures["unfinished"] == []
    assert figures["cpu_s"] > 0.5
    assert figures["peak_bytes"] > 50_000_000
    assert figures["output_bytes"] > (folder / "to-khai.jpg").stat().st_size
    assert "ocr" in [cost["stage"] for cost in written["stages"]]
    assert str(tmp_path) not in target.read_text()
    assert "| sohoa ingest, signed |" in printed


@pytest.mark.parametrize("form", ["jpeg", "pdf"])
def test_long_paper_is_composed_and_signed(folder: Path, form: str) -> None:
    printed = run("bench.long_document", "--pages", "3", "--form", form, "--scans", str(folder))
    assert f"3 pages from {form}" in printed
    assert [line.split("|")[1].strip() for line in printed.splitlines()[-2:]] == ["compose", "sign"]
