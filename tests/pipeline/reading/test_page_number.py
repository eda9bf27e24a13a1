"""The number printed in a page's margin."""

import pytest

from pipeline.reading.page_number import PagePlace, page_number, page_place
from tests.pipeline.reading.printed import PAGE, page, printed

BODY = printed("Điều 3. Quyết định này có hiệu lực", 80, 300)


@pytest.mark.parametrize(
    ("text", "left", "top", "number"),
    [
        ("2", 495, 60, 2),
        ("- 12 -", 470, 60, 12),
        ("3", 495, 1350, 3),
        ("2", 80, 60, None),
        ("2", 495, 300, None),
        ("2~0.2", 495, 60, None),
        ("0", 495, 60, None),
        ("123456", 480, 60, None),
        ("2 bản", 480, 60, None),
    ],
)
def test_a_lone_number_in_the_middle_of_a_margin(
    text: str, left: float, top: float, number: int | None
) -> None:
    assert page_number(page(printed(text, left, top), BODY), PAGE) == number


def test_the_top_margin_comes_first() -> None:
    assert page_number(page(printed("9", 495, 1350), BODY, printed("2", 495, 60)), PAGE) == 2


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Trang 2", PagePlace(2)),
        ("2/3", PagePlace(2, 3)),
        ("Trang 2/3", PagePlace(2, 3)),
        ("Trang: l/3", PagePlace(1, 3)),
        ("Trang 2 trên 3", PagePlace(2, 3)),
        ("trang 1O", PagePlace(10)),
        ("3/2", None),
        ("15/07/2025", None),
        ("Trang phục", None),
    ],
)
def test_a_place_may_stand_in_a_corner(words: str, place: PagePlace | None) -> None:
    assert page_place(page(printed(words, 850, 1350)), PAGE) == place


def test_a_number_alone_is_a_place_only_in_the_middle() -> None:
    assert page_place(page(printed("2", 495, 60)), PAGE) == PagePlace(2)
    assert page_place(page(printed("2", 850, 1350)), PAGE) is None


def test_a_fraction_in_the_text_is_no_place() -> None:
    assert page_place(page(printed("2/3", 495, 700)), PAGE) is None
