"""Holds the licences of what sohoa is built from, the list of them, and the libraries it must use."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "HPND",
        "ISC",
        "LGPL-2.1-only",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "LGPL-3.0-or-later",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    }
)

# What packages wrote before licence expressions had a standard form (PEP 639).
SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}

# Metadata that names no licence exactly: what the licence files inside the distribution say.
READ_FROM_FILES = {"pypdfium2": "BSD-3-Clause AND Apache-2.0"}

NAMED_BY_THE_USER = {
    "opencv-python": "cv2",
    "pytesseract": "pytesseract",
    "pillow": "PIL",
    "pypdf": "pypdf",
    "pyzbar": "pyzbar",
    "watchdog": "watchdog",
}
SHIPPED = (
    "domain",
    "external",
    "pipeline",
    "scanners",
    "ocr_models",
    "storage",
    "engine",
    "actions",
    "commands",
    "app.py",
    "cli.py",
)


def requirements(file: str) -> list[Requirement]:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    lines = (line.split("#")[0].rstrip("\\ ") for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith((" ", "-"))]


def locked_names() -> list[str]:
    return sorted({canonicalize_name(locked.name) for locked in requirements("run.txt")})


def locked_here() -> list[str]:
    """The locked distributions that this system and this Python call for."""
    wanted = (lock for lock in requirements("run.txt") if lock.marker is None or lock.marker.evaluate())
    return sorted({canonicalize_name(lock.name) for lock in wanted})


def licences(name: str) -> list[str]:
    """What the metadata says, each statement in SPDX terms where they are known."""
    if name in READ_FROM_FILES:
        return [READ_FROM_FILES[name]]
    about = metadata.metadata(name)
    if "License-Expression" in about:
        return [about["License-Expression"]]
    stated = [about["License"]] if "License" in about and "\n" not in about["License"] else []
    stated += [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return sorted({SPELLINGS.get(text, text) for text in stated})


def identifiers(expression: str) -> Iterator[str]:
    for part in re.split(r"\s+(?:AND|OR)\s+|[()]", expression):
        if part:
            yield part


def table_rows(heading: str) -> dict[str, tuple[str, ...]]:
    """The rows of the table under a heading of THIRD-PARTY.md, by their first cell."""
    text = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return {row[0]: tuple(row[1:]) for row in rows[2:]}


@cache
def imported_modules() -> frozenset[str]:
    files = [
        file
        for entry in SHIPPED
        for file in ([ROOT / entry] if entry.endswith(".py") else (ROOT / entry).rglob("*.py"))
        if file.is_file()
    ]
    modules: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                modules.add(node.module.partition(".")[0])
    return frozenset(modules)


@pytest.mark.parametrize("name", locked_here())
def test_locked_distribution_is_installed_under_an_allowed_licence(name: str) -> None:
    stated = licences(name)
    assert stated, f"{name} names no licence: read its files and add it to READ_FROM_FILES"
    for expression in stated:
        refused = set(identifiers(expression)) - ALLOWED
        assert not refused, f"{name}: {expression}"


def test_third_party_list_holds_every_locked_distribution_and_no_other() -> None:
    assert sorted(table_rows("Python packages")) == locked_names()


def test_third_party_list_tells_each_licence_and_use() -> None:
    rows = table_rows("Python packages")
    for name in locked_here():
        licence, use = rows[name]
        assert licence == ", ".join(licences(name)), name
        assert use, name


def test_third_party_list_names_the_programs_of_the_system() -> None:
    rows = table_rows("Programs and data of the system")
    assert rows["tesseract-ocr-vie"][0] == "Apache-2.0"
    assert rows["libzbar0"][0] == "LGPL-2.1-or-later"


def test_project_itself_is_under_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License\n" in text
    assert "Version 2.0, January 2004" in text
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_what_the_user_named_is_a_direct_dependency() -> None:
    assert set(NAMED_BY_THE_USER) <= {required.name for required in requirements("run.in")}
    assert "pytest" in {required.name for required in requirements("test.in")}


@pytest.mark.parametrize(("package", "module"), sorted(NAMED_BY_THE_USER.items()))
def test_what_the_user_named_is_imported_by_shipped_code(package: str, module: str) -> None:
    assert module in imported_modules(), f"nothing that is shipped imports {package}"
