import cv2
import numpy as np
import pytest

from pipeline.imaging.stamp_sides import SidedFrame, sided_frames
from pipeline.imaging.working_copy import Pixels, WorkingCopy

DPI = 75.0
CENTRE = (150.0, 100.0)
SIZE = (90.0, 30.0)


def framed(angle_deg: float = 0.0, *, gap: float = 0.0) -> Pixels:
    """1 where a frame has ink that slopes by that much clockwise, without a middle part of its rules."""
    page = np.zeros((200, 300), np.uint8)
    corners = cv2.boxPoints((CENTRE, SIZE, angle_deg)).round().astype(np.int32)
    cv2.polylines(page, [corners], isClosed=True, color=1, thickness=2)
    half = round(gap / 2 * SIZE[0])
    page[:, round(CENTRE[0]) - half : round(CENTRE[0]) + half] = 0
    return page


def crossed(page: Pixels) -> Pixels:
    """The page with two lines of print, one of which runs along the upper rule and over both sides."""
    printed = page.copy()
    for baseline in (90, 108):
        cv2.putText(printed, "phuong Ben Sao xac nhan", (60, baseline), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 1, 1)
    return printed


def frames_of(page: Pixels) -> list[SidedFrame]:
    return sided_frames(page, WorkingCopy(page, DPI))


@pytest.mark.parametrize("angle_deg", [-6.0, -2.0, 0.0, 3.0, 7.0])
def test_frame_that_print_crosses_is_found_with_its_slope(angle_deg: float) -> None:
    nearest = min(
        frames_of(crossed(framed(angle_deg))),
        key=lambda one: abs(one.centre[0] - CENTRE[0]) + abs(one.centre[1] - CENTRE[1]),
    )
    assert nearest.centre == pytest.approx(CENTRE, abs=4)
    assert nearest.width == pytest.approx(SIZE[0], abs=8)
    assert nearest.angle_deg == pytest.approx(-angle_deg, abs=1.5)


def test_side_that_a_letter_lengthens_does_not_move_the_rule() -> None:
    page = framed()
    page[70:90, 105:107] = 1
    (found,) = frames_of(page)
    assert found.height == pytest.approx(SIZE[1], abs=8)
    assert abs(found.angle_deg) < 2.5


def test_sides_without_rules_are_no_frame() -> None:
    assert frames_of(framed(gap=0.8)) == []
    assert frames_of(framed(gap=0.1)) != []


def test_print_and_bare_paper_have_no_frame() -> None:
    bare = np.zeros((200, 300), np.uint8)
    assert frames_of(bare) == []
    assert frames_of(crossed(bare)) == []


def test_frames_are_bounded_and_none_is_most_of_another() -> None:
    page = np.zeros((600, 600), np.uint8)
    for row in range(6):
        for column in range(4):
            left, top = 20 + 140 * column, 20 + 95 * row
            cv2.rectangle(page, (left, top), (left + 100, top + 40), 1, 2)
            cv2.rectangle(page, (left + 3, top + 3), (left + 97, top + 37), 1, 1)
    found = frames_of(page)
    assert len(found) == 4
    assert len({(round(one.centre[0] / 20), round(one.centre[1] / 20)) for one in found}) == 4


def test_what_is_cut_out_is_level_and_white_where_the_page_ends() -> None:
    frame = SidedFrame(centre=CENTRE, width=SIZE[0], height=SIZE[1], angle_deg=-6.0)
    cut = frame.cut_out(np.asarray(255 - 200 * framed(6.0), np.uint8), 2.0)
    assert cut.shape == (34, 94)
    dark = (cut < 160).mean(axis=1)
    assert dark[:5].max() > 0.9
    assert dark[-5:].max() > 0.9
    assert dark[10:-10].max() < 0.1
    beyond = SidedFrame(centre=(2.0, 2.0), width=SIZE[0], height=SIZE[1], angle_deg=0.0)
    assert (beyond.cut_out(np.zeros((200, 300), np.uint8), 2.0)[:5, :5] == 255).all()


def test_box_holds_the_whole_frame_at_any_resolution() -> None:
    frame = SidedFrame(centre=CENTRE, width=SIZE[0], height=SIZE[1], angle_deg=-6.0).scaled(2.0)
    corners = cv2.boxPoints((frame.centre, (frame.width, frame.height), 6.0))
    assert frame.box.left == pytest.approx(corners[:, 0].min(), abs=0.5)
    assert frame.box.bottom == pytest.approx(corners[:, 1].max(), abs=0.5)
