import numpy as np

from pipeline.imaging.ink import without_red_ink


def test_red_ink_vanishes_and_dark_ink_stays() -> None:
    paper, seal, print_, pen, under_seal = (
        [250, 248, 240],
        [225, 60, 70],
        [20, 20, 25],
        [40, 50, 150],
        [25, 5, 8],
    )
    rgb = np.array([[paper, seal, print_, pen, under_seal]], np.uint8)
    gray = without_red_ink(rgb)[0].astype(int)
    assert gray[0] - gray[1] < 30
    assert all(gray[0] - gray[k] > 200 for k in (2, 3, 4))


def test_gray_is_given_back_unchanged() -> None:
    gray = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert without_red_ink(gray) is gray


def test_the_input_is_not_altered() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    before = rgb.copy()
    without_red_ink(rgb)[:] = 0
    assert np.array_equal(rgb, before)
