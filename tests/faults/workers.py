"""Workers for processes of the pool in tests: a reader that knows the words, and a stage that goes wrong."""

import ctypes
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from domain.document import Document
from domain.errors import ConfigError
from domain.page import Page
from engine.limits import Limits
from engine.pool import Crew, PoolExecutor
from engine.worker import Worker
from pipeline.catalog import load_stage
from pipeline.pdf.keys import load_pkcs12
from tests.faults.stages import with_build
from tests.office import open_office

FACTORY = "tests.faults.workers:faulty"


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _segfault() -> None:
    ctypes.string_at(0)


def _leave() -> None:
    os._exit(0)


def _hang() -> None:
    time.sleep(3600)


def _spin() -> None:
    while True:
        pass


def _eat() -> None:
    """In pieces, so that the watch sees it; Python's own MemoryError is no way out."""
    eaten = []
    while True:
        try:
            eaten.append(b"x" * (16 << 20))
        except MemoryError:
            time.sleep(3600)


def _eat_at_once() -> None:
    bytearray(64 << 30)


def _raise() -> None:
    raise ZeroDivisionError("a defect")


def _shout() -> None:
    """Writes rubbish where reports go."""
    for descriptor in range(3, 64):
        try:
            is_line = stat.S_ISSOCK(os.fstat(descriptor).st_mode)
        except OSError:
            continue
        if is_line:
            os.write(descriptor, b"\xff" * 4096)


def _leave_a_program_behind() -> None:
    """A program that outlives whoever does not end the whole session."""
    program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], process_group=0)
    Path(os.environ["LEFT_BEHIND"]).write_text(str(program.pid))
    _hang()


FAULTS: Mapping[str, Callable[[], None]] = {
    "kill": _kill,
    "segfault": _segfault,
    "leave": _leave,
    "hang": _hang,
    "spin": _spin,
    "eat": _eat,
    "eat-at-once": _eat_at_once,
    "raise": _raise,
    "shout": _shout,
    "program": _leave_a_program_behind,
    "nothing": lambda: None,
}


@dataclass(frozen=True)
class Plan:
    """What a worker is made with: `home` of its office, and which stage does what on which item."""

    home: str
    stage: str = ""
    fault: str = "nothing"
    page: int | None = None
    """Only on this page of its file, from 0; None: on every item."""
    paper: str | None = None
    """Only on the paper of this name, for stages that see papers."""
    times: int = 1_000_000
    """How often in all processes together."""
    key: str | None = None
    slow_s: float = 0.0
    """Every page takes so much longer."""


def crew(plan: Plan, size: int = 2, limits: Limits | None = None, **env: str) -> Crew:
    return Crew(
        factory=FACTORY,
        settings=json.dumps(asdict(plan)),
        env={**os.environ, **env},
        size=size,
        limits=limits or Limits(start_s=60),
    )


def pool(plan: Plan, size: int = 2, limits: Limits | None = None, **env: str) -> PoolExecutor:
    return PoolExecutor(crew(plan, size, limits, **env))


def faulty(settings: str) -> Worker:
    """The worker of an office under tests/office.py, with one stage replaced as the plan says."""
    plan = Plan(**json.loads(settings))
    office = open_office(Path(plan.home))
    if plan.key is not None:
        office.key = load_pkcs12(Path(plan.key), b"mat khau")
    if plan.slow_s:
        office.reader.fault = lambda _raster: time.sleep(plan.slow_s)
    if plan.stage:
        _break(plan)
    return office.worker()


def _break(plan: Plan) -> None:
    sound = load_stage(plan.stage)
    done = Path(plan.home) / f"{plan.stage}.faults"

    def build(options: Any, tools: Any) -> Callable[..., Any]:
        run = sound.build(options, tools)

        def broken(*item: Any) -> Any:
            if _meant(plan, item[0]) and (not done.exists() or done.stat().st_size < plan.times):
                with done.open("ab") as file:
                    file.write(b".")
                if plan.fault == "none":
                    return None
                FAULTS[plan.fault]()
            return run(*item)

        return broken

    sys.modules[f"pipeline.stages.{plan.stage}"].STAGE = with_build(sound, build)  # type: ignore[attr-defined]


def _meant(plan: Plan, item: object) -> bool:
    if isinstance(item, Page):
        return plan.page in (None, item.index)
    if isinstance(item, Document):
        return plan.paper in (None, item.name)
    return True


def refusing(settings: str) -> Worker:
    raise ConfigError(f"there is no home {settings}; make it")


def dying(settings: str) -> Worker:
    del settings
    os._exit(3)
