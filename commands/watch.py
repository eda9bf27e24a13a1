"""sohoa watch: the main job on a watched folder."""

from pathlib import Path
from typing import Annotated

import typer

from actions.papers import show_paper
from actions.watch import Watch, refuse_nested, watch
from app import App
from commands.ingest import print_papers, take_in
from commands.output import notes
from commands.session import mirror, open_session, run_engine
from domain.actor import Actor
from domain.errors import OperatorError, TransientError, UsageError
from domain.ids import DocumentId
from scanners.folder import find_batches


def command(
    folder: Annotated[Path | None, typer.Argument(help="The folder to watch (setting in_folder).")] = None,
    out: Annotated[Path | None, typer.Option(help="Mirror finished PDFs into this folder.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of the unit that receives them.")] = None,
    profile: Annotated[str | None, typer.Option(help="Profile: office, plain, or a TOML file.")] = None,
) -> None:
    """Digitise what comes into a folder, until Ctrl-C."""
    with open_session(in_folder=folder, out_folder=out, unit=unit, profile=profile) as (app, actor):
        watched, mirrored = app.settings.in_folder, app.settings.out_folder
        if watched is None:
            raise UsageError("no folder to watch: name one, or set in_folder in sohoa.toml")
        refuse_nested(watched, mirrored)
        run_engine(app)
        notes.print(f"watching {watched}; stop with Ctrl-C")

        def handle(entry: Path) -> bool:
            try:
                _digitise(app, actor, entry, mirrored)
            except (TransientError, OperatorError) as error:
                # The watcher stays up: what failed is tried again when it has rested.
                notes.print(f"{entry.name}: {error}", style="red")
                return False
            return True

        try:
            watch(Watch(folder=watched), handle)
        except KeyboardInterrupt:
            notes.print("stopped watching; nothing is lost, `sohoa watch` goes on")


def _digitise(app: App, actor: Actor, entry: Path, out: Path | None) -> None:
    received = take_in(app, actor, find_batches([entry]), None)
    documents = tuple(one.document for one in received if not one.known)
    if not documents:
        return
    run_engine(app)
    files: dict[DocumentId, Path] = {}
    if out is not None:
        files = {one.document: one.path for one in mirror(app, actor, out, documents)}
    print_papers(tuple(show_paper(actor, app.ledger, one) for one in documents), files)
