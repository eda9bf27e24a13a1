"""The composition root: ports, engine and workers are put together here, and nowhere else."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
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
from engine.drawing import InlineArtist, ProcessArtist
from engine.holdings import Holdings
from engine.limits import Limits
from engine.planning import Planner
from engine.pool import Crew, PoolExecutor
from engine.record import Recorder
from engine.run import Engine
from engine.worker import Worker
from logs import set_up_logs
from pipeline.office_data import OfficeData, load_office_data
from pipeline.overlay import DataFolder
from pipeline.plan import KeyKind, KeyRole, Wait, may_sign
from pipeline.profile import PROFILES, Profile, load_profile
from pipeline.stage import Tools

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The ports of one home folder."""

    settings: Settings
    clock: Clock
    ledger: Ledger
    holdings: Holdings
    data: Callable[[], OfficeData]
    """Paper types and all else an office may lay its own over; read on first use."""


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
        return App(
            settings=settings,
            clock=clock,
            ledger=ledger,
            holdings=open_holdings(settings, clock),
            data=_once(lambda: load_office_data(own_data(settings))),
        )
    except SohoaError:
        ledger.close()
        raise


def own_data(settings: Settings) -> DataFolder:
    """Where the office's own data lies, over that which comes with sohoa."""
    return DataFolder(settings.home / "data")


def profile_of(settings: Settings, name: str) -> Profile:
    """The profile of that name, the office's own first."""
    return load_profile(name, own_data(settings))


def check_data(app: App) -> None:
    """ConfigError when a file of the office's own data does not fit: before a paper is touched, not after."""
    app.data()
    profile_of(app.settings, app.settings.profile)
    for file in own_data(app.settings).files(PROFILES.name):
        profile_of(app.settings, file.path.stem)


def operator(settings: Settings) -> Actor:
    """The person at the command line: owner of the home folder, so every unit's papers and all roles."""
    return Actor(kind=ActorKind.PERSON, name=settings.actor, scope=EVERY_UNIT, roles=frozenset(Role))


def build_engine(app: App) -> Engine:
    """The engine on this app's ports; close its executor at the end."""
    check_data(app)
    rules = cache(lambda name: profile_of(app.settings, name).rules)
    key_role = _once(lambda: _key_role(app.settings))
    return Engine(
        planner=Planner(ledger=app.ledger, clock=app.clock, rules=rules, key=key_role),
        recorder=Recorder(ledger=app.ledger, holdings=app.holdings, clock=app.clock, rules=rules),
        executor=build_executor(app),
        holdings=app.holdings,
        scratch=scratch_folder(app.settings),
    )


def build_executor(app: App) -> Executor:
    """A process a core, or as many as the settings say; none of them: this process."""
    from engine.inline import InlineExecutor

    if app.settings.workers == 0:
        return InlineExecutor(lambda: make_worker(app))
    return PoolExecutor(_crew(app.settings))


def open_artist(app: App) -> InlineArtist | ProcessArtist:
    """Draws pages: in a process of its own, or in this one when the settings want no workers."""
    if app.settings.workers == 0:
        return InlineArtist(make_worker(app))
    return ProcessArtist(_crew(app.settings))


def _crew(settings: Settings) -> Crew:
    limits = Limits(page_s=settings.page_timeout_s, memory_bytes=settings.worker_memory_mb << 20)
    return Crew(
        factory="app:worker",
        settings=settings_to_text(settings),
        # Before the child loads the libraries that read them.
        env={**os.environ, **dict.fromkeys(THREAD_LIMITS, "1")},
        size=settings.workers or len(os.sched_getaffinity(0)),
        limits=limits,
    )


def worker(settings: str) -> Worker:
    """The worker of a process of the pool, made from the text of the settings."""
    made = settings_from_text(settings)
    set_up_logs(made.log_level)
    return make_worker(build_app(made))


def scratch_folder(settings: Settings) -> Path:
    """Where files in the making lie."""
    return settings.home / "scratch"


def procedures_folder(settings: Settings) -> Path:
    """Where imported versions of procedures lie."""
    return settings.home / "data" / "procedures"


def make_worker(app: App) -> Worker:
    """A worker on this app's ports."""
    return Worker(
        tools=replace(build_tools(app.settings, scratch_folder(app.settings)), data=app.data),
        holdings=app.holdings,
        memory=app.ledger,
        load_profile=partial(profile_of, app.settings),
    )


def dry_worker(settings: Settings, scratch: Path, data: OfficeData | None = None) -> Worker:
    """A worker that keeps what it makes in memory, and in `scratch` under a key that ends with it.

    It reads by `data` in place of the data in force, when some is given.
    """
    from storage.folder import FolderStore
    from storage.keyring import Keyring, new_key
    from storage.memory import MemoryStore
    from storage.sealing import Vault

    tools = build_tools(settings, scratch)
    ring = Keyring((new_key(SystemClock().now()),))
    holdings = Holdings(spool=FolderStore(scratch / "spool", Vault(lambda: ring)), store=MemoryStore())
    return Worker(
        tools=tools if data is None else replace(tools, data=lambda: data),
        holdings=holdings,
        memory=NoSteps(),
        load_profile=partial(profile_of, settings),
    )


def build_tools(settings: Settings, scratch: Path) -> Tools:
    """What stages may need; nothing is loaded yet. Files in the making lie in `scratch`."""
    from pipeline.dossiers.procedures import KeptProcedures

    limit_threads()
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Tools(
        ocr=cache(lambda name: load_ocr_engine(name, settings.tessdata)),
        words=_once(load_word_chooser),
        data=_once(lambda: load_office_data(own_data(settings))),
        procedures=KeptProcedures(procedures_folder(settings)).read,
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
    verdict = may_sign(document, profile_of(app.settings, document.profile).rules, role)
    return verdict.reason if isinstance(verdict, Wait) else ""


def _once(make: Callable[[], T]) -> Callable[[], T]:
    return cache(make)
