"""The commands that are proposed to an officer can be pasted as they stand."""

import shlex

from commands.answers import ways_to_choose
from domain.document import Candidate, QuestionKind
from domain.ids import DocumentId

PAPER = DocumentId("d1")


def test_code_from_a_hostile_list_stays_one_word_of_the_command() -> None:
    (way,) = ways_to_choose(QuestionKind.COMPONENT, PAPER, [Candidate(value="tp01;$(reboot)")])
    assert shlex.split(way) == ["sohoa", "review", "correct", "d1", "--component", "tp01;$(reboot)"]
    assert way.endswith("'tp01;$(reboot)'")


def test_plain_answer_is_written_plainly() -> None:
    (way,) = ways_to_choose(QuestionKind.TYPE, PAPER, [Candidate(value="GKS")])
    assert way == "sohoa review correct d1 --type GKS"
