import unicodedata

import pytest

from domain.page import SecrecyLevel
from pipeline.reading.secrecy import secrecy_level


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
