"""Stages that go wrong, to stand in the place of sound ones."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pipeline.catalog import load_stage
from pipeline.stage import Stage, Tools


class Defect(Exception):
    """An error nobody foresaw; its text must stay out of what people see."""


@contextmanager
def broken_stage(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    error: Exception,
    *,
    when: Callable[..., bool] = lambda *_: True,
) -> Iterator[None]:
    """In the block the stage `name` raises `error` on the items that `when` picks."""
    sound = load_stage(name)

    def build(options: Any, tools: Tools) -> Callable[..., Any]:
        run = sound.build(options, tools)

        def broken(*item: Any) -> Any:
            if when(*item):
                raise error
            return run(*item)

        return broken

    faulty: Stage = with_build(sound, build)
    with monkeypatch.context() as patched:
        patched.setattr(f"pipeline.stages.{name}.STAGE", faulty)
        yield


def with_build(stage: Any, build: Callable[[Any, Tools], Callable[..., Any]]) -> Any:
    values = {field: getattr(stage, field) for field in stage.__dataclass_fields__}
    return type(stage)(**{**values, "build": build})
