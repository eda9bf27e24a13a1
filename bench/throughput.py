"""Measures sohoa beside OCRmyPDF on a folder of scans: python -m bench.throughput FOLDER."""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figures, StageCost, figures_table, stages_table
from bench.ground import RESULTS, WORK, prepare_apart
from bench.machine import BUSY_LOAD, Machine, this_machine
from bench.ours import measure_sohoa, measure_stages
from bench.peers import PEERS, VARIABLE, find_ocrmypdf, measure_peer, start_cpu_s, versions_beside
from domain.codec import to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """A whole run."""

    machine: Machine
    folder: str
    files: int
    pages: int
    lanes: int
    """Processes of one program that ran side by side."""
    versions: tuple[str, ...]
    figures: tuple[Figures, ...]
    stages: tuple[StageCost, ...]
    peer_start_cpu_s: float | None
    left_out: tuple[str, ...]


def measure(folder: Path, lanes: int, with_peers: bool) -> Throughput:
    """Sohoa and the peers, one program after the other, on copies of the same scans."""
    machine = this_machine()
    _say_if_busy(machine)
    ocrmypdf = find_ocrmypdf() if with_peers else None
    if with_peers and ocrmypdf is None:
        print(f"OCRmyPDF is not there: run `make bench-setup` or set {VARIABLE}", file=sys.stderr)
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        work = Path(name)
        ground = prepare_apart(folder, work, lanes)
        if not ground.scans:
            raise SystemExit(
                f"{folder} holds no unsigned scan: {'; '.join(ground.left_out) or 'it is empty'}"
            )
        figures = [_told(measure_sohoa(ground, work, lanes))]
        if ocrmypdf is not None:
            figures += [_told(measure_peer(peer, ocrmypdf, ground, work, lanes)) for peer in PEERS]
        return Throughput(
            machine=machine,
            folder=folder.name,
            files=len(ground.scans),
            pages=ground.pages,
            lanes=lanes,
            versions=(f"sohoa reads with {ground.tesseract}", *_peer_versions(ocrmypdf)),
            figures=tuple(figures),
            stages=measure_stages(ground, work),
            peer_start_cpu_s=None if ocrmypdf is None else start_cpu_s(ocrmypdf),
            left_out=ground.left_out,
        )


def report(run: Throughput) -> str:
    """The run in Markdown."""
    machine = run.machine
    lines = [
        f"{run.pages} pages in {run.files} files of `{run.folder}`, {run.lanes} process(es) side by side.",
        "",
        f"- {machine.cpu}, {machine.cores} cores, {machine.memory_bytes / 2**30:.0f} GiB; {machine.system}; "
        f"load before: {machine.load:.2f}",
        f"- commit {machine.commit}, {machine.at.isoformat()}, Python {machine.python}",
        *(f"- {version}" for version in run.versions),
        "",
        figures_table(run.figures),
        "",
        "Peak: sum of the proportional set sizes of all processes at one moment, looked at every 50 ms. "
        "× columns: multiples of the first row.",
    ]
    if run.peer_start_cpu_s is not None:
        a_page_s = run.peer_start_cpu_s * run.files / run.pages
        lines.append(
            f"Of OCRmyPDF's CPU, at least {a_page_s:.2f} s a page are its starts, one a file "
            f"({run.peer_start_cpu_s:.2f} s each, as `--version` shows)."
        )
    lines += ["", "Where the time of a page goes (`sohoa inspect`, wall time):", "", stages_table(run.stages)]
    unfinished = [(one.program, lost) for one in run.figures for lost in one.unfinished]
    lines += [
        "",
        *(f"- not finished by {program}: {lost.name}: {lost.reason}" for program, lost in unfinished),
    ]
    lines += [f"- left out: {reason}" for reason in run.left_out]
    return "\n".join(lines).rstrip()


def _told(figures: Figures) -> Figures:
    print(f"{figures.program}: {figures.wall_s:.0f} s", file=sys.stderr)
    return figures


def _say_if_busy(machine: Machine) -> None:
    if machine.load > BUSY_LOAD:
        print(f"The machine is busy (load {machine.load:.2f}): wall times will mislead.", file=sys.stderr)


def _peer_versions(ocrmypdf: Path | None) -> tuple[str, ...]:
    return () if ocrmypdf is None else versions_beside(ocrmypdf)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="unsigned scans: PDF, JPEG, TIFF, PNG")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes side by side")
    parser.add_argument("--peers", choices=("auto", "none"), default="auto")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures go, besides the table")
    words = parser.parse_args()
    run = measure(words.folder.resolve(), max(1, words.jobs), words.peers == "auto")
    print(report(run))
    target = words.json or RESULTS / f"throughput-{run.machine.at:%Y%m%d-%H%M}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(to_json(run), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
