"""`sohoa learn` on a small office: what officers settle types the next paper, and nothing of it is kept."""

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.learn import School, Standing, accept, learn, roll_back, show
from actions.learning.labels import labelled_papers
from actions.learning.lesson import Lesson, teach
from adapters import open_model_shelf
from domain.actor import Actor, ActorKind, Role, UnitScope
from domain.document import QuestionKind
from domain.errors import MissingTool, NotFound, StateConflict, UsageError
from domain.ids import UnitCode
from domain.lifecycle import State
from pipeline.reading.type_model.model_file import write_model
from pipeline.stages.classify import ClassifyOptions, thresholds
from tests.office import Office, open_office
from tests.packaged import DATA
from tests.pki import AT
from tests.settled import CODES, LEAVE, PLEDGE, SURVEY, citizen, form_lines, settle, settle_many
from tests.sheets import draw_sheet, write_jpeg

pytest.importorskip("sklearn")

PAPERS = DATA.papers
OUTSIDER = Actor(
    kind=ActorKind.PERSON,
    name="Lê Văn Thử",
    scope=UnitScope(frozenset({UnitCode("H13.99")})),
    roles=frozenset({Role.CHECK}),
)


def school(office: Office) -> School:
    return School(
        ledger=office.ledger,
        holdings=office.holdings,
        clock=office.clock,
        data=DATA,
        shelf=open_model_shelf(office.settings),
        thresholds=thresholds(ClassifyOptions()),
    )


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office whose officers settled 30 papers of each of two local forms."""
    office = open_office(tmp_path_factory.mktemp("taught") / "home")
    settle_many(office, 30, 7, (SURVEY, PLEDGE))
    yield office
    office.ledger.close()


def typed(office: Office, folder: Path, name: str, lines: tuple[str, ...]) -> Any:
    """A new paper that the reader reads so, through the whole engine."""
    office.reader.lines = lines
    (row,) = office.digitise(write_jpeg(folder / f"{name}.jpg", draw_sheet(name)), no_dossier=True)
    return row


def test_settled_papers_type_the_next_one_until_it_is_rolled_back(taught: Office, tmp_path: Path) -> None:
    lines = form_lines(SURVEY, citizen(random.Random(99)))
    before = typed(taught, tmp_path, "truoc", lines)
    assert before.state is State.QUESTION
    assert [question.kind for question in before.document.questions] == [QuestionKind.TYPE]
    made = learn(taught.actor, school(taught))
    assert made.standing is Standing.CANDIDATE
    assert typed(taught, tmp_path, "ung-vien", lines).state is State.QUESTION, "a candidate decides nothing"
    used = accept(taught.actor, school(taught), made.id)
    assert (used.standing, used.accepted_by, used.accepted_at) == (Standing.IN_USE, taught.actor.name, AT)
    after = typed(taught, tmp_path, "sau", lines)
    assert after.document.paper.code == CODES[SURVEY]
    assert made.id in after.document.paper.rule
    assert not after.document.asks(QuestionKind.TYPE)
    assert roll_back(taught.actor, school(taught)) is None
    again = typed(taught, tmp_path, "tra-lai", lines)
    assert again.state is State.QUESTION
    assert again.document.questions == before.document.questions


def test_candidate_is_compared_on_dossiers_it_did_not_learn_from(taught: Office) -> None:
    made = learn(taught.actor, school(taught))
    outcomes = {one.name: one for one in made.outcomes}
    assert set(outcomes) == {"rules", "candidate"}
    assert made.papers == 60
    assert 10 <= made.held_out_papers <= 30
    assert outcomes["rules"].asked == made.held_out_papers
    assert outcomes["candidate"].wrong == 0
    assert outcomes["candidate"].right >= 0.9 * made.held_out_papers
    assert made.calibration_error <= 0.1


def test_model_in_use_stands_beside_the_next_candidate(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home")
    settle_many(office, 16, 3, (SURVEY,))
    first = learn(office.actor, school(office))
    accept(office.actor, school(office), first.id)
    for number in range(500, 516):
        settle(office, form_lines(LEAVE, citizen(random.Random(number))), CODES[LEAVE], number)
    second = learn(office.actor, school(office))
    told = {one.name: one for one in second.outcomes}
    assert told["accepted"].right < told["candidate"].right
    accept(office.actor, school(office), second.id)
    standings = {one.id: one.standing for one in show(office.actor, school(office))}
    assert standings == {first.id: Standing.FORMER, second.id: Standing.IN_USE}
    assert roll_back(office.actor, school(office)) == first.id
    office.ledger.close()


def test_same_papers_give_the_same_model(taught: Office) -> None:
    papers = tuple(labelled_papers(taught.actor, taught.ledger, taught.holdings, DATA))
    lesson = Lesson(papers=papers, catalog=PAPERS, thresholds=thresholds(ClassifyOptions()), accepted=None)
    assert write_model(teach(lesson, AT)) == write_model(teach(lesson, AT))


def test_too_few_settled_papers_are_refused_with_what_there_is(office: Office) -> None:
    settle_many(office, 5, 1, (SURVEY,))
    with pytest.raises(StateConflict, match=r"too few settled papers .*PB 5 of 5 dossiers.*about 12 papers"):
        learn(office.actor, school(office))
    assert show(office.actor, school(office)) == ()


def test_many_papers_of_one_dossier_are_too_few(taught: Office) -> None:
    papers = tuple(labelled_papers(taught.actor, taught.ledger, taught.holdings, DATA))
    alike = tuple(replace(one, group="H13.16-250515-0001") for one in papers)
    lesson = Lesson(papers=alike, catalog=PAPERS, thresholds=thresholds(ClassifyOptions()), accepted=None)
    with pytest.raises(StateConflict, match="PB 30 of 1 dossiers; TC 30 of 1 dossiers"):
        teach(lesson, AT)


def test_nobody_learns_from_papers_of_other_units(taught: Office) -> None:
    assert list(labelled_papers(OUTSIDER, taught.ledger, taught.holdings, DATA)) == []
    with pytest.raises(StateConflict, match="none"):
        learn(OUTSIDER, school(taught))


def test_papers_that_nobody_vouched_for_teach_nothing(office: Office, tmp_path: Path) -> None:
    office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()), no_dossier=True)
    assert list(labelled_papers(office.actor, office.ledger, office.holdings, DATA)) == []


def test_accepted_paper_teaches_its_type(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()), no_dossier=True)
    office.accept(row)
    (one,) = labelled_papers(office.actor, office.ledger, office.holdings, DATA)
    assert (one.code, one.group) == ("TKKS", row.document.batch)


def test_only_an_administrator_changes_what_is_in_use(taught: Office) -> None:
    made = learn(taught.actor, school(taught))
    for change in (
        lambda: accept(OUTSIDER, school(taught), made.id),
        lambda: roll_back(OUTSIDER, school(taught)),
    ):
        with pytest.raises(UsageError, match="quan-tri"):
            change()


def test_model_that_is_not_there_is_named(office: Office) -> None:
    with pytest.raises(NotFound, match="sohoa learn show"):
        accept(office.actor, school(office), "0" * 16)


def test_machine_without_scikit_learn_is_told_what_to_install(
    taught: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(MissingTool, match=r"requirements/learn\.txt"):
        learn(taught.actor, school(taught))
