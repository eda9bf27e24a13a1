"""The other side of the bench: OCRmyPDF from an environment of its own, one call a file."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figures, Unfinished
from bench.ground import WORK, Ground, Scan, lane_folder, time_limit_s
from bench.machine import first_line
from bench.measure import Command, Ended, run_measured

VARIABLE = "OCRMYPDF"
"""Environment variable with the path of the program, where `make bench-setup` did not put it."""


@dataclass(frozen=True, slots=True)
class Peer:
    """OCRmyPDF with a set of options."""

    program: str
    options: tuple[str, ...]


PEERS = (
    Peer(
        "OCRmyPDF, straightened PDF/A",
        ("-l", "vie", "--deskew", "--rotate-pages", "--clean", "--output-type", "pdfa"),
    ),
    Peer("OCRmyPDF, plain", ("-l", "vie")),
)


def find_ocrmypdf() -> Path | None:
    """The program of the environment variable, else the one of `make bench-setup`; None without either."""
    given = os.environ.get(VARIABLE)
    path = Path(given) if given else WORK / "ocrmypdf" / "bin" / "ocrmypdf"
    return path.absolute() if path.is_file() else None


def versions_beside(ocrmypdf: Path) -> tuple[str, ...]:
    """OCRmyPDF and the programs it calls."""
    return (
        f"OCRmyPDF {first_line(str(ocrmypdf), '--version')}",
        first_line("tesseract", "--version"),
        f"unpaper {first_line('unpaper', '--version') or 'missing'}",
        f"Ghostscript {first_line('gs', '--version') or 'missing'}",
    )


def start_cpu_s(ocrmypdf: Path) -> float:
    """CPU that one start of the program costs before it does anything; part of every call."""
    argv = (str(ocrmypdf), "--version")
    commands = [Command(name="start", argv=argv, environment=_environment()) for _ in range(3)]
    return min(ended.cpu_s for ended in run_measured(commands).ended)


def measure_peer(peer: Peer, ocrmypdf: Path, ground: Ground, work: Path, lanes: int) -> Figures:
    """The peer over every scan, one process a file and `lanes` files at a time."""
    folder = work / peer.program
    folder.mkdir(parents=True)
    outputs = [folder / f"{number}.pdf" for number in range(len(ground.scans))]
    commands = [
        _call(peer, ocrmypdf, scan, (work, output))
        for scan, output in zip(ground.scans, outputs, strict=True)
    ]
    measured = run_measured(commands, lanes)
    triples = list(zip(ground.scans, measured.ended, outputs, strict=True))
    done = [(scan, output) for scan, ended, output in triples if _is_done(ended, output)]
    return Figures(
        program=peer.program,
        pages_given=ground.pages,
        pages_done=sum(scan.pages for scan, _ in done),
        cpu_s=measured.cpu_s,
        wall_s=measured.wall_s,
        peak_bytes=measured.peak_bytes,
        output_bytes=sum(output.stat().st_size for _, output in done),
        starts=len(commands),
        unfinished=_unfinished(measured.ended, outputs),
    )


def _call(peer: Peer, ocrmypdf: Path, scan: Scan, way: tuple[Path, Path]) -> Command:
    work, output = way
    dpi = () if scan.missing_dpi is None else ("--image-dpi", str(scan.missing_dpi))
    source = str(lane_folder(work, scan.lane) / scan.path)
    argv = (str(ocrmypdf), *peer.options, *dpi, "--jobs", "1", source, str(output))
    return Command(
        name=scan.path, argv=argv, environment=_environment(), time_limit_s=time_limit_s(scan.pages)
    )


def _environment() -> dict[str, str]:
    """One core a process, as a sohoa worker has it."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def _is_done(ended: Ended, output: Path) -> bool:
    return ended.exit_code == 0 and output.is_file()


def _unfinished(calls: Sequence[Ended], outputs: Sequence[Path]) -> tuple[Unfinished, ...]:
    return tuple(
        Unfinished(ended.name, ended.reason)
        for ended, output in zip(calls, outputs, strict=True)
        if not _is_done(ended, output)
    )
