"""sohoa ingest: digitise files and folders now."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from actions.ingest import Door, Intake, Received, Untaken, ingest, refuse_untaken
from actions.papers import PaperView, papers_of, show_paper
from actions.watch import refuse_nested
from app import App, check_data, procedures_folder
from commands.intake import tell_known, tell_passed, tell_untaken
from commands.output import (
    STATE_WORDS,
    note,
    percent,
    print_json,
    print_table,
    print_text,
    signature_words,
)
from commands.session import mirror, open_session, run_engine, tell_state
from commands.words import plain
from domain.actor import Actor
from domain.document import DossierLink, DossierOrigin, Priority
from domain.dossier import ProcedureLink, ProcedureOrigin
from domain.errors import SourceChanged, UsageError
from domain.ids import DocumentId, UnitCode
from domain.lifecycle import State
from pipeline.dossiers.procedure_codes import procedure_key
from pipeline.dossiers.procedure_of import procedure_link
from pipeline.dossiers.procedures import load_procedures
from pipeline.reading.dossier_number import parse_dossier_number
from scanners.folder import Found, FoundBatch, as_stacks, look_through, natural_order
from scanners.passed_over import Why

_TICKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,19}")


def command(
    paths: Annotated[list[Path], typer.Argument(help="Files (a paper each) and folders (a dossier each).")],
    dossier: Annotated[str | None, typer.Option(help="Mã hồ sơ of all these papers.")] = None,
    no_dossier: Annotated[
        bool, typer.Option("--no-dossier", help="These papers belong to no dossier.")
    ] = False,
    procedure: Annotated[
        str | None, typer.Option(help="Mã thủ tục of these papers' dossier, such as 1.001193.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Code of the unit that receives them.")] = None,
    out: Annotated[Path | None, typer.Option(help="Mirror finished PDFs into this folder.")] = None,
    profile: Annotated[str | None, typer.Option(help="Profile: office, plain, demo, or a TOML file.")] = None,
    backfill: Annotated[
        bool,
        typer.Option("--backfill", help="Old papers: what comes in meanwhile goes first."),
    ] = False,
    stack: Annotated[
        bool,
        typer.Option("--stack", help="The files of a folder, or all given, are the pages of one stack."),
    ] = False,
    ticket: Annotated[str | None, typer.Option(help="Number of the queue ticket (số thứ tự).")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Digitise files and folders; run it again to go on where it stopped."""
    with open_session(unit=unit, out_folder=out, profile=profile) as (app, actor):
        for folder in (path for path in paths if path.is_dir()):
            refuse_nested(folder, app.settings.out_folder, app.settings.home)
        found = look_through(_entries(paths, app.settings.in_folder))
        tell_passed(found.passed)
        if not found.batches:
            names = ", ".join(str(path) for path in paths)
            raise UsageError(f"no paper in {names}; links, hidden and temporary files are passed over")
        check_data(app)
        given = _given(dossier, no_dossier, app)
        untaken: list[Untaken] = []
        priority = Priority.BACKFILL if backfill else Priority.COUNTER
        batches = as_stacks(found.batches) if stack else found.batches
        how = How(given, priority, stack, _ticket(ticket), _procedure(procedure, app))
        received = take_in(app, actor, batches, how, untaken.append)
        brought = tuple(dict.fromkeys(one.document for one in received))
        run_engine(app, brought)
        documents = papers_of(actor, app.ledger, brought)
        files: dict[DocumentId, Path] = {}
        if app.settings.out_folder is not None:
            exported = mirror(app, actor, app.settings.out_folder, documents)
            files = {one.document: one.path for one in exported}
        papers = tuple(show_paper(actor, app.ledger, document) for document in documents)
        if json:
            print_json("papers", papers)
        else:
            print_papers(papers, files)
        tell_known(received, len(brought))
        for document in documents:
            tell_state(app, app.ledger.document(document, actor.scope))
        for one in untaken:
            tell_untaken(one)
        if any(paper.signature is not None and paper.signature.test_key for paper in papers):
            note("Signed with a TEST KEY: these signatures have no legal value.", "bold yellow")
        code = _exit_code(papers, found, untaken)
        if code:
            raise typer.Exit(code)


def _exit_code(papers: tuple[PaperView, ...], found: Found, untaken: list[Untaken]) -> int:
    """1 when something must be mended first, 75 when the same command will do."""
    changed = [isinstance(one.error, SourceChanged) for one in untaken]
    quarantined = any(paper.state is State.QUARANTINED for paper in papers)
    if quarantined or not all(changed) or any(one.why is Why.UNREADABLE for one in found.passed):
        return 1
    return 75 if changed else 0


def _entries(paths: list[Path], in_folder: Path | None) -> list[Path]:
    """The paths given; the in-folder itself is no dossier: what lies in it is, as `sohoa watch` sees it."""
    given: list[Path] = []
    for path in paths:
        if in_folder is not None and path.is_dir() and path.resolve() == in_folder.resolve():
            given.extend(sorted(path.iterdir(), key=natural_order))
        else:
            given.append(path)
    return given


@dataclass(frozen=True, slots=True)
class How:
    """What the person at the command line says of the papers."""

    given: DossierLink | None = None
    priority: Priority = Priority.COUNTER
    stacks: bool = False
    ticket: str | None = None
    procedure: ProcedureLink | None = None


def take_in(
    app: App,
    actor: Actor,
    batches: tuple[FoundBatch, ...],
    how: How,
    leave: Callable[[Untaken], None] = refuse_untaken,
) -> list[Received]:
    """Receives all batches under the settings in force; `leave` as in `ingest`."""
    door = Door(ledger=app.ledger, spool=app.holdings.spool, clock=app.clock)
    intake = Intake(
        unit=UnitCode(app.settings.unit),
        profile=app.settings.profile,
        given=how.given,
        priority=how.priority,
        stacks=how.stacks,
        ticket=how.ticket,
        procedure=how.procedure,
    )
    return [one for batch in batches for one in ingest(actor, door, intake, batch, leave)]


def _ticket(text: str | None) -> str | None:
    if text is None or _TICKET.fullmatch(text):
        return text
    raise UsageError(f"--ticket {text!r} is no ticket number; write letters and digits, such as A045")


def _given(dossier: str | None, no_dossier: bool, app: App) -> DossierLink | None:
    if dossier is not None and no_dossier:
        raise UsageError("--dossier and --no-dossier contradict each other; give one of them")
    if no_dossier:
        return DossierLink(None, DossierOrigin.GIVEN)
    if dossier is None:
        return None
    number = parse_dossier_number(dossier, app.clock.now().date(), app.data().numbers)
    if number is None:
        raise UsageError(f"{dossier!r} is no dossier number; it looks like H13.16-250715-0001")
    return DossierLink(number, DossierOrigin.GIVEN)


def _procedure(code: str | None, app: App) -> ProcedureLink | None:
    if code is None:
        return None
    key = procedure_key(code)
    if not key:
        raise UsageError(f"{code!r} is no code of a procedure; it looks like 1.001193")
    catalog = load_procedures(procedures_folder(app.settings))
    link = procedure_link(key, catalog, ProcedureOrigin.GIVEN)
    if not link.name:
        note(f"{key}: chưa có trong danh mục thủ tục, nên chưa biết thành phần hồ sơ (sohoa catalog import)")
    return link


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
