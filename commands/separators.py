"""sohoa separators: sheets to print and lay into a stack before it is scanned."""

from pathlib import Path
from typing import Annotated

import typer

from actions.separators import Between, write_covers, write_separators
from app import SystemClock, own_data
from commands.output import note
from config import load_settings
from domain.errors import UsageError
from pipeline.office_data import load_office_data

subcommands = typer.Typer(invoke_without_command=True)

Out = Annotated[Path | None, typer.Option("--out", "-o", help="The PDF to write; never over an older one.")]


@subcommands.callback()
def separators(
    context: typer.Context,
    out: Out = None,
    count: Annotated[int, typer.Option(help="How many sheets.")] = 1,
    between: Annotated[Between, typer.Option(help="What they part.")] = Between.DOSSIERS,
) -> None:
    """Print separator sheets as a PDF: lay one before each dossier, or between two papers of one."""
    if context.invoked_subcommand is not None:
        return
    out = _named(out)
    write_separators(between, count, out)
    note(f"{out}: {count} tờ; in đúng cỡ A4 (100%), một mặt")


@subcommands.command("cover")
def cover(
    dossiers: Annotated[list[str], typer.Argument(help="Dossier numbers, such as H13.16-250715-0001.")],
    out: Out = None,
) -> None:
    """Print a cover sheet for each dossier: its number as text, QR code and barcode."""
    out = _named(out)
    grammar = load_office_data(own_data(load_settings())).numbers
    write_covers(dossiers, SystemClock().now().date(), grammar, out)
    note(f"{out}: {len(dossiers)} tờ bìa; in đúng cỡ A4 (100%), một mặt")


def _named(out: Path | None) -> Path:
    if out is None:
        raise UsageError("give the PDF to write: -o FILE.pdf")
    return out
