"""Tries a paper type on scans: what each is taken for today, and what it would be with that type."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from actions.dry_run import DryPaper, dry_run, type_dry
from actions.papers import FieldView, field_view
from actions.wording import FailureView
from domain.document import UNKNOWN_TYPE, Document
from engine.worker import Worker


class Effect(StrEnum):
    """What the tried type does to a paper."""

    SAME = "same"
    FIELDS = "fields"  # the same type, other fields or another sureness
    NEW = "new"  # no type was known before
    MOVED = "moved"  # another type was known before: look whether that was wrong
    LOST = "lost"  # a type was known before, none any more
    STOPPED = "stopped"  # a secrecy mark stops the paper: it is not typed
    FAILED = "failed"  # the file cannot be read


TO_LOOK_AT = frozenset({Effect.MOVED, Effect.LOST, Effect.FAILED})
"""Effects that a person should look at before the type is put in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """What a paper is taken for."""

    code: str
    name: str
    confidence: float
    rule: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """One file before and after; both are null where the file is secret or cannot be read."""

    file: str
    effect: Effect
    before: Typing | None
    after: Typing | None
    failure: FailureView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Two workers that differ in the paper types they know; the first reads the pages."""

    today: Worker
    tried: Worker
    profile: str
    at: datetime


def try_type(trial: Trial, files: Iterable[Path]) -> Iterator[TrialView]:
    """Each file as one paper, in order. A page is read once and typed twice."""
    for path in files:
        look = partial(_view, path, trial)
        result = dry_run(path, trial.today, trial.profile, trial.at, look)
        if isinstance(result, FailureView):
            yield TrialView(file=str(path), effect=Effect.FAILED, before=None, after=None, failure=result)
        else:
            yield result


def _view(path: Path, trial: Trial, paper: DryPaper) -> TrialView:
    if paper.is_secret:
        return TrialView(file=str(path), effect=Effect.STOPPED, before=None, after=None, failure=None)
    before, after = (_typing(type_dry(paper, worker)) for worker in (trial.today, trial.tried))
    return TrialView(file=str(path), effect=_effect(before, after), before=before, after=after, failure=None)


def _typing(document: Document) -> Typing:
    if document.paper is None:
        raise TypeError("a paper came out of its typing without a type")
    return Typing(
        code=document.paper.code,
        name=document.paper.name,
        confidence=document.paper.confidence,
        rule=document.paper.rule,
        fields=tuple(map(field_view, document.fields)),
    )


def _effect(before: Typing, after: Typing) -> Effect:
    if before.code == after.code:
        return Effect.SAME if before == after else Effect.FIELDS
    if before.code == UNKNOWN_TYPE:
        return Effect.NEW
    return Effect.LOST if after.code == UNKNOWN_TYPE else Effect.MOVED
