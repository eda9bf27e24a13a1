"""Arithmetic of pictures on pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import TooLarge
from domain.geometry import Affine, Box, Dpi, Size
from pipeline.sources.limits import Limits
from pipeline.sources.pdf_placement import Sheet, drawing_dpi, drawing_size, placed_turns

A4 = Sheet(box=Box(0, 0, 595.2, 841.92), user_unit=1)
FULL = Affine(595.2, 0, 0, 0, 841.92, 0)
LONG = st.floats(1, 5000)


def _turned(width: float, height: float, turns: int) -> Affine:
    """A picture laid out `width` by `height` on the page after clockwise quarter turns."""
    return (
        Affine(width, 0, 0, 0, height, 0),
        Affine(0, width, 0, -height, 0, height),
        Affine(-width, 0, width, 0, -height, height),
        Affine(0, -width, width, height, 0, 0),
    )[turns]


@settings(derandomize=True, deadline=None)
@given(LONG, LONG, st.integers(0, 3))
def test_quarter_turns_are_found(width: float, height: float, turns: int) -> None:
    assert placed_turns(_turned(width, height, turns), Size(1000, 1400)) == turns


@pytest.mark.parametrize("flip", [Affine(-1, 0, 1, 0, 1, 0), Affine(1, 0, 0, 0, -1, 1)])
@pytest.mark.parametrize("turns", range(4))
def test_a_mirrored_picture_has_no_turn(flip: Affine, turns: int) -> None:
    assert placed_turns(flip.then(_turned(600, 800, turns)), Size(1000, 1400)) is None


def test_skew_under_a_pixel_is_none_and_over_a_pixel_is_no_turn() -> None:
    size = Size(2480, 3508)
    assert placed_turns(Affine(595, 0.1, 0, 0.1, 842, 0), size) == 0
    assert placed_turns(Affine(595, 5, 0, -5, 842, 0), size) is None


@pytest.mark.parametrize("turns", range(4))
def test_resolution_is_reckoned_from_the_place_on_the_page(turns: int) -> None:
    width, height = (595.2, 841.92) if turns % 2 == 0 else (841.92, 595.2)
    dpi = A4.placed_dpi(_turned(width, height, turns), Size(2480, 3508))
    assert (dpi.x, dpi.y) == pytest.approx((300, 300), rel=1e-3)


def test_user_unit_makes_the_paper_larger() -> None:
    doubled = Sheet(box=A4.box, user_unit=2)
    assert doubled.width_in == pytest.approx(2 * A4.width_in)
    assert doubled.placed_dpi(FULL, Size(2480, 3508)).x == pytest.approx(150, rel=1e-3)


@pytest.mark.parametrize(
    ("placement", "filled"),
    [
        (FULL, True),
        (Affine(580, 0, 7, 0, 830, 6), True),
        (Affine(540, 0, 27, 0, 842, 0), False),
        (Affine(700, 0, -50, 0, 842, 0), False),
        (Affine(0, 0, 0, 0, 0, 0), False),
    ],
)
def test_a_picture_fills_the_page_from_95_per_cent_without_hanging_over(
    placement: Affine, *, filled: bool
) -> None:
    assert A4.is_filled_by(placement) is filled


@pytest.mark.parametrize(
    ("pixels", "has_marks", "dpi"),
    [(620, False, 150), (1654, False, 200), (4960, False, 400), (1654, True, 300)],
)
def test_a_page_is_drawn_at_its_pictures_resolution_within_bounds(
    pixels: int, *, has_marks: bool, dpi: int
) -> None:
    pictures = ((FULL, Size(pixels, round(pixels * 841.92 / 595.2))),)
    assert drawing_dpi(A4, pictures, has_marks=has_marks).x == pytest.approx(dpi, rel=1e-2)


def test_a_logo_does_not_set_the_resolution() -> None:
    assert drawing_dpi(A4, ((Affine(50, 0, 0, 0, 50, 0), Size(20, 20)),), has_marks=True) == Dpi(300, 300)


@settings(derandomize=True, deadline=None)
@given(st.floats(1, 8500), st.floats(1, 8500))
def test_a_drawn_page_keeps_within_the_limits_or_is_refused(width: float, height: float) -> None:
    limits = Limits()
    sheet = Sheet(box=Box(0, 0, width, height), user_unit=1)
    try:
        size = drawing_size(sheet, Dpi(300, 300), limits, "a page")
    except TooLarge:
        assert width / 72 * height / 72 * 150 * 150 > limits.max_pixels * 0.99
    else:
        limits.check_size(size, "a page")
        assert size.width >= min(round(width / 72 * 150), 1)
