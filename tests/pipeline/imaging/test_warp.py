import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import TooLarge
from domain.geometry import IDENTITY, Affine, Box, Crop, Operation, Point, Size, Skew, Turn, transform
from pipeline.imaging.warp import render


def picture(height: int, width: int, channels: int | None = None) -> np.ndarray:
    shape = (height, width) if channels is None else (height, width, channels)
    return np.random.default_rng(7).integers(0, 256, shape, dtype=np.uint8)


def straightened(source: np.ndarray, *operations: Operation, scale: float = 1.0) -> np.ndarray:
    placement, size = transform(Size(source.shape[1], source.shape[0]), operations)
    return render(source, placement, size, scale=scale)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    turns=st.integers(0, 3),
    channels=st.sampled_from([None, 3]),
)
def test_quarter_turns_move_pixels_unaltered(
    height: int, width: int, turns: int, channels: int | None
) -> None:
    source = picture(height, width, channels)
    assert np.array_equal(straightened(source, Turn(turns)), np.rot90(source, -turns))


@pytest.mark.parametrize("turns", range(4))
def test_turn_then_crop_is_exact(turns: int) -> None:
    source = picture(30, 50)
    cropped = straightened(source, Turn(turns), Crop(Box(3, 4, 23, 24)))
    assert np.array_equal(cropped, np.rot90(source, -turns)[4:24, 3:23])


def test_crop_beyond_the_page_is_filled() -> None:
    source = picture(10, 10)
    page = render(source, Affine(1, 0, 4, 0, 1, -3), Size(20, 9), fill=200)
    assert np.array_equal(page[:7, 4:14], source[3:])
    assert (page[7:] == 200).all()
    assert (page[:, :4] == 200).all()


def test_the_source_is_neither_returned_nor_changed() -> None:
    source = picture(12, 9)
    before = source.copy()
    page = render(source, IDENTITY, Size(9, 12))
    page[:] = 0
    assert np.array_equal(source, before)


def test_a_pixel_lands_where_the_placement_sends_its_centre() -> None:
    source = np.full((301, 201), 255, np.uint8)
    source[70:73, 40:43] = 0
    placement, size = transform(Size(201, 301), (Skew(7.0),))
    page = render(source, placement, size)
    rows, columns = np.indices(page.shape)
    ink = 255.0 - page
    found = Point(
        float((ink * (columns + 0.5)).sum() / ink.sum()), float((ink * (rows + 0.5)).sum() / ink.sum())
    )
    wanted = placement.apply(Point(41.5, 71.5))
    assert found.x == pytest.approx(wanted.x, abs=0.05)
    assert found.y == pytest.approx(wanted.y, abs=0.05)


@pytest.mark.parametrize("operations", [(), (Turn(1),), (Skew(3.0),)])
def test_a_smaller_drawing_keeps_places(operations: tuple[Operation, ...]) -> None:
    source = np.full((400, 300), 255, np.uint8)
    source[100:120, 80:110] = 0
    placement, size = transform(Size(300, 400), operations)
    page = render(source, placement, size, scale=0.5)
    rows, columns = np.indices(page.shape)
    ink = 255.0 - page
    wanted = placement.apply(Point(95, 110))
    assert page.shape == (size.height // 2, size.width // 2)
    assert float((ink * (columns + 0.5)).sum() / ink.sum()) == pytest.approx(wanted.x / 2, abs=0.15)
    assert float((ink * (rows + 0.5)).sum() / ink.sum()) == pytest.approx(wanted.y / 2, abs=0.15)


def test_corners_that_skew_uncovers_are_white() -> None:
    page = straightened(np.zeros((200, 150), np.uint8), Skew(10.0))
    assert page[0, 0] == page[-1, -1] == 255
    assert page[100, 75] == 0


def test_a_side_longer_than_the_warp_can_address_is_refused() -> None:
    with pytest.raises(TooLarge, match="40000 pixels"):
        render(np.zeros((2, 40_000), np.uint8), IDENTITY, Size(40_000, 2))
