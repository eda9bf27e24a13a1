"""Bowed and photographed sheets: what moves, and how far."""

import numpy as np
import pytest

from samples.effects import LID, Pixels
from samples.sheet_shape import TABLE, bow, photograph


def _lined() -> Pixels:
    page: Pixels = np.full((600, 400, 3), 255, dtype=np.uint8)
    page[298:302] = 0
    return page


def _row_of_ink(page: Pixels, column: int) -> float:
    dark = 255.0 - page[30:-30, column, 0]
    dark[dark < 60] = 0
    return float((dark * np.arange(30, 570)).sum() / dark.sum())


@pytest.mark.parametrize("share", [0.02, -0.02])
def test_a_bow_moves_the_middle_by_its_share_of_the_height_and_leaves_the_ends(share: float) -> None:
    bowed = bow(_lined(), share)
    ends, middle = _row_of_ink(bowed, 0), _row_of_ink(bowed, 200)
    assert ends == pytest.approx(299.5, abs=0.3)
    assert middle - ends == pytest.approx(share * 600, abs=0.5)
    edge = 0 if share > 0 else -1
    assert tuple(bowed[edge, 200]) == LID


def test_a_photograph_shows_the_table_round_a_shaded_sheet() -> None:
    taken = photograph(_lined(), 0.08, seed=4)
    assert taken.shape == (600, 400, 3)
    corners = taken[[1, 1, -2, -2], [1, -2, 1, -2]].astype(int)
    assert (corners <= np.array(TABLE)).all()
    sheet = taken[100:250, 80:320].astype(int)
    assert sheet.max() - sheet.min() > 20


def test_a_photograph_depends_on_its_seed_alone() -> None:
    assert np.array_equal(photograph(_lined(), 0.08, 4), photograph(_lined(), 0.08, 4))
    assert not np.array_equal(photograph(_lined(), 0.08, 4), photograph(_lined(), 0.08, 5))
