"""sohoa review: open questions and their answers."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from actions.answer_all import correct_all
from actions.crops import write_crop
from actions.field_answers import FieldAnswer, correct_fields
from actions.papers import PaperView, list_papers, papers_of
from actions.part_corrections import PartCorrection
from actions.recut import Knife, cut, join
from actions.review import Correction, Desk, accept, correct
from actions.review_data import Archive, PlaceView, ReviewCase, draw_place, review_case
from actions.withdraw import Shredder, withdraw
from app import App, check_data, open_artist, procedures_folder, profile_of
from commands.case_words import KIND_WORDS, age, case_lines
from commands.output import STATE_WORDS, note, notes, percent, print_json, print_table, print_text
from commands.session import mirror, open_session, run_engine, tell_state
from domain.actor import Actor
from domain.document import Question
from domain.errors import InputError, OutOfMemory, TimedOut, UsageError, WorkerDied
from domain.ids import DocumentId
from domain.lifecycle import State
from pipeline.dossiers.procedures import load_procedures

subcommands = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The paper, as `sohoa review list` names it.")]


@subcommands.command("list")
def list_questions(
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """List the papers that wait for a person, with their questions."""
    with open_session() as (app, actor):
        waiting = list_papers(actor, app.ledger, frozenset({State.QUESTION, State.WAITING_SIGNATURE}))
        if json:
            print_json("papers", waiting)
            return
        now = app.clock.now()
        print_table(
            ("paper", "kind", "unit", "age", "name", "dossier", "type", "question", "best answer", "chance"),
            (
                (
                    paper.id,
                    *_kind_and_unit(paper, question),
                    age(now - paper.received_at),
                    paper.name,
                    paper.dossier or "-",
                    paper.type_name or "-",
                    question.text if question else STATE_WORDS[paper.state],
                    *_best(question),
                )
                for paper in waiting
                for question in (paper.questions or (None,))
            ),
        )


def _kind_and_unit(paper: PaperView, question: Question | None) -> tuple[str, str]:
    return KIND_WORDS[question.kind] if question else STATE_WORDS[paper.state], paper.unit


def _best(question: Question | None) -> tuple[str, str]:
    if question is None or not question.candidates:
        return "-", "-"
    best = question.candidates[0]
    return f"{best.value} {best.name}".strip(), percent(best.probability)


@subcommands.command("show")
def show_case(
    paper: Name,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
    crops: Annotated[
        Path | None, typer.Option(help="Folder to write pictures of the places in question into.")
    ] = None,
) -> None:
    """Show what is asked about a paper, the likely answers, and where to look."""
    with open_session() as (app, actor):
        archive = Archive(ledger=app.ledger, holdings=app.holdings)
        case = review_case(actor, archive, DocumentId(paper))
        drawn = {} if crops is None else _draw(app, actor, case, crops)
        if json:
            print_json("cases", (case,))
            return
        for line in case_lines(case, app.clock.now(), drawn):
            print_text(line)


def _draw(app: App, actor: Actor, case: ReviewCase, folder: Path) -> dict[PlaceView, str]:
    """Writes a picture of each place that may be seen; what it is called."""
    archive = Archive(ledger=app.ledger, holdings=app.holdings)
    drawn: dict[PlaceView, str] = {}
    with open_artist(app) as artist:
        for name, place in case.places:
            if not place.drawable or place in drawn:
                continue
            path = folder / f"{case.id}-{name}-p{place.page}.png"
            try:
                picture = draw_place(actor, archive, artist, case.id, place)
            except (InputError, OutOfMemory, TimedOut, WorkerDied) as error:
                note(f"trang {place.page} không vẽ được: {error}", "yellow")
                continue
            write_crop(path, picture)
            drawn[place] = str(path)
    return drawn


@subcommands.command("accept")
def accept_paper(paper: Name) -> None:
    """Take a paper as it stands and answer for it: a personal key signs only what its owner accepted."""
    with open_session() as (app, actor):
        accept(actor, _desk(app), DocumentId(paper))
        _go_on(app, actor, DocumentId(paper))


@subcommands.command("correct")
def correct_paper(
    paper: Name,
    dossier: Annotated[str | None, typer.Option(help="Its dossier number (mã hồ sơ).")] = None,
    no_dossier: Annotated[bool, typer.Option("--no-dossier", help="It belongs to no dossier.")] = False,
    type_code: Annotated[str | None, typer.Option("--type", help="Code of its type, such as GKS.")] = None,
    cut_is_right: Annotated[
        bool, typer.Option("--cut-is-right", help="It begins and ends where it should, no page is missing.")
    ] = False,
    procedure: Annotated[
        str | None, typer.Option(help="Code of its dossier's procedure, such as 1.001193.")
    ] = None,
    component: Annotated[
        str | None, typer.Option(help="Which component it is: a code that `sohoa catalog show` lists.")
    ] = None,
    no_component: Annotated[
        bool, typer.Option("--no-component", help="It is none of the procedure's components.")
    ] = False,
    copy_kind: Annotated[
        str | None,
        typer.Option(
            help="Loại bản: ban_chinh, ban_sao_tu_so_goc, ban_sao_chung_thuc_dt, ban_chup_doi_chieu, "
            "ban_sao_giay or xuat_trinh."
        ),
    ] = None,
    not_secret: Annotated[
        bool, typer.Option("--not-secret", help="The mark found is no secrecy stamp: read it again.")
    ] = False,
    field: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE: what stands on the paper in that field; may be given often."),
    ] = None,
    all_papers: Annotated[
        bool, typer.Option("--all", help="The dossier of all papers of its batch that ask the same.")
    ] = False,
) -> None:
    """Answer a paper's questions, say what it is in its dossier, or mend its fields."""
    answers = tuple(map(_field_answer, field or ()))
    with open_session() as (app, actor):
        part = PartCorrection(
            procedure=procedure, component=component, no_component=no_component, copy_kind=copy_kind
        )
        correction = Correction(
            dossier=dossier,
            no_dossier=no_dossier,
            type_code=type_code,
            cut_is_right=cut_is_right,
            not_secret=not_secret,
            part=part,
        )
        desk, document = _desk(app), DocumentId(paper)
        answered: tuple[DocumentId, ...] = (document,)
        if answers and type_code is None:
            # First what may be refused: an answer sends the paper on. Fields of a new type come behind it.
            _mend_fields(actor, desk, document, answers)
        if all_papers:
            answered = correct_all(actor, desk, document, correction)
        elif correction != Correction() or not answers:
            correct(actor, desk, document, correction)
        if answers and type_code is not None:
            _mend_fields(actor, desk, document, answers)
        _go_on(app, actor, *answered)


