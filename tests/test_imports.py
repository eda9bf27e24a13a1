"""Holds the order of the layers and the house rules that a reading of the source can see."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]

# From the top down; what stands on one line never imports one another.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"cli"}),
    frozenset({"commands"}),
    frozenset({"app", "actions"}),
    frozenset({"adapters"}),
    frozenset({"engine"}),
    frozenset({"pipeline", "scanners", "ocr_models", "storage"}),
    frozenset({"external"}),
    frozenset({"domain"}),
)
# Beside the layers: who may import them.
SETTINGS_READERS = frozenset({"adapters", "app", "commands", "cli"})
ADAPTER_TAKERS = frozenset({"app", "commands"})
LOG_STARTERS = frozenset({"app", "commands", "cli"})
BESIDE = frozenset({"config", "logs"})
NEVER_SHIPPED = frozenset({"samples", "bench", "tests"})
SHIPPED = frozenset().union(*LAYERS) | BESIDE
ENVIRONMENT_READERS = frozenset({"adapters.py", "config.py", "app.py"})
LONGEST = 400
SHORT_FILES = dict.fromkeys(("adapters.py", "cli.py", "app.py", "config.py", "engine/run.py"), 300)


@dataclass(frozen=True, slots=True)
class Import:
    target: str
    """The dotted name that is imported."""
    line: int
    at_top: bool
    """True outside of functions: it runs when the module is loaded."""


@dataclass(frozen=True, slots=True)
class Source:
    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def top(self) -> str:
        return self.module.split(".")[0]


_WORK = ROOT / "bench" / "work"
"""What the benches leave there is not ours: an environment with the peer among it."""


@cache
def _sources(tops: frozenset[str] = SHIPPED) -> tuple[Source, ...]:
    paths = [ROOT / f"{top}.py" for top in tops] + [
        path for top in tops for path in (ROOT / top).rglob("*.py") if _WORK not in path.parents
    ]
    found = []
    for path in sorted(path for path in paths if path.is_file()):
        text = path.read_text(encoding="utf-8")
        found.append(Source(path, ast.parse(text, str(path)), len(text.splitlines())))
    return tuple(found)


@cache
def _modules() -> frozenset[str]:
    return frozenset(source.module for source in _sources())


def _imports(source: Source) -> Iterator[Import]:
    waiting: list[tuple[ast.AST, bool]] = [(source.tree, True)]
    while waiting:
        node, at_top = waiting.pop()
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        waiting.extend((child, at_top and not inside) for child in ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, at_top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                target = whole if whole in _modules() else node.module or ""
                yield Import(target, node.lineno, at_top)


def _found(wrong: list[tuple[Source, int, str]]) -> list[str]:
    return sorted(f"{source.name}:{line} {what}" for source, line, what in wrong)


def _all_imports() -> Iterator[tuple[Source, Import]]:
    for source in _sources():
        for one in _imports(source):
            yield source, one


def _height(top: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if top in layer)


def _may_import(source: str, target: str) -> bool:
    if target == source:
        return True
    if target == "adapters":
        return source in ADAPTER_TAKERS
    if target == "config":
        return source in SETTINGS_READERS
    if target == "logs":
        return source in LOG_STARTERS
    if source in BESIDE:
        return target == "domain"
    return _height(target) > _height(source)


def _calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def test_everything_that_is_shipped_has_its_place() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        setuptools = tomllib.load(file)["tool"]["setuptools"]
    declared = {
        *setuptools["py-modules"],
        *(name.rstrip("*") for name in setuptools["packages"]["find"]["include"]),
    }
    on_disk = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {
        path.stem for path in ROOT.glob("*.py")
    }
    assert on_disk - NEVER_SHIPPED <= SHIPPED
    assert declared <= SHIPPED
    assert declared >= SHIPPED
    assert {source.top for source in _sources()} == SHIPPED


def test_imports_go_down_only() -> None:
    wrong = [
        (source, one.line, one.target)
        for source, one in _all_imports()
        if one.target.split(".")[0] in SHIPPED and not _may_import(source.top, one.target.split(".")[0])
    ]
    assert _found(wrong) == []


def test_nothing_that_is_shipped_imports_what_is_not() -> None:
    wrong = [
        (source, one.line, one.target)
        for source, one in _all_imports()
        if one.target.split(".")[0] in NEVER_SHIPPED
    ]
    assert _found(wrong) == []


def test_domain_imports_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"domain"}
    wrong = [
        (source, one.line, one.target)
        for source, one in _all_imports()
        if source.top == "domain" and one.target.split(".")[0] not in allowed
    ]
    assert _found(wrong) == []


def test_only_composition_root_and_adapters_import_our_own_modules_late() -> None:
    wrong = [
        (source, one.line, one.target)
        for source, one in _all_imports()
        if not one.at_top and one.target.split(".")[0] in SHIPPED
        if source.name not in ("adapters.py", "app.py")
    ]
    assert _found(wrong) == []


def test_modules_are_imported_in_no_circle() -> None:
    below: dict[str, set[str]] = {module: set() for module in _modules()}
    for source, one in _all_imports():
        if one.at_top and one.target in below and one.target != source.module:
            below[source.module].add(one.target)
    while leaves := {module for module, targets in below.items() if not targets}:
        below = {module: targets - leaves for module, targets in below.items() if module not in leaves}
    assert below == {}


def test_imports_are_absolute_and_name_what_they_take() -> None:
    wrong: list[tuple[Source, int, str]] = []
    for source in _sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and (node.level or node.names[0].name == "*"):
                wrong.append((source, node.lineno, "relative or wildcard import"))
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                wrong.append((source, node.lineno, "__future__"))
            if "TYPE_CHECKING" in (getattr(node, "id", ""), getattr(node, "attr", "")):
                wrong.append((source, getattr(node, "lineno", 0), "TYPE_CHECKING"))
    assert _found(wrong) == []


def test_the_generator_of_test_stacks_knows_nothing_of_what_it_tests() -> None:
    """Its titles and fonts are its own: not those of the catalog under test, not those of the samples."""
    stacks = [source for source in _sources(NEVER_SHIPPED) if source.module.startswith("bench.stacks.")]
    wrong = [
        (source, one.line, one.target)
        for source in stacks
        for one in _imports(source)
        if one.target.split(".")[0] not in sys.stdlib_module_names | {"domain"}
        if not one.target.startswith("bench.stacks")
    ]
    assert stacks
    assert _found(wrong) == []


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(
        getattr(node, "id", getattr(node, "attr", "")) in ("Exception", "BaseException")
        for node in ast.walk(handler.type)
    )


def test_one_place_catches_everything() -> None:
    places = [
        source.name
        for source in _sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
    ]
    assert places == ["engine/perform.py"]


def test_errors_keep_their_cause() -> None:
    wrong: list[tuple[Source, int, str]] = []
    for source in _sources():
        for handler in (node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler)):
            wrong.extend(
                (source, node.lineno, "raise without from")
                for node in ast.walk(handler)
                if isinstance(node, ast.Raise) and node.exc is not None and node.cause is None
            )
    assert _found(wrong) == []


def test_only_the_command_line_prints() -> None:
    wrong = [
        (source, call.lineno, "print")
        for source in _sources()
        for call in _calls(source)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
        if source.name != "cli.py" and source.top != "commands"
    ]
    assert _found(wrong) == []


def test_only_settings_and_the_composition_root_see_the_environment() -> None:
    wrong: list[tuple[Source, int, str]] = []
    for source in _sources():
        if source.name in ENVIRONMENT_READERS:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv", "putenv"):
                wrong.append((source, node.lineno, node.attr))
            if isinstance(node, ast.ImportFrom) and node.module == "os":
                names = {alias.name for alias in node.names} & {"environ", "environb", "getenv", "putenv"}
                wrong.extend((source, node.lineno, name) for name in names)
    assert _found(wrong) == []


def test_files_are_as_small_as_their_subject() -> None:
    every = _sources(SHIPPED | NEVER_SHIPPED)
    long = [
        f"{source.name}: {source.lines}"
        for source in every
        if source.lines > SHORT_FILES.get(source.name, LONGEST)
    ]
    assert long == []
    assert set(SHORT_FILES) <= {source.name for source in every}


def test_package_files_are_empty_and_tests_have_none() -> None:
    every = _sources(SHIPPED | NEVER_SHIPPED)
    packages = [source for source in every if source.path.name == "__init__.py"]
    assert [source.name for source in packages if source.lines] == []
    assert [source.name for source in packages if source.top == "tests"] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        source.name
        for source in _sources()
        if source.path.name != "__init__.py" and not ast.get_docstring(source.tree)
        if "migrations" not in source.name or source.path.name != "env.py"
    ]
    assert silent == []


@cache
def _committed_texts() -> dict[str, str]:
    """Every text file of the checkout that is, or may be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    texts = {}
    for name in filter(None, listed.decode().split("\0")):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in data:
            texts[name] = data.decode(errors="replace")
    return texts


