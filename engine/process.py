"""The process of one worker: `python -m engine.process FD PARENT`; takes tasks and drawings over FD."""

import faulthandler
import signal
import socket
import sys
from importlib import import_module

from domain.failure import Failed
from domain.task import Segment, Task
from engine.drawing import drawn
from engine.perform import contained, perform
from engine.wire import Doing, Draw, Hello, Message, Ready, pack, unpack
from engine.worker import Worker
from external.child import FRAME_LENGTH
from external.kinship import bound_memory, die_with_parent


class Line:
    """The blocking end of the socket to the engine."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)

    def send(self, message: Message) -> None:
        frame = pack(message)
        self._socket.sendall(FRAME_LENGTH.pack(len(frame)) + frame)

    def receive(self) -> Message | None:
        """The next message; None when the engine has closed its end."""
        head = self._exactly(FRAME_LENGTH.size)
        if head is None:
            return None
        frame = self._exactly(FRAME_LENGTH.unpack(head)[0])
        return None if frame is None else unpack(frame)

    def _exactly(self, count: int) -> bytes | None:
        got = bytearray()
        while len(got) < count:
            block = self._socket.recv(min(count - len(got), 1 << 20))
            if not block:
                return None
            got += block
        return bytes(got)


def serve(line: Line) -> None:
    """Makes the worker the first message asks for, then performs tasks until the engine hangs up."""
    hello = line.receive()
    if not isinstance(hello, Hello):
        return
    made = contained(Task(segment=Segment.UNFOLD), lambda: _make_worker(hello))
    if isinstance(made, Failed):
        line.send(made)
        return
    made.announce = lambda stage: line.send(Doing(stage))
    bound_memory(hello.memory_bytes)
    line.send(Ready())
    try:
        while isinstance(order := line.receive(), Task | Draw):
            line.send(perform(order, made) if isinstance(order, Task) else drawn(order, made))
    finally:
        made.close()


def _make_worker(hello: Hello) -> Worker:
    module, _, name = hello.factory.partition(":")
    worker: Worker = getattr(import_module(module), name)(hello.settings)
    return worker


def main() -> None:
    """Runs one worker; the engine alone starts this."""
    die_with_parent(int(sys.argv[2]))
    # Ctrl-C and a service's stop are for the engine: it lets tasks end, or kills.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    faulthandler.enable()
    serve(Line(int(sys.argv[1])))


if __name__ == "__main__":
    main()
