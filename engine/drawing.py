"""Draws places of pages in a process that has a deadline and a memory limit, and can be killed."""

import base64
import time
from types import TracebackType
from typing import Protocol, Self

from domain.errors import OutOfMemory, SohoaError, TimedOut, WorkerDied, error_class
from domain.failure import Failed
from domain.geometry import Box
from domain.page import Page
from domain.task import Segment, StoredPage, Task
from engine.perform import contained
from engine.pool import MODULE, Crew
from engine.wire import Doing, Draw, Drawn, Hello, Message, pack, unpack
from engine.worker import Worker
from external.child import BrokenFrame, Child
from pipeline.crop import draw_crop

_LOOK_EVERY_S = 0.01
_LOOK = "look at the sheet itself"


class Artist(Protocol):
    """Makes pictures of pages."""

    def draw(self, page: Page, box: Box | None) -> bytes:
        """A PNG of the place, or of the whole page; an error of domain/errors.py when there is none."""


def drawn(order: Draw, worker: Worker) -> Drawn | Failed:
    """What the process of a worker answers."""
    task = Task(segment=Segment.READ, pages=(StoredPage(page=order.page, value=None),))
    made = contained(task, lambda: _draw(order.page, order.box, worker))
    return made if isinstance(made, Failed) else Drawn(base64.b64encode(made).decode("ascii"))


def _draw(page: Page, box: Box | None, worker: Worker) -> bytes:
    with worker.source(page) as source:
        return draw_crop(page, source, box)


class InlineArtist:
    """Draws in this process, which a person can end: on the command line and in tests."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def draw(self, page: Page, box: Box | None) -> bytes:
        answer = drawn(Draw(page, box), self._worker)
        if isinstance(answer, Failed):
            raise _error_of(answer)
        return base64.b64decode(answer.png)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.close()


class ProcessArtist:
    """Draws in a process of its own, started for the first picture; one that hangs or starves is killed."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._child: Child | None = None

    def draw(self, page: Page, box: Box | None) -> bytes:
        try:
            child = self._child or self._start()
            answer = self._ask(child, Draw(page, box), self._crew.limits.page_s)
            if isinstance(answer, Drawn):
                return base64.b64decode(answer.png)
            raise _not_drawn("answered nothing that makes sense")
        except SohoaError:
            # What is left of it is not to be trusted with the next page.
            self.close()
            raise

    def _start(self) -> Child:
        crew = self._crew
        self._child = Child(MODULE, crew.env)
        hello = Hello(factory=crew.factory, settings=crew.settings, memory_bytes=crew.limits.memory_bytes)
        self._ask(self._child, hello, crew.limits.start_s)
        return self._child

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, child: Child, message: Message, within_s: float) -> Message:
        """What the process says to it."""
        until, most = time.monotonic() + within_s, self._crew.limits.memory_bytes
        child.send(pack(message))
        while time.monotonic() < until:
            ended = child.ended
            if (answer := _heard(child)) is not None:
                return answer
            if ended:
                raise _not_drawn("the process that drew it ended in the middle of it")
            if child.resident_bytes > most:
                raise OutOfMemory(f"a picture needs more than {most >> 20} MB; {_LOOK}")
            time.sleep(_LOOK_EVERY_S)
        raise TimedOut(f"a picture was not drawn within {within_s:.0f} s; {_LOOK}")


def _heard(child: Child) -> Message | None:
    """The next message, when one has come; raises what went wrong over there."""
    child.take_said()
    try:
        for frame in child.exchange():
            message = unpack(frame)
            if isinstance(message, Failed):
                raise _error_of(message)
            if not isinstance(message, Doing):
                return message
    except (BrokenFrame, ValueError) as error:
        raise _not_drawn(f"its process gave rubbish ({type(error).__name__})") from error
    return None


def _error_of(failed: Failed) -> SohoaError:
    """What went wrong; a defect of ours or of a library costs this picture."""
    kind = error_class(failed.code)
    return _not_drawn(failed.message) if kind is SohoaError else kind(failed.message)


def _not_drawn(why: str) -> WorkerDied:
    return WorkerDied(f"a picture could not be drawn: {why}; {_LOOK}")
