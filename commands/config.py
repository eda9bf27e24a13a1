"""sohoa config: every setting, its value and its meaning."""

from typing import Annotated

import typer

from app import own_data
from commands.output import print_json, print_table, print_text
from config import PREFIX, Settings, config_file, load_settings
from pipeline.papers.catalog import load_papers


def command(
    types: Annotated[bool, typer.Option("--types", help="List the paper types instead.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Show every setting, its value and its meaning."""
    settings = load_settings()
    if types:
        papers = load_papers(own=own_data(settings)).papers
        rows = tuple((paper.code, paper.name, paper.family.value) for paper in papers)
    else:
        rows = tuple(
            (PREFIX + name.upper(), _shown(settings, name), field.description or "")
            for name, field in Settings.model_fields.items()
        )
    if json:
        print_json("types" if types else "settings", rows)
        return
    if not types:
        there = "" if config_file().exists() else " (not there: defaults)"
        print_text(f"settings file: {config_file()}{there}")
    print_table(("code", "name", "family") if types else ("variable", "value", "meaning"), rows)


def _shown(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    if name == "trust_roots":
        return " ".join(str(path) for path in value) or "-"
    return "-" if value is None else str(value)
