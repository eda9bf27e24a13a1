"""sohoa show: one paper with its pages and events."""

from typing import Annotated

import typer

from actions.papers import FieldView, find_papers, kept_fields, paper_view
from app import why_unsigned
from commands.case_words import DOUBT_WORDS
from commands.output import STATE_WORDS, percent, print_json, print_table, print_text, signature_words
from commands.session import open_session
from commands.words import plain
from domain.event import Event
from domain.lifecycle import State


def command(
    name: Annotated[str, typer.Argument(help="A paper, a batch or a dossier number.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Show one paper with its pages and events."""
    with open_session() as (app, actor):
        rows = find_papers(actor, app.ledger, name)
        papers = tuple(
            paper_view(
                row,
                app.ledger.pages(row.document.id, actor.scope),
                kept_fields(row.document, app.holdings),
            )
            for row in rows
        )
        if json:
            print_json("papers", papers)
            return
        for paper in papers:
            print_text(f"{paper.id}  {plain(paper.name)}  {STATE_WORDS[paper.state]}")
            print_text(f"  dossier    {paper.dossier or '-'} ({paper.dossier_origin or 'chưa rõ'})")
            print_text(f"  type       {paper.type_name or '-'} ({paper.type_rule or '-'})")
            print_text(f"  signature  {signature_words(paper)}")
            print_text(f"  file       {paper.file_sha256 or '-'}")
            for question in paper.questions:
                print_text(f"  question   {question.text}")
            if paper.failure is not None:
                print_text(f"  failure    {plain(paper.failure.words)}")
                print_text(f"             {paper.failure.code}: {plain(paper.failure.message)}")
            if paper.state is State.WAITING_SIGNATURE:
                document = app.ledger.document(paper.id, actor.scope).document
                print_text(f"  waits      {why_unsigned(app, document)}")
            if paper.fields:
                print_table(("field", "value", "page", "confidence", "check"), map(_field_row, paper.fields))
            print_table(
                ("page", "state", "marks", "codes", "confidence"),
                (
                    (
                        page.number,
                        page.state,
                        " ".join(flag.value for flag in page.flags) or "-",
                        len(page.codes),
                        percent(page.mean_confidence),
                    )
                    for page in paper.pages
                ),
            )
            for page in paper.pages:
                if page.failure is not None:
                    print_text(plain(page.failure.words))
                    print_text(f"    {page.failure.code}: {plain(page.failure.message)}")
            events = app.ledger.events(paper.batch, actor.scope)
            print_table(
                ("event", "time", "who", "what"),
                (_event_row(event) for event in events if event.subject in (paper.id, paper.batch)),
            )


def _field_row(field: FieldView) -> tuple[str, ...]:
    marks = [DOUBT_WORDS[doubt] for doubt in field.doubts]
    if field.handwritten:
        marks.insert(0, "viết tay")
    if field.checked_by:
        marks.append(f"{field.checked_by} đã xem giấy")
    return (
        field.name,
        field.value or "-",
        str(field.page),
        percent(field.confidence),
        ", ".join(marks) or "-",
    )


def _event_row(event: Event) -> tuple[str, ...]:
    facts = " ".join(f"{fact.name}={fact.value}" for fact in event.facts)
    return (
        str(event.number),
        event.at.isoformat(timespec="seconds"),
        event.actor,
        f"{event.kind.value} {facts}".strip(),
    )
