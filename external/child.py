"""A Python process of ours that is given work over a socket and can be killed with all it started."""

import contextlib
import os
import selectors
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from external.sessions import kill_session

FRAME_LENGTH = struct.Struct("!I")
LARGEST_FRAME = 256 << 20
STDERR_KEPT_BYTES = 64 << 10
_CHUNK = 1 << 16
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class BrokenFrame(Exception):
    """The child wrote something that is no frame."""


class _Process(subprocess.Popen[bytes]):
    """The interpreter of this environment; its stdout goes nowhere, since libraries write there."""

    def __init__(self, module: str, line: int, said: int, env: Mapping[str, str]) -> None:
        super().__init__(
            [sys.executable, "-m", module, str(line), str(os.getpid())],
            env={**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            pass_fds=(line,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )


class Child:
    """`python -m MODULE FD PARENT` in a session of its own; frames go both ways, without blocking."""

    def __init__(self, module: str, env: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        self._stderr, stderr = os.pipe()
        with theirs, os.fdopen(stderr, "wb") as said:
            self._process = _Process(module, theirs.fileno(), said.fileno(), env)
        os.set_blocking(self._stderr, False)
        ours.setblocking(False)
        self._socket = ours
        self._to_send = bytearray()
        self._received = bytearray()
        self._said = bytearray()
        self._at_end = False
        self._killed = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def register(self, selector: selectors.BaseSelector) -> None:
        """Lets the selector wake its owner when the child has something to say."""
        selector.register(self._socket, selectors.EVENT_READ, self)
        selector.register(self._stderr, selectors.EVENT_READ, self)

    def unregister(self, selector: selectors.BaseSelector) -> None:
        selector.unregister(self._socket)
        selector.unregister(self._stderr)

    def send(self, frame: bytes) -> None:
        """Queues a frame; `exchange` carries it over."""
        self._to_send += FRAME_LENGTH.pack(len(frame)) + frame

    def exchange(self) -> tuple[bytes, ...]:
        """Moves what can be moved now and gives the frames that came whole; BrokenFrame for rubbish."""
        self._listen()
        try:
            while self._to_send:
                del self._to_send[: self._socket.send(self._to_send[:_CHUNK])]
        except (BlockingIOError, BrokenPipeError, ConnectionResetError):
            pass  # full, or the child is gone, which `ended` tells
        try:
            while block := self._socket.recv(_CHUNK):
                self._received += block
            self._at_end = True
        except BlockingIOError:
            pass
        except ConnectionResetError:
            self._at_end = True
        return tuple(self._frames())

    def _frames(self) -> list[bytes]:
        frames: list[bytes] = []
        while len(self._received) >= FRAME_LENGTH.size:
            (length,) = FRAME_LENGTH.unpack_from(self._received)
            if length > LARGEST_FRAME:
                if frames:
                    break  # what was said before the rubbish counts
                raise BrokenFrame(f"a frame of {length} bytes")
            if len(self._received) < FRAME_LENGTH.size + length:
                break
            frames.append(bytes(self._received[FRAME_LENGTH.size : FRAME_LENGTH.size + length]))
            del self._received[: FRAME_LENGTH.size + length]
        return frames

    @property
    def ended(self) -> bool:
        """The child is gone, or has closed its end and will never answer again."""
        return self._at_end or self._has_exited()

    def _has_exited(self) -> bool:
        # Without reaping: its number stays taken until its session has been killed.
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def take_said(self) -> tuple[str, ...]:
        """Whole lines the child wrote to stderr since the last call."""
        self._listen()
        *lines, rest = bytes(self._said).split(b"\n")
        self._said[:] = rest
        return tuple(line.decode(errors="replace") for line in lines)

    def _listen(self) -> None:
        if self._killed:
            return
        try:
            while block := os.read(self._stderr, _CHUNK):
                self._said += block
                del self._said[:-STDERR_KEPT_BYTES]
        except BlockingIOError:
            pass

    @property
    def resident_bytes(self) -> int:
        """What of its memory lies in RAM now; 0 once it is gone."""
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_bytes().split()[1]) * _PAGE_BYTES
        except (OSError, IndexError):
            return 0

    def hang_up(self) -> None:
        """Tells the child that nothing more comes."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def wait_for_end(self, wait_s: float) -> None:
        """Lets the child end by itself, `wait_s` at the most; it is not reaped yet."""
        until = time.monotonic() + wait_s
        while not self._has_exited() and time.monotonic() < until:
            time.sleep(0.005)

    def kill(self) -> int:
        """Ends the child and all it started; gives its return code (a negative one is the signal).

        What it said last can still be taken.
        """
        kill_session(self.pid)
        code = self._process.wait()
        self._listen()
        self._killed = True
        os.close(self._stderr)
        self._socket.close()
        return code
