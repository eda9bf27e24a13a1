"""Learns paper types from what officers have settled: candidates, their comparison, and what is in use."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from actions.learning.labels import labelled_papers
from actions.learning.lesson import Lesson, teach
from domain.actor import Actor, Role
from domain.errors import UsageError
from domain.ports import Clock, Ledger
from engine.holdings import Holdings
from pipeline.office_data import OfficeData
from pipeline.reading.paper_type import Thresholds
from pipeline.reading.type_model.model import Outcome
from pipeline.reading.type_model.model_file import read_model, write_model
from storage.model_shelf import ModelShelf, Turn


class Standing(StrEnum):
    IN_USE = "in-use"
    CANDIDATE = "candidate"
    FORMER = "former"


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """The ports learning needs, the catalog, and how sure a decision must be."""

    ledger: Ledger
    holdings: Holdings
    clock: Clock
    data: OfficeData
    shelf: ModelShelf
    thresholds: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCount:
    code: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """One model as people see it."""

    id: str
    standing: Standing
    made_at: datetime
    dossiers: int
    papers: int
    held_out_dossiers: int
    held_out_papers: int
    types: tuple[TypeCount, ...]
    calibration_error: float
    outcomes: tuple[Outcome, ...]
    accepted_by: str | None
    accepted_at: datetime | None


def learn(actor: Actor, school: School) -> ModelView:
    """Keeps a candidate made of the settled papers of the actor's units; it decides nothing yet.

    StateConflict when there are too few papers, with what there is of each type.
    """
    used = school.shelf.in_use()
    lesson = Lesson(
        papers=tuple(labelled_papers(actor, school.ledger, school.holdings, school.data)),
        catalog=school.data.papers,
        thresholds=school.thresholds,
        accepted=None if used is None else read_model(school.shelf.read(used)),
    )
    name = school.shelf.add(write_model(teach(lesson, school.clock.now())))
    return _view(name, school.shelf)


def show(actor: Actor, school: School) -> tuple[ModelView, ...]:
    """Every model, the newest first."""
    del actor
    return tuple(_view(name, school.shelf) for name in school.shelf.names())


def accept(actor: Actor, school: School, name: str) -> ModelView:
    """Takes a model into use; from the next paper on it decides where titles do not."""
    _require_administrator(actor)
    read_model(school.shelf.read(name))
    school.shelf.accept(name, actor.name, school.clock.now())
    return _view(name, school.shelf)


def roll_back(actor: Actor, school: School) -> str | None:
    """Takes the model before into use again and gives its name; None when titles alone decide again."""
    _require_administrator(actor)
    return school.shelf.roll_back(actor.name, school.clock.now())


def _require_administrator(actor: Actor) -> None:
    if Role.ADMINISTER not in actor.roles:
        raise UsageError(
            f"{actor.name} may not change the model of paper types; ask whoever has the role "
            f"{Role.ADMINISTER}"
        )


def _view(name: str, shelf: ModelShelf) -> ModelView:
    accepted = [one for one in shelf.history() if one.turn is Turn.ACCEPTED and one.in_use == name]
    standing = Standing.FORMER if accepted else Standing.CANDIDATE
    if shelf.in_use() == name:
        standing = Standing.IN_USE
    told = read_model(shelf.read(name)).evidence
    return ModelView(
        id=name,
        standing=standing,
        made_at=told.made_at,
        dossiers=told.dossiers,
        papers=told.papers,
        held_out_dossiers=told.held_out_dossiers,
        held_out_papers=told.held_out_papers,
        types=tuple(
            TypeCount(code=code, papers=count) for code, count in zip(told.types, told.counts, strict=True)
        ),
        calibration_error=told.calibration_error,
        outcomes=told.outcomes,
        accepted_by=accepted[-1].actor if accepted else None,
        accepted_at=accepted[-1].at if accepted else None,
    )
