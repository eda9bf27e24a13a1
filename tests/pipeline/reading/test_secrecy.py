import unicodedata

import pytest

from domain.page import SecrecyLevel
from pipeline.reading.secrecy import level_of_print, says_otherwise, secrecy_level


@pytest.mark.parametrize("words", ["MẬT", "| MẬT |", "[MẬT]", "MÂT", "MẠT.", "NẬT", "MẬ7", "MẬ", "l MẬT"])
def test_mat_is_read_through_noise(words: str) -> None:
    assert secrecy_level(words) is SecrecyLevel.MAT


@pytest.mark.parametrize("words", ["TỐI MẬT", "T0I MẬT", "TÓI MÂT", "TỐIMẬT", "rối MẬT", "TỐI MẬI"])
def test_toi_mat_is_read_with_a_letter_wrong(words: str) -> None:
    assert secrecy_level(words) is SecrecyLevel.TOI_MAT


@pytest.mark.parametrize(
    "words", ["TUYỆT MẬT", "TUYÊTMẬT", "TUYET MAT", "IUYỆT MẬT", "TUYỆT MẬ", "TUYỆT MẬI", "TUYỆ"]
)
def test_tuyet_mat_is_read_with_a_letter_wrong(words: str) -> None:
    assert secrecy_level(words) is SecrecyLevel.TUYET_MAT


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


@pytest.mark.parametrize("words", OTHER_STAMPS)
def test_other_stamps_are_not_secret(words: str) -> None:
    assert secrecy_level(words) is None


@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_composition_of_marks_does_not_matter(level: SecrecyLevel) -> None:
    assert secrecy_level(unicodedata.normalize("NFD", level.value)) is level
    assert secrecy_level(level.value.lower()) is level


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


def test_place_that_surely_says_other_words_needs_no_second_look() -> None:
    assert says_otherwise("QUYẾT ĐỊNH", 0.98)
    assert not says_otherwise("QUYẾT ĐỊNH", 0.5)
    assert not says_otherwise("TUYỆT MẶI", 0.98)
    assert not says_otherwise("", 0.98)
