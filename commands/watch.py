"""sohoa watch: the main job on a watched folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from actions.ingest import Untaken
from actions.papers import papers_of, show_paper
from actions.watch import Watch, refuse_nested, watch
from app import App, check_data
from commands.ingest import How, print_papers, take_in
from commands.intake import tell_passed, tell_untaken
from commands.output import note
from commands.session import drive, mirror, open_engine, open_session
from domain.actor import Actor
from domain.errors import OperatorError, TransientError, UsageError
from domain.lifecycle import AT_REST, State
from engine.run import Engine
from scanners.folder import look_through
from scanners.passed_over import PassedOver, Why, why_passed

UNFINISHED = frozenset(State) - {State.FILED, State.CUT, State.SUPERSEDED, State.WITHDRAWN}


def command(
    folder: Annotated[Path | None, typer.Argument(help="The folder to watch (setting in_folder).")] = None,
    out: Annotated[Path | None, typer.Option(help="Mirror finished PDFs into this folder.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of the unit that receives them.")] = None,
    profile: Annotated[str | None, typer.Option(help="Profile: office, plain, demo, or a TOML file.")] = None,
) -> None:
    """Digitise what comes into a folder, until Ctrl-C."""
    with open_session(in_folder=folder, out_folder=out, unit=unit, profile=profile) as (app, actor):
        watched, mirrored = app.settings.in_folder, app.settings.out_folder
        if watched is None:
            raise UsageError("no folder to watch: name one, or set in_folder in sohoa.toml")
        refuse_nested(watched, mirrored, app.settings.home)
        check_data(app)
        # One engine for all that comes: its workers are warm when an officer's paper arrives.
        with open_engine(app) as engine:
            drive(app, engine)
            note(f"watching {watched}; stop with Ctrl-C")
            round_ = Round(app, engine, actor, watched, mirrored)
            try:
                watch(Watch(folder=watched), round_.digitise, after_round=round_.end)
            except KeyboardInterrupt:
                note("stopped watching; nothing is lost, `sohoa watch` goes on")


class Round:
    """What is done with each entry, and after each look at the folder."""

    def __init__(self, app: App, engine: Engine, actor: Actor, watched: Path, out: Path | None) -> None:
        self._app = app
        self._engine = engine
        self._actor = actor
        self._watched = watched
        self._out = out
        # A person may settle these while the watcher runs: they are mirrored as soon as they are filed.
        self._owed = {row.document.id for row in app.ledger.documents(actor.scope, states=UNFINISHED)}
        self._told = ""
        self._told_of: set[PassedOver] = set()
        self._told_untaken: set[str] = set()

    def digitise(self, entry: Path) -> bool:
        """False when the entry could not be taken now: the watcher stays up and tries again."""
        try:
            found = look_through([entry])
            self._tell_passed(found.passed)
            untaken: list[Untaken] = []
            received = take_in(self._app, self._actor, found.batches, How(), untaken.append)
            self._tell_untaken(untaken)
            rows = (self._app.ledger.document(one.document, self._actor.scope) for one in received)
            fresh = tuple(row.document.id for row in rows if row.state not in AT_REST)
            # What could not be read may be read later: the entry is looked at again.
            whole = not untaken and all(one.why is not Why.UNREADABLE for one in found.passed)
            if not fresh:
                return whole
            self._owed.update(fresh)
            drive(self._app, self._engine, fresh)
            made = papers_of(self._actor, self._app.ledger, fresh)
            self._owed.update(made)
            self.mirror()
            print_papers(tuple(show_paper(self._actor, self._app.ledger, one) for one in made), {})
        except (TransientError, OperatorError) as error:
            self._tell(f"{entry.name}: {error}")
            return False
        return whole

    def end(self) -> None:
        """What each look at the folder ends with."""
        try:
            entries = [(entry, why_passed(entry)) for entry in self._watched.iterdir()]
        except OSError:
            entries = []  # the next look tells that the folder is gone
        self._tell_passed(PassedOver(entry, why) for entry, why in entries if why is not None)
        self.mirror()

    def mirror(self) -> None:
        """Copies what has been filed since into the out-folder."""
        if self._out is None:
            return
        try:
            # A person may have cut one of them meanwhile: what it became is owed in its place.
            self._owed = set(papers_of(self._actor, self._app.ledger, self._owed))
            for exported in mirror(self._app, self._actor, self._out, tuple(self._owed)):
                self._owed.discard(exported.document)
                note(f"mirrored {exported.path}")
        except TransientError as error:
            self._tell(str(error))

    def _tell_passed(self, passed: Iterable[PassedOver]) -> None:
        news = {one for one in passed if one not in self._told_of}
        self._told_of |= news
        tell_passed(sorted(news, key=lambda one: one.path))

    def _tell_untaken(self, untaken: list[Untaken]) -> None:
        for one in untaken:
            if str(one.error) not in self._told_untaken:
                self._told_untaken.add(str(one.error))
                tell_untaken(one)

    def _tell(self, trouble: str) -> None:
        """Once, not at every try."""
        if trouble != self._told:
            note(trouble, "red")
        self._told = trouble
