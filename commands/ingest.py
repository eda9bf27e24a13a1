"""sohoa ingest: digitise files and folders now."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from actions.ingest import Door, Intake, Received, ingest
from actions.papers import PaperView, show_paper
from actions.watch import refuse_nested
from app import App
from commands.output import (
    STATE_WORDS,
    notes,
    percent,
    plain,
    print_json,
    print_table,
    print_text,
    signature_words,
)
from commands.session import mirror, open_session, run_engine, tell_state
from domain.actor import Actor
from domain.document import DossierLink, DossierOrigin, Priority
from domain.errors import UsageError
from domain.ids import DocumentId, UnitCode
from domain.lifecycle import State
from pipeline.profile import load_profile
from pipeline.reading.dossier_number import parse_dossier_number
from scanners.folder import FoundBatch, find_batches, is_taken, natural_order


def command(
    paths: Annotated[list[Path], typer.Argument(help="Files (a paper each) and folders (a dossier each).")],
    dossier: Annotated[str | None, typer.Option(help="Mã hồ sơ of all these papers.")] = None,
    no_dossier: Annotated[
        bool, typer.Option("--no-dossier", help="These papers belong to no dossier.")
    ] = False,
    unit: Annotated[str | None, typer.Option(help="Code of the unit that receives them.")] = None,
    out: Annotated[Path | None, typer.Option(help="Mirror finished PDFs into this folder.")] = None,
    profile: Annotated[str | None, typer.Option(help="Profile: office, plain, demo, or a TOML file.")] = None,
    backfill: Annotated[
        bool,
        typer.Option("--backfill", help="Old papers: what comes in meanwhile goes first."),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Digitise files and folders; run it again to go on where it stopped."""
    with open_session(unit=unit, out_folder=out, profile=profile) as (app, actor):
        batches = find_batches(_entries(paths, app.settings.in_folder))
        if not batches:
            names = ", ".join(str(path) for path in paths)
            raise UsageError(f"no paper in {names}; links, hidden and temporary files are passed over")
        for folder in (path for path in paths if path.is_dir()):
            refuse_nested(folder, app.settings.out_folder, app.settings.home)
        load_profile(app.settings.profile)
        given = _given(dossier, no_dossier, app)
        priority = Priority.BACKFILL if backfill else Priority.COUNTER
        received = take_in(app, actor, batches, given, priority)
        documents = tuple(dict.fromkeys(one.document for one in received))
        run_engine(app, documents)
        files: dict[DocumentId, Path] = {}
        if app.settings.out_folder is not None:
            exported = mirror(app, actor, app.settings.out_folder, documents)
            files = {one.document: one.path for one in exported}
        papers = tuple(show_paper(actor, app.ledger, document) for document in documents)
        if json:
            print_json("papers", papers)
        else:
            print_papers(papers, files)
        known = sum(one.known for one in received)
        if known:
            notes.print(f"{known} of {len(papers)} papers were here before: nothing was done twice")
        for document in documents:
            tell_state(app, app.ledger.document(document, actor.scope))
        if any(paper.signature is not None and paper.signature.test_key for paper in papers):
            notes.print("Signed with a TEST KEY: these signatures have no legal value.", style="bold yellow")
        if any(paper.state is State.QUARANTINED for paper in papers):
            raise typer.Exit(1)


def _entries(paths: list[Path], in_folder: Path | None) -> list[Path]:
    """The paths given; the in-folder itself is no dossier: what lies in it is, as `sohoa watch` sees it."""
    given: list[Path] = []
    for path in paths:
        if in_folder is not None and path.is_dir() and path.resolve() == in_folder.resolve():
            given.extend(sorted((entry for entry in path.iterdir() if is_taken(entry)), key=natural_order))
        else:
            given.append(path)
    return given


def take_in(
    app: App,
    actor: Actor,
    batches: tuple[FoundBatch, ...],
    given: DossierLink | None,
    priority: Priority = Priority.COUNTER,
) -> list[Received]:
    """Receives all batches under the settings in force."""
    door = Door(ledger=app.ledger, spool=app.holdings.spool, clock=app.clock)
    intake = Intake(
        unit=UnitCode(app.settings.unit), profile=app.settings.profile, given=given, priority=priority
    )
    return [one for batch in batches for one in ingest(actor, door, intake, batch)]


def _given(dossier: str | None, no_dossier: bool, app: App) -> DossierLink | None:
    if dossier is not None and no_dossier:
        raise UsageError("--dossier and --no-dossier contradict each other; give one of them")
    if no_dossier:
        return DossierLink(None, DossierOrigin.GIVEN)
    if dossier is None:
        return None
    number = parse_dossier_number(dossier, app.clock.now().date())
    if number is None:
        raise UsageError(f"{dossier!r} is no dossier number; it looks like H13.16-250715-0001")
    return DossierLink(number, DossierOrigin.GIVEN)


def print_papers(papers: tuple[PaperView, ...], files: dict[DocumentId, Path]) -> None:
    """The table of papers that `ingest` and `make demo` show; on a terminal, paths stand below it."""
    headings = ("dossier", "paper", "type", "pages", "codes", "confidence", "signature", "state", "file")
    columns = len(headings) - sys.stdout.isatty()
    print_table(
        headings[:columns],
        (
            (
                paper.dossier or "-",
                f"{paper.id} {paper.name}",
                paper.type_name or "-",
                len(paper.pages),
                paper.code_count,
                percent(paper.mean_confidence),
                signature_words(paper),
                STATE_WORDS[paper.state],
                files.get(paper.id, "-"),
            )[:columns]
            for paper in papers
        ),
    )
    if sys.stdout.isatty():
        for path in files.values():
            print_text(plain(str(path)))
