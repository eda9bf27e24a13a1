"""Stamps of words in a frame have the size, the ink and the place that was asked for."""

import numpy as np
import pytest

from samples.box_stamps import BoxStamp, Frame, Press, draw_box_stamp, press_box_stamp
from samples.effects import Pixels

DPI = 150
MM = DPI / 25.4


@pytest.mark.parametrize("frame", list(Frame))
def test_letters_are_as_high_as_asked(frame: Frame) -> None:
    rubber = draw_box_stamp(BoxStamp(words="KHIN", capital_mm=6.0, frame=frame, margin_mm=3.0), DPI)
    edge = round(2.0 * MM)
    rows = np.flatnonzero((rubber[edge:-edge, edge:-edge] > 0.5).any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(6.0 * MM, abs=2)


def test_frames_stand_around_the_letters() -> None:
    inked = {
        frame: float((draw_box_stamp(BoxStamp(words="MẬT", capital_mm=5.0, frame=frame), DPI) > 0.5).mean())
        for frame in Frame
    }
    assert inked[Frame.NONE] < inked[Frame.SINGLE] < inked[Frame.DOUBLE]


def test_stamp_is_pressed_where_it_should_and_the_same_each_time() -> None:
    page: Pixels = np.full((300, 400, 3), 255, np.uint8)
    rubber = draw_box_stamp(BoxStamp(words="MẬT", capital_mm=4.0), DPI)
    press = Press(ink=(200, 30, 40), strength=0.8, centre=(250.0, 120.0), angle_deg=10.0, wear=0.3, seed=4)
    pressed = press_box_stamp(page, rubber, press)
    touched = (pressed != page).any(axis=2)
    rows, columns = np.flatnonzero(touched.any(axis=1)), np.flatnonzero(touched.any(axis=0))
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(250, abs=3)
    assert (rows[0] + rows[-1]) / 2 == pytest.approx(120, abs=3)
    assert pressed[touched][:, 0].min() > pressed[touched][:, 1].min()
    assert np.array_equal(pressed, press_box_stamp(page, rubber, press))


def test_print_under_the_stamp_stays_and_what_falls_off_the_sheet_is_lost() -> None:
    page: Pixels = np.full((100, 100, 3), 255, np.uint8)
    page[::5] = 10
    rubber = draw_box_stamp(BoxStamp(words="TUYỆT MẬT", capital_mm=6.0), DPI)
    pressed = press_box_stamp(page, rubber, Press(ink=(200, 30, 40), strength=1.0, centre=(95.0, 50.0)))
    assert pressed.shape == page.shape
    assert (pressed[::5] <= 10).all()
    assert (pressed != page).any()
