from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.alignment import Pair, align

FIXED = settings(derandomize=True, deadline=None, max_examples=200)
WORDS = st.lists(st.text("aăâbcdđeêtổẩ1.", min_size=1, max_size=5), max_size=9)


def paired(first: str, second: str) -> list[tuple[str, str]]:
    one, other = first.split(), second.split()
    return [
        (" ".join(one[slice(*pair.first)]), " ".join(other[slice(*pair.second)]))
        for pair in align(one, other)
    ]


def test_words_that_differ_in_marks_alone_are_pairs() -> None:
    assert paired("triên khai tô chức", "triển khai tổ chức") == [
        ("triên", "triển"),
        ("khai", "khai"),
        ("tô", "tổ"),
        ("chức", "chức"),
    ]


def test_a_space_that_one_reader_missed_makes_two_words_the_pair_of_one() -> None:
    assert paired("số 2021; Thông báo", "số 2021;,Thống báo")[1] == ("2021; Thông", "2021;,Thống")


def test_a_word_only_one_reader_saw_is_paired_with_nothing() -> None:
    assert paired("tỉnh Quảng Ngãi", "tỉnh Ngãi")[1] == ("Quảng", "")
    assert paired("tỉnh Ngãi", "tỉnh Quảng Ngãi")[1] == ("", "Quảng")


def test_a_word_read_wholly_wrong_keeps_its_place() -> None:
    assert paired("ngày 2ƒ tháng", "ngày 15 tháng")[1] == ("2ƒ", "15")


def test_a_stretch_too_long_for_a_line_is_given_up_as_one_pair() -> None:
    assert align(["a"] * 60, ["b"] * 60) == (Pair((0, 60), (0, 60)),)


@FIXED
@given(WORDS, WORDS)
def test_every_word_of_both_readings_stands_in_one_pair_in_order(first: list[str], second: list[str]) -> None:
    pairs = align(first, second)
    assert [at for pair in pairs for at in range(*pair.first)] == list(range(len(first)))
    assert [at for pair in pairs for at in range(*pair.second)] == list(range(len(second)))


@FIXED
@given(WORDS)
def test_equal_readings_are_paired_word_by_word(words: list[str]) -> None:
    assert [pair.first for pair in align(words, words)] == [(at, at + 1) for at in range(len(words))]
