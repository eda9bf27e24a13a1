import unicodedata

import pytest

from domain.page import SecrecyLevel
from pipeline.reading.secrecy import (
    begins_like_mat,
    begins_like_others,
    is_mark_in_red,
    is_part_of_mat,
    level_of_print,
    says_otherwise,
)

OTHER_STAMPS = (
    "",
    "BẢO MẬT",
    "BÍ MẬT",
    "HỎA TỐC",
    "HỎA TỐC HẸN GIỜ",
    "KHẨN",
    "THƯỢNG KHẨN",
    "ĐẾN",
    "MẶT TRẬN TỔ QUỐC",
    "MẬT ĐỘ XÂY DỰNG",
    "SAO Y BẢN CHÍNH",
    "ĐÃ THU TIỀN",
    "BẢN GỐC",
    "MAI",
    "ĐẤT",
    "MÀ",
)


@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_composition_of_marks_does_not_matter(level: SecrecyLevel) -> None:
    assert level_of_print(unicodedata.normalize("NFD", level.value), 0.99) is level


@pytest.mark.parametrize(
    ("words", "confidence", "level"),
    [
        ("MẬT", 0.99, SecrecyLevel.MAT),
        ("MẬ T", 0.7, SecrecyLevel.MAT),
        ("T MẬT", 0.99, SecrecyLevel.MAT),
        ("'MẬ", 0.95, SecrecyLevel.MAT),
        ("AẬT", 0.6, SecrecyLevel.MAT),
        ("MẤT", 0.4, SecrecyLevel.MAT),
        ("TỔI MẬT", 0.8, SecrecyLevel.TOI_MAT),
        ("TÕI MẬ T", 0.8, SecrecyLevel.TOI_MAT),
        ("TOI MẮT Lim", 0.5, SecrecyLevel.TOI_MAT),
        ("[TUYỆT MẬT", 0.95, SecrecyLevel.TUYET_MAT),
        ("TUỴỆI MẬTạnh", 0.5, SecrecyLevel.TUYET_MAT),
    ],
)
def test_whole_line_in_any_ink_names_its_level(words: str, confidence: float, level: SecrecyLevel) -> None:
    assert level_of_print(words, confidence) is level


@pytest.mark.parametrize(
    "words",
    [
        *OTHER_STAMPS,
        "TÀI LIỆU MẬT",
        "Độ mật: MẬT",
        "DANH MỤC TÀI LIỆU TỐI MẬT",
        "QUY CHẾ BẢO MẬT",
        "MẤT",
        "MẶT",
        "mật",
        "Mật",
        "VẬT",
        "GIẤY KHAI SINH",
        "MÃ",
    ],
)
def test_print_that_says_anything_else_is_no_stamp(words: str) -> None:
    assert level_of_print(words, 0.97) is None


def test_the_word_bao_mat_is_no_level() -> None:
    """J13: what protects personal data is not a secret paper."""
    assert level_of_print("BẢO MẬT", 0.99) is None
    assert level_of_print("bảo mật", 0.99) is None
    assert level_of_print("BẢO MẬT", 0.4) is None


def test_place_that_surely_says_other_words_needs_no_second_look() -> None:
    assert says_otherwise("QUYẾT ĐỊNH", 0.98)
    assert says_otherwise("KHẨN", 0.98)
    assert not says_otherwise("QUYẾT ĐỊNH", 0.5)
    assert not says_otherwise("TUYỆT MẶI", 0.98)
    assert not says_otherwise("", 0.98)


@pytest.mark.parametrize("words", ["MẶT TRƯỚC", "MẤT", "MẶTT TRƯỚC"])
def test_word_that_differs_from_mat_in_marks_alone_is_another_when_rather_sure(words: str) -> None:
    assert says_otherwise(words, 0.7)
    assert not says_otherwise(words, 0.5)
    assert begins_like_others(words)
    assert not begins_like_mat(words, 0.5)


@pytest.mark.parametrize("words", ["MẬT", "MÂG", "(MẠI", "yMÂrằr", unicodedata.normalize("NFD", "MẬ")])
def test_crossed_mat_is_known_by_how_it_begins(words: str) -> None:
    assert begins_like_mat(words, 0.6)
    assert not begins_like_others(words)


@pytest.mark.parametrize("words", ["KMÂN", "MAN", "", "HẬM"])
def test_letters_of_another_word_do_not_begin_like_mat(words: str) -> None:
    assert not begins_like_mat(words, 0.5)


def test_words_read_surely_are_not_a_crossed_mat() -> None:
    assert not begins_like_mat("ỆU MẬT", 0.99)


@pytest.mark.parametrize(("words", "is_part"), [("M", True), ('M"', True), ("ẬT", True), ("MÃ 1", False)])
def test_letters_of_mat_alone_do_not_speak_against_it(words: str, is_part: bool) -> None:
    assert is_part_of_mat(words) is is_part


def test_one_more_letter_is_forgiven_where_asked_for() -> None:
    assert level_of_print('ruyệt"ÂM', 0.5) is None
    assert level_of_print('ruyệt"ÂM', 0.5, forgiving=1) is SecrecyLevel.TUYET_MAT
    assert level_of_print("QUYẾT ĐỊNH", 0.5, forgiving=1) is None


@pytest.mark.parametrize(
    ("words", "is_mark"),
    [
        ("TÀI LIỆU MẬT", True),
        ("TÀI LIỆI MẬT", True),
        ("BÍ MẬT", True),
        ("Tài liệu mật", False),
        ("BẢO MẬT", False),
        ("TÀI LIỆU HỌP", False),
        ("DANH MỤC TÀI LIỆU MẬT", False),
    ],
)
def test_marks_that_are_no_level(words: str, is_mark: bool) -> None:
    assert is_mark_in_red(words) is is_mark
