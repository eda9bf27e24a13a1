"""A warp's way from the flat page to the straightened one and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codec import canonical, from_canonical
from domain.geometry import Box, Point, Size
from domain.warp import Warp

SIZE = Size(1600, 2300)
# Neighbours 100 px apart that differ by up to 40 px: the steepest slope that is accepted.
DROPS = st.lists(
    st.lists(st.floats(-20, 20), min_size=17, max_size=17).map(tuple), min_size=9, max_size=9
).map(tuple)
WARPS = st.builds(Warp, drops=DROPS, bend_px=st.just(9.0), left_px=st.just(1.0))
POINTS = st.builds(Point, st.floats(-200, 1800), st.floats(-200, 2500))
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.floats(0, 1500),
    st.floats(0, 2200),
    st.floats(0, 900),
    st.floats(0, 100),
)


def _ramp(*drops: float) -> Warp:
    return Warp(drops=(drops, drops), bend_px=0.0, left_px=0.0)


@given(WARPS, POINTS)
def test_there_and_back_is_the_same_place(warp: Warp, point: Point) -> None:
    back = warp.on_flat(warp.on_page(point, SIZE), SIZE)
    assert (back.x, back.y) == pytest.approx((point.x, point.y), abs=0.01)


@given(WARPS, BOXES)
def test_a_box_comes_back_and_keeps_its_size(warp: Warp, box: Box) -> None:
    there = warp.box_on_page(box, SIZE)
    assert (there.width, there.height) == pytest.approx((box.width, box.height), abs=1e-6)
    back = warp.box_on_flat(there, SIZE)
    assert (back.left, back.top) == pytest.approx((box.left, box.top), abs=0.01)


def test_a_place_between_two_is_drawn_straight_and_beyond_the_edge_stays() -> None:
    warp = _ramp(0.0, 10.0, 40.0)
    assert warp.on_page(Point(400, 7), SIZE) == Point(400, 12)
    assert warp.on_page(Point(1200, 7), SIZE) == Point(1200, 32)
    assert warp.on_page(Point(-50, 7), SIZE) == Point(-50, 7)
    assert warp.on_page(Point(9000, 7), SIZE) == Point(9000, 47)


def test_a_warp_of_one_place_moves_everything_alike() -> None:
    warp = Warp(drops=((3.0,),), bend_px=0.0, left_px=0.0)
    assert warp.on_page(Point(700, 900), SIZE) == Point(700, 903)


@given(WARPS)
def test_a_warp_comes_back_from_its_text(warp: Warp) -> None:
    assert from_canonical(Warp, canonical(warp)) == warp
