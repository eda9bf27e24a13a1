"""The documents say what the code does: verbs, settings, codes, targets, links."""

import re
from pathlib import Path

import pytest

from cli import EXIT_CODES, INTERRUPTED, VERBS
from config import CONFIG_VARIABLE, PREFIX, Settings
from domain.errors import SohoaError
from domain.lifecycle import State
from domain.page import Flag
from pipeline.catalog import STAGE_NAMES
from pipeline.profile import PROFILES

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(text: str) -> set[str]:
    """The `code` words that open table rows."""
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def leaf_codes(kind: type[SohoaError]) -> set[str]:
    below = kind.__subclasses__()
    return set().union(*map(leaf_codes, below)) if below else {kind.code}


def test_readme_names_every_verb_and_no_other() -> None:
    assert set(re.findall(r"(?:`|bin/|    )sohoa ([a-z]+)\b", read("README.md"))) == set(VERBS)


def test_every_setting_is_in_the_operators_table_and_no_other() -> None:
    table = read("docs/operate.md").split("## Settings")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", table, re.MULTILINE))
    assert rows == {name: PREFIX + name.upper() for name in Settings.model_fields}


def test_every_setting_has_its_meaning_in_the_code() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_variables_named_in_the_documents_are_settings() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_VARIABLE}
    for document in DOCUMENTS:
        named = set(re.findall(r"\bSOHOA_[A-Z_]+[A-Z]\b", document.read_text(encoding="utf-8")))
        assert named <= known, document.name


def test_every_error_code_is_explained_and_no_other() -> None:
    assert first_cells(read("docs/errors.md")) == leaf_codes(SohoaError) | {"crash"}


def test_every_exit_code_is_explained_and_no_other() -> None:
    table = read("docs/operate.md").split("## Exit codes")[1]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert documented == {code for _kind, code in EXIT_CODES} | {0, INTERRUPTED}


def test_every_json_kind_is_described() -> None:
    commands = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "commands").glob("*.py"))
    printed = set(re.findall(r'print_json\(\s*"(\w+)"', commands))
    described = set(re.findall(r"\| `(\w+)` \| list", read("docs/json.md")))
    assert printed <= described
    assert described - printed <= {"types", "settings"}


@pytest.mark.parametrize("words", [State, Flag])
def test_json_page_lists_every_word(words: type[State] | type[Flag]) -> None:
    text = read("docs/json.md")
    assert [word.value for word in words if not re.search(rf"\b{word.value}\b", text)] == []


def test_make_targets_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"`make ([a-z-]+)", document.read_text(encoding="utf-8")))
        assert named <= targets, document.name


def test_links_between_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_extend_page_names_real_stages_and_profiles() -> None:
    named = set(re.findall(r"\[stages\.(\w+)\]", read("docs/extend.md")))
    assert named <= set(STAGE_NAMES)
    assert {path.stem for path in PROFILES.glob("*.toml")} >= {"office", "plain", "archive", "demo"}