# Put together here, so that this file does not hold what it looks for.
BANNED = {
    "address of a package registry": "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("files", "pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("proxy", "golang", "org"),
        )
    ),
    "path of somebody's machine": r"(?<![\w.~$)}\-/*%])/(?:home|root|work|Users)/\w",
}


@pytest.mark.parametrize("what", sorted(BANNED))
def test_no_committed_file_names_a_registry_or_a_developers_machine(what: str) -> None:
    texts = _committed_texts()
    if not texts:
        pytest.skip("this is no git checkout, or git is not installed")
    hits = [
        f"{name}: {hit.group()}" for name, text in texts.items() for hit in re.finditer(BANNED[what], text)
    ]
    assert hits == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("address of a package registry", "https://" + "pypi" + ".org/simple"),
        ("path of somebody's machine", "cd " + "/home" + "/an/sohoa"),
        ("path of somebody's machine", '"' + "/work" + '/main"'),
    ],
)
def test_banned_text_would_be_found(what: str, text: str) -> None:
    assert re.search(BANNED[what], text)


@pytest.mark.parametrize(
    "text", ["bench" + "/work" + "/ocrmypdf", "~/home" + "/x", "https://x.vn/root" + "/a"]
)
def test_harmless_text_is_let_be(text: str) -> None:
    assert not re.search(BANNED["path of somebody's machine"], text)


def _locked(name: str) -> list[Requirement]:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"[A-Za-z0-9]", line)]


@pytest.mark.parametrize("lock", ["run.txt", "test.txt"])
def test_no_locked_package_ships_one_of_our_names(lock: str) -> None:
    ours = SHIPPED | {"samples", "bench", "tests"}
    checked, clashes = 0, list[str]()
    for requirement in _locked(lock):
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        files = metadata.distribution(requirement.name).files
        assert files, f"{requirement.name} does not say what it ships"
        checked += 1
        tops = {file.parts[0].removesuffix(".py") for file in files if file.suffix == ".py"}
        clashes.extend(f"{requirement.name}: {name}" for name in sorted(tops & ours))
    assert checked > 20
    assert clashes == []
