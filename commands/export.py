"""sohoa export: finished PDFs out of the store."""

from pathlib import Path
from typing import Annotated

import typer

from actions.export import Exporter, export_paper
from actions.papers import find_papers
from commands.output import notes, print_json, print_table
from commands.session import open_session
from domain.lifecycle import State


def command(
    name: Annotated[str, typer.Argument(help="A paper, a batch or a dossier number.")],
    out: Annotated[Path, typer.Option(help="Folder the PDFs are copied into.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Copy finished PDFs out of the store."""
    with open_session() as (app, actor):
        exporter = Exporter(ledger=app.ledger, store=app.holdings.store, clock=app.clock, out=out)
        rows = find_papers(actor, app.ledger, name)
        finished = [row for row in rows if len(rows) == 1 or row.state is State.FILED]
        exported = tuple(export_paper(actor, exporter, row) for row in finished)
        if json:
            files = tuple((one.document, str(one.path)) for one in exported)
            print_json("files", files)
        else:
            print_table(("paper", "file"), ((one.document, one.path) for one in exported))
        if len(finished) < len(rows):
            notes.print(
                f"{len(rows) - len(finished)} of {len(rows)} papers are not filed yet and were left out"
            )
