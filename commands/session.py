"""What every command that works on a home folder does first and last."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from actions.export import Exported, Exporter, export_paper
from actions.papers import papers_of
from actions.wording import view_failure
from app import App, build_app, build_engine, operator, why_unsigned
from commands.brake import Brake
from commands.output import note, note_failure
from commands.progress import shown
from config import load_settings
from domain.actor import EVERY_UNIT, Actor
from domain.document import QuestionKind
from domain.ids import DocumentId
from domain.ledger import DocumentRow, PageState
from domain.lifecycle import AT_REST, State
from engine.run import Engine, run
from logs import set_up_logs

_LOOK_EVERY_S = 0.5

_ANSWERS = {
    QuestionKind.DOSSIER: ("correct {} --dossier MA_HO_SO", "correct {} --dossier MA_HO_SO --all"),
    QuestionKind.TYPE: ("correct {} --type CODE",),
    QuestionKind.PAGE: ("accept {}",),
    QuestionKind.CUT: ("correct {} --cut-is-right", "cut {} --at TRANG", "join {}"),
    QuestionKind.QUALITY: ("accept {}",),
    QuestionKind.SECRECY: ("withdraw {}", "correct {} --not-secret"),
}
"""The commands that answer each kind of question."""


@contextmanager
def open_session(**overrides: Any) -> Iterator[tuple[App, Actor]]:
    """The app of the settings in force and the person at the command line."""
    settings = load_settings(**overrides)
    set_up_logs(settings.log_level)
    app = build_app(settings)
    try:
        yield app, operator(settings)
    finally:
        app.ledger.close()


@contextmanager
def open_engine(app: App) -> Iterator[Engine]:
    """An engine for one run or many; its workers end with the block."""
    engine = build_engine(app)
    try:
        yield engine
    finally:
        engine.executor.close()


def run_engine(app: App, papers: tuple[DocumentId, ...] = ()) -> None:
    """Does all that can be done, with progress on stderr; or waits for `papers` while another sohoa,
    which works on this home already, does them."""
    with open_engine(app) as engine:
        drive(app, engine, papers)


def drive(app: App, engine: Engine, papers: tuple[DocumentId, ...] = ()) -> None:
    """As `run_engine`, with an engine that stays open."""
    with Brake() as brake:
        waiting = False
        while not brake.pulled:
            with app.ledger.lease() as mine:
                if mine:
                    with shown() as watcher:
                        run(engine, watcher, lambda: brake.pulled)
                    break
            made = papers_of(operator(app.settings), app.ledger, papers)
            if all(app.ledger.document(paper, EVERY_UNIT).state in AT_REST for paper in made):
                break
            if not waiting:
                note("another sohoa works on this home and takes these papers too; waiting for it")
                waiting = True
            time.sleep(_LOOK_EVERY_S)
    if brake.pulled:
        raise KeyboardInterrupt


def tell_state(app: App, row: DocumentRow) -> None:
    """What a paper waits for, and the command that answers it."""
    document = row.document
    for question in document.questions:
        note(f"{document.id} {document.name}: {question.text}", "yellow")
        for answer in _ANSWERS[question.kind]:
            note(f"    sohoa review {answer.format(document.id)}", "yellow")
    for page in app.ledger.pages(document.id, EVERY_UNIT):
        if page.state is PageState.QUARANTINED and page.failure is not None:
            note_failure(view_failure(page.failure, document, page.number), document.id)
    if row.state is State.WAITING_SIGNATURE:
        reason = row.failure.message if row.failure else why_unsigned(app, document)
        note(f"{document.id} {document.name}: chờ ký: {reason}", "yellow")
    elif row.failure is not None:
        note_failure(view_failure(row.failure, document), document.id)


def mirror(app: App, actor: Actor, out: Path, documents: tuple[DocumentId, ...]) -> tuple[Exported, ...]:
    """Copies those of the documents that are filed into the out-folder."""
    exporter = Exporter(ledger=app.ledger, store=app.holdings.store, clock=app.clock, out=out)
    rows = (app.ledger.document(document, actor.scope) for document in documents)
    return tuple(export_paper(actor, exporter, row) for row in rows if row.state is State.FILED)
