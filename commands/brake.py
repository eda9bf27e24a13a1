"""Ctrl-C and a service's stop: the first one lets work in hand end, the second one ends at once."""

import contextlib
import os
import signal
from types import FrameType, TracebackType

_STDERR = 2
_STOPPING = b"\nsohoa: stopping when the pages in work are done; Ctrl-C again stops at once\n"
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Brake:
    """In the block the first signal only sets `pulled`; the second raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self.pulled = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> "Brake":
        for one in _SIGNALS:
            self._before[one] = signal.signal(one, self._pull)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one, before in self._before.items():
            signal.signal(one, before)  # type: ignore[arg-type]  # what signal.signal gave it takes back

    def _pull(self, _signal: int, _frame: FrameType | None) -> None:
        if self.pulled:
            raise KeyboardInterrupt
        self.pulled = True
        # Not through sys.stderr: the signal may have come in the middle of a line that is written there.
        with contextlib.suppress(OSError):
            os.write(_STDERR, _STOPPING)
