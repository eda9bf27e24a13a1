"""Two scans of one side, two people's copies of one form, and pages that say nothing."""

from domain.text import PageText
from pipeline.reading.likeness import Fingerprint, SeenPages, are_alike, fingerprint
from tests.pipeline.reading.printed import page, printed

_WORDS = (
    "cơ quan thực hiện thủ tục tiếp nhận kiểm tra hồ sơ và trả kết quả cho công dân theo quy định hiện hành"
)


def _form(*numbers: str, wording: str = _WORDS) -> PageText:
    return page(printed(" ".join((wording, *numbers)), 100, 200))


def test_two_scans_of_one_side_are_alike_though_words_are_misread() -> None:
    numbers = ("012345678901", "15/07/2025", "0912345678")
    again = (
        _WORDS.replace("tiếp nhận", "tiêp nhận")
        .replace("kiểm tra", "kiềm tna")
        .replace("hiện hành", "hiệnhành")
    )
    assert are_alike(fingerprint(_form(*numbers)), fingerprint(_form(*numbers, wording=again)))


def test_one_form_filled_in_by_two_people_is_not_alike() -> None:
    one = fingerprint(_form("012345678901", "15/07/2025", "0912345678"))
    other = fingerprint(_form("012345678999", "16/07/2025", "0987654321"))
    assert not are_alike(one, other)


def test_pages_of_other_words_are_not_alike() -> None:
    other = "hợp đồng chuyển nhượng quyền sử dụng đất giữa hai bên được lập thành ba bản có giá trị như nhau"
    assert not are_alike(fingerprint(_form()), fingerprint(_form(wording=other)))


def test_a_page_of_few_words_is_like_none() -> None:
    few = fingerprint(page(printed("đã thu tiền", 100, 100)))
    assert not few.is_telling
    assert not are_alike(few, few)


def test_the_latest_of_the_pages_that_are_alike_is_found() -> None:
    seen, same = SeenPages(), fingerprint(_form("1234", "5678", "9012"))
    assert seen.find(same) is None
    for number in (3, 7):
        seen.add(number, same)
    seen.add(8, Fingerprint())
    assert seen.find(same) == 7
