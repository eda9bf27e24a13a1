from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import load_word_chooser
from domain.choice import Candidate, Reason
from domain.geometry import Box
from domain.text import Word
from pipeline.reading.vote import Opinion, vote

FIXED = settings(derandomize=True, deadline=None, max_examples=100)
CHOOSER = load_word_chooser()


def words(text: str, *chances: float, top: float = 0) -> tuple[Word, ...]:
    """Words with one chance for each, or the same for all."""
    parts = text.split()
    given_chances = chances if len(chances) == len(parts) else chances * len(parts)
    return tuple(
        Word(part, Box(100 * at, top, 100 * at + 80, top + 30), chance)
        for at, (part, chance) in enumerate(zip(parts, given_chances, strict=True))
    )


def opinion(second: Sequence[Word], start: int = 0, stop: int | None = None, reader: str = "line") -> Opinion:
    return Opinion(start, len(second) if stop is None else stop, tuple(second), reader)


def read(first: Sequence[Word], *opinions: Opinion) -> tuple[Word, ...]:
    return vote(first, "first", opinions, CHOOSER)


def texts(found: Sequence[Word]) -> str:
    return " ".join(word.text for word in found)


def test_without_another_opinion_the_first_reading_stands_as_it_is() -> None:
    first = words("triển khai tô chức", 0.9)
    assert read(first) == first


def test_the_surer_reader_is_believed_where_the_words_beside_agree() -> None:
    found = read(words("triển khai tô chức", 0.9), opinion(words("triển khai tổ chức", 0.97)))
    assert texts(found) == "triển khai tổ chức"
    assert found[2].reason in {Reason.CHOSEN, Reason.KEPT}
    assert set(found[2].readings) == {Candidate("tô", 0.9, "first"), Candidate("tổ", 0.97, "line")}


def test_the_words_beside_decide_against_a_slightly_surer_reader() -> None:
    found = read(words("triển khai tô chức", 0.9), opinion(words("triển khai tổ chức", 0.85)))
    assert found[2].text == "tổ"
    assert found[2].reason is Reason.CHOSEN


def test_agreement_makes_both_surer_and_leaves_no_record_of_readings() -> None:
    (found,) = read(words("quyết", 0.9), opinion(words("quyết", 0.8)))
    assert found.confidence > 0.95
    assert found.readings == ()
    assert found.reason is Reason.AGREED


def test_disagreement_makes_the_chosen_word_less_sure() -> None:
    (found,) = read(words("quyết", 0.9), opinion(words("quyêt", 0.8)))
    assert found.confidence < 0.9


def test_digits_codes_and_names_are_the_surest_readers_whatever_is_likely() -> None:
    first, second = (
        words("số 15/QĐ-UBND ông Trần Văn Bảnh", 0.9),
        words("số 16/QĐ-UBND ông Trần Văn Bảnh", 0.95),
    )
    assert read(first, opinion(second))[1].text == "16/QĐ-UBND"
    assert read(first, opinion(second))[1].reason is Reason.PROTECTED
    third = words("số 15/QĐ-UBND ông Trần Văn Bánh", 0.7)
    assert texts(read(first, opinion(third))).endswith("ông Trần Văn Bảnh")


def test_boxes_are_those_of_the_reader_whose_word_stands() -> None:
    found = read(words("tô chức", 0.8), opinion(words("tổ chức", 0.97, top=2)))
    assert (found[0].box.top, found[1].box.top) == (2, 0)


def test_a_space_is_where_the_surer_reader_sees_it() -> None:
    joined, apart = words("cánhân phải", 0.5), words("cá nhân phải", 0.95)
    assert texts(read(joined, opinion(apart, stop=2))) == "cá nhân phải"
    assert texts(read(apart, opinion(joined, stop=3))) == "cá nhân phải"


def test_a_word_that_the_other_reader_did_not_see_stays_and_is_less_sure() -> None:
    found = read(words("tỉnh Quảng Ngãi", 0.9), opinion(words("tỉnh Ngãi", 0.9), stop=3))
    assert texts(found) == "tỉnh Quảng Ngãi"
    assert found[1].confidence < found[0].confidence


