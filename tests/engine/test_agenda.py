"""What goes first: an officer's paper before the archive's, a nearly finished one before a new one."""

from dataclasses import replace

from domain.document import Priority
from domain.task import Segment, Task
from engine.agenda import Agenda
from tests.contracts.papers import make_batch, make_document

BATCH = make_batch("b1")


def task(name: str, segment: Segment, priority: Priority = Priority.COUNTER, page: int | None = None) -> Task:
    document = replace(make_document(name, BATCH), priority=priority)
    return Task(segment=segment, document=document, number=page)


def taken(agenda: Agenda, now_s: float = 0.0) -> list[str]:
    names = []
    while (one := agenda.take(now_s)) is not None:
        names.append(f"{one.segment.value} {one.subject}")
    return names


def test_officers_papers_go_before_the_archives() -> None:
    agenda = Agenda()
    agenda.add([task("d1", Segment.SIGN, Priority.BACKFILL), task("d2", Segment.UNFOLD)])
    assert taken(agenda) == ["unfold d2", "sign d1"]


def test_what_is_nearly_finished_goes_first_and_pages_in_order() -> None:
    agenda = Agenda()
    pages = [task("d1", Segment.READ, page=number) for number in range(3)]
    agenda.add([task("d2", Segment.UNFOLD), *pages, task("d3", Segment.COMPOSE)])
    assert taken(agenda) == ["compose d3", "read d1 page 1", "read d1 page 2", "read d1 page 3", "unfold d2"]


def test_nothing_is_in_it_twice_until_it_is_done() -> None:
    agenda = Agenda()
    one = task("d1", Segment.UNFOLD)
    agenda.add([one, one])
    assert taken(agenda) == ["unfold d1"]
    agenda.add([one])
    assert len(agenda) == 0, "it is in work"
    agenda.done(one)
    agenda.add([one])
    assert taken(agenda) == ["unfold d1"]


def test_task_that_was_put_off_comes_when_its_time_has_come() -> None:
    agenda = Agenda()
    one = task("d1", Segment.UNFOLD)
    agenda.add([one])
    agenda.take(0.0)
    agenda.put_off(one, until_s=5.0)
    agenda.add([one])
    assert len(agenda) == 1
    assert taken(agenda, 4.9) == []
    assert taken(agenda, 5.0) == ["unfold d1"]
