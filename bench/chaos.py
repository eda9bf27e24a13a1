"""Kills sohoa at random moments and proves that nothing is lost: python -m bench.chaos [--kills 20]."""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.end_state import EndState, attempts_failed, end_state
from bench.ground import RESULTS, WORK, sohoa_environment
from bench.machine import ROOT, this_machine
from bench.measure import descendants
from bench.prepare import lay_out
from samples.make import SEED, make_samples

CLI = (sys.executable, str(ROOT / "cli.py"))
_SHARE_OF_DPI = 0.6
"""Smaller pages: what is tested is not reading."""
_LIMIT_S = 900.0


class NotTheSame(Exception):
    """A run that was disturbed ended otherwise than one that was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One disturbed run: when it was hit, how often the command was given again, and how it ended."""

    hit: str
    after_s: tuple[float, ...]
    commands: int
    charged: int
    """Tries that were laid to a page or paper."""
    wall_s: float
    same: bool
    audit_clean: bool


@dataclass(frozen=True, slots=True)
class Campaign:
    """Papers to take in, and the settings they are taken in with."""

    work: Path
    folders: tuple[str, ...]

    def start(self, home: Path, stderr: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
        """`sohoa ingest`, the same command each time, in a process group of its own."""
        return subprocess.Popen(
            (*CLI, "ingest", *self.folders),
            cwd=self.work,
            env=self._environment(home),
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )

    def _environment(self, home: Path) -> dict[str, str]:
        return {**sohoa_environment(self.work, home), "SOHOA_WORKERS": "2"}

    def audit(self, home: Path) -> bool:
        done = subprocess.run(
            (*CLI, "audit", "--quick"),
            cwd=self.work,
            env=self._environment(home),
            stdout=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            sys.stdout.write(done.stdout.decode())
        return done.returncode == 0


def kill_everything(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 to the whole process group of the command, as a power cut would end it."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_a_worker(process: "subprocess.Popen[bytes]", chance: random.Random) -> bool:
    """kill -9 to one worker; False when there is none at this moment."""
    workers = sorted(descendants(process.pid))
    if not workers:
        return False
    try:
        os.kill(chance.choice(workers), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def whole_run_killed(campaign: Campaign, home: Path, after_s: float) -> bool:
    """One command, killed, then the same command to its end; False when the kill came too late."""
    process = campaign.start(home)
    try:
        process.wait(after_s)
        return False
    except subprocess.TimeoutExpired:
        kill_everything(process)
    campaign.start(home).wait(_LIMIT_S)
    return True


def workers_killed(
    campaign: Campaign, home: Path, moments_s: tuple[float, ...], chance: random.Random
) -> int:
    """One command whose workers are killed now and then; how many were."""
    process = campaign.start(home)
    began, killed = time.monotonic(), 0
    for moment in moments_s:
        time.sleep(max(0.0, began + moment - time.monotonic()))
        if process.poll() is not None:
            break
        killed += kill_a_worker(process, chance)
    process.wait(_LIMIT_S)
    return killed


def run_campaign(work: Path, kills: int, seed: int, say: Callable[[str], None]) -> dict[str, object]:
    """Both kinds of kill, each run held against one that was not disturbed."""
    lay_out(work)
    folders: list[str] = []
    for number in range(3):
        make_samples(work / f"in{number}", SEED + number, _SHARE_OF_DPI)
        folders.append(f"in{number}/dossiers")
    campaign = Campaign(work, tuple(folders))
    began = time.monotonic()
    campaign.start(work / "calm").wait(_LIMIT_S)
    calm_s = time.monotonic() - began
    expected = end_state(work / "calm")
    say(f"undisturbed: {expected.papers} papers, {expected.pages} pages in {calm_s:.1f} s")
    if not campaign.audit(work / "calm"):
        raise NotTheSame("the undisturbed run is not clean")
    chance = random.Random(seed)
    trials: list[Trial] = []
    while len(trials) < kills:
        home, after_s = work / f"killed{len(trials)}", chance.uniform(0.5, calm_s)
        began = time.monotonic()
        if whole_run_killed(campaign, home, after_s):
            hit = "the whole process group"
            trials.append(_trial(campaign, home, expected, hit, (after_s,), 2, time.monotonic() - began))
            say(f"{len(trials):3} {hit} at {after_s:.1f} s: {_words(trials[-1])}")
        shutil.rmtree(home)
    for number in range(max(1, kills // 5)):
        home = work / f"workers{number}"
        # Far enough apart to hit different tasks: one that is hit twice is quarantined, as it must be.
        moments = tuple(calm_s * (number + chance.uniform(0.3, 0.7)) / 4 for number in range(4))
        began = time.monotonic()
        killed = workers_killed(campaign, home, moments, chance)
        hit = f"{killed} single workers"
        trials.append(_trial(campaign, home, expected, hit, moments, 1, time.monotonic() - began))
        say(f"    {hit}: {_words(trials[-1])}; {trials[-1].charged} tries charged")
    return {
        "machine": {**asdict(this_machine()), "at": this_machine().at.isoformat()},
        "papers": expected.papers,
        "pages": expected.pages,
        "undisturbed_s": round(calm_s, 1),
        "seed": seed,
        "trials": [asdict(trial) for trial in trials],
        "all_the_same": all(trial.same and trial.audit_clean for trial in trials),
    }


def _trial(
    campaign: Campaign,
    home: Path,
    expected: EndState,
    hit: str,
    after_s: tuple[float, ...],
    commands: int,
    wall_s: float,
) -> Trial:
    found = end_state(home)
    for line in expected.differences(found):
        print(f"    {line}")
    return Trial(
        hit=hit,
        after_s=tuple(round(one, 2) for one in after_s),
        commands=commands,
        charged=attempts_failed(home),
        wall_s=round(wall_s, 1),
        same=found == expected,
        audit_clean=campaign.audit(home),
    )


def _words(trial: Trial) -> str:
    same = "the same files and texts" if trial.same else "NOT THE SAME"
    return f"{same}, audit {'clean' if trial.audit_clean else 'NOT CLEAN'}, {trial.wall_s:.0f} s in all"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="runs that are killed whole (default: 20)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the moments")
    parser.add_argument("--json", type=Path, default=RESULTS / "chaos.json", help="where the figures go")
    chosen = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        figures = run_campaign(Path(name), chosen.kills, chosen.seed, lambda line: print(line, flush=True))
    chosen.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("all the same" if figures["all_the_same"] else "NOT all the same")
    sys.exit(0 if figures["all_the_same"] else 1)


if __name__ == "__main__":
    main()