def test_a_sure_word_is_added_inside_a_stretch_and_nowhere_else() -> None:
    first = words("tỉnh Ngãi và", 0.9)
    assert texts(read(first, opinion(words("tỉnh Quảng Ngãi và", 0.97), stop=3))) == "tỉnh Quảng Ngãi và"
    assert texts(read(first, opinion(words("tỉnh Quảng Ngãi và", 0.97, 0.5, 0.97, 0.97), stop=3))) == texts(
        first
    )
    assert texts(read(first, opinion(words("tỉnh Ngãi và ) của", 0.97), stop=3))) == texts(first)


def test_an_opinion_about_a_stretch_leaves_the_rest_alone() -> None:
    first = words("Căn cứ Luật Tô chức chính quyền", 0.9)
    found = read(first, opinion(words("Luật Tổ chức", 0.97), 2, 5))
    assert texts(found) == "Căn cứ Luật Tổ chức chính quyền"
    assert found[0] == first[0]
    assert found[-1] == first[-1]


def test_readers_that_cut_a_place_differently_are_weighed_as_a_whole() -> None:
    first = words("01 /2024/NĐ-CP của", 0.4, 0.4, 0.9)
    found = read(
        first,
        opinion(words("01/2024/NĐ-CP của", 0.9), stop=3),
        opinion(words("01 /2024/NĐ-CP", 0.3), stop=2, reader="x"),
    )
    assert texts(found) == "01/2024/NĐ-CP của"


def test_what_several_readers_add_is_printed_once_and_is_not_sure() -> None:
    first, full = words("số tiền là đồng", 0.97), words("số tiền 5.000 là đồng", 0.97)
    found = read(
        first, opinion(full, stop=4, reader="a"), opinion(full, stop=4, reader="b"), opinion(full, stop=4)
    )
    assert texts(found) == "số tiền 5.000 là đồng"
    assert found[2].confidence < 0.95
    assert found[2].readings


def test_no_division_of_a_place_loses_a_number() -> None:
    first = words("phường 5 tỉnh", 0.7, 0.4, 0.9)
    found = read(first, opinion(words("phưởmg tỉnh", 0.6, 0.9), stop=3))
    assert texts(found) == "phường 5 tỉnh"
    assert Candidate("phưởmg", 0.6, "line") in found[0].readings


def test_what_was_overruled_stands_in_the_record() -> None:
    found = read(words("012345678901", 0.55), opinion(words("012345 678907", 0.9), stop=1))
    assert all(Candidate("012345678901", 0.55, "first") in word.readings for word in found)
    assert all(word.reason is not None for word in found)


def test_a_name_of_a_person_is_never_restored_to_a_year() -> None:
    assert texts(read(words("ông Đinh Tý", 0.99))) == "ông Đinh Tý"
    assert texts(read(words("năm Đinh Tý", 0.99))) == "năm Đinh Tỵ"
    assert read(words("năm Đinh Tý", 0.99))[2].confidence < 0.95


def test_a_name_after_ten_stands_as_the_surest_reader_has_it() -> None:
    found = read(words("tên là Hằng, sinh", 0.92), opinion(words("tên là Hàng, sinh", 0.9, 0.9, 0.6, 0.9)))
    assert found[2].text == "Hằng,"


READ = ("tô", "tổ", "chức", "số", "15", "ngày", "-", "của", "Ngãi", "tỉnh")
TEXT = st.lists(st.sampled_from(READ), min_size=1, max_size=7)
CHANCE = st.floats(0, 1)


@FIXED
@given(TEXT, TEXT, CHANCE, CHANCE)
def test_every_word_of_the_answer_was_read_by_somebody(
    first: list[str], second: list[str], sure: float, other: float
) -> None:
    found = read(words(" ".join(first), sure), opinion(words(" ".join(second), other), stop=len(first)))
    assert {word.text for word in found} <= {*first, *second}
    assert all(0 <= word.confidence <= 1 for word in found)


@FIXED
@given(TEXT, TEXT, CHANCE, CHANCE)
def test_a_word_that_stands_otherwise_than_first_read_says_so(
    first: list[str], second: list[str], sure: float, other: float
) -> None:
    found = read(words(" ".join(first), sure), opinion(words(" ".join(second), other), stop=len(first)))
    for word in found:
        if word.text not in first:
            assert word.readings
            assert word.reason is not None


def test_a_line_without_words_has_none_afterwards() -> None:
    assert read(()) == ()


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_chances_at_the_ends_are_no_trouble(chance: float) -> None:
    assert texts(read(words("tổ chức", chance), opinion(words("tô chức", chance)))) in {"tổ chức", "tô chức"}
