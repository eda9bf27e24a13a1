"""Seals are of their ink and leave the text beneath visible."""

import numpy as np
import pytest

from samples.effects import Pixels
from samples.seals import BLUE, RED, VIOLET, press_seal


@pytest.mark.parametrize(("ink", "strongest"), [(RED, 0), (BLUE, 2), (VIOLET, 2)])
def test_a_seal_is_of_its_ink_and_leaves_the_text_visible(ink: tuple[int, int, int], strongest: int) -> None:
    page: Pixels = np.full((594, 420, 3), 255, dtype=np.uint8)
    page[::8] = 20
    pressed = press_seal(page, ink, 0.9, seed=2).astype(int)
    touched = (pressed != page).any(axis=2)
    on_paper = pressed[touched & (page[:, :, 0] == 255)]
    assert (on_paper[:, strongest] == on_paper.max(axis=1)).all()
    assert (pressed[page[:, :, 0] == 20] <= 20).all()
    assert np.array_equal(pressed, press_seal(page, ink, 0.9, seed=2))
    width = np.flatnonzero(touched.any(axis=0))
    assert width[-1] - width[0] == pytest.approx(420 * 36 / 210, abs=6)
