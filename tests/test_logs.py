import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from logs import OURS, set_up_logs

ROOT = Path(__file__).parents[1]
HIDDEN = "Nguyễn Văn Mẫu 001085012345"


@pytest.fixture(autouse=True)
def _root_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    # basicConfig closes the handlers it takes off, and these are pytest's.
    root.handlers[:] = []
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def _read(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.split("\n") if line]


def _crash() -> None:
    raise ValueError(HIDDEN)


def test_event_and_its_facts_are_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info")
    logging.getLogger("engine.run").info("task-done", extra={"pages": 3, "path": Path("a")})
    (line,) = _read(capsys)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "event": "task-done",
        "level": "info",
        "logger": "engine.run",
        "pages": 3,
        "path": "a",
    }


def test_line_feed_in_a_fact_does_not_make_a_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info")
    logging.getLogger("engine").warning("name", extra={"fact": 'a\n{"event": "forged"}\r\u2028b'})
    (line,) = _read(capsys)
    assert line["event"] == "name"


def test_traceback_names_places_and_classes_and_quotes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("error")
    try:
        try:
            _crash()
        except ValueError as error:
            raise RuntimeError(f"while reading {HIDDEN}") from error
    except RuntimeError:
        logging.getLogger("engine.perform").exception("task-crashed", extra={"segment": "read"})
    (line,) = _read(capsys)
    assert line["segment"] == "read"
    assert [entry for entry in line["traceback"] if " " not in entry] == ["ValueError", "RuntimeError"]
    assert any("test_logs.py" in entry and "_crash" in entry for entry in line["traceback"])
    assert not [part for part in HIDDEN.split() if part in str(line)]


def _crash_again() -> None:
    try:
        _crash()
    finally:
        raise KeyError(HIDDEN)


def test_error_met_while_another_was_handled_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("error")
    try:
        _crash_again()
    except KeyError:
        logging.getLogger("engine").exception("task-crashed")
    (line,) = _read(capsys)
    assert [entry for entry in line["traceback"] if " " not in entry] == ["ValueError", "KeyError"]
    assert HIDDEN not in str(line)


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_level_holds_for_our_own_loggers(capsys: pytest.CaptureFixture[str], level: str) -> None:
    set_up_logs(level)
    for word in ("debug", "info", "warning", "error"):
        getattr(logging.getLogger("pipeline.stages.ocr"), word)(word)
    words = ["debug", "info", "warning", "error"]
    assert [line["event"] for line in _read(capsys)] == words[words.index(level) :]


@pytest.mark.parametrize("name", ["pypdf", "watchdog.observers.inotify_buffer", "sqlalchemy.engine", "PIL"])
def test_libraries_speak_of_errors_only(capsys: pytest.CaptureFixture[str], name: str) -> None:
    set_up_logs("debug")
    logging.getLogger(name).debug(HIDDEN)
    logging.getLogger(name).warning(HIDDEN)
    assert _read(capsys) == []
    logging.getLogger(name).error("broken")
    assert [line["event"] for line in _read(capsys)] == ["broken"]


def test_every_package_and_module_that_may_log_is_named() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"samples", "bench"}
    assert packages <= set(OURS)
