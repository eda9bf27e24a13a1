"""Which resolution is believed, and which is reckoned."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.geometry import Dpi, Size
from pipeline.sources.resolution import reckon_dpi, resolve_dpi

MOST_IN = 118.0


@pytest.mark.parametrize("dpi", [50, 150, 200, 300, 600, 2400])
def test_a_sensible_header_is_believed(dpi: int) -> None:
    assert resolve_dpi(Size(4 * dpi, 6 * dpi), Dpi(dpi, dpi), MOST_IN) == (Dpi(dpi, dpi), True)


def test_fax_resolutions_differ_across_and_down() -> None:
    assert resolve_dpi(Size(1728, 1100), Dpi(204, 98), MOST_IN) == (Dpi(204, 98), True)


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (Size(2480, 3508), Dpi(72, 72)),
        (Size(2480, 3508), Dpi(96, 96)),
        (Size(2480, 3508), Dpi(95.9866, 95.9866)),
        (Size(960, 1280), Dpi(72, 72)),
        (Size(2480, 3508), Dpi(1, 1)),
        (Size(2480, 3508), Dpi(30_000, 30_000)),
        (Size(2480, 3508), Dpi(float("nan"), 300)),
        (Size(2480, 3508), Dpi(float("inf"), float("inf"))),
        (Size(9000, 12_000), Dpi(60, 60)),
        (Size(2480, 3508), None),
        (Size(206, 291), Dpi(300, 300)),
    ],
)
def test_a_header_that_names_no_paper_is_not_believed(size: Size, header: Dpi | None) -> None:
    assert not resolve_dpi(size, header, MOST_IN)[1]


def test_screen_resolution_is_believed_for_a_picture_no_larger_than_a4() -> None:
    assert resolve_dpi(Size(595, 842), Dpi(72, 72), MOST_IN) == (Dpi(72, 72), True)


@pytest.mark.parametrize(
    ("size", "dpi"),
    [
        (Size(2480, 3508), 300),  # A4
        (Size(1169, 827), 100),  # A4 lying down
        (Size(583, 827), 100),  # A5: as A4 it would be 71 dpi
        (Size(7016, 9921), 600),  # A3: as A4 it would be 848 dpi
        (Size(1011, 638), 300),  # identity card
    ],
)
def test_paper_sizes_give_the_resolution(size: Size, dpi: float) -> None:
    assert reckon_dpi(size) == pytest.approx(dpi, rel=0.01)


def test_an_odd_shape_is_taken_for_the_length_of_a4() -> None:
    assert reckon_dpi(Size(4032, 3024)) == pytest.approx(4032 / (297 / 25.4))


@pytest.mark.parametrize("header", [Dpi(204, 204), Dpi(204, 98)])
def test_roll_of_a_fax_keeps_its_resolution_whatever_its_length(header: Dpi) -> None:
    assert resolve_dpi(Size(1728, 29_900), header, MOST_IN) == (header, True)


@pytest.mark.parametrize("size", [Size(1728, 29_900), Size(29_900, 1728)])
def test_roll_without_a_resolution_is_as_wide_as_a4(size: Size) -> None:
    assert reckon_dpi(size) == pytest.approx(209, abs=1)


@settings(derandomize=True, deadline=None)
@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_reckoning_does_not_depend_on_how_the_paper_lies(width: int, height: int) -> None:
    dpi = reckon_dpi(Size(width, height))
    assert dpi == reckon_dpi(Size(height, width))
    assert dpi > 0
