from adapters import load_word_chooser
from domain.geometry import Box
from domain.text import Word
from pipeline.reading.doubt import Doubt, doubtful, stretches

CHOOSER = load_word_chooser()
DOUBT = Doubt(below=0.9, margin=4.0, strangers=True)


def words(text: str, chance: float = 0.99) -> tuple[Word, ...]:
    return tuple(Word(part, Box(0, 0, 9, 9), chance) for part in text.split())


def doubted(text: str, doubt: Doubt = DOUBT, chance: float = 0.99) -> set[str]:
    found = words(text, chance)
    marks = doubtful(found, doubt, CHOOSER)
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


def test_stretches_hold_neighbours_and_join_when_they_touch() -> None:
    assert stretches([False, True, False, False, False, False, True], 1) == ((0, 3), (5, 7))
    assert stretches([True, False, True], 1) == ((0, 3),)
    assert stretches([True, False, False, True], 1) == ((0, 4),)
    assert stretches([False, False], 1) == ()
    assert stretches([], 1) == ()
