"""sohoa export: finished PDFs out of the store, with their text layer when that is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from actions.export import Exported, Exporter, export_paper
from actions.export_alto import AltoExported, WithoutAlto, export_alto
from actions.papers import find_papers
from app import App
from commands.output import note, notes, print_json, print_table
from commands.session import open_session
from domain.actor import Actor
from domain.ids import DocumentId
from domain.ledger import DocumentRow
from domain.lifecycle import State

_WHY_NO_ALTO = {
    WithoutAlto.SIGNED_ELSEWHERE: "came in signed and is passed on byte for byte: no ALTO of it",
    WithoutAlto.NO_TEXT: "has no text: no ALTO of it",
}


def command(
    name: Annotated[str, typer.Argument(help="A paper, a batch or a dossier number.")],
    out: Annotated[Path, typer.Option(help="Folder the PDFs are copied into.")],
    alto: Annotated[bool, typer.Option("--alto", help="Beside each PDF its text layer as ALTO 4.4.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Copy finished PDFs out of the store."""
    with open_session() as (app, actor):
        exporter = Exporter(ledger=app.ledger, store=app.holdings.store, clock=app.clock, out=out)
        rows = find_papers(actor, app.ledger, name)
        finished = [row for row in rows if len(rows) == 1 or row.state is State.FILED]
        files: list[tuple[DocumentId, Path]] = []
        for row in finished:
            exported = export_paper(actor, exporter, row)
            files.append((exported.document, exported.path))
            if alto:
                files += _alto_of(actor, app, exporter, row, exported)
        if json:
            print_json("files", tuple((document, str(path)) for document, path in files))
        else:
            print_table(("paper", "file"), files)
        if len(finished) < len(rows):
            notes.print(
                f"{len(rows) - len(finished)} of {len(rows)} papers are not filed yet and were left out"
            )


def _alto_of(
    actor: Actor, app: App, exporter: Exporter, row: DocumentRow, exported: Exported
) -> list[tuple[DocumentId, Path]]:
    """The paper's ALTO file; why there is none goes to stderr."""
    written = export_alto(actor, exporter, app.holdings, row, exported)
    if isinstance(written, AltoExported):
        return [(written.document, written.path)]
    note(f"{row.document.id} {row.document.name}: {_WHY_NO_ALTO[written]}")
    return []
