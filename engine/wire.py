"""How the engine and a worker process speak: one letter, then a value as canonical JSON."""

from dataclasses import dataclass
from typing import Any, TypeVar

from domain.codec import canonical, from_canonical
from domain.failure import Failed
from domain.geometry import Box
from domain.page import Page
from domain.task import Report, Task

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What a new process is told: how to make its worker, and how much memory it may use."""

    factory: str
    """`module:function`, resolved in the process; it takes `settings` and gives the Worker."""
    settings: str
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker is made."""


@dataclass(frozen=True, slots=True)
class Doing:
    """The stage that begins now: whoever is killed in it can be named."""

    stage: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A place of a page to draw; all of it when there is no box."""

    page: Page
    box: Box | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture, in base64."""

    png: str


_KINDS: dict[bytes, Any] = {
    b"H": Hello,
    b"Y": Ready,
    b"F": Failed,
    b"T": Task,
    b"D": Doing,
    b"R": Report,
    b"P": Draw,
    b"I": Drawn,
}
"""A Failed instead of Ready says why there is no worker, instead of Drawn why there is no picture."""

Message = Hello | Ready | Failed | Task | Doing | Report | Draw | Drawn


def pack(message: Message) -> bytes:
    """The message as one frame."""
    letter = next(letter for letter, kind in _KINDS.items() if isinstance(message, kind))
    return letter + canonical(message)


def unpack(frame: bytes) -> Message:
    """The message in a frame; ValueError when it holds none."""
    kind = _KINDS.get(frame[:1])
    if kind is None:
        raise ValueError("a frame of no known kind")
    message: Message = from_canonical(kind, frame[1:])
    return message
