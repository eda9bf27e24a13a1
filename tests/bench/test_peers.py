"""Calls of a peer, with a program in its place that only copies."""

from pathlib import Path

import pytest

from bench.ground import Ground, Scan, lane_folder
from bench.peers import PEERS, VARIABLE, find_ocrmypdf, measure_peer

COPIES = """#!/bin/sh
for last; do before=$source; source=$word; word=$last; done
echo "$@" >> "$0.calls"
case $source in *broken*) echo "cannot read it" >&2; exit 2;; esac
cp "$source" "$word"
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "copies"
    path.write_text(COPIES)
    path.chmod(0o755)
    return path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    lane_folder(tmp_path, 0).mkdir(parents=True)
    return tmp_path


def ground_of(work: Path, **sizes: int) -> Ground:
    scans = tuple(Scan(path=f"{name}.jpg", lane=0, pages=2, missing_dpi=None) for name in sizes)
    for scan, size in zip(scans, sizes.values(), strict=True):
        (lane_folder(work, 0) / scan.path).write_bytes(b"x" * size)
    return Ground(scans=scans, left_out=(), tesseract="")


def test_pages_and_bytes_of_what_came_out_are_counted(program: Path, work: Path) -> None:
    figures = measure_peer(PEERS[0], program, ground_of(work, a=100, b=50), work, 2)
    assert (figures.pages_done, figures.pages_given, figures.output_bytes) == (4, 4, 150)
    assert figures.starts == 2
    assert figures.unfinished == ()


def test_scan_that_a_peer_refuses_is_named_and_not_counted(program: Path, work: Path) -> None:
    figures = measure_peer(PEERS[0], program, ground_of(work, good=100, broken=50), work, 1)
    assert (figures.pages_done, figures.pages_given, figures.output_bytes) == (2, 4, 100)
    assert [(one.name, one.reason) for one in figures.unfinished] == [
        ("broken.jpg", "exit code 2: cannot read it")
    ]


def test_each_file_is_one_call_on_one_core(program: Path, work: Path) -> None:
    scan = Scan(path="a.jpg", lane=0, pages=1, missing_dpi=203)
    (lane_folder(work, 0) / scan.path).write_bytes(b"x")
    measure_peer(PEERS[0], program, Ground(scans=(scan,), left_out=(), tesseract=""), work, 1)
    (call,) = program.with_name("copies.calls").read_text().splitlines()
    options = "-l vie --deskew --rotate-pages --clean --output-type pdfa --image-dpi 203 --jobs 1"
    assert call.startswith(f"{options} {lane_folder(work, 0) / 'a.jpg'} ")


def test_program_is_found_where_the_variable_says(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(program))
    assert find_ocrmypdf() == program


def test_program_that_is_not_there_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    assert find_ocrmypdf() is None
