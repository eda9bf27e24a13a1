"""sohoa catalog: the administrative procedures and the papers each asks for."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from actions.catalog import (
    Imported,
    ListToImport,
    ProcedureView,
    import_procedures,
    list_procedures,
    read_lists,
    show_procedure,
)
from app import SystemClock, procedures_folder
from commands.output import note, print_json, print_table, print_text
from commands.words import plain
from config import load_settings
from domain.errors import UsageError
from pipeline.dossiers.procedures import load_procedures

subcommands = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")]


@subcommands.command("import")
def import_lists(
    paths: Annotated[list[Path], typer.Argument(help="JSON files of procedures, or folders of them.")],
    valid_from: Annotated[
        str | None, typer.Option(help="First day the list is in force (2026-01-31); today when not given.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Where the list comes from: a decision, a portal.")
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="The list is complete: codes it does not have end with it.")
    ] = False,
    json: Json = False,
) -> None:
    """Take lists of procedures in. What was known before is kept with the days it was in force."""
    settings = load_settings()
    today = SystemClock().now().date()
    found = ListToImport(
        procedures=read_lists(paths),
        valid_from=today if valid_from is None else _day(valid_from),
        source=plain(source or f"{', '.join(path.name for path in paths)}, {today.isoformat()}"),
        is_whole=whole,
    )
    folder = procedures_folder(settings)
    done = import_procedures(folder, load_procedures(folder), found)
    if json:
        codes = {*done.new, *done.changed, *done.ended}
        kept = list_procedures(load_procedures(folder), found.valid_from, every=True)
        print_json("procedures", tuple(one for one in kept if one.code in codes))
    note(_told(done))


@subcommands.command("list")
def list_all(
    every: Annotated[bool, typer.Option("--all", help="Every version, also those that ended.")] = False,
    json: Json = False,
) -> None:
    """List the procedures in force."""
    catalog = load_procedures(procedures_folder(load_settings()))
    found = list_procedures(catalog, SystemClock().now().date(), every=every)
    if json:
        print_json("procedures", found)
        return
    print_table(
        ("code", "name", "field", "level", "components", "from", "to"),
        (
            (one.code, one.name, one.field, one.level, len(one.components), one.valid_from or "-", _end(one))
            for one in found
        ),
    )


@subcommands.command("show")
def show_one(
    code: Annotated[str, typer.Argument(help="Mã thủ tục, such as 1.001193.")], json: Json = False
) -> None:
    """Show every version of a procedure with its components."""
    versions = show_procedure(load_procedures(procedures_folder(load_settings())), code)
    if json:
        print_json("procedures", versions)
        return
    for one in versions:
        print_text(f"{one.code}  {one.name}")
        print_text(f"  in force   {one.valid_from or '-'} … {_end(one)}")
        print_text(f"  field      {one.field or '-'} ({one.level or '-'})")
        print_text(f"  source     {one.source}")
        rows = [
            (part.code, part.name, _count(part.originals), _count(part.copies), _scope(part.to_digitise),
             " ".join(part.types) or "-")
            for part in one.components
        ]  # fmt: skip
        print_table(("component", "name", "originals", "copies", "digitise", "types"), rows)
        print_table(("result", "name"), ((result.code, result.name) for result in one.results))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day; write it as 2026-01-31") from error


def _end(one: ProcedureView) -> str:
    if one.ended:
        return "hết hiệu lực"
    return "-" if one.valid_to is None else one.valid_to.isoformat()


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)


def _scope(to_digitise: bool | None) -> str:
    return "-" if to_digitise is None else "có" if to_digitise else "không"


def _told(done: Imported) -> str:
    return (
        f"{len(done.new)} procedures new, {len(done.changed)} with a new version, {len(done.ended)} ended, "
        f"{done.unchanged} unchanged"
    )
