"""kill -9 and Ctrl-C at any moment of a real run, then the same command: nothing lost, nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from app import build_app
from bench.chaos import Campaign, kill_everything, workers_killed
from bench.end_state import EndState, attempts_failed, end_state
from bench.ground import sohoa_environment
from bench.measure import descendants
from bench.prepare import lay_out
from config import load_settings
from domain.actor import EVERY_UNIT
from domain.lifecycle import State

ROOT = Path(__file__).parents[2]
DOSSIER = ROOT / "samples" / "dossiers" / "H13.16-250715-0001"
LIMIT_S = 240


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    work = tmp_path_factory.mktemp("kill")
    lay_out(work)
    return Campaign(work, (str(DOSSIER),))


@pytest.fixture(scope="module")
def calm(campaign: Campaign) -> tuple[EndState, float]:
    """How a run ends that nobody disturbs, and how long it takes."""
    began = time.monotonic()
    assert campaign.start(campaign.work / "calm").wait(LIMIT_S) == 0
    end = end_state(campaign.work / "calm")
    assert {paper.state for paper in end.ends} == {State.FILED}
    assert all(paper.signed == 1 and paper.file for paper in end.ends)
    return end, time.monotonic() - began


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8, 0.95])
def test_run_that_is_killed_whole_ends_as_if_it_had_not_been(
    share: float, campaign: Campaign, calm: tuple[EndState, float]
) -> None:
    expected, takes_s = calm
    home = campaign.work / f"killed-{share}"
    process = campaign.start(home)
    try:
        process.wait(takes_s * share)
    except subprocess.TimeoutExpired:
        workers = descendants(process.pid)
        kill_everything(process)
        assert all(gone(pid) for pid in workers), "workers end with the engine"
    assert campaign.start(home).wait(LIMIT_S) == 0
    assert list(expected.differences(end_state(home))) == []
    assert campaign.audit(home)
    assert attempts_failed(home) == 0, "a kill of everything is nobody's fault"


def test_workers_that_are_killed_cost_one_more_try_of_their_task_each(
    campaign: Campaign, calm: tuple[EndState, float]
) -> None:
    expected, takes_s = calm
    home = campaign.work / "workers"
    moments = (takes_s * 0.5, takes_s * 0.7)
    killed = workers_killed(campaign, home, moments, random.Random(1))
    assert list(expected.differences(end_state(home))) == []
    assert campaign.audit(home)
    assert attempts_failed(home) <= killed


def test_ctrl_c_lets_the_pages_in_work_end_and_the_same_command_goes_on(
    campaign: Campaign, calm: tuple[EndState, float]
) -> None:
    expected, takes_s = calm
    home = campaign.work / "stopped"
    process = campaign.start(home, stderr=subprocess.PIPE)
    time.sleep(takes_s * 0.6)
    workers = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    if process.returncode != 0:  # it may have been done already
        assert process.returncode == 130
        # Under load the moment may fall before the first page is in work: then there is nothing to wait for.
        told = ("stopping when the pages in work are done", "stopped; run the same command again to go on")
        assert any(words in said.decode() for words in told)
        assert "Traceback" not in said.decode()
    assert all(gone(pid) for pid in workers)
    assert campaign.start(home).wait(LIMIT_S) == 0
    assert list(expected.differences(end_state(home))) == []
    assert attempts_failed(home) == 0


def test_second_command_on_the_same_home_waits_and_nothing_is_done_twice(
    campaign: Campaign, calm: tuple[EndState, float]
) -> None:
    expected, _takes_s = calm
    home = campaign.work / "two"
    both = [campaign.start(home) for _ in range(2)]
    assert [process.wait(LIMIT_S) for process in both] == [0, 0]
    assert list(expected.differences(end_state(home))) == []
    assert campaign.audit(home)


def test_home_without_a_place_to_work_is_told_and_not_a_traceback(campaign: Campaign) -> None:
    """The disk is full or not ours: one line, exit code 75, and the same command goes on later."""
    home = campaign.work / "full"
    environment: Mapping[str, str] = sohoa_environment(campaign.work, home)
    command = (sys.executable, str(ROOT / "cli.py"), "ingest", str(DOSSIER))
    # No file may grow beyond 100 kB: what a full disk does to the store, without filling one.
    limited = ("/bin/sh", "-c", 'ulimit -f 100; trap "" XFSZ; exec "$@"', "sh", *command)
    broken = subprocess.run(
        limited,
        check=False,
        env=dict(environment),
        cwd=campaign.work,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    assert broken.returncode in (1, 75), broken.stderr
    assert "Traceback" not in broken.stderr
    assert broken.stderr.strip()
    assert campaign.start(home).wait(LIMIT_S) == 0
    app = build_app(load_settings(home=home))
    states = {row.state for row in app.ledger.documents(EVERY_UNIT)}
    app.ledger.close()
    assert states == {State.FILED}


def gone(pid: int) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False
