"""Effects do what their strength says, and the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.geometry import Point, Size, Skew, transform
from samples.effects import (
    PAPER,
    Effect,
    Pixels,
    add_noise,
    apply_effect,
    bleed_through,
    blur,
    fade,
    light_unevenly,
    press_stamp,
    skew,
    tint,
    turn,
)


def _page() -> Pixels:
    page: Pixels = np.full((300, 200, 3), 255, dtype=np.uint8)
    page[40:260:20, 30:170] = 20
    return page


STRENGTHS = {
    Effect.SKEW: 2.0,
    Effect.TURN: 1.0,
    Effect.NOISE: 4.0,
    Effect.JPEG: 40.0,
    Effect.BLEED_THROUGH: 0.3,
    Effect.LIGHTING: 0.3,
    Effect.STAMP: 0.8,
    Effect.FADING: 0.5,
    Effect.BLUR: 1.5,
}


@pytest.mark.parametrize("effect", list(Effect))
def test_every_effect_changes_the_page_and_repeats_itself(effect: Effect) -> None:
    page = _page()
    once = apply_effect(page, effect, STRENGTHS[effect], seed=3)
    again = apply_effect(page, effect, STRENGTHS[effect], seed=3)
    assert once.dtype == np.uint8
    assert np.array_equal(once, again)
    assert not np.array_equal(once, page)
    assert np.array_equal(page, _page())


@settings(derandomize=True, deadline=None, max_examples=30)
@given(angle_deg=st.floats(-5, 5), across=st.integers(40, 160), down=st.integers(40, 260))
def test_a_skew_moves_a_point_as_the_geometry_says(angle_deg: float, across: int, down: int) -> None:
    page: Pixels = np.full((300, 200, 3), 255, dtype=np.uint8)
    page[down - 3 : down + 3, across - 3 : across + 3] = 0
    ink = 255.0 - skew(page, angle_deg)[10:-10, 10:-10, 0]
    ink[ink < 100] = 0
    rows, columns = np.mgrid[10:290, 10:190]
    expected = transform(Size(200, 300), (Skew(angle_deg),))[0].apply(Point(across, down))
    assert (ink * (columns + 0.5)).sum() / ink.sum() == pytest.approx(expected.x, abs=0.3)
    assert (ink * (rows + 0.5)).sum() / ink.sum() == pytest.approx(expected.y, abs=0.3)


def test_a_turn_is_clockwise() -> None:
    page = _page()
    page[:20, :20] = (255, 0, 0)
    turned = turn(page, 1)
    assert turned.shape == (200, 300, 3)
    assert tuple(turned[5, -5]) == (255, 0, 0)
    assert np.array_equal(turn(turned, -1), page)


def test_noise_has_the_deviation_asked_for() -> None:
    gray: Pixels = np.full((400, 400, 3), 128, dtype=np.uint8)
    assert add_noise(gray, 6.0, seed=1).std() == pytest.approx(6.0, abs=0.3)
    assert not np.array_equal(add_noise(gray, 6.0, seed=1), add_noise(gray, 6.0, seed=2))


def test_the_back_shines_through_mirrored() -> None:
    front: Pixels = np.full((300, 200, 3), 255, dtype=np.uint8)
    back = front.copy()
    back[100:200, 10:60] = 0
    seen = bleed_through(front, 0.2, back)
    assert seen[150, 165, 0] == pytest.approx(204, abs=2)
    assert seen[150, 35, 0] == 255


def test_fading_moves_ink_towards_the_paper_only() -> None:
    pale = fade(_page(), 0.5)
    assert pale[40, 100, 0] == pytest.approx((20 + 255) / 2, abs=1)
    assert pale[5, 5, 0] == 255


def test_the_darkest_place_is_as_dark_as_asked() -> None:
    white: Pixels = np.full((300, 200, 3), 200, dtype=np.uint8)
    lit = light_unevenly(white, 0.25, seed=5)
    assert int(lit.max()) == 200
    assert int(lit.min()) == 150


def test_a_blur_of_nothing_changes_nothing() -> None:
    assert np.array_equal(blur(_page(), 0.0), _page())


def test_a_stamp_is_red_and_leaves_the_text_visible() -> None:
    page = _page()
    stamped = press_stamp(page, 0.9, seed=2).astype(int)
    touched = (stamped != page).any(axis=2)
    on_paper = touched & (page[:, :, 0] == 255)
    assert (stamped[on_paper][:, 0] > stamped[on_paper][:, 1]).all()
    on_text = touched & (page[:, :, 0] == 20)
    assert on_text.any()
    assert (stamped[on_text] <= 20).all()


def test_tinted_white_is_the_colour_of_the_paper() -> None:
    assert tuple(tint(_page())[0, 0]) == PAPER
