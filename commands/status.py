"""sohoa status: what there is and what waits."""

from collections import Counter
from typing import Annotated

import typer

from actions.papers import list_papers
from commands.output import STATE_WORDS, print_json, print_table, print_text, signature_words
from commands.session import open_session
from domain.lifecycle import State


def command(
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Say what there is and what waits."""
    with open_session() as (app, actor):
        papers = list_papers(actor, app.ledger)
        if json:
            print_json("papers", papers)
            return
        counts = Counter(paper.state for paper in papers)
        summary = ", ".join(f"{STATE_WORDS[state]} {counts[state]}" for state in State if counts[state])
        print_text(f"{len(papers)} papers: {summary}" if papers else "no papers yet")
        print_table(
            ("paper", "name", "dossier", "type", "pages", "state", "signature"),
            (
                (
                    paper.id,
                    paper.name,
                    paper.dossier or "-",
                    paper.type_name or "-",
                    len(paper.pages),
                    STATE_WORDS[paper.state],
                    signature_words(paper),
                )
                for paper in papers
            ),
        )
