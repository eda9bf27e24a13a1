"""The composition root: ports, engine and workers are put together here, and nowhere else."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from adapters import (
    THREAD_LIMITS,
    limit_threads,
    load_key,
    load_ocr_engine,
    load_word_chooser,
    open_holdings,
    open_ledger,
    type_models,
)
from config import Settings, settings_from_text, settings_to_text
from domain.actor import EVERY_UNIT, Actor, ActorKind, Role
from domain.artifact import Artifact
from domain.document import Document
from domain.errors import SohoaError
from domain.ids import StepKey
from domain.ports import Clock, Executor, Ledger
from engine.holdings import Holdings
from engine.limits import Limits
from engine.planning import Planner
from engine.record import Recorder
from engine.run import Engine
from engine.worker import Worker
from logs import set_up_logs
from pipeline.plan import KeyKind, KeyRole, Wait, may_sign
from pipeline.profile import Rules, load_profile
from pipeline.stage import Tools

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The ports of one home folder."""

    settings: Settings
    clock: Clock
    ledger: Ledger
    holdings: Holdings


class SystemClock:
    """The machine's time with its zone."""

    def now(self) -> datetime:
        return datetime.now().astimezone()


class NoSteps:
    """The memory of a worker that should do everything anew."""

    def step(self, key: StepKey) -> Artifact | None:
        del key
        return None


def build_app(settings: Settings) -> App:
    """Opens the ledger, and the home folder's spool and store; makes the spool's keys on the first run."""
    clock = SystemClock()
    ledger = open_ledger(settings)
    try:
        return App(settings=settings, clock=clock, ledger=ledger, holdings=open_holdings(settings, clock))
    except SohoaError:
        ledger.close()
        raise


def operator(settings: Settings) -> Actor:
    """The person at the command line: owner of the home folder, so every unit's papers and all roles."""
    return Actor(kind=ActorKind.PERSON, name=settings.actor, scope=EVERY_UNIT, roles=frozenset(Role))


def build_engine(app: App) -> Engine:
    """The engine on this app's ports; close its executor at the end."""
    key_role = _once(lambda: _key_role(app.settings))
    return Engine(
        planner=Planner(ledger=app.ledger, clock=app.clock, rules=_rules, key=key_role),
        recorder=Recorder(ledger=app.ledger, holdings=app.holdings, clock=app.clock, rules=_rules),
        executor=build_executor(app),
        holdings=app.holdings,
        scratch=scratch_folder(app.settings),
    )


def build_executor(app: App) -> Executor:
    """A process a core, or as many as the settings say; none of them: this process."""
    from engine.inline import InlineExecutor
    from engine.pool import Crew, PoolExecutor

    settings = app.settings
    if settings.workers == 0:
        return InlineExecutor(lambda: make_worker(app))
    limits = Limits(page_s=settings.page_timeout_s, memory_bytes=settings.worker_memory_mb << 20)
    return PoolExecutor(
        Crew(
            factory="app:worker",
            settings=settings_to_text(settings),
            # Before the child loads the libraries that read them.
            env={**os.environ, **dict.fromkeys(THREAD_LIMITS, "1")},
            size=settings.workers or len(os.sched_getaffinity(0)),
            limits=limits,
        )
    )


def worker(settings: str) -> Worker:
    """The worker of a process of the pool, made from the text of the settings."""
    made = settings_from_text(settings)
    set_up_logs(made.log_level)
    return make_worker(build_app(made))


def scratch_folder(settings: Settings) -> Path:
    """Where files in the making lie."""
    return settings.home / "scratch"


def make_worker(app: App) -> Worker:
    """A worker on this app's ports."""
    return Worker(
        tools=build_tools(app.settings, scratch_folder(app.settings)),
        holdings=app.holdings,
        memory=app.ledger,
    )


def dry_worker(settings: Settings, scratch: Path) -> Worker:
    """A worker that keeps what it makes in memory, and in `scratch` under a key that ends with it."""
    from storage.folder import FolderStore
    from storage.keyring import Keyring, new_key
    from storage.memory import MemoryStore
    from storage.sealing import Vault

    ring = Keyring((new_key(SystemClock().now()),))
    holdings = Holdings(spool=FolderStore(scratch / "spool", Vault(lambda: ring)), store=MemoryStore())
    return Worker(tools=build_tools(settings, scratch), holdings=holdings, memory=NoSteps())


def build_tools(settings: Settings, scratch: Path) -> Tools:
    """What stages may need; nothing is loaded yet. Files in the making lie in `scratch`."""
    from pipeline.papers.catalog import load_papers

    limit_threads()
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Tools(
        ocr=cache(lambda name: load_ocr_engine(name, settings.tessdata)),
        words=_once(load_word_chooser),
        papers=_once(load_papers),
        type_model=type_models(settings),
        key=_once(lambda: load_key(settings)),
        scratch=scratch,
    )


def _key_role(settings: Settings) -> KeyRole | None:
    if settings.key_path is None:
        return None
    key = load_key(settings)
    return KeyRole(
        kind=KeyKind(settings.key_kind), owner=settings.key_owner or settings.actor, is_test=key.is_test
    )


def why_unsigned(app: App, document: Document) -> str:
    """Why a composed paper waits as chờ ký, for people; "" when nothing is in its way."""
    try:
        role = _key_role(app.settings)
    except SohoaError as error:
        return str(error)
    verdict = may_sign(document, _rules(document.profile), role)
    return verdict.reason if isinstance(verdict, Wait) else ""


@cache
def _rules(profile: str) -> Rules:
    return load_profile(profile).rules


def _once(make: Callable[[], T]) -> Callable[[], T]:
    return cache(make)
