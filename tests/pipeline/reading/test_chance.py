import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.chance import chance_of

SURE = st.floats(0, 1)


@pytest.mark.parametrize("engine", ["tesseract", "line"])
def test_surer_words_are_never_less_likely_right(engine: str) -> None:
    chances = [chance_of(engine, at / 200) for at in range(201)]
    assert chances == sorted(chances)


@given(st.sampled_from(["tesseract", "line", "another"]), SURE)
def test_a_chance_is_between_nought_and_one(engine: str, confidence: float) -> None:
    assert 0 <= chance_of(engine, confidence) <= 1


@given(SURE)
def test_an_engine_nobody_measured_is_taken_at_its_word(confidence: float) -> None:
    assert chance_of("another", confidence) == confidence


def test_tesseract_is_less_sure_than_it_says_in_the_middle() -> None:
    assert chance_of("tesseract", 0.75) < 0.7
    assert chance_of("tesseract", 0.97) > 0.98
