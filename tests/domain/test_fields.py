"""When a field may be used without a person's look."""

import pytest

from domain.fields import Doubt, Field
from domain.geometry import Box


@pytest.mark.parametrize(
    ("handwritten", "doubts", "sure"),
    [(False, (), True), (True, (), False), *((False, (doubt,), False) for doubt in Doubt)],
)
def test_field_is_sure_when_nothing_is_held_against_it(
    handwritten: bool, doubts: tuple[Doubt, ...], sure: bool
) -> None:
    field = Field(
        name="so", value="1", raw="1", page=0, box=Box(0, 0, 1, 1), confidence=1.0, rule="thử",
        handwritten=handwritten, doubts=doubts,
    )  # fmt: skip
    assert field.is_sure is sure


def test_field_that_a_person_answers_for_is_sure_whatever_is_held_against_it() -> None:
    field = Field(
        name="so", value="1", raw="7", page=0, box=Box(0, 0, 1, 1), confidence=1.0, rule="thử",
        handwritten=True, doubts=(Doubt.INVALID,), checked_by="Trần Thị Mẫu",
    )  # fmt: skip
    assert field.is_sure
