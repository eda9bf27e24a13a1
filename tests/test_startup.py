"""Holds how little `sohoa --help` loads, and that every verb explains itself."""

import json
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest
import typer

from cli import VERBS, build_cli

ROOT = Path(__file__).parents[1]

# Each costs tens of milliseconds at least, most of them hundreds.
HEAVY = frozenset(
    {
        "PIL",
        "alembic",
        "app",
        "cryptography",
        "cv2",
        "lxml",
        "minio",
        "numpy",
        "onnxruntime",
        "pikepdf",
        "psycopg",
        "pydantic",
        "pydantic_settings",
        "pyhanko",
        "pypdf",
        "pypdfium2",
        "pytesseract",
        "pyzbar",
        "rich.progress",
        "sqlalchemy",
        "tesserocr",
        "urllib3",
        "watchdog",
        "zxingcpp",
    }
)
OUR_LAYERS = frozenset(
    {"engine", "pipeline", "ocr_models", "scanners", "storage", "external", "actions", "config"}
)
# 329 were loaded when this was written, most of them by typer and rich.
MOST_MODULES = 400
LOADED = """
import atexit, json, sys
atexit.register(lambda: sys.stderr.write(json.dumps(sorted(sys.modules))))
import cli
sys.argv[0] = "sohoa"
cli.main()
"""


@cache
def _sohoa(*words: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command line as its script does; the modules it loaded come on stderr."""
    command = [sys.executable, "-c", LOADED, *words]
    environment = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    if home is not None:
        environment |= {"SOHOA_HOME": str(home), "SOHOA_ACTOR": "may-quet"}
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, env=environment
    )


def _commands(verb: str) -> dict[tuple[str, ...], click.Command]:
    """The verb and, when it has them, its subcommands, by the words that call them."""
    root = typer.main.get_command(build_cli(verb))
    command = root.commands[verb]  # type: ignore[attr-defined]  # a group: there are several verbs
    below: dict[tuple[str, ...], click.Command] = {
        (verb, name): one for name, one in getattr(command, "commands", {}).items()
    }
    return {(verb,): command, **below}


def _loaded() -> set[str]:
    return set(json.loads(_sohoa("--help").stderr))


def test_help_loads_no_adapter() -> None:
    loaded = _loaded()
    assert "cli" in loaded
    assert sorted(loaded & HEAVY) == []
    assert sorted(name for name in loaded if name.split(".")[0] in OUR_LAYERS) == []
    assert sorted(name for name in loaded if name.startswith("commands.")) == []


def test_help_loads_few_modules() -> None:
    assert len(_loaded()) < MOST_MODULES


def test_ledger_in_the_home_folder_loads_nothing_of_postgresql(tmp_path: Path) -> None:
    done = _sohoa("status", home=tmp_path)
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert done.returncode == 0
    assert "storage.sqlite" in loaded
    assert loaded & {"psycopg", "storage.postgres"} == set()


def test_help_names_every_verb() -> None:
    done = _sohoa("--help")
    assert done.returncode == 0
    assert [verb for verb in VERBS if verb not in done.stdout] == []


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_verb_has_a_module_with_a_command(verb: str) -> None:
    module = import_module(f"commands.{verb}")
    assert hasattr(module, "command") != hasattr(module, "subcommands")
    assert VERBS[verb].endswith(".")


def test_no_command_is_left_without_its_verb() -> None:
    modules = {path.stem for path in (ROOT / "commands").glob("*.py")}
    named = {
        name
        for name in modules
        if any(hasattr(import_module(f"commands.{name}"), word) for word in ("command", "subcommands"))
    }
    assert named == set(VERBS)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_verb_explains_itself_and_its_options(verb: str) -> None:
    done = _sohoa(verb, "--help")
    assert done.returncode == 0
    assert f"Usage: sohoa {verb}" in done.stdout
    (whole, *below) = _commands(verb).items()
    options = [word for option in whole[1].params for word in option.opts if word.startswith("--")]
    assert [word for word in options if word not in done.stdout] == []
    assert [words[-1] for words, _ in below if words[-1] not in done.stdout] == []


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_option_and_argument_says_what_it_is_for(verb: str) -> None:
    silent = [
        f"{' '.join(words)} {parameter.name}"
        for words, command in _commands(verb).items()
        for parameter in command.params
        if parameter.name != "help" and not getattr(parameter, "help", None)
    ]
    assert silent == []
    assert [words for words, command in _commands(verb).items() if not command.help] == []


def test_unknown_verb_is_a_usage_error() -> None:
    done = _sohoa("digitise")
    assert done.returncode == 2
    assert "digitise" in done.stderr
