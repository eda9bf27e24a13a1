"""A photographed sheet's way from the flat page to the straightened one and back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.codec import canonical, from_canonical
from domain.geometry import Box, Point, Size
from domain.perspective import Perspective
from domain.warp import LEVEL, Warp

SIZE = Size(1600, 2300)
FLAT = Box(10, 20, 1590, 2254)
ASIDE = st.builds(Point, st.floats(0, 250), st.floats(0, 250))
PERSPECTIVES = st.builds(
    lambda first, second, third, last: Perspective(
        corners=(
            Point(first.x, first.y),
            Point(1600 - second.x, second.y),
            Point(1600 - third.x, 2300 - third.y),
            Point(last.x, 2300 - last.y),
        ),
        flat=FLAT,
    ),
    ASIDE,
    ASIDE,
    ASIDE,
    ASIDE,
)
DROPS = st.lists(
    st.lists(st.floats(-20, 20), min_size=17, max_size=17).map(tuple), min_size=9, max_size=9
).map(tuple)
WARPS = st.builds(Warp, drops=DROPS, perspective=PERSPECTIVES, bend_px=st.just(9.0), left_px=st.just(1.0))
POINTS = st.builds(Point, st.floats(0, 1600), st.floats(0, 2300))
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.floats(0, 1500),
    st.floats(0, 2200),
    st.floats(1, 900),
    st.floats(1, 100),
)


@given(PERSPECTIVES)
def test_the_corners_are_those_of_the_sheet(perspective: Perspective) -> None:
    places = ((10, 20), (1590, 20), (1590, 2254), (10, 2254))
    for (x, y), corner in zip(places, perspective.corners, strict=True):
        seen = perspective.on_page(Point(x, y))
        assert (seen.x, seen.y) == pytest.approx((corner.x, corner.y), abs=1e-6)


@given(PERSPECTIVES, POINTS, POINTS)
def test_what_lies_on_a_straight_line_stays_on_one(
    perspective: Perspective, begin: Point, end: Point
) -> None:
    assume(abs(begin.x - end.x) + abs(begin.y - end.y) > 50)
    middle = Point((begin.x + end.x) / 2, (begin.y + end.y) / 2)
    a, b, c = (perspective.on_page(point) for point in (begin, middle, end))
    doubled = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
    length = ((c.x - a.x) ** 2 + (c.y - a.y) ** 2) ** 0.5
    assert doubled / length == pytest.approx(0, abs=1e-5)


@given(WARPS, POINTS)
def test_there_and_back_is_the_same_place(warp: Warp, point: Point) -> None:
    back = warp.on_flat(warp.on_page(point, SIZE), SIZE)
    assert (back.x, back.y) == pytest.approx((point.x, point.y), abs=0.01)


@given(WARPS, BOXES)
def test_a_box_there_and_back_is_the_same(warp: Warp, box: Box) -> None:
    back = warp.box_on_flat(warp.box_on_page(box, SIZE), SIZE)
    assert (back.left, back.top, back.right, back.bottom) == pytest.approx(
        (box.left, box.top, box.right, box.bottom), abs=0.01
    )


@given(PERSPECTIVES, POINTS)
def test_a_small_box_becomes_as_large_as_what_it_frames(perspective: Perspective, at: Point) -> None:
    seen = perspective.box_on_page(Box(at.x - 1, at.y - 1, at.x + 1, at.y + 1))
    right, left = (perspective.on_page(Point(at.x + side, at.y)) for side in (1, -1))
    foot, head = (perspective.on_page(Point(at.x, at.y + side)) for side in (1, -1))
    assert seen.width == pytest.approx(right.x - left.x, abs=1e-3)
    assert seen.height == pytest.approx(foot.y - head.y, abs=1e-3)


def test_boxes_at_the_far_side_are_smaller() -> None:
    far = Perspective(
        corners=(Point(300, 100), Point(1300, 100), Point(1550, 2250), Point(50, 2250)), flat=FLAT
    )
    warp = Warp(drops=LEVEL, perspective=far, bend_px=0.0, left_px=0.0)
    above = warp.box_on_page(Box(700, 100, 900, 140), SIZE)
    below = warp.box_on_page(Box(700, 2100, 900, 2140), SIZE)
    assert above.width < 0.75 * below.width
    assert above.height < 0.75 * below.height


@given(WARPS)
def test_a_warp_with_perspective_comes_back_from_its_text(warp: Warp) -> None:
    assert from_canonical(Warp, canonical(warp)) == warp


def test_a_warp_of_an_earlier_release_has_no_perspective() -> None:
    assert from_canonical(Warp, b'{"drops":[[0]],"bend_px":1,"left_px":1}').perspective is None
