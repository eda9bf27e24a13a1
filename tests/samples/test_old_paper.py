"""Old paper looks as it should, and the same for the same seed."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from samples.effects import Pixels
from samples.old_letters import old_letter
from samples.old_paper import brown_with_age, carbon_copy, print_with_pins, stencil
from samples.typewriter import type_page

EFFECTS: dict[str, Callable[[Pixels], Pixels]] = {
    "carbon copy": lambda page: carbon_copy(page, 0.7, 3),
    "dot matrix": lambda page: print_with_pins(page, 72),
    "stencil": lambda page: stencil(page, 0.5, 3),
    "brown paper": lambda page: brown_with_age(page, 0.9, 3),
}


def _page() -> Pixels:
    page: Pixels = np.full((594, 420, 3), 255, dtype=np.uint8)
    for row in range(80, 520, 40):
        page[row : row + 8, 60:360] = 20
    return page


@pytest.mark.parametrize("name", EFFECTS)
def test_every_effect_changes_the_page_and_repeats_itself(name: str) -> None:
    page = _page()
    once, again = EFFECTS[name](page), EFFECTS[name](page)
    assert once.dtype == np.uint8
    assert once.shape == page.shape
    assert np.array_equal(once, again)
    assert not np.array_equal(once, page)
    assert np.array_equal(page, _page())


def test_carbon_is_violet_and_softer_than_the_type() -> None:
    page = _page()
    copied = carbon_copy(page, 0.7, 3).astype(int)
    ink = copied[(page[:, :, 0] == 20) & (copied[:, :, 1] < 170)]
    assert (ink[:, 2] > ink[:, 1]).all()
    assert np.abs(np.diff(copied[:, 200, 1])).max() < 235


def test_pins_leave_white_between_the_dots() -> None:
    page: Pixels = np.full((594, 420, 3), 255, dtype=np.uint8)
    page[200:260, 100:300] = 0
    # 36 pins to the inch are about 1.4 pixels apart on this small page.
    large = cv2.resize(page, (1680, 2376), interpolation=cv2.INTER_NEAREST)
    printed = print_with_pins(np.asarray(large, np.uint8), 36)
    inside = printed[840:1000, 440:1160, 0]
    assert 0.2 < float((inside > 200).mean()) < 0.6
    assert float((inside < 80).mean()) > 0.3
    assert (printed[:700] == 255).all()


def test_stencil_breaks_strokes_and_leaves_most_of_them() -> None:
    page = np.array(type_page(old_letter(3), 100, 3).image)
    printed = stencil(page, 1.0, 5)
    struck = printed[page[:, :, 0] < 120][:, 1]
    assert 0.02 < float((struck > 170).mean()) < 0.5


def test_brown_paper_is_dark_with_less_contrast() -> None:
    page = _page()
    aged = brown_with_age(page, 1.0, 3).astype(int)
    ground = np.median(aged[page[:, :, 0] == 255], axis=0)
    ink = np.median(aged[page[:, :, 0] == 20], axis=0)
    assert ground[0] > ground[1] > ground[2]
    assert ground[0] < 190
    assert ground[1] - ink[1] < 0.6 * (255 - 20)


def test_new_paper_without_age_keeps_its_text() -> None:
    assert np.array_equal(brown_with_age(_page(), 0.0, 3), _page())
