"""Measures what the pool gains and what ledger, queue and store cost: python -m bench.pool SCANS."""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from bench.ground import RESULTS, WORK, lane_folder, prepare_apart, profile_file, sohoa_environment
from bench.ground import time_limit_s as limit_s
from bench.machine import ROOT, this_machine
from bench.measure import Command, Ended, Measured, run_measured

CLI = (sys.executable, str(ROOT / "cli.py"))
BARE = (sys.executable, "-m", "bench.bare")


class Unmeasured(Exception):
    """A program under measurement failed."""


def _repeat(folder: Path, times: int) -> None:
    """The same scans as other files, so that a run is long beside its start; nothing is known from before."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = file.read_bytes()
        for number in range(1, times):
            # Bytes after the end of a picture or PDF are passed over by whoever opens it.
            name, _, page = file.stem.rpartition("-p")
            stem = f"{name}-{number}-p{page}" if name else f"{file.stem}-{number}"
            file.with_name(f"{stem}{file.suffix}").write_bytes(data + b"\n" * number)


def _ingest(pages: int, work: Path, name: str, workers: int) -> Measured:
    folder, profile = str(lane_folder(work, 0)), str(profile_file(work))
    environment = {**sohoa_environment(work, work / name), "SOHOA_WORKERS": str(workers)}
    argv = (*CLI, "ingest", folder, "--no-dossier", "--profile", profile, "--json")
    measured = _run(Command(name=name, argv=argv, environment=environment, time_limit_s=limit_s(pages)))
    papers = json.loads(measured.ended[0].stdout)["papers"]
    done = sum(len(paper["pages"]) for paper in papers if paper["state"] == "filed")
    if done != pages:
        raise Unmeasured(f"{done} of {pages} pages were filed")
    return measured


def _run(command: Command) -> Measured:
    measured = run_measured([command])
    (ended,) = measured.ended
    if ended.exit_code:
        raise Unmeasured(f"{command.name}: {ended.reason}")
    return measured


def _bare(pages: int, work: Path) -> Ended:
    environment: Mapping[str, str] = sohoa_environment(work, work / "bare")
    argv = (*BARE, str(lane_folder(work, 0)))
    command = Command(name="bare loop", argv=argv, environment=environment, time_limit_s=limit_s(pages))
    return _run(command).ended[0]


def measure(scans: Path, rounds: int, times: int) -> dict[str, object]:
    """Bare loop, one worker and two, in turn, so that a drifting machine hits all alike."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        work = Path(name)
        pages = prepare_apart(scans, work, 1).pages * times
        _repeat(lane_folder(work, 0), times)
        bare_cpu, one_cpu, overhead, gain, starts = [], [], [], [], []
        for number in range(rounds):
            bare = json.loads(_bare(pages, work).stdout)
            start = _start_cpu_s(work)
            one = _ingest(pages, work, f"one{number}", 1)
            two = _ingest(pages, work, f"two{number}", 2)
            bare_cpu.append(bare["cpu_s"])
            one_cpu.append(one.cpu_s)
            starts.append(start)
            overhead.append((one.cpu_s - start) / bare["cpu_s"] - 1)
            gain.append(one.wall_s / two.wall_s)
            print(
                f"round {number + 1}: bare {bare['cpu_s']:.1f} CPU s; one worker {one.cpu_s:.1f} CPU s "
                f"({start:.1f} of it starts), {one.wall_s:.1f} s; two {two.wall_s:.1f} s",
                flush=True,
            )
    machine = this_machine()
    return {
        "machine": {**asdict(machine), "at": machine.at.isoformat()},
        "pages": pages,
        "rounds": rounds,
        "bare_cpu_s_a_page": round(statistics.median(bare_cpu) / pages, 3),
        "one_worker_cpu_s_a_page": round(statistics.median(one_cpu) / pages, 3),
        "starts_cpu_s": round(statistics.median(starts), 2),
        "ledger_queue_store_share": round(statistics.median(overhead), 4),
        "two_workers_pages_a_second_over_one": round(statistics.median(gain), 3),
    }


def _start_cpu_s(work: Path) -> float:
    """Loading the program and one worker's libraries, which the bare loop pays before its clock starts."""
    environment = sohoa_environment(work, work / "start")
    commands = (
        Command(name="program", argv=(*CLI, "status"), environment=environment),
        Command(name="worker", argv=(*BARE, "--load-only"), environment=environment),
    )
    return sum(_run(command).cpu_s for command in commands)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pool", description=__doc__)
    parser.add_argument("scans", type=Path, help="folder of unsigned scans")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=3, help="how often the scans are taken (default: 3)")
    parser.add_argument("--json", type=Path, default=RESULTS / "pool.json", help="where the figures go")
    chosen = parser.parse_args()
    figures = measure(chosen.scans, chosen.rounds, chosen.times)
    chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name in ("ledger_queue_store_share", "two_workers_pages_a_second_over_one"):
        print(f"{name}: {figures[name]}")


if __name__ == "__main__":
    main()
