"""Runs another program: an argument list, a deadline, limits, and nothing of it left behind."""

import contextlib
import os
import resource
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from domain.errors import MissingTool, TimedOut

STDERR_KEPT_BYTES = 64 * 1024
DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_LOOK_EVERY_S = 0.02
_DRAIN_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """How a program ended; a negative return code is the signal that killed it."""

    returncode: int
    stdout: bytes
    stderr: bytes
    """The last 64 KiB of it: what a program says last is why it failed."""
    output_cut: bool
    """True when it wrote more than was allowed: it was killed then, and `stdout` is the beginning."""


def run(
    argv: Sequence[str],
    *,
    timeout_s: float,
    memory_bytes: int | None = None,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    max_output_bytes: int = DEFAULT_MAX_OUTPUT_BYTES,
    install_hint: str | None = None,
) -> Completed:
    """How the program ended; a return code that is not zero is a value, not an error.

    `memory_bytes` bounds the address space of the program and of all it starts. `env` replaces the
    environment. MissingTool when the program cannot be started, TimedOut at the deadline; by the time
    either is raised, or a value comes back, the program's whole process group is gone.
    """
    process = _start(argv, stdin is not None, cwd, env, install_hint)
    talk = _Talk(process, stdin or b"", max_output_bytes)
    try:
        if memory_bytes is not None:
            process.limit_memory(memory_bytes)
        ended = talk.listen_until(time.monotonic() + timeout_s)
        if not ended and not talk.output_cut:
            raise TimedOut(
                f"{argv[0]} did not end within {timeout_s:g} s and was stopped; try again, with a smaller"
                " file or a longer time limit"
            )
        process.kill_group()
        talk.drain()
    finally:
        process.kill_group()
        process.wait()
        talk.close()
    return Completed(
        returncode=process.returncode,
        stdout=bytes(talk.stdout),
        stderr=bytes(talk.stderr),
        output_cut=talk.output_cut,
    )


def _start(
    argv: Sequence[str],
    has_stdin: bool,
    cwd: Path | None,
    env: Mapping[str, str] | None,
    install_hint: str | None,
) -> "_Program":
    if isinstance(argv, str) or not argv:
        raise TypeError("argv must be a list of words: no shell ever splits it")
    try:
        return _Program(argv, has_stdin, cwd, env)
    except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
        if cwd is not None and not cwd.is_dir():
            raise NotADirectoryError(f"cannot start {argv[0]}: its working folder {cwd} is absent") from error
        advice = install_hint or f"install {argv[0]} and make sure it is on the PATH"
        raise MissingTool(f"the program {argv[0]} cannot be started ({error.strerror}); {advice}") from error


class _Program(subprocess.Popen[bytes]):
    """A program that leads a process group of its own, so that all it starts can be killed with it.

    It stays in our session: whoever ends this process by its session ends the program too.
    """

    def __init__(
        self, argv: Sequence[str], has_stdin: bool, cwd: Path | None, env: Mapping[str, str] | None
    ) -> None:
        super().__init__(
            list(argv),
            stdin=subprocess.PIPE if has_stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=env,
            process_group=0,
        )

    def limit_memory(self, memory_bytes: int) -> None:
        # From outside, after the start: a preexec function may deadlock in a process with threads.
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        bound = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(self.pid, resource.RLIMIT_AS, (bound, bound))

    def has_ended(self) -> bool:
        """Looks without reaping: the process number stays taken until the group has been killed."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def kill_group(self) -> None:
        # Never after `wait`: once the leader is reaped its number may go to another group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


class _Talk:
    """The three pipes of one running program: feeds it, and keeps a bounded part of what it says."""

    def __init__(self, process: _Program, stdin: bytes, max_output_bytes: int) -> None:
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.output_cut = False
        self._process = process
        self._to_write = memoryview(stdin)
        self._max_output_bytes = max_output_bytes
        self._selector = selectors.DefaultSelector()
        for pipe, events in (
            (process.stdin, selectors.EVENT_WRITE),
            (process.stdout, selectors.EVENT_READ),
            (process.stderr, selectors.EVENT_READ),
        ):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
                self._selector.register(pipe, events)

    def listen_until(self, deadline: float) -> bool:
        """True when the program ended by itself before `deadline` (monotonic seconds)."""
        while not self.output_cut:
            if self._process.has_ended():
                return True
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False
            self._exchange(min(left_s, _LOOK_EVERY_S))
        return False

    def drain(self) -> None:
        """Takes in what still lies in the pipes; a process that left the group cannot hold us up for long."""
        deadline = time.monotonic() + _DRAIN_S
        while self._selector.get_map() and not self.output_cut and time.monotonic() < deadline:
            self._exchange(_LOOK_EVERY_S)

    def close(self) -> None:
        self._selector.close()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _exchange(self, wait_s: float) -> None:
        if not self._selector.get_map():
            time.sleep(wait_s)
            return
        for key, _ in self._selector.select(wait_s):
            pipe = key.fileobj
            if pipe is self._process.stdin:
                self._write(self._process.stdin)
            elif pipe is self._process.stdout:
                self._read(self._process.stdout, self.stdout)
            elif pipe is self._process.stderr:
                self._read(self._process.stderr, self.stderr)

    def _write(self, pipe: IO[bytes]) -> None:
        try:
            written = os.write(pipe.fileno(), self._to_write[:_CHUNK_BYTES])
        except BlockingIOError:
            return
        except BrokenPipeError:
            written = len(self._to_write)  # the program needs no more of it
        self._to_write = self._to_write[written:]
        if not self._to_write:
            self._selector.unregister(pipe)
            pipe.close()

    def _read(self, pipe: IO[bytes], kept: bytearray) -> None:
        try:
            chunk = os.read(pipe.fileno(), _CHUNK_BYTES)
        except BlockingIOError:
            return
        if not chunk:
            self._selector.unregister(pipe)
            return
        kept += chunk
        if kept is self.stderr:
            del kept[:-STDERR_KEPT_BYTES]
        elif len(kept) > self._max_output_bytes:
            del kept[self._max_output_bytes :]
            self.output_cut = True
