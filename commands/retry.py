"""sohoa retry: a quarantined paper once more."""

from typing import Annotated

import typer

from actions.retry import retry
from app import check_data
from commands.output import STATE_WORDS, notes
from commands.session import mirror, open_session, run_engine, tell_state
from domain.ids import DocumentId
from domain.lifecycle import State


def command(paper: Annotated[str, typer.Argument(help="The paper, as `sohoa status` names it.")]) -> None:
    """Send a quarantined paper through once more."""
    with open_session() as (app, actor):
        check_data(app)
        document = DocumentId(paper)
        retry(actor, app.ledger, app.clock, document, app.settings.profile)
        run_engine(app, (document,))
        if app.settings.out_folder is not None:
            mirror(app, actor, app.settings.out_folder, (document,))
        row = app.ledger.document(document, actor.scope)
        notes.print(f"{paper}: {STATE_WORDS[row.state]}")
        tell_state(app, row)
        if row.state is State.QUARANTINED:
            raise typer.Exit(1)
