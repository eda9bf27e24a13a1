"""sohoa review: open questions and their answers."""

from typing import Annotated

import typer

from actions.answer_all import correct_all
from actions.papers import list_papers, papers_of
from actions.recut import Knife, cut, join
from actions.review import Correction, Desk, accept, correct
from actions.withdraw import Shredder, withdraw
from app import App, check_data
from commands.output import STATE_WORDS, notes, print_json, print_table
from commands.session import mirror, open_session, run_engine, tell_state
from domain.actor import Actor
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.lifecycle import State

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
        print_table(
            ("paper", "name", "dossier", "type", "question", "candidates"),
            (
                (
                    paper.id,
                    paper.name,
                    paper.dossier or "-",
                    paper.type_name or "-",
                    question.text if question else STATE_WORDS[paper.state],
                    " ".join(one.value for one in question.candidates) if question else "",
                )
                for paper in waiting
                for question in (paper.questions or (None,))
            ),
        )


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
    not_secret: Annotated[
        bool, typer.Option("--not-secret", help="The mark found is no secrecy stamp: read it again.")
    ] = False,
    all_papers: Annotated[
        bool, typer.Option("--all", help="The dossier of all papers of its batch that ask the same.")
    ] = False,
) -> None:
    """Answer a paper's questions."""
    with open_session() as (app, actor):
        correction = Correction(
            dossier=dossier,
            no_dossier=no_dossier,
            type_code=type_code,
            cut_is_right=cut_is_right,
            not_secret=not_secret,
        )
        answered: tuple[DocumentId, ...] = (DocumentId(paper),)
        if all_papers:
            answered = correct_all(actor, _desk(app), DocumentId(paper), correction)
        else:
            correct(actor, _desk(app), DocumentId(paper), correction)
        _go_on(app, actor, *answered)


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
    return Desk(ledger=app.ledger, clock=app.clock, data=app.data())


def _go_on(app: App, actor: Actor, *papers: DocumentId) -> None:
    run_engine(app, papers)
    made = papers_of(actor, app.ledger, papers)
    if app.settings.out_folder is not None:
        mirror(app, actor, app.settings.out_folder, made)
    for paper in made:
        row = app.ledger.document(paper, actor.scope)
        notes.print(f"{paper}: {STATE_WORDS[row.state]}")
        tell_state(app, row)
