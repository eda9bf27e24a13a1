"""Ends a process together with everything it started, as far as it stayed in its session."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

_PASSES = 5


def kill_session(leader: int) -> None:
    """Kills every process of the session that `leader` leads; it must not have been reaped yet."""
    for _ in range(_PASSES):
        # The leader's group at once, so that it starts nothing more; then whoever made a group of its own.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)
        others = tuple(_members(leader))
        if not others:
            return
        for pid in others:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _members(session: int) -> Iterator[int]:
    """Living processes of a session but its leader."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == session:
            continue
        try:
            # "pid (name) state parent group session ...": the name may hold anything, brackets too.
            state, _parent, _group, own, *_ = (entry / "stat").read_bytes().rpartition(b")")[2].split()
        except (OSError, ValueError):
            continue  # it ended between the listing and the look
        if int(own) == session and state != b"Z":
            yield int(entry.name)
