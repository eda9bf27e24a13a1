import pytest

from adapters import load_word_chooser
from domain.geometry import Box
from domain.text import Word
from pipeline.reading.doubt import Doubt, certainty_left, doubtful, sobered, stretches, unlikely

CHOOSER = load_word_chooser()
DOUBT = Doubt(below=0.9, margin=4.0, strangers=True)


def words(text: str, chance: float = 0.99) -> tuple[Word, ...]:
    return tuple(Word(part, Box(0, 0, 9, 9), chance) for part in text.split())


def doubted(text: str, doubt: Doubt = DOUBT, chance: float = 0.99) -> set[str]:
    found = words(text, chance)
    marks = doubtful(found, CHOOSER.margins([word.text for word in found]), doubt, CHOOSER)
    return {word.text for word, is_marked in zip(found, marks, strict=True) if is_marked}


def test_sure_and_likely_words_are_left_alone() -> None:
    assert doubted("Ủy ban nhân dân tỉnh triển khai tổ chức thực hiện Quyết định này") == set()


def test_a_sure_word_is_doubted_when_one_with_other_marks_is_likelier_there() -> None:
    assert doubted("tỉnh triển khai tô chức thực hiện") == {"tô"}


def test_unsure_words_are_doubted() -> None:
    assert doubted("tổ chức", chance=0.8) == {"tổ", "chức"}


def test_words_nobody_knows_are_doubted_when_asked() -> None:
    assert "thưực" in doubted("tổ chức thưực hiện,")
    assert doubted("tổ chức thưực hiện", Doubt(below=0.9, margin=0.0, strangers=False)) == set()


def test_numbers_codes_and_single_letters_are_no_strangers() -> None:
    assert doubted("số 15/QĐ-UBND ngày 03/02/2023 mục a") == set()


def unsure(text: str) -> set[str]:
    """The words of a line of sure words that cannot be sure."""
    found = words(text)
    against = unlikely(found, CHOOSER.margins([word.text for word in found]), CHOOSER)
    return {word.text for word in sobered(found, against) if word.confidence < 0.95}


def test_nobody_is_sure_of_a_word_whose_neighbours_want_other_marks() -> None:
    assert unsure("phải chiu trách nhiệm trước pháp luật") == {"chiu"}
    assert unsure("phải chịu trách nhiệm trước pháp luật") == set()


def test_nobody_is_sure_of_a_small_word_that_is_none() -> None:
    assert unsure("cho người hác thực hiện xga") == {"hác", "xga"}


def test_nobody_is_sure_whether_a_square_was_printed() -> None:
    assert unsure("diện tích 120,5 m2, chiều dài 30 m") == {"m2,"}


def test_names_and_abbreviations_nobody_knows_may_be_sure() -> None:
    assert unsure("ông Quới, PCVP UBMTTQVN") == set()


def test_unsure_words_are_not_made_surer() -> None:
    found = words("phải chiu trách", 0.4)
    assert sobered(found, [True] * 3) == found


def test_worn_print_takes_certainty_from_every_word_of_the_page() -> None:
    assert certainty_left(400, 0) == 1
    assert certainty_left(400, 8) == 1, "a good page has some unlikely words too"
    assert certainty_left(230, 20) == pytest.approx(1 - 2 * 20 / 280)
    assert certainty_left(230, 40) == 0.8
    assert certainty_left(10, 1) == 1, "one unlikely word of a short page says little"


def test_text_that_never_had_marks_is_not_worn() -> None:
    assert certainty_left(300, 200) == 1


def test_stretches_hold_neighbours_and_join_when_they_touch() -> None:
    assert stretches([False, True, False, False, False, False, True], 1) == ((0, 3), (5, 7))
    assert stretches([True, False, True], 1) == ((0, 3),)
    assert stretches([True, False, False, True], 1) == ((0, 4),)
    assert stretches([False, False], 1) == ()
    assert stretches([], 1) == ()
