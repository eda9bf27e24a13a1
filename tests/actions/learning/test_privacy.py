"""What a model of paper types keeps of the people whose papers it was learned from: nothing."""

import json
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest

from actions.learning.labels import LabelledPaper
from actions.learning.lesson import Lesson, teach
from pipeline.papers.catalog import load_papers
from pipeline.reading.near_match import fold, fold_letters
from pipeline.reading.paper_type import FirstPage, look
from pipeline.reading.type_model.lexicon import lexicon_for
from pipeline.reading.type_model.model_file import read_model, write_model
from pipeline.stages.classify import ClassifyOptions, thresholds
from tests.packaged import NUMBERS
from tests.pki import AT
from tests.settled import CODES, LEAVE, PLEDGE, SURVEY, Citizen, filled_in, form_lines, page_of

pytest.importorskip("sklearn")

PAPERS = load_papers()
COUNT = 24


def model_file(people: Sequence[tuple[tuple[str, str], Citizen]]) -> bytes:
    papers = []
    for number, (form, who) in enumerate(people):
        first = FirstPage(page=page_of(form_lines(form, who)), page_count=1, today=AT.date(), numbers=NUMBERS)
        papers.append(LabelledPaper(group=f"h{number}", code=CODES[form], seen=look(first, PAPERS)))
    needed = thresholds(ClassifyOptions())
    return write_model(
        teach(Lesson(papers=tuple(papers), catalog=PAPERS, thresholds=needed, accepted=None), AT)
    )


def strings(value: object) -> Iterator[str]:
    """Every string of a JSON value, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@pytest.fixture(scope="module")
def learned() -> tuple[bytes, tuple[Citizen, ...]]:
    people = tuple(filled_in(COUNT, random.Random(11), (SURVEY, PLEDGE, LEAVE)))
    return model_file(people), tuple(who for _form, who in people)


def test_no_string_of_the_file_holds_a_name_a_number_or_an_address(
    learned: tuple[bytes, tuple[Citizen, ...]],
) -> None:
    data, people = learned
    held = [fold(one) for one in strings(json.loads(data))]
    words = {one.partition(":")[2] for one in held if " " not in one}
    pairs = {one.partition(":")[2] for one in held if " " in one}
    assert len(words) + len(pairs) > 20, "something was learned"
    for who in people:
        for secret in who.secrets:
            assert [one for one in held if fold_letters(secret) in fold_letters(one)] == []
            assert {" ".join(pair) for pair in pairwise(fold(secret).split())} & pairs == set()
        assert set(fold(who.name).split()) & words == set()
    assert [one for one in held if one.startswith(("TITLE:", "ZONE:")) and any(map(str.isdigit, one))] == []


def test_words_of_the_file_are_public_words(learned: tuple[bytes, tuple[Citizen, ...]]) -> None:
    public = lexicon_for(PAPERS).words
    words = [
        sign.partition(":")[2] for sign in read_model(learned[0]).signs if not sign.startswith("layout:")
    ]
    assert "KHAO SAT" in words
    assert set(words) <= public


def test_same_forms_filled_in_by_others_give_the_same_bytes(
    learned: tuple[bytes, tuple[Citizen, ...]],
) -> None:
    others = tuple(filled_in(COUNT, random.Random(12), (SURVEY, PLEDGE, LEAVE)))
    assert [who for _form, who in others] != list(learned[1])
    assert model_file(others) == learned[0]