def _mend_fields(actor: Actor, desk: Desk, document: DocumentId, answers: tuple[FieldAnswer, ...]) -> None:
    for warning in correct_fields(actor, desk, document, answers):
        note(f"{document} {warning} (vẫn giữ như đã nhập)", "yellow")


def _field_answer(text: str) -> FieldAnswer:
    name, parted, value = text.partition("=")
    if not parted or not name.strip():
        raise UsageError("--field takes NAME=VALUE, such as --field ngay_sinh=1990-02-15")
    return FieldAnswer(name.strip(), value)


@subcommands.command("cut")
def cut_one(
    paper: Name,
    at: Annotated[str, typer.Option(help="Pages of its stack where other papers begin, such as 3,5.")],
) -> None:
    """Cut a paper in which others begin."""
    with open_session() as (app, actor):
        begins = [page - 1 for page in _page_numbers(at)]
        made = cut(actor, Knife(ledger=app.ledger, clock=app.clock), DocumentId(paper), begins)
        _go_on(app, actor, *made)


@subcommands.command("join")
def join_two(paper: Name) -> None:
    """Join a paper with the one before it in its stack."""
    with open_session() as (app, actor):
        made = join(actor, Knife(ledger=app.ledger, clock=app.clock), DocumentId(paper))
        _go_on(app, actor, made)


def _page_numbers(text: str) -> tuple[int, ...]:
    parts = text.replace(",", " ").split()
    if not parts or not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        raise UsageError(f"--at {text!r} is no list of pages; write it as 3,5")
    return tuple(map(int, parts))


@subcommands.command("withdraw")
def withdraw_paper(paper: Name) -> None:
    """Erase the scan of a secret paper that was handed over; who did it and when stays recorded."""
    with open_session() as (app, actor):
        shredder = Shredder(ledger=app.ledger, holdings=app.holdings, clock=app.clock)
        erased = withdraw(actor, shredder, DocumentId(paper))
        notes.print(f"{paper}: {STATE_WORDS[State.WITHDRAWN]}, đã xóa {erased} tệp quét khỏi máy này")


def _desk(app: App) -> Desk:
    check_data(app)
    procedures = load_procedures(procedures_folder(app.settings))
    return Desk(
        ledger=app.ledger,
        holdings=app.holdings,
        clock=app.clock,
        data=app.data(),
        procedures=procedures,
        profile_of=partial(profile_of, app.settings),
    )


def _go_on(app: App, actor: Actor, *papers: DocumentId) -> None:
    run_engine(app, papers)
    made = papers_of(actor, app.ledger, papers)
    if app.settings.out_folder is not None:
        mirror(app, actor, app.settings.out_folder, made)
    for paper in made:
        row = app.ledger.document(paper, actor.scope)
        notes.print(f"{paper}: {STATE_WORDS[row.state]}")
        tell_state(app, row)
