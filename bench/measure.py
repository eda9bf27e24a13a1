"""Runs programs and measures what they and all they start cost: CPU, wall time, peak memory."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread, Timer
from typing import IO

from domain.errors import MissingTool

SAMPLE_EVERY_S = 0.05
_STDERR_KEPT_BYTES = 4096
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to measure; `name` is what it works on, `environment` is all it sees."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    time_limit_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a program ended; CPU is user and system time of it and of all it waited for."""

    name: str
    exit_code: int
    cpu_s: float
    stdout: str
    last_words: str
    """The end of what it wrote to stderr."""

    @property
    def reason(self) -> str:
        """Why it may have failed, in a line."""
        lines = self.last_words.strip().splitlines()
        return f"exit code {self.exit_code}: {lines[-1] if lines else 'no word'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Programs that ran one after the other or side by side."""

    ended: tuple[Ended, ...]
    wall_s: float
    peak_bytes: int
    """Largest sum over all processes that ran at one moment, in proportional set size."""

    @property
    def cpu_s(self) -> float:
        return sum(one.cpu_s for one in self.ended)


def run_measured(commands: Sequence[Command], lanes: int = 1) -> Measured:
    """Runs the commands in order, `lanes` of them at a time."""
    started = time.perf_counter()
    with contextlib.closing(_Watch()) as watch, ThreadPoolExecutor(lanes) as pool:
        ended = tuple(pool.map(partial(_run, watch), commands))
    return Measured(ended=ended, wall_s=time.perf_counter() - started, peak_bytes=watch.peak_bytes)


def _run(watch: "_Watch", command: Command) -> Ended:
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(
            command.argv,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=dict(command.environment),
        )
        alarm = Timer(command.time_limit_s, stop_tree, (process.pid,))
        alarm.start()
        try:
            # Looks without reaping, so that the alarm can never hit a number that was given anew.
            with watch.over(process.pid):
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        finally:
            alarm.cancel()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return Ended(
            name=command.name,
            exit_code=process.returncode,
            cpu_s=used.ru_utime + used.ru_stime,
            stdout=_whole(stdout),
            last_words=_whole(stderr)[-_STDERR_KEPT_BYTES:],
        )


def _whole(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


class _Watch:
    """Looks at the memory of programs and of all they start, until `close`."""

    def __init__(self) -> None:
        if not (_PROC / "thread-self" / "children").exists():
            raise MissingTool(
                "this kernel does not list children in /proc; measure on one that does (Debian's)"
            )
        self.peak_bytes = 0
        self._running: set[int] = set()
        self._closed = Event()
        self._looker = Thread(target=self._look, daemon=True)
        self._looker.start()

    @contextlib.contextmanager
    def over(self, pid: int) -> Iterator[None]:
        """Counts the process, until the block ends."""
        self._running.add(pid)
        try:
            yield
        finally:
            self._running.discard(pid)

    def close(self) -> None:
        self._closed.set()
        self._looker.join()

    def _look(self) -> None:
        while not self._closed.wait(SAMPLE_EVERY_S):
            pids = {one for root in tuple(self._running) for one in (root, *descendants(root))}
            self.peak_bytes = max(self.peak_bytes, sum(map(proportional_set_bytes, pids)))


def stop_tree(pid: int) -> None:
    """Kills a process and all that descends from it."""
    for one in (pid, *descendants(pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def descendants(root: int) -> set[int]:
    """All processes below `root`, without it."""
    found: set[int] = set()
    waiting = [root]
    while waiting:
        grown = set(_children(waiting.pop())) - found
        found |= grown
        waiting.extend(grown)
    return found


def _children(pid: int) -> Iterator[int]:
    """A child stands with the thread that started it."""
    with contextlib.suppress(OSError):
        for thread in (_PROC / str(pid) / "task").iterdir():
            yield from map(int, (thread / "children").read_text().split())


def proportional_set_bytes(pid: int) -> int:
    """Memory of a process, what it shares counted in parts; 0 once it is gone."""
    try:
        rollup = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    return parse_kilobytes(rollup, "Pss")


def parse_kilobytes(table: str, name: str) -> int:
    """The bytes that a table of /proc gives for `name`; 0 when it gives none."""
    for line in table.splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0]) * 1024
    return 0
