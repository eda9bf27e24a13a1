"""Measures how long `sohoa --help` takes: python -m bench.startup."""

import os
import statistics
import sys

from bench.machine import ROOT, this_machine
from bench.measure import Command, run_measured

RUNS = 10


def main() -> None:
    argv = (sys.executable, str(ROOT / "cli.py"), "--help")
    command = Command(name="help", argv=argv, environment=dict(os.environ))
    run_measured([command])
    runs = [run_measured([command]) for _ in range(RUNS)]
    wrong = [ended.reason for run in runs for ended in run.ended if ended.exit_code]
    if wrong:
        raise SystemExit(wrong[0])
    machine = this_machine()
    print(f"{machine.cpu}, load {machine.load:.2f}, commit {machine.commit}, Python {machine.python}")
    print(f"sohoa --help, median of {RUNS} after one to warm up:")
    print(f"wall {statistics.median(run.wall_s for run in runs) * 1000:.0f} ms")
    print(f"CPU {statistics.median(run.cpu_s for run in runs) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
