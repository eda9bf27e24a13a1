"""What a child process does about itself first: ends with its parent, dumps no core, keeps to its memory."""

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_KIB = 1024


def die_with_parent(parent: int) -> None:
    """The kernel kills this process when `parent` ends, however it ends; at once when it is gone already."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def bound_memory(more_bytes: int) -> None:
    """Refuses what this process would write to beyond what it has now and `more_bytes`; no core dumps."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bound = _data_bytes() + more_bytes
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (bound, hard))


def _data_bytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * _KIB
    return 0
