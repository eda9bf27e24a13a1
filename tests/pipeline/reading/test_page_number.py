"""The number printed in a page's margin."""

import pytest

from pipeline.reading.page_number import page_number
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
