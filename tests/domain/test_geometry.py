import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.geometry import (
    IDENTITY,
    Affine,
    Box,
    Crop,
    Dpi,
    Operation,
    Point,
    Size,
    Skew,
    Stretch,
    Turn,
    apply_operation,
    enclosing,
    resolution,
    scale,
    transform,
)

SIZE = Size(200, 100)
SIDES = st.integers(20, 10_000)
SIZES = st.builds(Size, SIDES, SIDES)
SKEWS = st.builds(Skew, st.floats(-15, 15))
TURNS = st.builds(Turn, st.integers(0, 3))
STRETCHES = st.builds(Stretch, st.floats(0.5, 2), st.floats(0.5, 2))
CROPS = st.builds(
    lambda left, top, width, height: Crop(Box(left, top, left + width, top + height)),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(20, 5000),
    st.integers(20, 5000),
)
CHAINS = st.lists(SKEWS | TURNS | STRETCHES | CROPS, max_size=5).map(tuple)
POINTS = st.builds(Point, st.floats(-10_000, 10_000), st.floats(-10_000, 10_000))


def _corners(size: Size) -> list[Point]:
    return [Point(0, 0), Point(size.width, 0), Point(size.width, size.height), Point(0, size.height)]


def _near(found: Point, wanted: Point, tolerance: float = 1e-5) -> bool:
    return math.hypot(found.x - wanted.x, found.y - wanted.y) <= tolerance


@pytest.mark.parametrize("quarter_turns", range(4))
def test_turn_brings_the_corners_round_clockwise(quarter_turns: int) -> None:
    placement, size = apply_operation(SIZE, Turn(quarter_turns))
    there = [placement.apply(corner) for corner in _corners(SIZE)]
    expected = _corners(size)
    assert there == expected[quarter_turns:] + expected[:quarter_turns]


def test_quarter_turn_changes_width_and_height() -> None:
    assert apply_operation(SIZE, Turn(1))[1] == Size(100, 200)
    assert apply_operation(SIZE, Turn(2))[1] == SIZE


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, st.integers(-8, 8))
def test_turns_beyond_a_whole_one_count_as_the_rest(size: Size, quarter_turns: int) -> None:
    assert apply_operation(size, Turn(quarter_turns)) == apply_operation(size, Turn(quarter_turns % 4))


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, st.integers(0, 3), st.integers(0, 3))
def test_two_turns_are_one_turn(size: Size, first: int, second: int) -> None:
    assert transform(size, (Turn(first), Turn(second))) == transform(size, (Turn((first + second) % 4),))


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, SKEWS)
def test_skew_keeps_size_centre_and_distances(size: Size, skew: Skew) -> None:
    placement, after = apply_operation(size, skew)
    centre = Point(size.width / 2, size.height / 2)
    assert after == size
    assert _near(placement.apply(centre), centre)
    assert math.isclose(placement.a * placement.e - placement.b * placement.d, 1, rel_tol=1e-9)


def test_positive_skew_turns_clockwise_as_seen() -> None:
    placement, _ = apply_operation(SIZE, Skew(10))
    right_of_centre = placement.apply(Point(200, 50))
    assert right_of_centre.y > 50
    assert right_of_centre.x < 200


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, SKEWS, POINTS)
def test_skew_and_its_opposite_undo_each_other(size: Size, skew: Skew, point: Point) -> None:
    placement, _ = transform(size, (skew, Skew(-skew.angle_deg)))
    assert _near(placement.apply(point), point)


def test_crop_moves_its_corner_to_the_origin() -> None:
    placement, size = apply_operation(SIZE, Crop(Box(30, 20, 130, 90)))
    assert size == Size(100, 70)
    assert placement.apply(Point(30, 20)) == Point(0, 0)
    assert placement.apply(Point(130, 90)) == Point(100, 70)


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, STRETCHES)
def test_stretch_maps_corner_to_corner_of_whole_pixels(size: Size, stretch: Stretch) -> None:
    placement, after = apply_operation(size, stretch)
    far = placement.apply(Point(size.width, size.height))
    assert _near(far, Point(after.width, after.height))
    assert abs(after.width - size.width * stretch.x) <= 0.5
    assert abs(after.height - size.height * stretch.y) <= 0.5


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, CHAINS, POINTS)
def test_inverse_leads_back(size: Size, operations: tuple[Operation, ...], point: Point) -> None:
    placement, _ = transform(size, operations)
    assert _near(placement.inverse().apply(placement.apply(point)), point, 1e-4)
    assert _near(placement.apply(placement.inverse().apply(point)), point, 1e-4)


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, CHAINS, POINTS)
def test_operations_apply_one_after_the_other(
    size: Size, operations: tuple[Operation, ...], point: Point
) -> None:
    whole, last = transform(size, operations)
    stepwise, at = point, size
    for operation in operations:
        placement, at = apply_operation(at, operation)
        stepwise = placement.apply(stepwise)
    assert at == last
    assert _near(whole.apply(point), stepwise, 1e-4)


def test_no_operation_is_the_identity() -> None:
    assert transform(SIZE, ()) == (IDENTITY, SIZE)


def test_map_that_flattens_the_plane_has_no_inverse() -> None:
    with pytest.raises(ZeroDivisionError):
        Affine(1, 2, 0, 2, 4, 0).inverse()


def test_then_applies_itself_first() -> None:
    shift = Affine(1, 0, 5, 0, 1, 0)
    assert shift.then(scale(2, 2)).apply(Point(1, 1)) == Point(12, 2)
    assert scale(2, 2).then(shift).apply(Point(1, 1)) == Point(7, 2)


def test_resolution_follows_turns_and_stretches_only() -> None:
    fax = Dpi(204, 98)
    assert resolution(fax, (Skew(1), Crop(Box(0, 0, 1, 1)))) == fax
    assert resolution(fax, (Turn(1),)) == Dpi(98, 204)
    assert resolution(fax, (Stretch(1, 2), Turn(3))) == Dpi(196, 204)


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(SIZES, st.lists(TURNS | STRETCHES, max_size=4).map(tuple))
def test_page_keeps_its_size_in_inches(size: Size, operations: tuple[Operation, ...]) -> None:
    _, after = transform(size, operations)
    dpi = resolution(Dpi(300, 300), operations)
    odd = sum(isinstance(operation, Turn) and operation.quarter_turns % 2 for operation in operations) % 2
    before = size.turned(odd)
    # Each stretch rounds to whole pixels, and the next may double that.
    assert abs(after.width / dpi.x - before.width / 300) <= 16 / dpi.x
    assert abs(after.height / dpi.y - before.height / 300) <= 16 / dpi.y


def test_box_scales_both_ways_alike_unless_told() -> None:
    box = Box(1, 2, 3, 5)
    assert (box.width, box.height) == (2, 3)
    assert box.scaled(2) == Box(2, 4, 6, 10)
    assert box.scaled(2, 3) == Box(2, 6, 6, 15)


def test_boxes_share_what_lies_in_both() -> None:
    box = Box(0, 0, 10, 4)
    assert box.area == 40
    assert box.shared_area(Box(8, 1, 20, 3)) == 4
    assert box.shared_area(box) == box.area
    assert box.shared_area(Box(10, 0, 20, 4)) == 0, "edges that touch share nothing"
    assert box.shared_area(Box(20, 20, 30, 30)) == 0, "nor do boxes apart both ways"


def test_enclosing_box_holds_all_and_no_more() -> None:
    assert enclosing([Box(3, 1, 4, 9), Box(0, 5, 2, 6)]) == Box(0, 1, 4, 9)
    with pytest.raises(ValueError, match="empty"):
        enclosing([])
