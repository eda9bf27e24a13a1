"""sohoa show: one paper with its pages and events."""

from typing import Annotated

import typer

from actions.papers import CutView, FieldView, PaperView, field_view, find_papers, paper_view
from actions.parts import view_digitisation
from app import App, procedures_folder, why_unsigned
from commands.case_words import DOUBT_WORDS
from commands.output import STATE_WORDS, percent, print_json, print_table, print_text, signature_words
from commands.part_lines import print_part
from commands.session import open_session
from commands.words import plain
from domain.actor import Actor
from domain.event import Event
from domain.ledger import DocumentRow
from domain.lifecycle import State
from domain.stack import PageRole
from pipeline.dossiers.procedures import ProcedureCatalog, load_procedures


def command(
    name: Annotated[str, typer.Argument(help="A paper, a batch or a dossier number.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Show one paper with its pages and events."""
    with open_session() as (app, actor):
        procedures = load_procedures(procedures_folder(app.settings))
        papers = tuple(_view(app, actor, row, procedures) for row in find_papers(actor, app.ledger, name))
        if json:
            print_json("papers", papers)
            return
        for paper in papers:
            _print_head(app, actor, paper)
            if paper.fields:
                print_table(("field", "value", "page", "confidence", "check"), map(_field_row, paper.fields))
            if paper.digitisation is not None:
                print_part(paper, paper.digitisation)
            _print_pages(paper)
            events = app.ledger.events(paper.batch, actor.scope)
            print_table(
                ("event", "time", "who", "what"),
                (_event_row(event) for event in events if event.subject in (paper.id, paper.batch)),
            )


def _cut_words(cut: CutView | None) -> str:
    """Why a page begins a paper, or does not."""
    if cut is None:
        return "-"
    what = "giấy mới" if cut.begins else "tiếp" if cut.role == PageRole.CONTENT else cut.role
    return f"{what}: {cut.reason} ({percent(cut.probability)})"


def _view(app: App, actor: Actor, row: DocumentRow, procedures: ProcedureCatalog) -> PaperView:
    sheet = app.holdings.read_fields(row.document.kept_fields)
    typed = row.document.paper is not None
    return paper_view(
        row,
        app.ledger.pages(row.document.id, actor.scope),
        tuple(map(field_view, sheet.fields)),
        view_digitisation(row.document, sheet, procedures, app.data().dossiers, app.clock.now().date())
        if typed
        else None,
        app.ledger.batch(row.document.batch, actor.scope),
    )


def _print_head(app: App, actor: Actor, paper: PaperView) -> None:
    print_text(f"{paper.id}  {plain(paper.name)}  {STATE_WORDS[paper.state]}")
    print_text(f"  dossier    {paper.dossier or '-'} ({paper.dossier_origin or 'chưa rõ'})")
    if paper.coming is not None:
        came = [paper.coming.brought_by, paper.coming.folder or "", f"số thứ tự {paper.coming.ticket or '-'}"]
        print_text(f"  brought    {plain(', '.join(part for part in came if part))}")
    print_text(f"  type       {paper.type_name or '-'} ({paper.type_rule or '-'})")
    if paper.stack is not None:
        pages = ", ".join(map(str, paper.stack_pages))
        print_text(f"  cut from   {paper.stack} (trang {pages})")
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


def _print_pages(paper: PaperView) -> None:
    print_table(
        ("page", "state", "marks", "codes", "confidence", "cut"),
        (
            (
                page.number,
                page.state,
                " ".join(flag.value for flag in page.flags) or "-",
                len(page.codes),
                percent(page.mean_confidence),
                _cut_words(page.cut),
            )
            for page in paper.pages
        ),
    )
    for page in paper.pages:
        if page.failure is not None:
            print_text(plain(page.failure.words))
            print_text(f"    {page.failure.code}: {plain(page.failure.message)}")


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
