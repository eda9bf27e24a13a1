"""What runs tasks: stages built once, one source file kept open, bytes from the holdings."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import Any, TypeVar

from domain.artifact import Artifact
from domain.codec import canonical
from domain.ids import Sha256, StepKey
from domain.page import Page
from domain.ports import StepMemory
from domain.task import Segment
from engine.holdings import Holdings
from pipeline.catalog import RECIPE, load_stage
from pipeline.profile import Profile, load_profile
from pipeline.sources.source import Source, SourcePage, open_source
from pipeline.stage import BatchRun, BatchStage, DocumentRun, DocumentStage, PageRun, PageStage, Tools

StageKind = TypeVar("StageKind", PageStage, DocumentStage, BatchStage)


@dataclass(frozen=True, slots=True)
class BuiltDocumentStage:
    """A document stage ready to run."""

    name: str
    run: DocumentRun


@dataclass(frozen=True)
class BuiltPageStage:
    """A page stage ready to run, and what decides its output besides the page."""

    stage: PageStage
    options: Any
    run: PageRun
    tools: Tools

    @cached_property
    def fingerprint(self) -> tuple[str, ...]:
        return (
            self.stage.name,
            self.stage.version,
            canonical(self.options).decode(),
            *(f"{name} {version(name)}" for name in self.stage.libraries),
            *self.stage.models(self.options, self.tools),
        )


class OpenFile:
    """Keeps the last source file open: the pages of a document come one after the other."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._digest: Sha256 | None = None
        self._stack = ExitStack()
        self._source: Source | None = None

    def page(self, page: Page) -> SourcePage:
        if self._source is None or self._digest != page.source.sha256:
            self.close()
            path = self._stack.enter_context(self._holdings.local(page.source))
            self._source = self._stack.enter_context(open_source(path, page.source.media_type))
            self._digest = page.source.sha256
        return self._source.page(page.index)

    def close(self) -> None:
        self._source = self._digest = None
        self._stack.close()


@dataclass
class Worker:
    """One process's stages and open files. Not shared between threads."""

    tools: Tools
    holdings: Holdings
    memory: StepMemory
    load_profile: Callable[[str], Profile] = load_profile
    """Gives the profile of that name."""
    announce: Callable[[str], None] = lambda _stage: None
    """Told the name of each stage before it begins: whoever is killed in it can be named."""
    doing: str = ""
    """The stage that runs now, or the one that failed."""
    _profiles: dict[str, Profile] = field(default_factory=dict)
    _built: dict[tuple[str, Segment], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._file = OpenFile(self.holdings)

    def close(self) -> None:
        self._file.close()

    def begin(self, stage: str) -> None:
        self.doing = stage
        self.announce(stage)

    def profile(self, name: str) -> Profile:
        if name not in self._profiles:
            self._profiles[name] = self.load_profile(name)
        return self._profiles[name]

    def page_stages(self, profile: str) -> tuple[BuiltPageStage, ...]:
        """The stages of READ under that profile."""
        key = (profile, Segment.READ)
        if key not in self._built:
            self._built[key] = tuple(self._build_page_stage(profile, name) for name in RECIPE[Segment.READ])
        built: tuple[BuiltPageStage, ...] = self._built[key]
        return built

    def document_stages(self, profile: str, segment: Segment) -> tuple[BuiltDocumentStage, ...]:
        """The stages of a document segment, in order."""
        key = (profile, segment)
        if key not in self._built:
            self._built[key] = tuple(self._build_document_stage(profile, name) for name in RECIPE[segment])
        built: tuple[BuiltDocumentStage, ...] = self._built[key]
        return built

    def batch_run(self) -> BatchRun:
        """The one stage of the batch segment; profiles do not change it."""
        (name,) = RECIPE[Segment.LINK]
        stage = _stage_of(BatchStage, name)
        return stage.build(stage.options(), self.tools)

    @contextmanager
    def source(self, page: Page) -> Iterator[SourcePage]:
        yield self._file.page(page)

    def known(self, key: StepKey) -> Artifact | None:
        """The bytes an earlier run left for this key, when they are still there."""
        artifact = self.memory.step(key)
        return artifact if artifact is not None and self.holdings.has(artifact) else None

    def _build_page_stage(self, profile: str, name: str) -> BuiltPageStage:
        stage = _stage_of(PageStage, name)
        options = self.profile(profile).options(name)
        return BuiltPageStage(stage, options, stage.build(options, self.tools), self.tools)

    def _build_document_stage(self, profile: str, name: str) -> BuiltDocumentStage:
        stage = _stage_of(DocumentStage, name)
        return BuiltDocumentStage(name, stage.build(self.profile(profile).options(name), self.tools))


def _stage_of(kind: type[StageKind], name: str) -> StageKind:
    stage = load_stage(name)
    if not isinstance(stage, kind):
        raise TypeError(f"the recipe has {name} where a {kind.__name__} belongs")
    return stage


def step_key(fingerprints: tuple[tuple[str, ...], ...], page: Page) -> StepKey:
    """SHA-256 of what decides a result: the stages and the page they start from."""
    return StepKey(hashlib.sha256(canonical((fingerprints, page))).hexdigest())
